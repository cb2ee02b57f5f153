# Chữ ghi vào tệp bộ tiêu chí lập từ phụ lục.
annex-decision = Quyết định
annex-place = Phụ lục, dòng { $line }
annex-place-sheet = Phụ lục, trang “{ $sheet }”, dòng { $line }
annex-step = Mức { $step }
annex-group = Nhóm { $number }
annex-level-part = Phần
annex-level-field = Lĩnh vực
annex-level-criterion = Tiêu chí
annex-level-component = Tiêu chí thành phần
annex-check-rule = Quy tắc tính do phần mềm đọc từ phụ lục, cần đối chiếu
annex-no-rule = Chưa đọc được cách tính từ phụ lục: tạm nhập điểm trực tiếp
