//! What work writes into the log: salted facts, parts that can be erased, answers that are given again.

use std::sync::Arc;

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Clock, Random, Timestamp};
use thuocdo_store::{Break, Event, Store, StoreError};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, on_both};

use crate::moment;

/// A store with a clock and a generator to hand in.
struct Desk {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Desk {
    async fn open(database: &Database) -> Self {
        let store = Store::open(&database.address).await.expect("an open store");
        Self { store, clock: Arc::new(moment()), random: Arc::new(SeededRandom::new(1)) }
    }

    async fn submit(&self, unit: &str, name: &str) -> Result<Event, StoreError> {
        let (unit, name) = (unit.to_owned(), name.to_owned());
        let facts = [("unit", Fact::Text(unit)), ("answers", Fact::Json(r#"{"2": "1.5", "1": "0"}"#.to_owned()))];
        let actor = Actor::Person("01J".to_owned());
        self.store
            .write(&self.clock, &self.random, move |work| {
                Box::pin(async move { work.record_personal("mau-2026", "submit", &actor, &facts, &name).await })
            })
            .await
    }
}

#[test]
fn facts_are_canonical_and_salted_each_with_its_own_salt() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let one = desk.submit("xa-mau-1", "Nguyễn Văn Mẫu").await.expect("an event");
        let two = desk.submit("xa-mau-1", "Nguyễn Văn Mẫu").await.expect("an event");
        assert_eq!(one.body, r#"{"answers":{"1":"0","2":"1.5"},"unit":"xa-mau-1"}"#);
        assert_eq!((one.seq, two.seq, &two.prev), (0, 1, &one.hash));
        assert_ne!(one.body_salt, two.body_salt);
        assert_ne!(one.personal_commit, two.personal_commit);
        assert_eq!(desk.store.events().await.expect("events"), [one, two]);
        assert_eq!(desk.store.verify_log().await.expect("a report").breaks, []);
    });
}

#[test]
fn the_personal_part_can_be_erased_and_nothing_else_can_change() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        desk.submit("xa-mau-1", "Nguyễn Văn Mẫu").await.expect("an event");
        for sql in [
            "update event set personal = 'x'",
            "update event set personal = null",
            "update event set personal = null, personal_salt = null, body_salt = null",
            "update event set personal = null, personal_salt = null, actor = 'x'",
            "update event set personal = null, personal_salt = null, personal_commit = null",
            "delete from event",
        ] {
            let error = database.execute(sql).await.expect_err(sql);
            assert!(error.to_string().contains("append only"), "{sql}: {error}");
        }
        let erased: Result<(), StoreError> = desk
            .store
            .write(&desk.clock, &desk.random, |work| Box::pin(async move { work.erase_personal("mau-2026", 0).await }))
            .await;
        erased.expect("an erased part");
        let events = desk.store.events().await.expect("events");
        assert_eq!((&events[0].personal, &events[0].personal_salt), (&None, &None));
        assert!(events[0].personal_commit.is_some());
        assert_eq!(desk.store.verify_log().await.expect("a report").breaks, []);
    });
}

#[test]
fn a_changed_personal_part_or_salt_is_found() {
    for forgery in ["update event set personal = 'x'", "update event set body_salt = null"] {
        on_both(async |database| {
            let desk = Desk::open(&database).await;
            desk.submit("xa-mau-1", "Nguyễn Văn Mẫu").await.expect("an event");
            desk.store.close().await;
            database.forge(forgery).await;
            let desk = Desk::open(&database).await;
            let altered = Break::Altered { round: "mau-2026".to_owned(), seq: 0 };
            assert_eq!(desk.store.verify_log().await.expect("a report").breaks, [altered], "{forgery}");
        });
    }
}

#[test]
fn a_clock_behind_the_log_is_refused_but_a_small_step_is_not() {
    on_both(async |database| {
        let mut desk = Desk::open(&database).await;
        desk.submit("xa-mau-1", "").await.expect("an event");
        desk.clock = Arc::new(Timestamp::from_micros(moment().micros() - 1_900_000));
        desk.submit("xa-mau-1", "").await.expect("an event");
        desk.clock = Arc::new(Timestamp::from_micros(moment().micros() - 60_000_000));
        let refused = desk.submit("xa-mau-1", "").await;
        assert!(matches!(refused, Err(StoreError::ClockWentBack { .. })), "{refused:?}");
    });
}

#[test]
fn an_answer_is_given_again_for_thirty_days() {
    on_both(async |database| {
        let mut desk = Desk::open(&database).await;
        let remember = async |desk: &Desk, key: &'static str| -> Result<(), StoreError> {
            let job = desk.store.write(&desk.clock, &desk.random, move |work| {
                Box::pin(async move { work.remember(key, "done").await })
            });
            job.await
        };
        let answered = async |desk: &Desk, key| {
            desk.store.look().await.expect("a link").answered(key).await.expect("an answer").is_some()
        };
        remember(&desk, "a").await.expect("kept");
        remember(&desk, "a").await.expect_err("a second answer");
        assert!(answered(&desk, "a").await && !answered(&desk, "b").await);
        desk.clock = Arc::new(Timestamp::from_micros(moment().micros() + 31 * 86_400 * 1_000_000));
        remember(&desk, "b").await.expect("kept");
        assert!(!answered(&desk, "a").await && answered(&desk, "b").await);
    });
}
