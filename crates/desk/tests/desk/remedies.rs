//! Remedy plans and what points to them, through the real router.

use axum::http::StatusCode;
use thuocdo_assessment::RoundStage;
use thuocdo_testkit::onward::{at_appraisal, on_to, publish};
use thuocdo_testkit::{TestApp, on_both};

const ALL: &str = "/ky/mau-2026/khac-phuc";
const OWN: &str = "/ky/mau-2026/khac-phuc/xa-mau-1";

#[test]
fn vinh_long_9_a_plan_is_asked_for_written_signed_and_followed_without_scripts() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        assert_ne!(secretary.get(ALL).await.status, StatusCode::OK, "nothing is published");
        on_to(&test, &live, RoundStage::Approval).await;
        publish(&test, &live, "").await;
        let page = secretary.get(ALL).await.text();
        assert!(page.contains("Chưa yêu cầu đơn vị nào") && page.contains("Xã Mẫu 1"), "{page}");
        let bad = secretary.post(ALL, &[("don-vi", "xa-mau-1"), ("ly-do", "Xếp cuối khối xã"), ("han", "mai")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text().contains("Xếp cuối khối xã"), "what was typed stays");
        let form = [("don-vi", "xa-mau-1"), ("ly-do", "Xếp cuối khối xã"), ("han", "30/06/2026")];
        let page = secretary.post(ALL, &form).await.text();
        assert!(page.contains("Đang lập") && page.contains("30/06/2026"), "{page}");

        let mut clerk = test.client_as(&live.clerk).await;
        assert!(clerk.get("/viec").await.text().contains("Lập kế hoạch khắc phục của Xã Mẫu 1"));
        let form = [
            ("viec", "ghi"),
            ("noi-dung", "Mở lớp kỹ năng số"),
            ("tieu-chi", ""),
            ("nguoi", "Lê Thị Mẫu"),
            ("han", "1/9/2026"),
        ];
        let page = clerk.post(OWN, &form).await.text();
        assert!(page.contains("Mở lớp kỹ năng số") && page.contains("01/09/2026"), "{page}");
        clerk.post(OWN, &[("viec", "trinh")]).await;
        let mut head = test.client_as(&live.head).await;
        assert!(head.get("/viec").await.text().contains("Ký duyệt kế hoạch khắc phục"));
        let page = head.post(&format!("{OWN}/ky-duyet"), &[("viec", "ky")]).await.text();
        assert!(page.contains("Đã ký duyệt"), "{page}");
        let page = clerk.get(OWN).await.text();
        assert!(page.contains("Cập nhật tiến độ") && !page.contains("value=\"trinh\""), "{page}");
        test.clock.pass(200 * 86_400);
        let page = test.client_as(&live.secretariat).await.get(ALL).await.text();
        assert!(page.contains("1 việc quá hạn"), "{page}");
        let mut stranger = test.client_as(&live.other_clerk).await;
        for path in [ALL, OWN] {
            assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
