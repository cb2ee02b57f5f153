//! C1: a submission counts if and only if its number is lower than that of the closing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use thuocdo_app::App;
use thuocdo_assessment::record::Snapshot;
use thuocdo_assessment::{Refusal, RoundStage, StageKind};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::{Event, StoreError};
use thuocdo_testkit::TestApp;

use super::{Dice, engine, on_each, size};

/// What a client is told.
#[derive(Debug)]
enum Told {
    Refused(Refusal),
    Broken { _error: StoreError },
}

impl From<StoreError> for Told {
    fn from(error: StoreError) -> Self {
        Self::Broken { _error: error }
    }
}

/// Five hundred rounds, `r0` … with units `u0` … `u199`, every record with its head.
const ROWS: &str = "
insert into round (code, title, period, stage, settings, version, created_at)
with recursive n(i) as (select 0 union all select i + 1 from n where i < 499)
select 'r' || i, 'R', '2026', 'self_assessment', '{}', 1, 0 from n;
insert into assessment (round, unit, stage, stage_data, version, answered, of_criteria, lacking)
with recursive n(i) as (select 0 union all select i + 1 from n where i < 199)
select code, 'u' || i, 'with_head', '{\"by\":\"p\",\"at\":0,\"opened\":null,\"reopened\":false}', 1, 0, 1, 0 from round cross join n;
";

/// How a client decides whether it is in time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// By the closing in the log, in the writer's turn.
    Closing,
    /// By a clock, before the writer's turn: the control.
    Clock,
}

async fn submit(app: &App, rule: Rule, due: Timestamp, round: String, unit: String) -> Result<u64, Told> {
    let in_time = app.clock.now() < due;
    if rule == Rule::Clock && !in_time {
        return Err(Told::Refused(Refusal::Closed(due)));
    }
    app.store
        .write(&app.clock, &app.random, move |work| {
            Box::pin(async move {
                let mut record = work.find_record(&round, &unit).await?.ok_or(StoreError::Stopped)?;
                if rule == Rule::Clock {
                    (record.closed_at, record.stage) = (
                        None,
                        thuocdo_assessment::Stage::WithHead {
                            by: "p".to_owned(),
                            at: work.now(),
                            opened: None,
                            reopened: false,
                        },
                    );
                }
                let snapshot = Snapshot { content: "{}".to_owned(), hash: "7f3a91c2".to_owned() };
                let step = record.submit("p", work.now(), snapshot, Vec::new()).map_err(Told::Refused)?;
                let event = work.record(&round, step.kind, &Actor::Person("p".to_owned()), &step.facts).await?;
                work.save_record(&step.next.numbered(event.seq)).await?;
                Ok(event.seq)
            })
        })
        .await
}

struct Outcome {
    accepted: usize,
    refused: usize,
    late: usize,
    odd: Vec<String>,
}

/// One round: all clients submit while the clock passes the deadline.
async fn race(
    test: &TestApp,
    rule: Rule,
    round: usize,
    clients: usize,
    dice: &Arc<Dice>,
) -> BTreeMap<usize, Result<u64, Told>> {
    let code = format!("r{round}");
    let due = Timestamp::from_micros(test.app.clock.now().micros() + 10_000_000);
    let set = code.clone();
    let done: Result<(), StoreError> = test
        .app
        .store
        .write(&test.app.clock, &test.app.random, move |work| {
            Box::pin(async move { work.set_due(&set, RoundStage::SelfAssessment, None, due).await })
        })
        .await;
    done.expect("a deadline");
    test.clock.pass(9);
    let answered = Arc::new(AtomicUsize::new(0));
    let racing: Vec<_> = (0..clients)
        .map(|client| {
            let (app, code, dice, answered) = (test.app.clone(), code.clone(), Arc::clone(dice), Arc::clone(&answered));
            tokio::spawn(async move {
                dice.pause(2_000).await;
                let told = submit(&app, rule, due, code, format!("u{client}")).await;
                answered.fetch_add(1, Ordering::SeqCst);
                told
            })
        })
        .collect();
    let before = usize::try_from(dice.below(clients as u64)).expect("a small number");
    while answered.load(Ordering::SeqCst) < before {
        tokio::task::yield_now().await;
    }
    test.clock.pass(1);
    let mut told = BTreeMap::new();
    for (client, task) in racing.into_iter().enumerate() {
        told.insert(client, task.await.expect("an answer"));
    }
    test.app.close_due().await.expect("closed");
    told
}

