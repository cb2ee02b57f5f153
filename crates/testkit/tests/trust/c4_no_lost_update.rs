//! C4: of edits that meet, each is kept or told of the other; none is lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use thuocdo_app::App;
use thuocdo_store::answers::FieldRow;
use thuocdo_store::{StoreError, Work};
use thuocdo_testkit::TestApp;

use super::{Dice, engine, on_each, percentile, size};

const FIELDS: u64 = 24;

/// What a save is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saved {
    /// Kept as this version.
    Kept,
    /// Somebody else was first; this is what stands.
    Conflict { version: u64, value: u64 },
}

/// Whether a save looks at the version it was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    Version,
    /// The control.
    Nothing,
}

async fn stands(work: &mut Work, criterion: &str) -> Result<(u64, u64), StoreError> {
    let fields = work.fields_of("r", "u").await?;
    let found = fields.iter().find(|field| field.criterion == criterion);
    Ok(found.map_or((0, 0), |field| (field.version, field.value.parse().unwrap_or_default())))
}

/// Adds one to what the client has seen: a counter tells every edit that was overwritten unseen.
async fn save(app: &App, check: Check, criterion: String, base: (u64, u64), by: String) -> Result<Saved, StoreError> {
    app.store
        .write(&app.clock, &app.random, move |work| {
            Box::pin(async move {
                let (version, value) = stands(work, &criterion).await?;
                if check == Check::Version && version != base.0 {
                    return Ok(Saved::Conflict { version, value });
                }
                let name = "figures".to_owned();
                let at = work.now();
                let value = (base.1 + 1).to_string();
                let field = FieldRow { criterion, name, version: version + 1, value, account: by, at };
                work.save_field("r", "u", &field).await?;
                Ok(Saved::Kept)
            })
        })
        .await
}

struct Edits {
    accepted: u64,
    conflicts: Vec<Duration>,
}

async fn edit(app: App, check: Check, client: u64, edits: usize, dice: Arc<Dice>) -> Edits {
    let mut seen = vec![(0u64, 0u64); usize::try_from(FIELDS).expect("few fields")];
    let mut done = Edits { accepted: 0, conflicts: Vec::new() };
    for _ in 0..edits {
        let field = dice.below(FIELDS);
        let base = &mut seen[usize::try_from(field).expect("few fields")];
        let asked = Instant::now();
        match save(&app, check, field.to_string(), *base, client.to_string()).await.expect("an answer") {
            Saved::Kept => {
                done.accepted += 1;
                *base = (base.0 + 1, base.1 + 1);
            }
            Saved::Conflict { version, value } => {
                done.conflicts.push(asked.elapsed());
                *base = (version, value);
            }
        }
    }
    done
}

/// All clients at once; how many edits were accepted, how many are lost, and how long conflicts took to be told.
async fn all(test: &TestApp, check: Check, clients: u64, edits: usize) -> (u64, u64, Vec<Duration>) {
    let dice = Arc::new(Dice::new(4));
    let editing: Vec<_> = (0..clients)
        .map(|client| tokio::spawn(edit(test.app.clone(), check, client, edits, Arc::clone(&dice))))
        .collect();
    let (mut accepted, mut conflicts) = (0, Vec::new());
    for client in editing {
        let done = client.await.expect("edits");
        accepted += done.accepted;
        conflicts.extend(done.conflicts);
    }
    let mut link = test.app.store.look().await.expect("a link");
    let (mut kept, mut lost) = (0, 0);
    for field in link.fields_of("r", "u").await.expect("fields") {
        let past = link.field_history("r", "u", &field.criterion, "figures").await.expect("history");
        assert_eq!(past.first(), Some(&field), "what stands is the last of what was");
        for (row, version) in past.iter().rev().zip(1u64..) {
            assert_eq!(row.version, version, "no version is missing");
            lost += u64::from(row.value != version.to_string());
            kept += 1;
        }
    }
    (accepted, lost + accepted.abs_diff(kept), conflicts)
}

#[test]
fn every_accepted_edit_stands_or_is_in_the_history() {
    on_each(async |test| {
        let edits = size(150, 10_000);
        let started = Instant::now();
        let (accepted, lost, mut conflicts) = all(&test, Check::Version, 8, edits).await;
        let rate = u128::from(8 * edits as u64) * 1_000 / started.elapsed().as_millis().max(1);
        let late = percentile(&mut conflicts, 99);
        println!(
            "C4 {}: {} edits, {accepted} accepted, {} conflicts (p99 {late:?}), {lost} lost, {rate} edits/s",
            engine(&test),
            8 * edits,
            conflicts.len()
        );
        assert_eq!(lost, 0);
        assert_eq!(accepted + conflicts.len() as u64, 8 * edits as u64);
        assert!(!conflicts.is_empty(), "edits must meet");
        assert!(late <= Duration::from_millis(50) || !super::full(), "{late:?}");
    });
}

#[test]
fn the_control_without_versions_loses_edits() {
    on_each(async |test| {
        let (_, lost, _) = all(&test, Check::Nothing, 8, 100).await;
        println!("C4 {} control, no version: {lost} lost", engine(&test));
        assert!(lost > 0, "the test would not notice a lost edit");
    });
}
