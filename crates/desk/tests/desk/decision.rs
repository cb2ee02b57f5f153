//! From the coming result to its publication, appeals and the log, through the real router.

use axum::http::StatusCode;
use thuocdo_assessment::RoundStage;
use thuocdo_testkit::live::{Live, PASSWORD};
use thuocdo_testkit::onward::{at_appraisal, on_to};
use thuocdo_testkit::{Client, TestApp, on_both};

const RESULT: &str = "/ky/mau-2026/ket-qua";
const APPROVAL: &str = "/ky/mau-2026/phe-duyet";
const APPEALS: &str = "/ky/mau-2026/kien-nghi";
const LOG: &str = "/kiem-toan/mau-2026";

async fn strong(test: &TestApp, account: &str) -> Client {
    let mut client = test.client_as(account).await;
    client.post("/tai-khoan/xac-nhan", &[("mat-khau", PASSWORD), ("ve", APPROVAL)]).await;
    client
}

fn digest(page: &str) -> String {
    page.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).expect("a digest").to_owned()
}

/// Proposes and approves; gives the secretariat's client and the digest.
async fn approved(test: &TestApp, live: &Live) -> (Client, String) {
    let mut secretary = strong(test, &live.secretariat).await;
    let page = secretary.post(APPROVAL, &[]).await.text();
    assert!(page.contains("Đang trình"), "{page}");
    let digest = digest(&page);
    for member in [&live.committee, &live.committee2] {
        let form = [("ma-bam", digest.as_str()), ("viec", "duyet"), ("y-kien", "")];
        let mut member = strong(test, member).await;
        assert!(member.get("/viec").await.text().contains("Cho ý kiến phê duyệt kết quả"), "the task leads there");
        member.post(APPROVAL_OPINION, &form).await;
        assert!(!member.get("/viec").await.text().contains("Cho ý kiến phê duyệt"), "and is done");
    }
    (secretary, digest)
}

const APPROVAL_OPINION: &str = "/ky/mau-2026/phe-duyet/y-kien";
const APPROVAL_DECISION: &str = "/ky/mau-2026/phe-duyet/quyet-dinh";

#[test]
fn two_members_approve_with_their_password_and_the_secretariat_publishes() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        on_to(&test, &live, RoundStage::Approval).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        let page = secretary.get(RESULT).await.text();
        assert!(page.contains("Xã Mẫu 1") && page.contains("Đánh dấu đã xem"), "{page}");
        let page = secretary.get(APPROVAL).await.text();
        assert!(page.contains("Trình Ban Chỉ đạo") && !page.contains("y-kien"), "{page}");
        assert!(secretary.get("/viec").await.text().contains("Trình phê duyệt kết quả"));
        let (mut secretary, digest) = approved(&test, &live).await;
        assert!(secretary.get("/viec").await.text().contains("Ghi quyết định và công bố kết quả"));
        let bad = [("ma-bam", digest.as_str()), ("so", " "), ("ngay", "31/02/2026"), ("co-quan", "")];
        let refused = secretary.post(APPROVAL_DECISION, &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let form =
            [("ma-bam", digest.as_str()), ("so", "12/QĐ-UBND"), ("ngay", "01/07/2026"), ("co-quan", "UBND tỉnh Mẫu")];
        let page = secretary.post(APPROVAL_DECISION, &form).await.text();
        assert!(page.contains("Đã công bố") && page.contains("12/QĐ-UBND"), "{page}");
        assert!(page.contains("href=\"/ket-qua/mau-2026\""), "the link leads to the portal: {page}");
        let mut head = test.client_as(&live.head).await;
        let form = [("don-vi", "xa-mau-1"), ("tieu-chi", ""), ("noi-dung", "Thiếu báo cáo quý IV trong hồ sơ")];
        let page = head.post(APPEALS, &form).await.text();
        assert!(page.contains("Đã tiếp nhận"), "{page}");
        let mut auditor = test.client_as(&live.auditor).await;
        let page = auditor.get(&format!("{LOG}?loai=propose")).await.text();
        assert!(page.contains("1 sự kiện") && page.contains("Trần Thị Thường Trực"), "{page}");
        let page = auditor.get(LOG).await.text();
        for part in ["Trình phê duyệt kết quả", "Công bố kết quả", "Đơn vị kiến nghị", "Nội dung: Thiếu báo cáo quý IV"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("Sự kiện khác"), "every kind of event has words: {page}");
        let page = auditor.get(&format!("{LOG}/xa-mau-1/1.1")).await.text();
        assert!(page.contains("phiên bản 1"), "{page}");
        let file = auditor.get(&format!("{LOG}/xa-mau-1/1.1/ho-so.json")).await;
        assert!(file.text().contains("moments_sha256"));
        let page = auditor.post(&format!("{LOG}/kiem-tra"), &[]).await.text();
        assert!(page.contains("Chuỗi nhật ký nguyên vẹn"), "{page}");
    });
}

#[test]
fn who_may_not_meets_nothing_and_no_password_means_no_approval() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        on_to(&test, &live, RoundStage::Approval).await;
        for account in [&live.clerk, &live.head, &live.stranger, &live.appraiser] {
            let mut client = test.client_as(account).await;
            for path in [RESULT, APPROVAL, APPEALS, LOG] {
                assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND, "{account} {path}");
            }
            let posted = client.post(APPROVAL_OPINION, &[("viec", "duyet")]).await;
            assert_eq!(posted.status, StatusCode::NOT_FOUND);
        }
        let mut secretary = strong(&test, &live.secretariat).await;
        let digest = digest(&secretary.post(APPROVAL, &[]).await.text());
        let form = [("ma-bam", digest.as_str()), ("viec", "duyet")];
        let mut member = test.client_as(&live.committee).await;
        test.clock.pass(11 * 60);
        assert!(member.post(APPROVAL_OPINION, &form).await.path.starts_with("/tai-khoan/xac-nhan"));
        let seen =
            strong(&test, &live.committee).await.post(APPROVAL_OPINION, &[("ma-bam", "x"), ("viec", "duyet")]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
