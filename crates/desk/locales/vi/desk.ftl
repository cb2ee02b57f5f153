desk-not-found = Không tìm thấy nội dung này, hoặc anh/chị không có quyền xem.
desk-fault = Hệ thống gặp lỗi. Nội dung đã lưu không bị mất; vui lòng thử lại.
desk-stale-form = Biểu mẫu thuộc phiên đăng nhập đã kết thúc. Vui lòng mở lại trang và gửi lại.
