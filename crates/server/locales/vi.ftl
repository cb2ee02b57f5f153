# Dòng lệnh.

cmd-about = Chấm điểm, kiểm tra và công bố kết quả đánh giá theo bộ chỉ số. Không có lệnh nào: mở bản trình diễn trên máy này.
cmd-about-check = Kiểm tra tệp bộ tiêu chí và thư mục hồ sơ; chỉ rõ dòng, cột và cách sửa
cmd-about-explain = Diễn giải bộ tiêu chí hoặc một tiêu chí thành câu dễ hiểu
cmd-about-diff = Nêu khác nhau giữa hai phiên bản của một bộ tiêu chí
cmd-about-schema = In JSON Schema của tệp bộ tiêu chí, dùng cho trình soạn thảo
cmd-about-score = Chấm điểm, xếp hạng một thư mục hồ sơ và ghi kết quả
cmd-about-serve = Mở cổng công khai
cmd-about-publish = Chấm điểm một thư mục hồ sơ và công bố kết quả vào cơ sở dữ liệu, không sửa được về sau
cmd-about-verify = Tính lại nhật ký của cơ sở dữ liệu và đối chiếu với mọi bản công bố
cmd-arg-lang = Ngôn ngữ: vi hoặc en
cmd-arg-catalog = Thư mục danh mục bộ tiêu chí dùng thay cho danh mục có sẵn
cmd-arg-paths = Tệp bộ tiêu chí, thư mục hồ sơ, hoặc thư mục chứa chúng
cmd-arg-format = Dạng kết quả: text (cho người đọc) hoặc json (cho chương trình)
cmd-arg-file = Tệp bộ tiêu chí
cmd-arg-code = Mã tiêu chí; bỏ trống để xem cả bộ
cmd-arg-class = Mã loại đối tượng
cmd-arg-old = Phiên bản cũ
cmd-arg-new = Phiên bản mới
cmd-arg-folder = Thư mục hồ sơ của đợt đánh giá
cmd-arg-out = Thư mục kết quả; được tạo mới hoặc thay kết quả cũ khi mọi tệp đã ghi xong
cmd-arg-listen = Địa chỉ và cổng để mở; mặc định 127.0.0.1:8080, bản trình diễn tự chuyển sang cổng trống kế tiếp
cmd-arg-db = Cơ sở dữ liệu: sqlite:ĐƯỜNG_DẪN hoặc postgres://…; bỏ trống để mở bản trình diễn
cmd-arg-data = Thư mục chứa cơ sở dữ liệu của bản trình diễn
cmd-arg-files = Thư mục chứa tệp minh chứng
cmd-arg-bucket = Kho đối tượng tương thích S3 để giữ minh chứng thay cho thư mục: https://MÁY_CHỦ/TÊN_KHO
cmd-arg-bucket_key = Tên khóa truy cập kho đối tượng
cmd-arg-bucket_secret = Mật khẩu của khóa truy cập; nên đặt bằng biến THUOCDO_BUCKET_SECRET
cmd-arg-bucket_region = Vùng của kho đối tượng
cmd-arg-scanner = Lệnh quét mã độc từng tệp minh chứng, ví dụ: clamdscan --no-summary --fdpass
cmd-arg-smtp = Máy chủ thư: smtps://TÊN:MẬT_KHẨU@MÁY_CHỦ; bản trình diễn ghi thư vào một thư mục
cmd-arg-mail_from = Địa chỉ người gửi của các thư
cmd-arg-url = Địa chỉ trang này, dùng trong thư
cmd-arg-because = Lý do thay thế bản đã công bố

cmd-error = lỗi
cmd-warning = lưu ý
cmd-hint = gợi ý
cmd-broken = Lỗi hệ thống: { $what }
cmd-path = { $path }: { $why }
cmd-child = Không mở được tiến trình con: { $why }
cmd-usage = Lệnh không đúng. { $what }
cmd-usage-unknown = Không có tham số { $what }.
cmd-usage-command = Không có lệnh “{ $what }”.
cmd-usage-missing = Thiếu tham số: { $what }
cmd-usage-value = Giá trị không hợp lệ: { $what }
cmd-usage-help = Xem “thuocdo --help”.