/// Compares what clients were told with what stands in the log and in the records.
async fn judge(test: &TestApp, told: Vec<BTreeMap<usize, Result<u64, Told>>>) -> Outcome {
    let events = test.app.store.events().await.expect("events");
    let mut by_round: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        by_round.entry(&event.round).or_default().push(event);
    }
    let mut outcome = Outcome { accepted: 0, refused: 0, late: 0, odd: Vec::new() };
    for (round, told) in told.into_iter().enumerate() {
        let code = format!("r{round}");
        let log = by_round.remove(code.as_str()).unwrap_or_default();
        let closings: Vec<u64> = log.iter().filter(|event| event.kind == "close").map(|event| event.seq).collect();
        if closings.len() != 1 {
            outcome.odd.push(format!("{code}: {} closings", closings.len()));
        }
        let closing = closings.first().copied().unwrap_or_default();
        let mut numbers: Vec<u64> = log.iter().filter(|event| event.kind == "submit").map(|event| event.seq).collect();
        outcome.late += numbers.iter().filter(|seq| **seq > closing).count();
        let records = test.app.store.look().await.expect("a link").list_records(&code).await.expect("records");
        for (client, told) in told {
            let stage = records.iter().find(|row| row.record.unit == format!("u{client}"));
            let stage = stage.map(|row| row.record.stage.kind());
            match told {
                Ok(seq) if numbers.contains(&seq) && stage == Some(StageKind::Submitted) => {
                    outcome.accepted += 1;
                    numbers.retain(|other| *other != seq);
                }
                Err(Told::Refused(Refusal::Closed(_) | Refusal::RecordStage(_)))
                    if stage == Some(StageKind::Missed) =>
                {
                    outcome.refused += 1;
                }
                other => outcome.odd.push(format!("{code} u{client} {stage:?}: {other:?}")),
            }
        }
        outcome.odd.extend(numbers.iter().map(|seq| format!("{code}: {seq} was acknowledged to nobody")));
    }
    outcome
}

async fn rounds(test: &TestApp, rule: Rule, rounds: usize, clients: usize) -> Outcome {
    test.database.execute(ROWS).await.expect("rows");
    let dice = Arc::new(Dice::new(1));
    let mut told = Vec::with_capacity(rounds);
    for round in 0..rounds {
        told.push(race(test, rule, round, clients, &dice).await);
    }
    judge(test, told).await
}

#[test]
fn no_submission_is_numbered_after_the_closing_and_everyone_is_told() {
    on_each(async |test| {
        let (count, clients) = (size(12, 500), size(40, 200));
        let outcome = rounds(&test, Rule::Closing, count, clients).await;
        println!(
            "C1 {}: {count} rounds × {clients} clients: {} accepted, {} refused, {} late, {} odd",
            engine(&test),
            outcome.accepted,
            outcome.refused,
            outcome.late,
            outcome.odd.len()
        );
        assert_eq!((outcome.late, outcome.odd.first()), (0, None));
        assert_eq!(outcome.accepted + outcome.refused, count * clients);
        assert!(outcome.accepted > 0 && outcome.refused > 0, "the race must have two sides");
        assert_eq!(test.app.store.verify_log().await.expect("a report").breaks, []);
    });
}

#[test]
fn the_control_that_compares_clocks_lets_late_ones_in() {
    on_each(async |test| {
        let outcome = rounds(&test, Rule::Clock, 12, 40).await;
        println!("C1 {} control, a clock in each handler: {} late", engine(&test), outcome.late);
        assert!(outcome.late > 0, "the test would not notice a race");
    });
}
