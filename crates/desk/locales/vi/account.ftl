account-sign-in = Đăng nhập
account-login = Tên đăng nhập
account-password = Mật khẩu
account-sign-in-failed = Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. Sau 5 lần sai liên tiếp, tài khoản bị khóa 12 giờ; quản trị viên có thể mở khóa ngay.
account-wait = Có quá nhiều lần thử. Vui lòng thử lại sau { $seconds } giây.
