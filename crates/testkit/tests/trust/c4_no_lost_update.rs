//! C4: of edits that meet, each is kept or told of the other; none is lost. Through the action that pages use.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thuocdo_app::answers::{self, Outcome, Place, Value};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_base::Actor;
use thuocdo_store::answers::FieldRow;
use thuocdo_testkit::TestApp;
use thuocdo_testkit::live::live;

use super::{Dice, engine, on_each, percentile, size};

const FIELDS: usize = 24;

/// Whether a save looks at the version it was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    Version,
    /// The control.
    Nothing,
}

/// What a client is told.
enum Told {
    Kept(u64),
    Conflict(u64),
}

/// One browser: who it is, and what its page shows.
struct Client {
    app: App,
    actor: Actor,
    round: String,
    unit: String,
    criteria: Vec<String>,
    seen: Vec<u64>,
    check: Check,
}

/// An edit that was accepted: criterion, version, text. The text names the version it was made from.
type Accepted = (String, u64, String);

struct Edits {
    accepted: Vec<Accepted>,
    conflicts: Vec<Duration>,
}

impl Client {
    async fn edit(mut self, number: u64, edits: usize, dice: Arc<Dice>) -> Edits {
        let mut done = Edits { accepted: Vec::new(), conflicts: Vec::new() };
        for edit in 0..edits {
            let field = usize::try_from(dice.below(self.criteria.len() as u64)).expect("few fields");
            let (criterion, base) = (self.criteria[field].clone(), self.seen[field]);
            let text = format!("từ {base}: lần {edit} của {number}");
            let asked = Instant::now();
            match self.save(&criterion, base, text.clone()).await.expect("an answer") {
                Told::Kept(version) => {
                    self.seen[field] = version;
                    done.accepted.push((criterion, version, text));
                }
                Told::Conflict(version) => {
                    done.conflicts.push(asked.elapsed());
                    self.seen[field] = version;
                }
            }
        }
        done
    }

    async fn save(&self, criterion: &str, base: u64, text: String) -> Result<Told, ActionError> {
        if self.check == Check::Nothing {
            return self.overwrite(criterion.to_owned(), text).await;
        }
        let place = Place::new(&self.round, &self.unit, criterion);
        Ok(match answers::save(&self.app, &self.actor, &place, base, Value::Note(text)).await? {
            Outcome::Saved(saved) => Told::Kept(saved.version),
            Outcome::Conflict(conflict) => Told::Conflict(conflict.version),
            Outcome::Unreadable(faults) => panic!("{faults:?}"),
        })
    }

    /// The control: writes over whatever stands there.
    async fn overwrite(&self, criterion: String, text: String) -> Result<Told, ActionError> {
        let (round, unit, account) = (self.round.clone(), self.unit.clone(), self.actor.id().to_owned());
        let job = self.app.write(move |work| {
            Box::pin(async move {
                let past = work.field_history(&round, &unit, &criterion, "note").await?;
                let version = past.first().map_or(1, |row| row.version + 1);
                let (name, at) = ("note".to_owned(), work.now());
                let value = Value::Note(text).to_json();
                let row = FieldRow { criterion, name, version, value, account, at };
                work.save_field(&round, &unit, &row).await?;
                Ok(Told::Kept(version))
            })
        });
        job.await
    }
}

/// Codes of the first criteria that a unit answers.
async fn criteria(app: &App, round: &str, unit: &str) -> Vec<String> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, round).await.expect("a round");
    let row = frozen.unit(unit).expect("a unit");
    let own = frozen.criteria_of(row).filter(|(_, criterion)| setup::frozen::is_self_assessed(criterion));
    own.map(|(node, _)| node.code.clone()).take(FIELDS).collect()
}

struct Sum {
    accepted: usize,
    lost: usize,
    conflicts: Vec<Duration>,
}

/// All clients at once, two people in eight browsers; then the history is compared with what was accepted.
async fn all(test: &TestApp, check: Check, edits: usize) -> Sum {
    let live = live(&test.app).await;
    let criteria = criteria(&test.app, live.round, live.units[0]).await;
    let dice = Arc::new(Dice::new(4));
    let editing: Vec<_> = (0..8u64)
        .map(|number| {
            let account = if number % 2 == 0 { &live.clerk } else { &live.clerk2 };
            let (round, unit) = (live.round.to_owned(), live.units[0].to_owned());
            let (app, actor) = (test.app.clone(), Actor::Person(account.clone()));
            let seen = vec![0; criteria.len()];
            let client = Client { app, actor, round, unit, criteria: criteria.clone(), seen, check };
            tokio::spawn(client.edit(number, edits, Arc::clone(&dice)))
        })
        .collect();
    let (mut accepted, mut conflicts) = (Vec::new(), Vec::new());
    for client in editing {
        let done = client.await.expect("edits");
        accepted.extend(done.accepted);
        conflicts.extend(done.conflicts);
    }
    let (kept, overwritten) = history(test, live.round, live.units[0]).await;
    let missing = accepted.iter().filter(|edit| !kept.contains(*edit)).count();
    Sum { accepted: accepted.len(), lost: missing + overwritten + kept.len().abs_diff(accepted.len()), conflicts }
}

/// Every version of every field, and how many were written over one that their writer had not seen.
async fn history(test: &TestApp, round: &str, unit: &str) -> (BTreeSet<Accepted>, usize) {
    let mut link = test.app.store.look().await.expect("a link");
    let (mut kept, mut overwritten) = (BTreeSet::new(), 0);
    for field in link.fields_of(round, unit).await.expect("fields") {
        let past = link.field_history(round, unit, &field.criterion, &field.name).await.expect("history");
        assert_eq!(past.first(), Some(&field), "what stands is the last of what was");
        for (row, version) in past.into_iter().rev().zip(1u64..) {
            assert_eq!(row.version, version, "no version is missing");
            let Value::Note(text) = Value::of_json(thuocdo_assessment::Field::Note, &row.value) else { continue };
            overwritten += usize::from(!text.starts_with(&format!("từ {}:", version - 1)));
            kept.insert((row.criterion, version, text));
        }
    }
    (kept, overwritten)
}

#[test]
fn every_accepted_edit_stands_or_is_in_the_history() {
    let waits = RefCell::new(Vec::new());
    on_each(async |test| {
        let edits = size(60, 10_000);
        let started = Instant::now();
        let Sum { accepted, lost, mut conflicts } = all(&test, Check::Version, edits).await;
        let rate = (8 * edits) as u128 * 1_000 / started.elapsed().as_millis().max(1);
        let late = percentile(&mut conflicts, 99);
        println!(
            "C4 {}: {} edits, {accepted} accepted, {} conflicts (p99 {late:?}), {lost} lost, {rate} edits/s",
            engine(&test),
            8 * edits,
            conflicts.len()
        );
        assert_eq!(lost, 0);
        assert_eq!(accepted + conflicts.len(), 8 * edits);
        assert!(!conflicts.is_empty(), "edits must meet");
        waits.borrow_mut().push(late);
    });
    // Judged when both engines have shown what they keep.
    let waits = waits.into_inner();
    assert!(waits.iter().all(|late| *late <= Duration::from_millis(50)) || !super::full(), "{waits:?}");
}

#[test]
fn the_control_without_versions_loses_edits() {
    on_each(async |test| {
        let Sum { lost, .. } = all(&test, Check::Nothing, 40).await;
        println!("C4 {} control, no version: {lost} lost", engine(&test));
        assert!(lost > 0, "the test would not notice a lost edit");
    });
}
