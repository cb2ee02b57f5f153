# Trang chủ
page-home-title = Kết quả đánh giá, xếp hạng
page-home-heading = Kết quả đánh giá, xếp hạng
page-home-lead = Xem thứ hạng, điểm và cách tính từng điểm của mỗi cơ quan; đọc phương pháp bằng lời; tải dữ liệu để tự tính lại.
page-home-search = Tìm cơ quan, tiêu chí, bộ chỉ số
page-home-placeholder = Ví dụ: bo tai chinh, dich vu cong…
page-home-search-go = Tìm
page-home-published = Số liệu đã công bố
page-home-published-lead = Tính lại từ bảng điểm mà cơ quan có thẩm quyền đã công bố; nguồn ghi ở từng trang.
page-home-illustrative = Số liệu minh họa
page-home-illustrative-lead = Bộ tiêu chí theo quyết định có thật, đơn vị và số liệu do chúng tôi đặt ra ở quy mô thật để trình bày cách tính.
page-home-ranking = Bảng xếp hạng
page-home-method = Phương pháp
page-home-data = Dữ liệu
page-home-empty = Chưa có kết quả nào được công bố.
page-home-found-title = Kết quả tìm “{ $text }”
page-home-found-none = Không tìm thấy. Hãy thử ít chữ hơn; có thể gõ không dấu.
page-home-found-units = Cơ quan, đơn vị
page-home-found-groups = Bảng xếp hạng
page-home-found-criteria = Tiêu chí
page-home-found-more = Còn nhiều kết quả khác; hãy gõ thêm chữ để thu hẹp.

# Dùng chung
page-period = Kỳ { $period }
page-decision = Công bố theo { $number } ngày { $date }
page-units = { $units } đơn vị
page-no-step = Chưa đạt mức nào
page-not-applicable = Không áp dụng
page-of-max = trên { $max }
page-all-files = Tất cả tệp
page-print-hint = Để in trang này trên khổ A4, nhấn Ctrl + P (máy Mac: ⌘ + P).
page-superseded = Bản công bố thứ { $version }, thay bản trước vì: { $reason }
page-layer-self = Điểm tự chấm
page-layer-preliminary = Điểm sơ bộ
page-layer-appraised = Điểm thẩm định
page-layer-council = Điểm hội đồng
page-layer-final = Điểm thẩm định

# Cột
page-col-rank = Hạng
page-col-unit = Cơ quan, đơn vị
page-col-units = Số đơn vị
page-col-points = Điểm
page-col-points-of = Điểm (trên { $max })
page-col-max = Tối đa
page-col-index = Giá trị chỉ số
page-col-before = So { $period }
page-col-grade = Xếp loại
page-col-step = Mức đạt được
page-col-section = Chỉ số chính

# Xếp hạng
page-ranking-total = Tổng điểm và thứ hạng
page-total = Tổng điểm
page-ranking-steps = Mức độ và thứ hạng
page-col-missing = Còn thiếu để lên mức kế tiếp
page-missing-for = { $count } chỉ tiêu ({ $step })
page-lowered-legend = ↓ xếp loại thấp hơn mức theo điểm do có điều chỉnh; lý do ghi ở trang của đơn vị.
page-ranking-caption = { $measure }, { $group }, kỳ { $period }
page-ranking-empty = Chưa có đơn vị nào được xếp hạng.
page-ranking-single = { $name } đạt { $points } điểm; nhóm có một đơn vị nên không có gì để so hạng.
page-ranking-leader = { $name } đứng đầu với { $points } điểm; điểm trung bình của { $units } đơn vị là { $mean }.
page-ranking-leaders = { $name } cùng đứng đầu với { $points } điểm; điểm trung bình của { $units } đơn vị là { $mean }.
page-ranking-step = { $name } đạt mức { $step } trên { $of } mức.
page-ranking-before = So với kỳ { $period }: { $up }/{ $both } đơn vị tăng hạng.
page-ranking-mean-change = Điểm trung bình thay đổi { $change }.
page-ranking-found = { $units } đơn vị có “{ $text }” trong tên.
page-ranking-all = Xem tất cả
page-groups = Nhóm xếp hạng
page-periods = Các kỳ
page-pages = Các trang của bảng
page-up = tăng
page-down = giảm
page-same = giữ nguyên
page-shared = ({ $units } đơn vị đồng hạng)
page-merged = hợp nhất
page-grade-before = trước điều chỉnh: { $grade }
page-tile-leader = Đứng đầu
page-tile-best = Điểm cao nhất
page-tile-mean = Điểm trung bình
page-tile-lowest = thấp nhất { $points }
page-tile-units = Đơn vị xếp hạng
page-tile-unranked = và { $units } đơn vị không xếp hạng
page-filter-section = Xếp theo chỉ số
page-filter-order = Sắp xếp
page-filter-search = Tìm đơn vị
page-filter-go = Xem
page-order-rank = Theo thứ hạng
page-order-name = Theo tên A–Z
page-order-change = Theo thay đổi hạng
page-steps-title = Số đơn vị ở từng mức
page-sections-title = Chỉ số chính
page-sections-lead = Tỷ lệ đạt trung bình của nhóm; chọn một chỉ số để xếp theo chỉ số đó.
page-unranked-title = Không xếp hạng
page-unranked-lead = Có trong đợt đánh giá nhưng không có thứ hạng, kèm lý do.
page-about-title = Về kết quả này
page-about-decision = Quyết định
page-about-set = Bộ tiêu chí
page-about-source = Nguồn số liệu
page-about-engine = Bộ tính điểm

