//! Who may publish and what everyone may read.

use thuocdo_app::{ActionError, App, publications};
use thuocdo_base::Actor;
use thuocdo_publication::Publication;
use thuocdo_store::Break;
use thuocdo_testkit::publications::{corrected, sample};
use thuocdo_testkit::{TestApp, on_both};

#[test]
fn the_operator_publishes_and_everyone_reads() {
    on_both(async |database| {
        let TestApp { app, .. } = &TestApp::on(database).await;
        let publication = sample("mau-2025");
        let receipt = publications::publish(app, &Actor::Operator, &publication).await.expect("a receipt");
        assert_eq!((receipt.version, receipt.seq), (1, 0));
        let read = publications::load(app, &Actor::Public, "mau-2025", 1).await.expect("an answer");
        assert_eq!(read, Some(publication));
        let list = publications::list(app, &Actor::Public).await.expect("a list");
        assert_eq!(list[0].published_at, TestApp::moment(), "the clock is a parameter");
    });
}

#[test]
fn the_public_neither_publishes_nor_checks_the_log() {
    on_both(async |database| {
        let TestApp { app, .. } = &TestApp::on(database).await;
        let refused = publications::publish(app, &Actor::Public, &sample("mau-2025")).await;
        assert!(matches!(refused, Err(ActionError::NotAllowed)), "{refused:?}");
        assert!(matches!(publications::verify(app, &Actor::Public).await, Err(ActionError::NotAllowed)));
        assert_eq!(publications::list(app, &Actor::Public).await.expect("a list"), []);
    });
}

async fn refusals(app: &App, publication: &Publication) -> Vec<String> {
    match publications::publish(app, &Actor::Operator, publication).await {
        Err(ActionError::Refused(reasons)) => reasons.into_iter().map(|reason| reason.key).collect(),
        other => vec![format!("{other:?}")],
    }
}

#[test]
fn a_refusal_is_a_sentence_with_its_numbers() {
    on_both(async |database| {
        let TestApp { app, .. } = &TestApp::on(database).await;
        let first = sample("mau-2025");
        assert_eq!(refusals(app, &corrected(&first, "…")).await, ["app-wrong-version"]);
        publications::publish(app, &Actor::Operator, &first).await.expect("a receipt");
        assert_eq!(refusals(app, &first).await, ["app-same-content"]);
        let mut unexplained = corrected(&first, "");
        unexplained.title.push('!');
        assert_eq!(refusals(app, &unexplained).await, ["app-no-reason"]);
    });
}

#[test]
fn of_each_round_the_newest_version_is_shown() {
    on_both(async |database| {
        let TestApp { app, .. } = &TestApp::on(database).await;
        let first = sample("b");
        let mut second = corrected(&first, "Sửa tên");
        second.title.push('!');
        for publication in [&first, &second, &sample("a")] {
            publications::publish(app, &Actor::Operator, publication).await.expect("a receipt");
        }
        let latest = publications::latest(app, &Actor::Public).await.expect("an answer");
        let told: Vec<_> = latest.iter().map(|one| (one.brief.round.as_str(), one.brief.version)).collect();
        assert_eq!(told, [("a", 1), ("b", 2)]);
    });
}

#[test]
fn a_broken_log_is_described_in_sentences() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        publications::publish(&test.app, &Actor::Operator, &sample("a")).await.expect("a receipt");
        let TestApp { app, database, .. } = test;
        app.store.close().await;
        database.forge("update event set actor = 'public'").await;
        let TestApp { app, .. } = &TestApp::on(database).await;
        let report = publications::verify(app, &Actor::Operator).await.expect("a report");
        assert_eq!(report.breaks, [Break::Altered { round: "a".to_owned(), seq: 0 }]);
        assert_eq!(publications::describe(&report.breaks[0]).key, "log-altered");
    });
}
