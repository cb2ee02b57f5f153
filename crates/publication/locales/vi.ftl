# Kết quả công bố: bảng tính, báo cáo, gói dữ liệu.

pub-open-round = Đợt { $round } chưa đóng (closed = false): kết quả chưa công bố được.
pub-refused-line = { $unit } ({ $code }), tiêu chí { $criterion }: câu trả lời không dùng được. { $facts }
pub-held-line = { $unit } ({ $code }), tiêu chí { $criterion }: đang chờ kết quả khác. { $facts }
pub-held-grade = { $unit } ({ $code }): xếp loại đang chờ. { $facts }
pub-unreadable = { $unit }: số { $number } quá dài để đọc lại được nguyên vẹn; kết quả chưa công bố được.
pub-more = … và còn { $count } vướng mắc khác.

pub-illustrative = Minh họa
pub-illustrative-answers = Đơn vị và số liệu là minh họa do nhóm phát triển đặt ra, không phải kết quả của cơ quan nào.
pub-illustrative-criteria = { $count } trong { $all } tiêu chí là minh họa, viết để lấp cấu trúc mà phụ lục chưa công khai.

pub-about-period = Kỳ số liệu: { $period }.
pub-about-decision = Công bố theo { $number } ngày { $date }, { $issuer }.
pub-about-undecided = Chưa có quyết định công bố.
pub-about-license = Giấy phép dữ liệu: { $license }.
pub-about-license-of-source = Số liệu của cơ quan đã công bố; việc dùng lại theo quy định của nguồn ghi ở đây.
pub-about-engine = Tính bằng Thước Đo { $engine }; bản công bố số { $version }.
pub-about-set = Bộ tiêu chí { $code }, phiên bản { $version }, mã băm { $hash }.
pub-about-source = Nguồn: { $source }

pub-bundle-files = Các tệp trong gói:
pub-bundle-publication = publication.json: toàn bộ kết quả, kèm diễn giải từng điểm.
pub-bundle-results = results.csv: mỗi đơn vị một dòng (hạng, điểm, xếp loại, điểm các phần chính).
pub-bundle-points = points.csv: mỗi dòng một đơn vị, một tiêu chí, một lớp điểm.
pub-bundle-folder = round.toml, units.csv, answers.csv, inputs/, các tệp bộ tiêu chí: hồ sơ đầu vào của đợt.
pub-bundle-manifest = manifest.json: cỡ và mã SHA-256 của từng tệp.
pub-bundle-recompute = Giải nén rồi chạy “thuocdo score THƯ_MỤC --out KẾT_QUẢ” để tính lại và so với publication.json.

pub-sheet-ranking = Xếp hạng
pub-sheet-points = Điểm theo tiêu chí
pub-sheet-criteria = Bộ tiêu chí
pub-sheet-about = Về tệp này

pub-column-rank = Hạng
pub-column-code = Mã đơn vị
pub-column-unit = Đơn vị
pub-column-points = Điểm
pub-column-max = Điểm tối đa
pub-column-index = Chỉ số
pub-column-grade = Xếp loại
pub-column-note = Ghi chú
pub-column-criterion = Mã tiêu chí
pub-column-title = Tiêu chí
pub-column-layer = Lớp điểm
pub-column-state = Tình trạng
pub-column-exact = Điểm chính xác
pub-column-value = Giá trị
pub-column-reason = Lý do
pub-column-rule = Cách tính điểm
pub-column-origin = Nguồn gốc
pub-column-trace = Diễn giải

pub-layer-self = Tự chấm
pub-layer-preliminary = Thẩm định sơ bộ
pub-layer-appraised = Thẩm định
pub-layer-council = Hội đồng
pub-layer-final = Chính thức

pub-state-scored = có điểm
pub-state-missing = chưa có số liệu
pub-state-not_applicable = không áp dụng
pub-state-refused = không dùng được
pub-state-held = đang chờ
pub-state-unscored = không tính điểm

pub-report-method = Phương pháp
pub-report-ranking = Xếp hạng
pub-report-unranked = Không xếp hạng:
pub-report-cards = Bảng điểm từng đơn vị
pub-report-cards-left-out = Đợt có nhiều đơn vị: bảng điểm từng đơn vị xem trong points.csv và results.xlsx.
pub-method-structure = Thang điểm { $scale }; { $sections } phần chính, { $criteria } tiêu chí.
pub-method-section = { $code }. { $title }: tối đa { $max } điểm.
pub-total = Tổng điểm
pub-no-step = Chưa đạt mức nào
pub-card-rank = Hạng { $rank } trên { $of }, { $group }.
pub-card-grade = Xếp loại: { $grade }.
pub-card-merged = Hợp nhất từ: { $units }.

pub-survey-points = Kết quả khảo sát “{ $title }”: { $counted } phiếu có ý kiến được tính; tỷ lệ phản hồi { $rate }; sai số ± { $margin } điểm phần trăm (độ tin cậy 95 %).
pub-survey-no-margin = Kết quả khảo sát “{ $title }” gộp với các cuộc khảo sát cùng tiêu chí: { $counted } phiếu có ý kiến được tính; tỷ lệ phản hồi { $rate }.
pub-survey-too-few = Kết quả khảo sát “{ $title }”: chỉ có { $counted } phiếu có ý kiến được tính, ít hơn mức tối thiểu { $needed }, nên tiêu chí chưa có số liệu; tỷ lệ phản hồi { $rate }.
