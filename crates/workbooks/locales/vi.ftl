# Chữ trong các sổ Excel tải về, và câu nói về sổ được tải lên.
workbooks-illustrative = MINH HỌA – tiêu chí không phải của văn bản đã ban hành
workbooks-page = Trang { $page }/{ $pages }
workbooks-choose-title = Chọn trong danh sách
workbooks-choose = Ô này chỉ nhận một lựa chọn trong danh sách.
workbooks-number-title = Số không hợp lệ
workbooks-between = Nhập một số từ { $least } đến { $most }. Phần thập phân viết sau dấu phẩy.
workbooks-from = Nhập một số từ { $least } trở lên. Phần thập phân viết sau dấu phẩy.
workbooks-other-form = Sổ này do một phiên bản khác của phần mềm xuất ra. Hãy tải lại sổ mới rồi chép số liệu sang.
workbooks-damaged = Phần nhận dạng của sổ đã bị sửa hoặc hỏng nên không thể đối chiếu. Hãy tải lại sổ mới rồi chép số liệu sang.
workbooks-other-kind = Đây không phải loại sổ dùng ở trang này.
workbooks-other-round = Sổ này thuộc kỳ đánh giá khác ({ $round }).
workbooks-other-unit = Sổ này của đơn vị khác ({ $unit }).
workbooks-other-set = Sổ này theo bộ tiêu chí { $theirs }; kỳ đang dùng { $ours }.