# Lỗi
page-404-title = Không tìm thấy trang
page-404-what = Địa chỉ này không có trên cổng, hoặc kết quả chưa được công bố.
page-404-advice = Hãy kiểm tra lại địa chỉ, quay về trang chủ hoặc tìm theo tên cơ quan.
page-500-title = Có lỗi ở phía chúng tôi
page-500-what = Trang này chưa hiển thị được. Mã sự cố: { $case }.
page-500-advice = Hãy tải lại trang sau ít phút; nếu vẫn lỗi, báo cho đơn vị vận hành kèm mã sự cố.

# Biểu đồ
chart-data = Bảng số liệu
chart-name = Tên
chart-difference = Chênh lệch
chart-distribution-title = Phân bố điểm
chart-distribution-found = { $counts }; điểm trung bình { $mean }.
chart-distribution-range-found = Điểm từ { $worst } đến { $best }, trung bình { $mean }.
chart-distribution-scale = Trục ngang: tỷ lệ % so với điểm tối đa.
chart-distribution-range = Tỷ lệ so với tối đa
chart-gap-title = Điểm tự chấm và điểm thẩm định
chart-gap-found = { $name } có chênh lệch lớn nhất ({ $difference } điểm); { $higher }/{ $units } tự chấm cao hơn kết quả.
chart-gap-none = Điểm tự chấm và kết quả trùng nhau ở mọi dòng.
chart-profile-mean = Trung bình nhóm
chart-profile-span = Khoảng 10–90 % của nhóm
chart-heat-title = Tỷ lệ đạt theo chỉ số chính (%)
chart-heat-found = Cao nhất bình quân: { $best } ({ $most } %); thấp nhất: { $worst } ({ $least } %).
chart-heat-legend = Màu đậm dần ở các mốc 50, 60, 70, 80 và 90 %.

# Đơn vị
page-units-title = Các đơn vị: { $round }
page-unit-found = { $name } đạt { $points } trên { $max } điểm, hạng { $rank }/{ $of } trong nhóm { $group }.
page-unit-points = { $name } đạt { $points } trên { $max } điểm.
page-unit-empty = { $name } chưa có số liệu trong kết quả này.
page-unit-step = { $name } đạt mức { $step } trên { $of } mức.
page-unit-merged = Điểm các chỉ số chính là trung bình cộng của các đơn vị hợp thành:
page-unit-change = so với kỳ { $period }: { $change }
page-attainment = Tỷ lệ đạt
page-group-mean = trung bình nhóm { $mean } %
page-converted = quy đổi: { $value } điểm
page-compare-with = So với { $name }
page-illustrative = minh họa
page-illustrative-star = * tiêu chí minh họa
page-grade-title = Vì sao xếp loại này
page-ladder-title = Các mức độ
page-step-met = đạt
page-step-open = chưa đạt
page-step-missing = Còn thiếu { $count } chỉ tiêu để đạt mức { $step }.
page-step-which = Những chỉ tiêu còn thiếu
page-step-targets = đạt { $reached }/{ $targets } chỉ tiêu
page-strong-title = Điểm mạnh
page-strong-lead = Tiêu chí được nhiều điểm hơn mức trung bình của nhóm nhất.
page-strong-none = Không có tiêu chí nào cao hơn trung bình nhóm.
page-weak-title = Cần cải thiện
page-weak-lead = Tiêu chí mất nhiều điểm so với mức trung bình của nhóm nhất.
page-weak-none = Không có tiêu chí nào thấp hơn trung bình nhóm.
page-standing = đạt { $me } %, trung bình nhóm { $mean } %
page-history-title = Các kỳ khác
page-col-period = Kỳ
page-criteria-title = Bảng tiêu chí
page-criteria-lead = Mở từng dòng để xem số liệu đã dùng và cách tính ra điểm.
page-col-code = Mã
page-col-criterion = Tiêu chí
page-why = Cách tính
page-reason = Lý do: { $reason }
page-state-scored = có điểm
page-state-missing = chưa có số liệu
page-state-not_applicable = không áp dụng
page-state-refused = câu trả lời không dùng được
page-state-held = chờ kết quả khác
page-state-unscored = không tính điểm
page-rank = hạng { $rank }

