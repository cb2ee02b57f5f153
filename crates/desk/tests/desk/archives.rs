//! Archives of rounds through the real router: asked for, taken along, handed in elsewhere.

use axum::http::StatusCode;
use thuocdo_app::archives;
use thuocdo_assessment::RoundStage;
use thuocdo_testkit::live::account;
use thuocdo_testkit::onward::{at_appraisal, on_to, publish};
use thuocdo_testkit::{Answer, Client, Database, TestApp, on_both};

const PAGE: &str = "/ky/mau-2026/luu-tru";
const RESTORE: &str = "/quan-tri/khoi-phuc";

/// Hands a file in as the page's form does.
async fn upload(client: &mut Client, bytes: &[u8]) -> Answer {
    let token = client.token().await;
    let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend(b"--x\r\ncontent-disposition: form-data; name=\"tep\"; filename=\"luu-tru.zip\"\r\n\r\n");
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    let answer = client.once("POST", RESTORE, Some(("multipart/form-data; boundary=x", body))).await;
    if answer.status.is_redirection() { client.get(RESTORE).await } else { answer }
}

#[test]
fn an_auditor_takes_an_archive_along_and_an_administrator_elsewhere_hands_it_in() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let mut auditor = test.client_as(&live.auditor).await;
        let early = auditor.post(PAGE, &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("Chỉ lập hồ sơ lưu trữ khi kỳ đã công bố"), "{}", early.text());
        on_to(&test, &live, RoundStage::Approval).await;
        publish(&test, &live, "").await;
        let page = auditor.get(PAGE).await.text();
        assert!(page.contains("Chưa lập hồ sơ nào") && page.contains("dữ liệu cá nhân"), "{page}");
        assert_eq!(auditor.post(PAGE, &[]).await.status, StatusCode::OK);
        assert!(auditor.get(PAGE).await.text().contains("đang chờ"));
        archives::make_due(&test.app).await.expect("an archive");
        let page = auditor.get(PAGE).await.text();
        let from = page.find("/luu-tru/").map(|at| &page[at..]).expect("a link");
        let id = from["/luu-tru/".len()..].split('"').next().expect("an id").to_owned();
        let zip = auditor.get(&format!("{PAGE}/{id}")).await;
        assert_eq!((zip.status, zip.bytes.starts_with(b"PK")), (StatusCode::OK, true));
        let bundle = auditor.get(&format!("{PAGE}/ket-qua/1")).await;
        assert_eq!((bundle.status, bundle.bytes.starts_with(b"PK")), (StatusCode::OK, true));
        for other in [&live.clerk, &live.appraiser, &live.stranger] {
            let mut client = test.client_as(other).await;
            let hidden = client.get(PAGE).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{other}: {}", hidden.text());
            assert_eq!(client.get(&format!("{PAGE}/{id}")).await.status, StatusCode::NOT_FOUND);
        }
        elsewhere(&zip.bytes).await;
    });
}

async fn elsewhere(zip: &[u8]) {
    let test = TestApp::on(Database::file()).await;
    test.clock.pass(400 * 86_400);
    let (admin, auditor) = (
        account(&test.app, "admin", "Nguyễn Văn Mẫu", None).await,
        account(&test.app, "auditor", "Trần Thị Mẫu", None).await,
    );
    let (mut admin, mut auditor) = (test.client_as(&admin).await, test.client_as(&auditor).await);
    assert!(!auditor.get(RESTORE).await.text().contains("type=\"file\""), "an auditor only reads");
    let refused = upload(&mut admin, &zip[..zip.len() - 30]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("không phải tệp lưu trữ .zip"), "{}", refused.text());
    let done = upload(&mut admin, zip).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(done.text().contains("Đã khôi phục"), "{}", done.text());
    let again = upload(&mut admin, zip).await;
    assert!(again.text().contains("đã được khôi phục từ chính hồ sơ này"), "{}", again.text());
    let list = auditor.get("/ky").await.text();
    assert!(list.contains("chỉ đọc, từ hồ sơ lưu trữ"), "{list}");
    for path in [
        "/ky/mau-2026",
        "/kiem-toan/mau-2026",
        "/ky/mau-2026/tu-danh-gia/xa-mau-1",
        "/ky/mau-2026/ket-qua",
        "/ky/mau-2026/luu-tru",
        "/ky/mau-2026/bien-nhan/xa-mau-1",
    ] {
        let page = auditor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    }
    let refused = auditor.post(PAGE, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("khôi phục từ hồ sơ lưu trữ"), "{}", refused.text());
}
