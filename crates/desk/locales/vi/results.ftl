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
results-not-yet = Chưa đủ số liệu để hiện trong lúc đợt khảo sát còn mở.
results-live = Số liệu tạm thời: đợt khảo sát còn mở, phiếu được trộn lần gần nhất lúc { $moment }.
results-live-none = Số liệu tạm thời: đợt khảo sát còn mở và chưa trộn phiếu lần nào, nên chưa có gì để hiện.
results-live-why = Câu hỏi tính điểm hiện theo từng lần trộn. Câu hỏi khác chỉ hiện thêm khi phần mới về có ít nhất { $k } phiếu và không phương án nào có từ 1 đến 9 phiếu, để so hai lần xem cũng không suy ra được trả lời của ít người. Phần chưa hiện có trong báo cáo khi kết thúc.
results-choice = Phương án
results-bar = Biểu đồ
results-answers = Số phiếu
results-share = Tỷ lệ
results-hidden = Ẩn để không ai bị nhận ra
results-mean = mức bình quân
results-mean-of-all = bình quân tất cả cơ quan
results-beside = chênh { $points } điểm phần trăm
results-feeds = Tính điểm cho tiêu chí { $criteria }