# Tiêu chí
page-criteria-of = Bộ tiêu chí: { $round }
page-criteria-means = Điểm tối đa và tỷ lệ đạt trung bình (%) của từng nhóm.
page-criterion-max = Tối đa { $max } điểm
page-criterion-units = Điểm của từng đơn vị
page-criterion-states = { $scored } đơn vị có điểm, { $missing } chưa có số liệu, { $na } không áp dụng.
page-col-value = Giá trị
page-points = { $points } điểm
page-rule-title = Cách tính điểm
page-rule-about = Về tiêu chí này
page-rule-where = Trong đó:
page-rule-printed = Cách chấm như văn bản in
page-rule-source = Nguồn số liệu
page-rule-measured = hệ thống tự đo
page-rule-lower = càng thấp càng tốt
page-rule-owner = Cơ quan phụ trách
page-rule-evidence = Tài liệu kiểm chứng
page-rule-classes = Áp dụng cho
page-rule-max-class = Điểm tối đa theo loại
page-rule-targets = Mục tiêu từng mức
page-rule-missing = Khi chưa có số liệu
page-rule-mandatory = Điều kiện bắt buộc
page-rule-note = Ghi chú
page-rule-origin = Nguồn gốc câu chữ
page-rule-more = Nguồn số liệu, tài liệu kiểm chứng, nguồn gốc
page-source-self = Đơn vị tự báo cáo
page-source-appraiser = Cơ quan thẩm định
page-source-statistics = Thống kê hoặc hệ thống đo
page-source-survey = Điều tra xã hội học
page-source-publication = Kết quả đã công bố khác
page-missing-zero = Tính 0 điểm, vẫn ghi là chưa có số liệu
page-missing-carry_over = Lấy điểm của kỳ công bố trước
page-missing-exclude = Không tính vào điểm và điểm tối đa
page-blocks-submission = Không đạt thì chưa nộp được hồ sơ
page-blocks-grade = Không đạt thì không xếp loại
page-blocks-rank = Không đạt thì không xếp hạng
page-origin-decision = Văn bản ban hành: { $place }
page-origin-illustrative = Minh họa: do nhóm phát triển soạn vì phụ lục chưa công khai
page-origin-link = xem nguồn

# Phương pháp
page-method-title = Phương pháp: { $set }
page-method-sets = Các bộ tiêu chí của đợt
page-method-contents = Nội dung
page-method-about = Về bộ tiêu chí
page-method-issued = Văn bản
page-method-legal = Căn cứ pháp lý
page-method-classes = Loại đối tượng
page-method-origins = Nguồn gốc tiêu chí
page-method-counts = { $decision } theo văn bản ban hành, { $published } theo bảng đã công bố, { $illustrative } minh họa
page-method-hash = Mã băm của tệp
page-method-declares = Số lượng và điểm mà văn bản nêu
page-method-declares-lead = Được đếm lại từ tệp tiêu chí; khác một số là tệp bị từ chối.
page-declares-points = tổng { $points } điểm
page-declares-level = { $count } { $level }
page-declares-leaves = { $count } tiêu chí ở cấp cuối
page-declares-ok = khớp
page-declares-by = theo { $who }
page-method-total = Tổng điểm, làm tròn và giá trị chỉ số
page-method-maturity = Cách đạt từng mức độ
page-method-grades = Xếp loại
page-method-na = Khi tiêu chí không áp dụng
page-method-adjustments = Điều chỉnh sau khi tính điểm
page-method-ranking = Xếp hạng
page-method-conversion = Quy đổi sang bộ chỉ số khác
page-method-criteria = Từng tiêu chí
page-method-leaves = { $count } tiêu chí

