# Trang trả lời khảo sát: khung
respond-display = Cách hiển thị
respond-large = Chữ lớn

# Phiếu
respond-start = Trước khi bắt đầu
respond-count = Phiếu có { $count } câu hỏi.
respond-until = Nhận câu trả lời đến { $moment }.
respond-promise-title = Câu trả lời ẩn danh.
respond-promise = Khi phiếu của anh/chị đã được trộn với ít nhất { $others } phiếu khác (chậm nhất là lúc đợt khảo sát kết thúc), không ai biết được phiếu nào là của anh/chị, kể cả khi có toàn bộ cơ sở dữ liệu, các bản sao lưu và danh sách người được mời. Trước lúc đó, và trước người nắm quyền điều khiển máy chủ đúng vào lúc anh/chị bấm gửi, anh/chị dựa vào sự trung thực của đơn vị vận hành. Đợt khảo sát có ít hơn { $k } phiếu thì không phiếu nào được mở.
respond-contact = Đầu mối bảo vệ dữ liệu cá nhân: { $contact }.
respond-plain = Trả lời các câu dưới đây rồi bấm “Gửi phiếu” ở cuối trang.
respond-begin = Bắt đầu
respond-question = Câu { $number }
respond-optional = không bắt buộc
respond-asked-if = Chỉ trả lời nếu ở câu { $number } anh/chị chọn: { $choices }.
respond-at-most = Chọn nhiều nhất { $most } ý.
respond-ends = Từ “{ $low }” đến “{ $high }”.
respond-end = Gửi phiếu
respond-once = Phiếu chỉ gửi được một lần. Sau khi gửi, không xem lại và không sửa được.
respond-send = Gửi phiếu
respond-back = ← Quay lại
respond-next = Tiếp theo →
respond-keep = Câu trả lời đang giữ trên máy này, chưa gửi. Có thể đóng và mở lại đường dẫn để làm tiếp.
respond-wipe = Xóa câu trả lời trên máy này
respond-look = Xem câu chưa trả lời

# {"{0}"} và {"{1}"} do trang điền
respond-at = Câu {"{0}"}/{"{1}"}
respond-left = Còn {"{0}"} câu chưa trả lời.
respond-most = Chỉ chọn nhiều nhất {"{0}"} ý.

# Điều cần xem lại
respond-again = Phiếu chưa gửi: { $count } chỗ cần xem lại
respond-empty = Phiếu chưa gửi: anh/chị chưa trả lời câu nào
respond-fault-required = Xin chọn hoặc điền câu trả lời.
respond-fault-too-many = Chỉ chọn nhiều nhất { $most } ý.
respond-fault-too-long = Câu trả lời dài quá { $most } ký tự.
respond-fault-other = Câu trả lời không hợp lệ, xin chọn lại.

# Các trạng thái
respond-code-title = Trả lời phiếu khảo sát
respond-code-lead = Mở đường dẫn trong thư mời, hoặc nhập mã in trên thư giấy.
respond-code = Mã trên thư
respond-code-go = Mở phiếu
respond-unknown-title = Không tìm thấy phiếu
respond-unknown = Đường dẫn hoặc mã không đúng, đã được thay bằng đường dẫn mới trong thư gửi sau, hoặc đợt khảo sát đã kết thúc. Xin kiểm tra lại thư mời.
respond-many-title = Thử quá nhiều lần
respond-many = Từ mạng này đã có quá nhiều lần mở phiếu bằng mã không đúng. Xin đợi { $seconds } giây rồi thử lại.
respond-soon-title = Chưa đến lúc trả lời
respond-soon = Phiếu nhận câu trả lời từ { $moment }. Xin mở lại đường dẫn này lúc đó.
respond-closed-title = Đợt khảo sát đã kết thúc
respond-closed = Phiếu không còn nhận câu trả lời. Cảm ơn anh/chị đã quan tâm.
respond-stopped-title = Tạm dừng nhận phiếu
respond-stopped = Hệ thống đang tạm dừng nhận phiếu để kiểm tra. Câu trả lời đang giữ trên máy của anh/chị vẫn còn; xin mở lại đường dẫn sau.
respond-sent-title = Phiếu này đã được gửi
respond-sent = Cảm ơn anh/chị. Mỗi phiếu chỉ gửi được một lần và không xem lại được.
respond-thanks-title = Đã nhận phiếu
respond-thanks = Cảm ơn anh/chị đã trả lời.
respond-receipt-title = Mã biên nhận
respond-receipt = Mã này chỉ cho biết có một phiếu đã được nhận, không cho biết nội dung. Khi đợt khảo sát kết thúc, mã có trong danh sách biên nhận được công bố. Anh/chị có thể ghi lại, không bắt buộc.
respond-receipt-same = Trang này đã tự tính lại mã và thấy khớp.
respond-receipt-other = Mã nhận về không khớp với mã trang này tự tính. Xin báo cho đầu mối của đợt khảo sát.
respond-households = Hộ thứ { $count } trên máy này.
respond-next-person = Phiếu tiếp theo
respond-sample = Bản xem thử: không gửi được.
respond-sample-body = Cơ quan mẫu { $number }
