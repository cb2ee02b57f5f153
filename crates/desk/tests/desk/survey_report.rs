//! The report of a closed survey, through the real router.

use axum::http::StatusCode;
use thuocdo_assessment::settings::SetChoice;
use thuocdo_testkit::live::live_with;
use thuocdo_testkit::onward::at_appraisal;
use thuocdo_testkit::surveyed::{closed, launched, tallies};
use thuocdo_testkit::{TestApp, on_both};

const REPORT: &str = "/ky/mau-2026/khao-sat/ks-1/bao-cao";
const NOT_HELD: &str = "/ky/mau-2026/khao-sat/khong-to-chuc";

#[test]
fn a_closed_survey_is_told_by_question_with_small_counts_hidden() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let survey = launched(&test.app, &live).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        assert_ne!(secretary.get(REPORT).await.status, StatusCode::OK, "nothing before there is a box");
        closed(&test.app, &survey, tallies(&live)).await.expect("closed");
        let all = secretary.get(REPORT).await.text();
        assert!(
            all.contains("hài lòng thế nào với sự phục vụ") && all.contains("Tính điểm cho tiêu chí 6.10"),
            "{all}"
        );
        assert!(all.contains("<b>300</b> phiếu thu về") && all.contains("tỷ lệ phản hồi"), "{all}");
        let one = secretary.get(&format!("{REPORT}?cq=xa-mau-1")).await.text();
        assert!(one.contains("Ẩn để không ai bị nhận ra") && !one.contains(">97<"), "{one}");
        assert!(one.contains("bình quân tất cả cơ quan"), "{one}");
        assert_eq!(secretary.get(&format!("{REPORT}?cq=khong-co")).await.status, StatusCode::NOT_FOUND);
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(clerk.get(REPORT).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_survey_that_is_not_held_is_declared_looked_ahead_at_and_taken_back() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let set = SetChoice { code: "ha-noi/cap-xa".to_owned(), version: "2025".to_owned() };
        let live = live_with(&test.app, |settings| settings.sets = vec![set]).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        let page = secretary.get(NOT_HELD).await.text();
        assert!(page.contains("6.8 Mức độ hài lòng") && page.contains("Có thể không tổ chức"), "{page}");
        let one = ("tc", "ha-noi/cap-xa@2025:6.8");
        let empty = secretary.post(NOT_HELD, &[one, ("viec", "ghi"), ("ly-do", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let looked = secretary.post(NOT_HELD, &[one, ("viec", "xem"), ("ly-do", "Chưa có kinh phí")]).await;
        assert!(looked.text().contains("Tổng điểm tính lại") && looked.text().contains("Chưa có kinh phí"));
        let why = "Năm nay thành phố không bố trí kinh phí khảo sát";
        let done = secretary.post(NOT_HELD, &[one, ("viec", "ghi"), ("ly-do", why)]).await.text();
        assert!(done.contains("Đã ghi nhận không tổ chức khảo sát") && done.contains(why), "{done}");
        let english = secretary.get(&format!("/en{NOT_HELD}")).await.text();
        assert!(english.contains("Not held") && english.contains("3 bodies"), "{english}");
        let mut auditor = test.client_as(&live.auditor).await;
        let log = auditor.get("/kiem-toan/mau-2026").await.text();
        assert!(log.contains("Ghi nhận không tổ chức khảo sát"), "{log}");
        let back = secretary.post(NOT_HELD, &[("bo", one.1)]).await.text();
        assert!(back.contains("Đã bỏ ghi nhận"), "{back}");
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(clerk.get(NOT_HELD).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_questionnaire_is_written_checked_and_issued_on_pages() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live_with(&test.app, |_| {}).await;
        let mut admin = test.client_as(&live.admin).await;
        let list = admin.get("/mau-phieu").await.text();
        assert!(list.contains("nguoi-dan") && list.contains("/s/mau?phieu="), "{list}");
        let file = admin.get("/mau-phieu/vinh-long~cap-xa~nguoi-dan/2022/tep").await.text();
        let begun = admin.get("/mau-phieu/soan?tu=vinh-long/cap-xa/nguoi-dan@2022").await.text();
        assert!(begun.contains("version = &#34;2022&#34;") || begun.contains("version = &quot;2022&quot;"), "{begun}");
        let next = file.replacen("version = \"2022\"", "version = \"2028\"", 1);
        let checked = admin.post("/mau-phieu/soan", &[("noi-dung", next.as_str()), ("tieng-anh", "")]).await.text();
        assert!(checked.contains("So với phiên bản 2022"), "{checked}");
        let kept = admin.post("/mau-phieu/nhap", &[("noi-dung", next.as_str()), ("tieng-anh", "")]).await;
        let page = kept.text();
        assert!(kept.path.starts_with("/mau-phieu/soan?nhap=") && page.contains("Đã lưu bản nháp"), "{page}");
        assert!(page.contains("/s/mau?phieu=nhap%40") && page.contains("Không có lỗi nào"), "{page}");
        let draft = kept.path.rsplit('=').next().expect("an id").to_owned();
        assert!(admin.get("/mau-phieu").await.text().contains(&format!("soan?nhap={draft}")), "the list leads there");
        let stale = [("nhap", draft.as_str()), ("ban", "0"), ("noi-dung", "mất?"), ("tieng-anh", "")];
        let stale = admin.post("/mau-phieu/nhap", &stale).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.text().contains("mất?") && stale.text().contains("đã sửa bản nháp này"), "{}", stale.text());
        let other = admin.post("/mau-phieu/nhap", &[("noi-dung", "dở dang"), ("tieng-anh", "")]).await;
        assert!(other.text().contains("Lỗi") && !other.text().contains("/s/mau?phieu=nhap"), "{}", other.text());
        let other = other.path.rsplit('=').next().expect("an id").to_owned();
        let gone = admin.post("/mau-phieu/nhap", &[("nhap", other.as_str()), ("viec", "bo")]).await.text();
        assert!(gone.contains("Đã xóa bản nháp") && !gone.contains("Bản nháp chưa có tên"), "{gone}");
        let rash = admin.post("/mau-phieu/ban-hanh", &[("noi-dung", next.as_str()), ("tieng-anh", "")]).await;
        assert_eq!(rash.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sure = [("nhap", draft.as_str()), ("noi-dung", next.as_str()), ("tieng-anh", ""), ("dong-y", "1")];
        let done = admin.post("/mau-phieu/ban-hanh", &sure).await.text();
        assert!(done.contains("Đã ban hành mẫu phiếu") && done.contains("2028"), "{done}");
        assert!(!done.contains("Bản đang soạn"), "the draft is gone: {done}");
        let mut auditor = test.client_as(&live.auditor).await;
        let english = auditor.get("/en/mau-phieu").await.text();
        assert!(english.contains("Issued here") && !english.contains("Write from this one"), "{english}");
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(clerk.get("/mau-phieu").await.status, StatusCode::NOT_FOUND);
    });
}
