tasks-title = Việc của tôi
tasks-kind-sign = Ký duyệt hồ sơ của { $unit }
tasks-kind-mend = Sửa { $count } tiêu chí được trả lại của { $unit }
tasks-kind-assigned = Làm { $count } tiêu chí được giao của { $unit }
tasks-kind-fill = Tự đánh giá { $unit }: còn { $count } tiêu chí
tasks-kind-paper = Bổ sung số, ngày và bản ký của { $unit }
tasks-kind-clarify = Giải trình { $count } tiêu chí của { $unit }
tasks-kind-appraise = Thẩm định: còn { $count } mục
tasks-kind-set_up = Hoàn tất thiết lập kỳ
tasks-kind-follow = Theo dõi { $count } cơ quan chưa nộp
tasks-kind-advance = Chuyển giai đoạn: hạn của giai đoạn hiện tại đã qua
tasks-kind-convene = { $count ->
    [0] Lập phiên họp hội đồng
   *[other] Mở phiên họp hội đồng: { $count } nội dung
}
tasks-kind-settle = { $count ->
    [0] Khóa phiên họp hội đồng: mọi nội dung đã kết luận
   *[other] Kết luận { $count } nội dung của phiên họp hội đồng
}
tasks-kind-vote = Biểu quyết { $count } nội dung của hội đồng
tasks-kind-propose = Trình phê duyệt kết quả
tasks-kind-approve = Cho ý kiến phê duyệt kết quả
tasks-kind-issue = Ghi quyết định và công bố kết quả đã phê duyệt
tasks-kind-answer_appeals = Trả lời { $count } kiến nghị
tasks-kind-correct_appealed = Đính chính kết quả theo { $count } kiến nghị đã chấp nhận
tasks-kind-ask_remedies = Yêu cầu { $count } đơn vị lập kế hoạch khắc phục
tasks-kind-write_remedy = Lập kế hoạch khắc phục của { $unit }
tasks-kind-sign_remedy = Ký duyệt kế hoạch khắc phục của { $unit }
tasks-kind-mark_remedy = Cập nhật { $count } việc khắc phục quá hạn của { $unit }
tasks-kind-follow_remedies = Theo dõi { $count } kế hoạch khắc phục quá hạn
tasks-role-secretariat = Cơ quan thường trực
tasks-role-contributor = Người nhập liệu
tasks-role-unit_head = Thủ trưởng đơn vị
tasks-role-appraiser = Thẩm định viên
tasks-role-council_chair = Chủ tịch hội đồng
tasks-role-council_secretary = Thư ký hội đồng
tasks-role-council_member = Ủy viên hội đồng
tasks-role-committee = Ban Chỉ đạo
tasks-role-administrator = Quản trị hệ thống
tasks-due = Hạn { $at }
tasks-no-due = Không có hạn
tasks-left = { $days ->
    [0] hôm nay
   *[other] còn { $days } ngày
}
tasks-none = Không có việc nào đang chờ
tasks-no-role = Anh/chị chưa được giao vai trò trong kỳ đánh giá nào. Khi có, việc sẽ hiện ở đây.
tasks-next = Tiếp theo: { $round }, hạn giai đoạn { $stage }: { $at }.
tasks-nothing-next = Chưa có hạn nào sắp tới trong các kỳ anh/chị tham gia.
tasks-stage-preparing = Chuẩn bị
tasks-stage-self_assessment = Tự đánh giá
tasks-stage-appraisal = Thẩm định
tasks-stage-clarification = Giải trình
tasks-stage-second_appraisal = Thẩm định lần 2
tasks-stage-council = Hội đồng
tasks-stage-approval = Phê duyệt
tasks-stage-published = Đã công bố
tasks-stage-cancelled = Đã hủy
tasks-notices-none = Chưa có thông báo nào
tasks-notices-next = Khi có hồ sơ trình ký, bị trả lại hoặc được nhắc, thông báo sẽ hiện ở đây.
tasks-notices-count = { $count } thông báo chưa đọc
tasks-notices-read-all = Đánh dấu tất cả đã đọc
tasks-notice-read = đã đọc
tasks-notice-mark = Đã đọc
tasks-letters-title = Hộp thư của bản dùng thử
tasks-letters-lead = Bản dùng thử không gửi thư ra ngoài. Các thư lẽ ra được gửi nằm ở đây và trong một thư mục trên máy này.
tasks-letters-none = Chưa có thư nào
tasks-letters-next = Gửi nhắc từ trang tiến độ của một kỳ để thấy thư ở đây.
tasks-letter-to = Gửi { $address } lúc { $at }
tasks-letter-waiting = chờ gửi
tasks-letter-sent = đã gửi
tasks-letter-failed = không gửi được
