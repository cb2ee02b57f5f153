//! The report of a closed survey, through the real router.

use axum::http::StatusCode;
use thuocdo_testkit::onward::at_appraisal;
use thuocdo_testkit::surveyed::{closed, launched, tallies};
use thuocdo_testkit::{TestApp, on_both};

const REPORT: &str = "/ky/mau-2026/khao-sat/ks-1/bao-cao";

#[test]
fn a_closed_survey_is_told_by_question_with_small_counts_hidden() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let survey = launched(&test.app, &live).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        assert_eq!(secretary.get(REPORT).await.status, StatusCode::NOT_FOUND, "nothing before it closes");
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
