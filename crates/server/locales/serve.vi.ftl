serve-open = Mở { $address } trong trình duyệt. Nhấn Ctrl+C để dừng.
serve-stopped = Đã dừng.
serve-port-taken = Cổng { $taken } đang được chương trình khác dùng; chuyển sang cổng { $free }.
serve-demo-preparing = Chuẩn bị dữ liệu minh họa: tính điểm và công bố { $rounds } kỳ đánh giá…
serve-demo-round = · { $title }: { $units } đơn vị
serve-demo-in-use = Thư mục { $folder } đang được một bản chạy khác của trang minh họa sử dụng: hãy mở địa chỉ của bản đó, dừng nó, hoặc chọn thư mục khác bằng --data.
serve-fault = Yêu cầu chưa thực hiện được vì lỗi của hệ thống. Khi báo lỗi, xin ghi số { $case }.
