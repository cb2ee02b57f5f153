# Báo cáo kết quả khảo sát.

results-title = Báo cáo kết quả khảo sát
results-body = Cơ quan
results-all-bodies = Tất cả cơ quan
results-show = Xem
results-issued = phiếu phát ra
results-counted = phiếu thu về
results-rate = tỷ lệ phản hồi
results-withheld = phiếu không mở vì quá ít
results-lost = phiếu mất
results-no-own-people = Người trả lời không thuộc riêng cơ quan nào; mỗi người đánh giá nhiều cơ quan.
results-hidden-why = Số dưới 10 được ẩn, cùng một số ô khác để không ai suy ra được (khoảng suy đoán không hẹp hơn { $k }). Câu hỏi tính điểm hiện đủ số liệu để ai cũng tính lại được.
results-texts = Câu trả lời bằng chữ không công bố.
results-too-few = Quá ít câu trả lời nên không hiện số liệu.
results-choice = Phương án
results-bar = Biểu đồ
results-answers = Số phiếu
results-share = Tỷ lệ
results-hidden = Ẩn để không ai bị nhận ra
results-mean = mức bình quân
results-mean-of-all = bình quân tất cả cơ quan
results-beside = chênh { $points } điểm phần trăm
results-feeds = Tính điểm cho tiêu chí { $criteria }
