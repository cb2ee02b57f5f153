## Diễn giải điểm: các mẩu câu

trace-number = { $n }
trace-percent = { $n }
trace-measured = { $n } { $measure }
trace-yes = có
trace-no = không
trace-rows = { $list }
trace-input = { $label }: { $value }
trace-inputs = Số liệu: { $list }.
trace-add = { $left } + { $right }
trace-subtract = { $left } − { $right }
trace-multiply = { $left } × { $right }
trace-divide = { $left } ÷ { $right }
trace-group = ({ $inner })
trace-least = số nhỏ nhất trong ({ $list })
trace-most = số lớn nhất trong ({ $list })
trace-calc = { $calc } { $sign } { $value }
trace-scope-group = nhóm
trace-scope-round = toàn đợt

## Diễn giải điểm: cách tính

trace-times = { $how }; { $share } × { $max } { $sign } { $points } điểm.
trace-share-times = { $share } × { $max } { $sign } { $points } điểm.
trace-gives = { $how }: { $points } điểm.
trace-given = Điểm được nhập: { $points } trên { $max } điểm.
trace-as-given = Điểm được nhập
trace-direct = Điểm do người có thẩm quyền quyết định: { $points } điểm, thay cho kết quả tính theo quy tắc.
trace-zero-denominator = Mẫu số bằng 0, theo bộ tiêu chí được tính { $share }
trace-ratio = { $quotient } { $sign } { $value }
trace-ratio-rest = 1 − { $quotient } { $sign } { $value }
trace-ratio-only = Tỷ lệ { $value }
trace-cut-above = Tỷ lệ vượt 100 % được tính là 100 %.
trace-cut-below = Tỷ lệ âm được tính là 0 %.
trace-cut-floor = Tỷ lệ dưới mức tối thiểu { $floor } nên không có điểm.
trace-cut-full = Tỷ lệ từ { $full } trở lên được đủ điểm.
trace-from = từ { $bound } trở lên
trace-above = trên { $bound }
trace-to = từ { $bound } trở xuống
trace-under = dưới { $bound }
trace-bracket = { $value } thuộc bậc “{ $test }”, được { $share }
trace-bracket-none = { $value } không thuộc bậc nào, được { $share }
trace-option = Chọn “{ $label }”, được { $share }
trace-answer-yes = Trả lời “có”, được { $share }
trace-answer-no = Trả lời “không”, được { $share }
trace-every-met = Đạt { $done } trên { $of } lần, đủ toàn bộ, được { $share }
trace-every-unmet = Chỉ đạt { $done } trên { $of } lần, chưa đủ toàn bộ, được { $share }
trace-count = { $count }, mỗi một được { $each } điểm, cộng { $product }
trace-count-capped = { $count }, mỗi một được { $each } điểm, cộng { $product } nhưng tối đa { $cap }
trace-relative-higher = { $value } ÷ { $best } { $sign } { $share }, trong đó { $best } là giá trị cao nhất của { $scope }, do { $holders } đạt
trace-relative-lower = { $best } ÷ { $value } { $sign } { $share }, trong đó { $best } là giá trị thấp nhất (tốt nhất) của { $scope }, do { $holders } đạt
trace-min-max = ({ $value } − { $worst }) ÷ ({ $best } − { $worst }) { $sign } { $position }, trong đó { $best } là giá trị tốt nhất của { $scope }, do { $holders } đạt, và { $worst } là giá trị kém nhất
trace-min-max-equal = Mọi đơn vị của { $scope } có cùng giá trị { $value }
trace-target-met = Đạt { $value }, mục tiêu { $target }: hoàn thành, được { $share }
trace-target-unmet = Đạt { $value }, mục tiêu { $target }: chưa hoàn thành, được { $share }
trace-target-part = Chưa đạt mục tiêu: { $value } ÷ { $target } { $sign } { $share }
trace-target-part-lower = Chưa đạt mục tiêu: { $target } ÷ { $value } { $sign } { $share }
trace-deduct-item = { $count } lần × { $each }
trace-deduct = Trừ { $list }, còn { $share }
trace-lookup = Giá trị { $value } ứng với { $share }
trace-formula = Trường hợp “{ $label }”: { $calc }
trace-formula-none = Không thuộc trường hợp nào
trace-publication = Lấy từ “{ $title }”: { $value } ÷ { $outof } { $sign } { $share }
trace-part = Phần “{ $label }”: { $how }; được { $points } trên { $max } điểm.
trace-part-none = Phần “{ $label }”: chưa có số liệu.
trace-parts = Cộng các phần được { $share }
trace-best-of = Lấy phương án có lợi nhất, “{ $label }”, được { $share }
trace-mean = Trung bình của { $known } trên { $all } nội dung có số liệu là { $share }
trace-weighted-rows = Bình quân gia quyền của { $known } dòng đủ số liệu trên { $all } dòng là { $share }
trace-tally = { $counted } ý kiến được tính, mức hài lòng bình quân { $share }
trace-group-share = Nhóm “{ $label }”: { $share }.
trace-group-none = Nhóm “{ $label }”: không có ý kiến được tính, để ngoài.
trace-rounded = Làm tròn { $before } thành { $points } điểm.
trace-unscored = Chỉ thu thập số liệu, không tính điểm.
trace-absent = Không thuộc biểu mẫu của đơn vị này.

