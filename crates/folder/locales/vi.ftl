# Bộ hồ sơ đợt đánh giá: lỗi và gợi ý.

folder-more = … và còn { $count } lỗi khác chưa liệt kê.
folder-did-you-mean = Có phải ý bạn là “{ $name }”?
folder-one-of = Giá trị hợp lệ: { $names }.
folder-one-of-many = Giá trị hợp lệ: { $names } và { $more } giá trị khác.

folder-file-missing = Thiếu tệp { $name }.
folder-file-too-large = Tệp lớn { $size } MB, quá giới hạn { $limit } MB; tệp không được đọc.
folder-file-too-large-hint = Chia câu trả lời thành nhiều tệp answers-1.csv, answers-2.csv …, hoặc bỏ các dòng trống.
folder-round-missing-hint = Thư mục hồ sơ cần round.toml, units.csv, answers.csv; xem docs/guide.
folder-units-missing-hint = Tạo units.csv với các cột code, name, group, class.
folder-answers-missing-hint = Tạo answers.csv với các cột unit, criterion, variable, value.
folder-too-many-rows = Quá { $limit } dòng câu trả lời; phần còn lại không được đọc.

folder-composed = Chữ có dấu ở dạng tổ hợp (NFD) đã được chuyển sang dạng dựng sẵn (NFC).
folder-encoding-utf16 = Tệp ở mã UTF-16, không phải UTF-8.
folder-encoding-old = Tệp có vẻ dùng bảng mã cũ (TCVN3/ABC, VNI hoặc Windows-1258), không phải UTF-8.
folder-encoding-damaged = Tệp không phải văn bản UTF-8.
folder-encoding-hint = Chuyển mã sang Unicode (ví dụ bằng UniKey), rồi lưu lại ở dạng “CSV UTF-8” hoặc UTF-8.

folder-toml-syntax = Sai cú pháp TOML: { $detail }.
folder-toml-syntax-hint = Chữ phải đặt trong dấu nháy kép; mỗi dòng một khóa = giá trị.
folder-key-unknown = Khóa “{ $key }” không có trong định dạng.
folder-key-missing = Thiếu khóa “{ $key }”.
folder-key-type = Khóa “{ $key }” phải là { $expected }.
folder-type-text = chữ trong dấu nháy kép
folder-type-truth = true hoặc false
folder-type-texts = danh sách chữ, ví dụ ["a", "b"]
folder-type-tables = danh sách bảng
folder-type-table = một bảng
folder-value-unknown = Giá trị “{ $value }” không hợp lệ cho khóa “{ $key }”.
folder-bad-date = Ngày “{ $value }” ở khóa “{ $key }” không hợp lệ.
folder-bad-date-hint = Viết ngày theo dạng năm-tháng-ngày, ví dụ 2025-12-31.
folder-bad-code = Mã “{ $value }” không hợp lệ.
folder-bad-code-hint = Mã gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, hai chấm; bắt đầu bằng chữ hoặc số; dài nhất 60 ký tự.
folder-name-formula = Tên “{ $value }” bắt đầu như một công thức bảng tính.
folder-name-formula-hint = Tên không được bắt đầu bằng =, +, - hoặc @: bảng tính sẽ chạy nó như công thức.
folder-name-control = Có ký tự không nhìn thấy (điều khiển, đảo chiều chữ) trong ô.
folder-name-control-hint = Gõ lại ô này thay vì dán.
folder-name-long = Chữ quá dài (trên 300 ký tự): “{ $value }”.

folder-layers-order = Các lớp điểm phải khác nhau và xếp từ thấp đến cao.
folder-groups-missing = Chưa có nhóm xếp hạng nào.
folder-groups-missing-hint = Thêm [[group]] với code và name.
folder-group-twice = Nhóm “{ $group }” được khai hai lần.
folder-group-unserved = Nhóm “{ $group }” chưa được gắn với bộ tiêu chí nào.
folder-group-served-twice = Nhóm “{ $group }” được gắn với hai bộ tiêu chí.
folder-uses-missing = Chưa có bộ tiêu chí nào được dùng.
folder-uses-missing-hint = Thêm [[use]] với set = "mã@phiên bản" (trong danh mục) hoặc file = "tên.toml" (trong thư mục), và groups.
folder-use-hint = Ví dụ: set = "vinh-long/cap-xa@2022" hoặc file = "bo-tieu-chi.toml".
folder-use-set-or-file = [[use]] cần đúng một trong hai khóa set, file.
folder-use-version = “{ $value }” chưa nêu phiên bản của bộ tiêu chí.
folder-set-unknown = Danh mục không có bộ tiêu chí { $set }, phiên bản { $version }.
folder-set-unknown-hint = Xem các bộ tiêu chí có sẵn trong thư mục catalog/.
folder-set-file-hint = Tệp bộ tiêu chí nằm ngay trong thư mục hồ sơ và có đuôi .toml.
folder-set-faulty = Bộ tiêu chí { $set } có lỗi nên không dùng được.