# So sánh
page-compare-title = So sánh đơn vị: { $round }
page-compare-of = So sánh { $names }
page-compare-slot = Đơn vị { $number }
page-compare-go = So sánh
page-compare-lead = Chọn từ hai đến bốn đơn vị của cùng một nhóm.
page-compare-table = Điểm theo tiêu chí
page-compare-unknown = Không tìm thấy trong nhóm này:
page-compare-unknown-advice = Hãy chọn lại trong danh sách; có thể gõ không dấu.

# Dữ liệu
page-data-title = Dữ liệu mở
page-data-of = Tải dữ liệu: { $round }
page-data-lead = Mỗi bản công bố có thể tải về trọn vẹn, kèm bộ tiêu chí và diễn giải từng điểm, để dùng lại hoặc tính lại.
page-data-files = Các tệp
page-data-version = bản công bố thứ { $version }
page-data-undecided = chưa có quyết định công bố
page-data-licence = giấy phép { $licence }
page-data-licence-of-source = số liệu của nguồn đã dẫn, dùng lại theo quy định của nguồn
page-data-layers = Các lớp điểm
page-data-formats = Mỗi tệp có gì
page-data-recompute = Giải nén gói dữ liệu rồi chạy lệnh dưới đây để tính lại từ đầu và so với bản công bố:
page-file-results = CSV kết quả
page-file-results-about = Mỗi đơn vị một dòng: hạng, điểm, xếp loại, điểm các phần chính. UTF-8 có BOM, mở được bằng Excel.
page-file-points = CSV điểm chi tiết
page-file-points-about = Mỗi dòng một đơn vị, một tiêu chí, một lớp điểm.
page-file-converted = CSV điểm quy đổi
page-file-converted-about = Mỗi đơn vị một dòng: xếp loại và giá trị quy đổi vào bộ KPI, ghi rõ bộ tiêu chí, khối, năm, phiên bản. Chỉ có ở kỳ mà bộ tiêu chí có bảng quy đổi.
page-file-json = JSON
page-file-json-about = Toàn bộ bản công bố, kèm bộ tiêu chí và diễn giải từng điểm.
page-file-workbook = Excel
page-file-workbook-about = Xếp hạng, điểm theo tiêu chí, bộ tiêu chí bằng lời.
page-file-report = Báo cáo HTML
page-file-report-about = Báo cáo để đọc và in.
page-file-bundle = Gói tính lại (ZIP)
page-file-bundle-about = Hồ sơ đầu vào, bộ tiêu chí, kết quả và mã băm từng tệp: đủ để tính lại.

# Trợ năng
page-access-title = Tuyên bố về trợ năng
page-access-lead = Cổng này được làm để mọi người đọc được: bằng mắt, bằng trình đọc màn hình, bằng bàn phím, trên điện thoại và trên giấy.
page-access-aim = Mức hướng tới
page-access-aim-text = Chúng tôi hướng tới WCAG 2.2 mức AA, là mức cao hơn yêu cầu WCAG 2.0 của Thông tư 26/2020/TT-BTTTT.
page-access-can = Anh/chị có thể
page-access-can-text =
    Phóng to đến 400 % mà không phải cuộn ngang, trừ bảng số liệu trong khung riêng.
    Dùng bàn phím cho mọi việc; phím Tab đầu tiên dẫn tới “Tới nội dung chính”.
    Bật cỡ chữ lớn và tương phản cao ở đầu trang; lựa chọn được nhớ trên máy này.
    Đọc mọi trang khi tắt JavaScript: cổng không dùng JavaScript.
page-access-charts = Biểu đồ
page-access-charts-text = Mỗi biểu đồ có một câu kết luận và một bảng số liệu với cùng các con số; màu không bao giờ là dấu hiệu duy nhất.
page-access-limits = Còn hạn chế
page-access-limits-text = Cổng chưa được người dùng trình đọc màn hình kiểm tra độc lập. Hình xem trước khi chia sẻ liên kết chưa có.
page-access-contact = Góp ý
page-access-contact-text = Nếu có chỗ không đọc được, hãy báo cho đơn vị vận hành cổng kèm địa chỉ trang; không cần tài khoản.

# Giấy phép
page-licence-title = Giấy phép
page-licence-lead = Dữ liệu, phần mềm và phông chữ của cổng này được dùng lại theo các giấy phép sau.
page-licence-data = Dữ liệu
page-licence-data-text =
    Mỗi kỳ ghi giấy phép dữ liệu bên cạnh các tệp; kỳ nào không ghi thì số liệu thuộc nguồn đã dẫn, dùng lại theo quy định của nguồn. Khi dùng lại, ghi nguồn và số quyết định.
    Số liệu ghi “minh họa” không phải số liệu chính thức và không được trích dẫn như số liệu chính thức.