## Diễn giải điểm: chưa có, không áp dụng, từ chối, chờ

trace-missing = Chưa có số liệu.
trace-missing-some = Còn thiếu số liệu: { $labels }.
trace-missing-items = Mới có { $known } trên { $all } nội dung có số liệu, cần ít nhất { $needed }.
trace-missing-responses = Mới có { $counted } ý kiến được tính, cần ít nhất { $needed }.
trace-missing-zero = Tạm tính 0 trên { $max } điểm; chưa có số liệu không có nghĩa là kết quả bằng 0.
trace-missing-left-out = Tiêu chí được để ngoài, không tính vào điểm và điểm tối đa.
trace-carried-over = Lấy lại điểm của kỳ công bố trước: { $points } điểm.
trace-na-ground = Không áp dụng: { $ground }; { $policy }.
trace-na-zero = Không áp dụng vì mẫu số bằng 0; { $policy }.
trace-na = Không áp dụng; { $policy }.
trace-na-best = được tính bằng tỷ lệ cao nhất của { $scope }, { $share }, do { $holders } đạt
trace-na-full = được tính đủ { $max } điểm
trace-na-no-points = tính 0 trên { $max } điểm
trace-na-out = để ngoài, điểm tối đa giảm tương ứng
trace-na-out-rebased = để ngoài, phần còn lại của mục { $code } được quy đổi về đủ thang điểm
trace-na-out-rebased-total = để ngoài, phần còn lại được quy đổi về đủ thang điểm của cả bộ
trace-na-nobody-full = không đơn vị nào có điểm để lấy làm mức cao nhất nên được tính điểm tối đa
trace-na-nobody-zero = không đơn vị nào có điểm để lấy làm mức cao nhất nên không có điểm
trace-na-nobody-out = không đơn vị nào có điểm để lấy làm mức cao nhất nên để ngoài
trace-na-open = chưa có chính sách
trace-refused-zero = Mẫu số bằng 0, mà bộ tiêu chí không nói trường hợp này được bao nhiêu điểm.
trace-refused-negative = Số liệu âm.
trace-refused-range = Điểm nằm ngoài khoảng từ 0 đến { $max }.
trace-refused-table = Giá trị không có trong bảng của quy tắc.
trace-refused-option = Không có phương án này.
trace-refused-no-policy = Báo không áp dụng, nhưng bộ tiêu chí không có chính sách cho trường hợp này.
trace-refused-no-best = Không đơn vị nào có điểm để lấy làm mức cao nhất, và bộ tiêu chí không cho đoán.
trace-refused-whole = Số liệu phải là số nguyên.
trace-refused-predecessor = Đơn vị trước khi hợp nhất không có trong đợt này.
trace-refused-below = Số liệu không tính được.
trace-refused-blocks = Chưa có điểm; phải sửa trước khi công bố.
trace-held = Chờ kết quả “{ $title }”; chưa công bố được.

## Diễn giải điểm: tổng hợp