folder-sheet-empty = Tệp không có dòng tiêu đề.
folder-column-missing = Thiếu cột “{ $column }”.
folder-column-twice = Cột “{ $column }” có hai lần.
folder-column-unknown = Cột “{ $column }” không có trong định dạng.
folder-columns-hint = Cột bắt buộc: { $required }. Cột tùy chọn: { $optional }.
folder-row-wide = Dòng có { $cells } ô, tiêu đề chỉ có { $columns } cột.
folder-row-wide-hint = Ô có dấu phân cách (phẩy hoặc chấm phẩy) phải đặt trong dấu nháy kép.
folder-cell-long = Ô quá dài.
folder-cell-long-hint = Có thể thiếu dấu nháy kép đóng.
folder-cell-empty = Ô ở cột “{ $column }” không được để trống.
folder-workbook = Tệp là bảng tính Excel nhưng mang tên tệp CSV.
folder-workbook-hint = Đặt tên answers.xlsx cho bảng tính câu trả lời, hoặc lưu lại ở dạng “CSV UTF-8”.

folder-unit-unknown = Không có đơn vị “{ $unit }” trong units.csv.
folder-unit-unknown-hint = Thêm đơn vị vào units.csv hoặc sửa mã.
folder-unit-twice = Đơn vị “{ $unit }” đã có ở dòng { $line }.
folder-units-none = Chưa có đơn vị nào.
folder-group-unknown = Không có nhóm “{ $group }” trong round.toml.
folder-class-missing = Đơn vị “{ $unit }” chưa ghi loại đối tượng (cột class) mà bộ tiêu chí cần.
folder-class-unknown = Bộ tiêu chí không có loại đối tượng “{ $class }”.
folder-merged-self = Đơn vị không thể hợp nhất từ chính nó.

folder-input-unused = Không bộ tiêu chí nào đọc kết quả ngoài “{ $name }”.
folder-input-absent = Chưa có kết quả ngoài “{ $name }”: những gì cần đến nó sẽ phải chờ.
folder-input-twice = “{ $unit }” có hai dòng.

folder-layer-unknown = Lớp điểm “{ $layer }” không có trong round.toml.
folder-criterion-unknown = Bộ tiêu chí của đơn vị không có tiêu chí “{ $criterion }”.
folder-criterion-section = “{ $criterion }” là một nhóm tiêu chí, không trả lời trực tiếp.
folder-criterion-section-hint = Trả lời các tiêu chí thành phần bên dưới.
folder-variable-unknown = Tiêu chí “{ $criterion }” không có biến “{ $variable }”.
folder-variables-hint = Biến của tiêu chí: { $names }; ngoài ra: points, previous, na.
folder-answer-twice = “{ $unit }” đã trả lời biến “{ $variable }” của tiêu chí “{ $criterion }” ở một dòng trước.
folder-answer-absent = Tiêu chí “{ $criterion }” không thuộc mẫu của loại đối tượng này; câu trả lời không được tính.

folder-number-ambiguous = Số “{ $value }” không rõ nghĩa.
folder-number-ambiguous-hint = Viết { $whole } nếu là số nguyên, { $decimal } nếu là số thập phân.
folder-number-bad = “{ $value }” không phải là số.
folder-number-too-long = Số “{ $value }” quá dài.
folder-number-hint = Chỉ ghi chữ số và dấu thập phân.
folder-number-comma-hint = Đợt này ghi số theo dạng máy (dấu chấm thập phân, không tách nghìn). Đặt numbers = "vi" trong round.toml nếu muốn ghi 1.234,5.
folder-number-percent-hint = Bỏ dấu %: ghi các biến mà tiêu chí yêu cầu.
folder-yes-no-bad = “{ $value }” không phải câu trả lời có/không.
folder-yes-no-hint = Ghi có hoặc không (yes/no, 1/0).
folder-option-bad = Không có phương án “{ $value }”.