page-licence-program = Phần mềm
page-licence-program-text = Thước Đo: Giấy phép công cộng Mozilla (Mozilla Public License) 2.0.
page-licence-fonts = Phông chữ
page-licence-fonts-text = Noto Sans: SIL Open Font License 1.1, rút gọn còn chữ La-tinh, tiếng Việt và các dấu cần dùng. Toàn văn giấy phép:

# Biểu đồ của các trang trên
chart-profile-title = Hồ sơ chỉ số chính so với nhóm
chart-profile-found = Mạnh nhất so với nhóm: { $best } ({ $more } điểm %); yếu nhất: { $worst } ({ $less } điểm %).
chart-profile-alone = Tỷ lệ đạt ở từng chỉ số chính; nhóm chỉ có một đơn vị nên không có trung bình để so.
chart-gap-section = Chênh lệch lớn nhất ở { $name }: { $difference } điểm.
chart-criterion-found = { $scored } đơn vị đạt trung bình { $mean } %: { $full } được điểm tối đa, { $none } không có điểm.
chart-criterion-none = Chưa có đơn vị nào có điểm ở tiêu chí này.
chart-compare-title = Chỉ số chính cạnh nhau
chart-compare-found = Các đơn vị khác nhau ở { $differing }/{ $all } tiêu chí.

# Bảng kiểu dáng
page-gallery-title = Kiểu dáng
page-gallery-crumb = Dành cho người làm trang
page-gallery-lead = Mỗi thành phần của giao diện trong các trạng thái của nó; số liệu ở đây chỉ để thử hình.
page-gallery-colors = Màu
page-gallery-forms = Nút và ô nhập
page-gallery-marks = Nhãn và thông báo
page-gallery-tables = Bảng
page-gallery-grade = Loại { $number }
page-gallery-unit = Đơn vị mẫu { $number }
page-gallery-finding = Câu kết luận của biểu đồ đứng ở đây.
page-version-before = Xem phiên bản { $version }
page-method-changed = đổi phương pháp
page-method-changed-why = So với kỳ { $period }, bộ tiêu chí đã thay đổi: tăng, giảm có thể do đổi cách tính chứ không chỉ do kết quả của đơn vị.
page-ranking-moves = { $up } đơn vị tăng điểm, { $down } giảm, { $equal } giữ nguyên{ $new ->
    [0] .
   *[other] , { $new } mới xếp hạng.
}
page-ranking-most = Tăng nhiều nhất: { $name } ({ $change }).
page-ranking-least = Giảm nhiều nhất: { $name } ({ $change }).
page-unit-points-change = { $change } điểm
page-home-announced = Cách tính điểm của các kỳ sắp và đang đánh giá
page-home-announced-lead = Công khai trước để đơn vị tự đối chiếu; kết quả chưa công bố.

page-file-surveys = Khảo sát (CSV)
page-file-surveys-about = Mỗi dòng một phương án của một câu hỏi, cho toàn đợt và từng cơ quan; số quá nhỏ để trống.
page-survey-crumb = Kết quả khảo sát
page-survey-lead = Người dân, cán bộ trả lời ẩn danh; số liệu chỉ có sau khi khảo sát kết thúc.
page-survey-all = Các khảo sát của đợt
page-survey-body = Cơ quan
page-survey-all-bodies = Tất cả cơ quan
page-survey-go = Xem
page-survey-issued = Phiếu phát ra
page-survey-counted = Phiếu thu về
page-survey-withheld = { $count } phiếu không mở vì quá ít
page-survey-lost = { $count } phiếu mất
page-survey-rate = Tỷ lệ phản hồi
page-survey-fed = Điểm từ khảo sát này
page-survey-too-few = Quá ít câu trả lời nên không hiện số liệu.
page-survey-mean = Mức bình quân { $mean } %.
page-survey-beside = Tất cả cơ quan: { $mean } % (chênh { $apart } điểm phần trăm).
page-survey-counts = Số phiếu theo phương án.
page-survey-feeds = Tính điểm cho tiêu chí
page-survey-choice = Phương án
page-survey-share = Tỷ lệ
page-survey-answers = Số phiếu
page-survey-hidden = Ẩn để không ai bị nhận ra
page-survey-before = Mức bình quân các kỳ trước:
page-survey-hidden-why = Số dưới 10 được ẩn, cùng một số ô khác để không ai suy ra được (khoảng suy đoán không hẹp hơn { $k }). Câu hỏi tính điểm hiện đủ số liệu để ai cũng tính lại được.
page-survey-texts = Câu trả lời bằng chữ không công bố.