trace-term = { $code } được { $points }
trace-sum = Tổng điểm của { $count } mục ({ $list }) { $sign } { $points } trên { $max } điểm.
trace-sum-many = Tổng điểm của { $count } mục { $sign } { $points } trên { $max } điểm.
trace-weighted-term = { $code } đạt { $share }, trọng số { $weight }
trace-weighted-mean = Trung bình có trọng số ({ $list }) { $shared } { $share }; { $share } × { $max } { $sign } { $points } điểm.
trace-all-of-met = Mọi tiêu chí áp dụng đều đạt: { $max } điểm.
trace-all-of-unmet = Chưa đạt đủ mọi tiêu chí ({ $codes }): 0 điểm.
trace-section-out = Không có tiêu chí nào áp dụng cho đơn vị; cả mục được để ngoài.
trace-section-missing = Không tiêu chí nào có số liệu; cả mục được để ngoài.
trace-rebased = Quy đổi: { $before } × { $nominal } ÷ { $applicable } { $sign } { $points } điểm, vì một phần không áp dụng cho đơn vị.
trace-bonus = Điểm cộng: { $points }.
trace-deduction = Điểm trừ: { $points }.
trace-adjusted = { $label }: trừ { $points } điểm.
trace-capped = Được { $before } điểm, tính tối đa { $cap }.
trace-limited = Tổng là { $before } điểm, được giới hạn ở { $limit }.
trace-merged = Đơn vị hợp nhất: trung bình của { $names } { $sign } { $points } trên { $max } điểm.
trace-merged-total = Đơn vị hợp nhất từ { $names }: tổng của các mục lấy trung bình { $sign } { $points } trên { $max } điểm.
trace-inside-merged = Đơn vị hợp nhất: điểm được lấy trung bình ở cấp trên, không chấm riêng mục này.

## Mức độ

trace-step-reached = Đạt mức { $code }: { $name }.
trace-step-none = Chưa đạt mức nào.
trace-step-met = Mức “{ $name }”: đạt { $reached } trên { $targets } mục tiêu, hoàn thành.
trace-step-met-alone = Mức “{ $name }”: đạt { $reached } trên { $targets } mục tiêu, nhưng một mức thấp hơn chưa hoàn thành.
trace-step-unmet = Mức “{ $name }”: đạt { $reached } trên { $targets } mục tiêu, còn thiếu: { $list }.
trace-step-missing = { $code } { $title }

## Xếp loại

grade-percent = { $n } %
grade-points = { $n } điểm
grade-range-rest = các trường hợp còn lại
grade-range-from = từ { $from } trở lên
grade-range-above = trên { $from }
grade-range-to = từ { $to } trở xuống
grade-range-under = dưới { $to }
grade-range-from-to = từ { $from } đến { $to }
grade-range-from-under = từ { $from } đến dưới { $to }
grade-range-above-to = trên { $from } đến { $to }
grade-range-above-under = trên { $from } đến dưới { $to }
grade-proposed = Xếp loại theo kết quả: { $grade } ({ $range }).
grade-none = Không xếp loại vì không có tiêu chí nào áp dụng.
grade-knocked-out = Thuộc trường hợp “{ $trait }” nên xếp loại { $grade }, bất kể điểm.
grade-gap = Kết quả nằm giữa hai khoảng xếp loại; cấp có thẩm quyền quyết định.
grade-needs-decision = Chưa đạt điều kiện của loại { $grade }: { $label }; cấp có thẩm quyền quyết định.
grade-condition-failed = Chưa đạt điều kiện của loại { $grade }: { $label }; xét loại thấp hơn liền kề.
grade-mandatory = Không xếp loại vì chưa đạt điều kiện bắt buộc { $code } { $title }.
grade-downgraded = { $label } Kết quả liên kết trong “{ $input }” là { $theirs }, nên bị hạ bậc.
grade-not-downgraded = { $label } Kết quả liên kết trong “{ $input }” là { $theirs }, nên không bị hạ bậc.
grade-held = Chờ kết quả liên kết trong “{ $input }”; chưa xếp loại và chưa công bố được.
grade-held-accepted = Chưa có kết quả liên kết trong “{ $input }”; xếp loại được giữ theo quyết định đã ký: { $reason }.
grade-over-quota = Vượt tỷ lệ khống chế (được { $allowed } đơn vị); cấp có thẩm quyền quyết định.
grade-final = Xếp loại sau điều chỉnh: { $grade }.
grade-open = Chưa có xếp loại.

## Không xếp hạng

unranked-excluded = Không đánh giá: { $ground }.
unranked-nothing = Không có tiêu chí nào áp dụng nên không xếp hạng.
unranked-too-few = Chưa đủ số liệu để xếp hạng: cần ít nhất { $criteria } tiêu chí có số liệu.
unranked-too-few-in-section = Chưa đủ số liệu để xếp hạng: cần ít nhất { $criteria } tiêu chí có số liệu và { $section } ở mỗi mục chính.
unranked-mandatory = Chưa đạt điều kiện bắt buộc { $code } { $title } nên không xếp hạng.