cmd-workbook-hint = Lưu lại trang tính dưới dạng “CSV UTF-8” rồi thử lại.
cmd-workbook-large = Bảng tính quá lớn.
cmd-workbook-unreadable = Không đọc được bảng tính: tệp hỏng, có mật khẩu, hoặc không phải .xlsx.
cmd-workbook-killed = Bảng tính đòi quá nhiều bộ nhớ nên việc đọc đã bị dừng; chương trình vẫn chạy bình thường.
cmd-workbook-slow = Đọc bảng tính quá 10 giây nên đã dừng.

cmd-check-done = Đã kiểm tra { $files } mục: { $errors } lỗi, { $warnings } lưu ý.
cmd-check-nothing = { $path }: không có tệp bộ tiêu chí hay thư mục hồ sơ nào.
cmd-check-set = { $path }: { $code }@{ $version }, { $criteria } tiêu chí ({ $decision } theo quyết định, { $published } theo nguồn đã công bố, { $illustrative } minh họa)
cmd-check-case = { $path }: { $title }; { $units } đơn vị, { $sets } bộ tiêu chí
cmd-check-questionnaire = { $path }: mẫu phiếu { $code } phiên bản { $version }; { $questions } câu hỏi, tính điểm cho { $feeds } tiêu chí
cmd-check-faulty = { $path }: { $errors } lỗi
cmd-declared = khớp với số đã nêu{ $scope }: { $parts }
cmd-declared-points = { $points } điểm
cmd-declared-level = { $count } { $level }
cmd-declared-leaves = { $count } tiêu chí không chia nhỏ

cmd-code-unknown = Bộ tiêu chí không có mã “{ $code }”.
cmd-class-unknown = Bộ tiêu chí không có loại đối tượng “{ $code }”.
cmd-explain-node = { $code } { $title } (tối đa { $max } điểm)
cmd-explain-unscored = { $code } { $title }
cmd-diff-done = { $old } → { $new }: { $count } khác biệt.

cmd-out-name = Thư mục kết quả “{ $path }” không có tên.
cmd-out-foreign = “{ $path }” đã có và không phải thư mục kết quả; chọn tên khác để không ghi đè.
cmd-score-refused = Có { $count } vướng mắc; chưa ghi tệp nào.
cmd-published = Đã công bố kỳ { $round }, phiên bản { $version }. SHA-256 của tệp kết quả: { $hash }
cmd-publish-refused = Có { $count } vướng mắc; chưa công bố gì.
cmd-verified = Nhật ký toàn vẹn: { $rounds } kỳ, { $events } sự kiện, { $publications } bản công bố, { $breaks } sai lệch.
cmd-verify-broken = Nhật ký KHÔNG toàn vẹn: { $breaks } sai lệch trong { $rounds } kỳ, { $events } sự kiện, { $publications } bản công bố.
cmd-score-done = { $title }: { $units } đơn vị, { $groups } nhóm. Đã ghi { $files }.
cmd-score-group = { $name }: xếp hạng { $ranked } đơn vị, không xếp hạng { $unranked }.
cmd-score-place = { $rank }. { $unit }: { $result }
cmd-score-points = { $points } điểm
cmd-score-step = mức độ { $step }
cmd-step-read = Đọc thư mục
cmd-step-check = Kiểm tra hồ sơ
cmd-step-score = Chấm điểm và xếp hạng
cmd-step-write = Ghi kết quả
cmd-about-admin = Tạo quản trị viên đầu tiên, giúp người bị khóa vào lại
cmd-about-admin-create = Tạo một quản trị viên và in mã dùng một lần để đặt mật khẩu
cmd-about-admin-rescue = Mở khóa một tài khoản và in mã dùng một lần để đặt mật khẩu mới
cmd-arg-login = Tên đăng nhập
cmd-arg-name = Họ và tên
cmd-admin-code = Mã đặt mật khẩu của { $login }, dùng một lần trong 3 ngày:
    { $code }
    Mở trang /dang-nhap/mat-khau-moi của hệ thống, nhập mã này và chọn mật khẩu.
cmd-arg-administrators_without_code = Cho quản trị viên đăng nhập không cần xác thực hai bước
