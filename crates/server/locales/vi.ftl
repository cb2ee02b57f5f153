cmd-broken = Lỗi hệ thống: { $what }
