//! A new publication is shown without a new start; staff pages stand before the portal.

use thuocdo_app::publications;
use thuocdo_base::Actor;
use thuocdo_server::serve::accept::Limits;
use thuocdo_server::serve::shelf::Shelf;
use thuocdo_server::serve::{jobs, whole};
use thuocdo_testkit::publications::{corrected, sample};
use thuocdo_testkit::{Database, TestApp};

use crate::client::start;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_while_serving_is_shown() {
    let test = TestApp::on(Database::file()).await;
    let shelf = Shelf::new(Vec::new());
    let server = start(whole(test.app.clone(), &shelf), Limits::default()).await;
    assert_eq!(server.ask("GET", "/ket-qua/mau-2025/xa").await.status, 404);

    let first = sample("mau-2025");
    publications::publish(&test.app, &Actor::Operator, &first).await.expect("a receipt");
    let shown = jobs::newer(&test.app, &shelf, &publications::Shown::default())
        .await
        .expect("an answer")
        .expect("something new");
    assert_eq!(server.ask("GET", "/ket-qua/mau-2025/xa").await.status, 200);
    assert_eq!(jobs::newer(&test.app, &shelf, &shown).await.expect("an answer"), None);

    let mut second = corrected(&first, "Sửa tên đợt");
    second.title = "Xếp hạng xã mẫu đã sửa".to_owned();
    publications::publish(&test.app, &Actor::Operator, &second).await.expect("a receipt");
    assert!(jobs::newer(&test.app, &shelf, &shown).await.expect("an answer").is_some());
    assert!(server.ask("GET", "/ket-qua/mau-2025/xa").await.body.contains("Xếp hạng xã mẫu đã sửa"));
}
