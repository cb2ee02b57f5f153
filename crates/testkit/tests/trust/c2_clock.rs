//! C2: a clock that jumps closes nothing twice and changes no order.

use thuocdo_assessment::RoundStage;
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::{Event, Store, StoreError};
use thuocdo_testkit::TestApp;

use super::on_each;

const ROWS: &str = "insert into round (code, title, period, stage, settings, version, created_at) \
                    values ('r', 'R', '2026', 'self_assessment', '{}', 1, 0)";

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

async fn due_in(test: &TestApp, unit: Option<&'static str>, seconds: i64) {
    let at = Timestamp::from_micros(test.app.clock.now().micros() + seconds * 1_000_000);
    let done: Result<(), StoreError> = test
        .app
        .store
        .write(&test.app.clock, &test.app.random, move |work| {
            Box::pin(async move { work.set_due("r", RoundStage::SelfAssessment, unit, at).await })
        })
        .await;
    done.expect("a deadline");
}

async fn note(test: &TestApp) -> Result<Event, StoreError> {
    let facts = [("note", Fact::Whole(1))];
    let job = test.app.store.write(&test.app.clock, &test.app.random, move |work| {
        Box::pin(async move { work.record("r", "note", &Actor::Operator, &facts).await })
    });
    job.await
}

async fn kinds(test: &TestApp) -> Vec<String> {
    let events = test.app.store.events().await.expect("events");
    events
        .into_iter()
        .map(|event| if event.body.contains("unit") { "close unit".to_owned() } else { event.kind })
        .collect()
}

/// The deadline is a day away; the clock makes these jumps, each followed by a note and the closings that are due.
/// Gives the log and how many notes were refused because the clock was behind it.
async fn after(test: &TestApp, jumps: &[i64]) -> (Vec<String>, usize) {
    test.database.execute(ROWS).await.expect("rows");
    due_in(test, None, DAY).await;
    let mut refused = 0;
    for jump in jumps {
        test.clock.pass(*jump);
        match note(test).await {
            Ok(_) => {}
            Err(StoreError::ClockWentBack { .. }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
        test.app.close_due().await.expect("closed");
    }
    assert_eq!(test.app.store.verify_log().await.expect("a report").breaks, []);
    let events = test.app.store.events().await.expect("events");
    assert!(events.is_sorted_by_key(|event| event.seq));
    (kinds(test).await, refused)
}

#[test]
fn the_closing_comes_once_whatever_the_clock_does() {
    let scenarios: [(&str, &[i64], &[&str], usize); 12] = [
        ("an hour before", &[DAY - HOUR], &["note"], 0),
        ("an hour after", &[DAY + HOUR], &["close", "note"], 0),
        ("at the deadline itself", &[DAY], &["close", "note"], 0),
        ("an hour back", &[2 * HOUR, -HOUR], &["note"], 1),
        ("a day back after the closing", &[DAY, -DAY], &["close", "note"], 1),
        ("back over the closing and on again", &[DAY, -DAY, DAY], &["close", "note", "note"], 1),
        ("half an hour back, then right", &[2 * HOUR, -HOUR / 2, HOUR / 2], &["note", "note"], 1),
        ("a second back, which clocks do", &[HOUR, -1], &["note", "note"], 0),
        ("ten years on", &[10 * 365 * DAY], &["close", "note"], 0),
        ("ten years on and back", &[10 * 365 * DAY, -10 * 365 * DAY], &["close", "note"], 1),
        ("over a leap day", &[775 * DAY, DAY], &["close", "note", "note"], 0),
        ("where others change to summer time", &[73 * DAY, HOUR], &["close", "note", "note"], 0),
    ];
    for (name, jumps, log, refused) in scenarios {
        on_each(async |test| {
            let (told, back) = after(&test, jumps).await;
            assert_eq!(
                (told.as_slice(), back),
                (log.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>().as_slice(), refused),
                "{name}"
            );
        });
    }
}

#[test]
fn a_closing_that_came_due_while_nobody_served_is_written_before_anything_else() {
    on_each(async |test| {
        test.database.execute(ROWS).await.expect("rows");
        due_in(&test, None, 60).await;
        test.app.store.clone().close().await;
        let TestApp { app, database, clock, .. } = test;
        drop(app.store);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        clock.pass(120);
        let store = Store::open(&database.address).await.expect("an open store");
        store.close_due(&app.clock, &app.random).await.expect("closed");
        let events = store.events().await.expect("events");
        assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["close"]);
        assert!(events[0].at > Timestamp::from_micros(0));
    });
}

#[test]
fn a_deadline_of_one_unit_is_its_own_and_one_that_moves_is_not_forgotten() {
    on_each(async |test| {
        test.database.execute(ROWS).await.expect("rows");
        due_in(&test, None, 60).await;
        due_in(&test, Some("u"), 600).await;
        note(&test).await.expect("a note");
        test.clock.pass(60);
        note(&test).await.expect("a note");
        due_in(&test, Some("u"), 10).await;
        note(&test).await.expect("a note");
        test.clock.pass(10);
        note(&test).await.expect("a note");
        assert_eq!(kinds(&test).await, ["note", "close", "note", "note", "close unit", "note"]);
    });
}
