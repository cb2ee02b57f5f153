# What the form of a document itself brings.
documents-number-state = Số: { $number }
documents-number-party = Số { $number }
documents-dateline = { $place }, ngày { $day } tháng { $month } năm { $year }
documents-day = ngày { $day } tháng { $month } năm { $year }
documents-nation = CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
documents-motto = Độc lập - Tự do - Hạnh phúc
documents-party = ĐẢNG CỘNG SẢN VIỆT NAM
documents-letter-about = V/v { $about }
documents-to = Kính gửi:
documents-recipients = Nơi nhận:
documents-annex = PHỤ LỤC { $number }
documents-annex-single = PHỤ LỤC
documents-with = (Kèm theo { $title } số { $number } { $day } của { $issuer })
documents-with-letter = (Kèm theo Công văn số { $number } { $day } của { $issuer })
documents-check = Mã đối chiếu: { $code }

# What may be wrong with a template.
documents-template-no-head = Tệp phải bắt đầu bằng phần khai báo giữa hai dòng “+++”.
documents-template-head = Phần khai báo không đọc được: { $why }
documents-template-unknown-key = Khóa “{ $key }” không có trong phần khai báo.
documents-template-no-name = Thiếu khóa “{ $key }”.
documents-template-unknown-name = Không có trường “{ $name }”.
documents-template-near = Không có trường “{ $name }”. Có phải là “{ $near }”?
documents-template-open-brace = Dấu ngoặc nhọn mở mà không đóng; muốn in dấu ngoặc thì viết “\{ "{" }”.
documents-template-unknown-block = Không có khối “{ $name }”; các khối có thể dùng: { $known }.
documents-template-open-block = Khối “{ $name }” mở bằng “[[” mà không đóng bằng “]]”.
documents-template-unknown-table = Không có bảng “{ $name }”; các bảng có thể dùng: { $known }.
documents-template-unknown-chart = Không có biểu đồ “{ $name }”; các biểu đồ có thể dùng: { $known }.
documents-template-unknown-column = Bảng “{ $table }” không có cột “{ $name }”; các cột có thể dùng: { $known }.
documents-template-column = Dòng khai báo cột phải có bốn phần: tiêu đề | độ rộng | căn lề | cột dữ liệu.
documents-template-width = Độ rộng phải là số nguyên từ 1 đến 100.
documents-template-align = Căn lề phải là trai, giua hoặc phai.
documents-template-no-columns = Bảng “{ $table }” chưa khai báo cột nào.
documents-template-field = Trường nhập “{ $name }” trùng tên với trường có sẵn hoặc dùng ký tự ngoài a–z, 0–9, dấu chấm và gạch nối.
documents-template-too-long = Tệp dài quá { $most } KB.
