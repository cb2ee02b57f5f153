//! Records and roles as rows.

use std::sync::Arc;

use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::{RoundStage, Stage};
use thuocdo_base::{Clock, Random, Timestamp};
use thuocdo_store::{Later, Store, StoreError, Work};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, on_both};

use crate::moment;

async fn opened(database: &Database) -> Store {
    let store = Store::open(&database.address).await.expect("an open store");
    let rows = "insert into round (code, title, period, stage, settings, version, created_at) \
                values ('r', 'R', '2026', 'self_assessment', '{}', 1, 0); \
                insert into round_due (round, stage, unit, due_at, closed_seq, closed_at) \
                values ('r', 'self_assessment', '', 5000, 3, 6000), ('r', 'self_assessment', 'b', 4000000000000000, null, null); \
                insert into account (id, login, name, folded, administrator, auditor, must_change, \
                created_at, version) values ('p', 'p', 'P', 'p', 1, 0, 0, 0, 1)";
    database.execute(rows).await.expect("rows");
    for (unit, criteria) in [("a", 10), ("b", 12)] {
        let done: Result<(), StoreError> =
            write(&store, move |work| Box::pin(async move { work.insert_record("r", unit, criteria).await })).await;
        done.expect("a record");
    }
    store
}

#[test]
fn a_record_knows_the_closing_of_its_unit() {
    on_both(async |database| {
        let store = opened(&database).await;
        let mut link = store.look().await.expect("a link");
        let closed = link.find_record("r", "a").await.expect("an answer").expect("a record");
        assert_eq!((closed.closed_at, closed.due_at), (Some(at(6000)), Some(at(5000))));
        assert_eq!((closed.stage, closed.round_stage), (Stage::Drafting, RoundStage::SelfAssessment));
        let rows = link.list_records("r").await.expect("an answer");
        let open = rows.last().expect("two rows");
        assert_eq!(
            (open.record.closed_at, open.record.due_at, open.of_criteria),
            (None, Some(at(4_000_000_000_000_000)), 12)
        );
        assert_eq!(link.find_record("r", "c").await.expect("an answer"), None);
    });
}

#[test]
fn of_two_who_move_a_record_the_second_is_told() {
    on_both(async |database| {
        let store = opened(&database).await;
        let mut link = store.look().await.expect("a link");
        let mut record = link.find_record("r", "b").await.expect("an answer").expect("a record");
        record.stage = Stage::WithHead { by: "p".to_owned(), at: moment(), opened: None, reopened: false };
        for first in [true, false] {
            let record = record.clone();
            let saved: Result<(), StoreError> =
                write(&store, |work| Box::pin(async move { work.save_record(&record).await })).await;
            assert_eq!(saved.is_ok(), first, "{saved:?}");
        }
        let after = link.find_record("r", "b").await.expect("an answer").expect("a record");
        assert_eq!((after.version, after.stage), (2, record.stage));
    });
}

#[test]
fn roles_count_until_they_are_revoked_or_the_account_is_disabled() {
    on_both(async |database| {
        let store = opened(&database).await;
        let grant = Grant { role: Role::Appraiser, unit: None, criteria: Some(vec!["1.1".to_owned()]), groups: None };
        let given = grant.clone();
        let done: Result<(), StoreError> =
            write(&store, |work| Box::pin(async move { work.grant_role("g", "r", "p", &given).await })).await;
        done.expect("a grant");
        let mut link = store.look().await.expect("a link");
        let roles = link.roles_in("r", "p").await.expect("roles");
        assert!(roles.has(Role::Appraiser) && roles.has(Role::Administrator) && roles.grants.contains(&grant));
        let rounds = link.rounds_of("p").await.expect("rounds");
        assert_eq!(rounds.iter().map(|(code, _)| code).collect::<Vec<_>>(), ["r"]);
        assert_eq!(link.grants_in("r").await.expect("grants").len(), 1);
        database.execute("update account set disabled_at = 1").await.expect("a change");
        assert_eq!(link.roles_in("r", "p").await.expect("roles").grants, []);
        database.execute("update account set disabled_at = null").await.expect("a change");
        let done: Result<(), StoreError> =
            write(&store, |work| Box::pin(async move { work.revoke_role("g").await })).await;
        done.expect("a revocation");
        assert!(!link.roles_in("r", "p").await.expect("roles").has(Role::Appraiser));
    });
}

async fn write<T: Send + 'static>(
    store: &Store,
    job: impl for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let clock: Arc<dyn Clock> = Arc::new(moment());
    let random: Arc<dyn Random> = Arc::new(SeededRandom::new(1));
    store.write(&clock, &random, job).await
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}
