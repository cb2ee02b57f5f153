//! Publications: versions, refusals, immutability, restart.

use thuocdo_base::Actor;
use thuocdo_publication::model::Publication;
use thuocdo_store::{PublishError, Receipt, Refused, Store, StoreError};
use thuocdo_testkit::publications::{corrected, sample};
use thuocdo_testkit::{Database, Engine, on_both};

use crate::moment;

async fn open(database: &Database) -> Store {
    Store::open(&database.address).await.expect("an open store")
}

async fn publish(store: &Store, publication: &Publication) -> Result<Receipt, PublishError> {
    store.publish(publication, moment(), &Actor::Operator).await
}

async fn refusal(store: &Store, publication: &Publication) -> Option<Refused> {
    match publish(store, publication).await {
        Err(PublishError::Refused(refused)) => Some(refused),
        _ => None,
    }
}

#[test]
fn what_is_published_is_read_back_word_for_word() {
    on_both(async |database| {
        let store = open(&database).await;
        let publication = sample("mau-2025");
        let receipt = publish(&store, &publication).await.expect("a receipt");
        assert_eq!((receipt.version, receipt.seq), (1, 0));
        assert_eq!(store.load("mau-2025", 1).await.expect("an answer"), Some(publication.clone()));
        assert_eq!(store.latest("mau-2025").await.expect("an answer"), Some(publication));
        assert_eq!(store.load("mau-2025", 2).await.expect("an answer"), None);
        assert_eq!(store.latest("mau-2024").await.expect("an answer"), None);
    });
}

#[test]
fn a_corrected_version_supersedes_and_the_first_stays() {
    on_both(async |database| {
        let store = open(&database).await;
        let first = sample("mau-2025");
        publish(&store, &first).await.expect("version 1");
        let mut second = corrected(&first, "Sửa điểm Xã Mẫu 2");
        second.units[1].cards[0].lines[0].exact = "7".to_owned();
        let receipt = publish(&store, &second).await.expect("version 2");
        assert_eq!((receipt.version, receipt.seq), (2, 1));
        assert_eq!(store.latest("mau-2025").await.expect("an answer"), Some(second));
        assert_eq!(store.load("mau-2025", 1).await.expect("an answer"), Some(first));
        let list = store.list().await.expect("a list");
        let told: Vec<_> = list.iter().map(|row| (row.version, row.supersedes_because.as_deref())).collect();
        assert_eq!(told, [(2, Some("Sửa điểm Xã Mẫu 2")), (1, None)]);
        assert_eq!(list[0].published_at, moment());
    });
}

#[test]
fn a_version_out_of_order_the_same_content_or_no_reason_is_refused() {
    on_both(async |database| {
        let store = open(&database).await;
        let first = sample("mau-2025");
        let skipped = corrected(&first, "…");
        assert_eq!(refusal(&store, &skipped).await, Some(Refused::WrongVersion { next: 1, given: 2 }));
        publish(&store, &first).await.expect("version 1");
        assert_eq!(refusal(&store, &first).await, Some(Refused::SameContent { version: 1 }));
        assert_eq!(refusal(&store, &corrected(&first, "…")).await, Some(Refused::SameContent { version: 1 }));
        let mut changed = corrected(&first, "  ");
        changed.title.push('!');
        assert_eq!(refusal(&store, &changed).await, Some(Refused::NoReason));
        changed.version = 1;
        assert_eq!(refusal(&store, &changed).await, Some(Refused::WrongVersion { next: 2, given: 1 }));
        assert_eq!(store.list().await.expect("a list").len(), 1);
        assert_eq!(store.events().await.expect("events").len(), 1);
    });
}

#[test]
fn the_database_itself_refuses_edits_and_deletions() {
    on_both(async |database| {
        let store = open(&database).await;
        publish(&store, &sample("mau-2025")).await.expect("version 1");
        let attempts = [
            "update publication set title = 'x'",
            "update publication set body_start = '{}' where version = 1",
            "update publication_unit set body = '{}'",
            "delete from publication_unit",
            "delete from publication",
            "update event set actor = 'public'",
            "delete from event",
        ];
        for sql in attempts {
            let error = database.execute(sql).await.expect_err(sql);
            assert!(error.to_string().contains("append only"), "{sql}: {error}");
        }
        if database.engine == Engine::Postgres {
            database.execute("truncate publication_unit").await.expect_err("truncate");
            database.execute("truncate publication cascade").await.expect_err("truncate");
            database.execute("truncate event").await.expect_err("truncate");
        }
        assert!(store.verify_log().await.expect("a report").breaks.is_empty());
    });
}

#[test]
fn a_restart_keeps_everything() {
    on_both(async |database| {
        let store = open(&database).await;
        let first = sample("mau-2025");
        publish(&store, &first).await.expect("version 1");
        publish(&store, &sample("mau-2024")).await.expect("version 1");
        let before = (store.list().await.expect("a list"), store.events().await.expect("events"));
        store.close().await;
        let store = open(&database).await;
        assert_eq!((store.list().await.expect("a list"), store.events().await.expect("events")), before);
        assert_eq!(store.load("mau-2025", 1).await.expect("an answer"), Some(first));
    });
}

#[test]
fn many_writers_at_once_leave_one_order() {
    on_both(async |database| {
        let store = open(&database).await;
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let (store, round) = (store.clone(), format!("mau-{}", number % 10));
                tokio::spawn(async move { publish(&store, &sample(&round)).await.is_ok() })
            })
            .collect();
        let mut published = 0;
        for task in tasks {
            published += usize::from(task.await.expect("an answer"));
        }
        assert_eq!(published, 10, "each round once, its twin refused");
        let report = store.verify_log().await.expect("a report");
        assert_eq!((report.rounds, report.events, report.breaks.len()), (10, 10, 0));
    });
}

#[tokio::test]
async fn a_second_process_is_kept_out_of_a_file() {
    let database = Database::file();
    let store = open(&database).await;
    assert!(matches!(Store::open(&database.address).await, Err(StoreError::InUse(_))));
    store.close().await;
    open(&database).await;
}

#[tokio::test]
async fn an_address_of_no_known_kind_is_refused() {
    for address in ["", "mysql://localhost/x", "sqlite::memory:", "nonsense"] {
        assert!(matches!(Store::open(address).await, Err(StoreError::Address(_))), "{address}");
    }
}

#[tokio::test]
async fn any_folder_name_can_hold_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("100% sở?").join("kho dữ liệu.db");
    let store = Store::open(&Store::file_address(&path)).await.expect("an open store");
    publish(&store, &sample("mau-2025")).await.expect("a receipt");
    store.close().await;
    assert!(path.is_file());
}
