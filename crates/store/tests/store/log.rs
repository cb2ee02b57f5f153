//! The chain finds whatever is changed behind its back.

use thuocdo_base::Actor;
use thuocdo_store::{Break, Store};
use thuocdo_testkit::publications::{corrected, sample};
use thuocdo_testkit::{Database, on_both};

use crate::moment;

/// Two versions of one round and one of another, then a forgery, then what the check finds.
async fn after(database: &Database, forgery: &'static str) -> Vec<Break> {
    let store = Store::open(&database.address).await.expect("an open store");
    let first = sample("a");
    let mut second = corrected(&first, "Sửa tên");
    second.title.push('!');
    for publication in [&first, &second, &sample("b")] {
        store.publish(publication, moment(), &Actor::Operator).await.expect("a receipt");
    }
    assert_eq!(store.verify_log().await.expect("a report").breaks, []);
    store.close().await;
    database.forge(forgery).await;
    let store = Store::open(&database.address).await.expect("an open store");
    store.verify_log().await.expect("a report").breaks
}

fn altered(round: &str, seq: u64) -> Break {
    Break::Altered { round: round.to_owned(), seq }
}

fn differs(round: &str, version: u32) -> Break {
    Break::PublicationDiffers { round: round.to_owned(), version }
}

#[test]
fn a_changed_event_is_found() {
    on_both(async |database| {
        let breaks = after(&database, "update event set actor = 'public' where round = 'a' and seq = 1").await;
        assert_eq!(breaks, [altered("a", 1)]);
    });
}

#[test]
fn a_moved_time_is_found_in_event_and_publication() {
    on_both(async |database| {
        let breaks = after(&database, "update event set at = at + 1000 where round = 'b'").await;
        assert_eq!(breaks, [altered("b", 0), differs("b", 1)]);
    });
}

#[test]
fn a_removed_event_leaves_a_gap() {
    on_both(async |database| {
        let breaks = after(&database, "delete from event where round = 'a' and seq = 0").await;
        assert!(breaks.contains(&Break::Gap { round: "a".to_owned(), seq: 0 }), "{breaks:?}");
    });
}

#[test]
fn a_changed_publication_is_found_and_not_served() {
    on_both(async |database| {
        let forgery = "update publication_unit set body = replace(body, '20/3', '10') where round = 'b'";
        assert_eq!(after(&database, forgery).await, [differs("b", 1)]);
        let store = Store::open(&database.address).await.expect("an open store");
        store.load("b", 1).await.expect_err("a damaged publication");
    });
}

#[test]
fn a_unit_taken_out_added_or_moved_is_found() {
    let forgeries = [
        "delete from publication_unit where round = 'b' and position = 1",
        "insert into publication_unit select round, version, 2, body from publication_unit \
         where round = 'b' and position = 1",
        "update publication_unit set position = 7 where round = 'b' and position = 0",
    ];
    for forgery in forgeries {
        on_both(async |database| assert_eq!(after(&database, forgery).await, [differs("b", 1)], "{forgery}"));
    }
}

#[test]
fn a_changed_title_in_the_table_is_found() {
    on_both(async |database| {
        let breaks = after(&database, "update publication set title = 'x' where round = 'a' and version = 2").await;
        assert_eq!(breaks, [differs("a", 2)]);
    });
}

#[test]
fn a_removed_publication_is_found() {
    on_both(async |database| {
        let forgery = "delete from publication_unit where round = 'b'; delete from publication where round = 'b'";
        let breaks = after(&database, forgery).await;
        assert_eq!(breaks, [Break::PublicationMissing { round: "b".to_owned(), seq: 0 }]);
    });
}

#[test]
fn a_publication_smuggled_in_without_event_is_found() {
    on_both(async |database| {
        let forgery = "insert into publication select 'c', version, title, title_en, period, published_at, \
                       supersedes_because, body_start, body_end, body_hash from publication where round = 'b'";
        let breaks = after(&database, forgery).await;
        assert_eq!(breaks, [Break::PublicationWithoutEvent { round: "c".to_owned(), version: 1 }]);
    });
}
