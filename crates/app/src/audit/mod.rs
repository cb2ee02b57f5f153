//! What auditors read: the way of one score, the log of a round, whether the log holds; reading is noted.

pub mod told;

use std::collections::BTreeMap;

use thuocdo_assessment::council::choice_of;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Action, Field, Figures, Layer};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_publication::csv::harmless;
use thuocdo_publication::model::LinePart;
use thuocdo_store::{Link, LogReport, Reading, Trail};

pub use thuocdo_store::EventFilter;
pub use told::Told;

use crate::answers::Value;
use crate::decision::approval::name_of;
use crate::layers::Finding;
use crate::setup::{HOUSE, frozen};
use crate::submission::sheet::Row;
use crate::{ActionError, App, may};

/// Events on one page.
pub const PAGE: u32 = 50;

/// Readings that are listed.
const READINGS: u32 = 20;

/// One thing that happened to a score, with names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Name of who did it.
    pub by: String,
    /// What it was; see [`Trail::kind`], and `publication`.
    pub kind: String,
    /// What it was about.
    pub what: String,
    /// What was said.
    pub text: String,
    /// Why.
    pub reason: String,
    /// SHA-256 of a file.
    pub hash: String,
    /// Number of the event in the round's log, where there is one.
    pub seq: Option<u64>,
}

/// The whole way of one score.
#[derive(Clone, Debug)]
pub struct Way {
    /// Title of the round.
    pub title: String,
    /// Name of the unit.
    pub unit: String,
    /// Title of the criterion.
    pub criterion: String,
    /// In order of time.
    pub moments: Vec<Moment>,
}

/// A page of a round's log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Title of the round.
    pub title: String,
    /// Events, the newest first.
    pub events: Vec<Told>,
    /// How many were asked for in all.
    pub found: u64,
    /// Kinds that occur.
    pub kinds: Vec<String>,
    /// Units and their criteria, to go to one score: code and name.
    pub units: Vec<(String, String)>,
    /// Criteria: code and title.
    pub criteria: Vec<(String, String)>,
    /// Who read the log lately: name, what, when.
    pub readings: Vec<(String, String, Timestamp)>,
}

/// Shows the whole way of one score, and notes that it was read.
///
/// # Errors
/// If the actor may not read the log, or there is no such unit or criterion.
pub async fn way(app: &App, actor: &Actor, round: &str, unit: &str, criterion: &str) -> Result<Way, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ReadLog).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
    let on_list = frozen.criterion_of(row, criterion);
    let (node, _) = on_list.ok_or(ActionError::NotAllowed)?;
    let mut names = Names::default();
    let mut moments = Vec::new();
    let teller = told::Teller::of(&mut link, Some(frozen.clone()), round).await?;
    for trail in link.trail(round, unit, criterion).await? {
        let trail = Trail { text: said(&teller, (unit, criterion), &trail), ..trail };
        moments.push(names.moment(&mut link, trail).await?);
    }
    moments.extend(published(app, round, unit, criterion).await?);
    moments.sort_by_key(|moment| moment.at);
    drop(link);
    note(app, actor, round, &format!("{unit}/{criterion}")).await?;
    let title = frozen.title.clone();
    Ok(Way { title, unit: row.name.clone(), criterion: format!("{} {}", node.code, node.title), moments })
}

/// What each published version says of the score.
async fn published(app: &App, round: &str, unit: &str, criterion: &str) -> Result<Vec<Moment>, ActionError> {
    let mut found = Vec::new();
    for listing in app.store.list().await?.into_iter().filter(|listing| listing.round == round) {
        let Some(packed) = app.store.load_packed(round, listing.version).await? else { continue };
        let place = packed.brief.units.iter().position(|part| part.code == unit);
        let whole = place.and_then(|place| packed.details.unit(place));
        let line = whole.and_then(|unit| {
            let is_it = |line: &&LinePart| line.code == criterion;
            unit.cards.last().and_then(|card| card.lines.iter().find(is_it).cloned())
        });
        found.push(Moment {
            at: listing.published_at,
            by: packed
                .brief
                .decision
                .map(|decision| format!("{} ({})", decision.number, decision.issuer))
                .unwrap_or_default(),
            kind: "publication".to_owned(),
            what: listing.version.to_string(),
            text: line.map(|line| line.shown).unwrap_or_default(),
            reason: listing.supersedes_because.unwrap_or_default(),
            hash: listing.body_hash,
            seq: None,
        });
    }
    Ok(found)
}

/// Shows a page of a round's log, and notes that it was read.
///
/// # Errors
/// If the actor may not read the log.
pub async fn log(app: &App, actor: &Actor, round: &str, filter: &EventFilter, page: u64) -> Result<Log, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ReadLog).await?;
    let title = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?.title;
    let frozen = match frozen(app, &mut link, round).await {
        Ok(frozen) => Some(frozen),
        // A round in preparation has a log and nothing that was frozen.
        Err(ActionError::NotAllowed) => None,
        Err(error) => return Err(error),
    };
    let found = link.count_events(round, filter).await?;
    let skip = page.saturating_sub(1).saturating_mul(u64::from(PAGE)).min(found);
    let mut names = Names::default();
    let teller = told::Teller::of(&mut link, frozen.clone(), round).await?;
    let mut events = Vec::new();
    for event in link.events_in(round, filter, skip, PAGE).await? {
        events.push(teller.tell(&mut link, &mut names, event).await?);
    }
    let mut readings = Vec::new();
    for reading in link.log_readings(round, READINGS).await? {
        readings.push((names.of(&mut link, &reading.account).await?, reading.what, reading.at));
    }
    let mut criteria: Vec<(String, String)> = Vec::new();
    for (node, _) in frozen.iter().flat_map(|frozen| &frozen.sets).flat_map(|set| set.criteria()) {
        if !criteria.iter().any(|(code, _)| *code == node.code) {
            criteria.push((node.code.clone(), node.title.clone()));
        }
    }
    let kinds = link.event_kinds(round).await?;
    drop(link);
    note(app, actor, round, "").await?;
    let units = frozen.iter().flat_map(|frozen| &frozen.units);
    let units = units.map(|unit| (unit.code.clone(), unit.name.clone())).collect();
    Ok(Log { title, events, found, kinds, units, criteria, readings })
}

/// Recomputes the whole log and compares publications with it.
///
/// # Errors
/// If the actor may not read the log of this round.
pub async fn check(app: &App, actor: &Actor, round: &str) -> Result<LogReport, ActionError> {
    may::round(&mut app.store.look().await?, actor, round, Action::ReadLog).await?;
    let report = app.store.verify_log().await?;
    note(app, actor, round, "*").await?;
    Ok(report)
}

/// Notes who read what, as a row and as an event of the house: an event of the round would move what is read.
async fn note(app: &App, actor: &Actor, round: &str, what: &str) -> Result<(), ActionError> {
    let (id, actor, round, what) = (app.new_id(), actor.clone(), round.to_owned(), what.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let facts = [("round", Fact::Text(round.clone())), ("what", Fact::Text(what.clone()))];
            let event = work.record(HOUSE, "read_log", &actor, &facts).await?;
            let reading = Reading { id, account: actor.id().to_owned(), what, at: event.at };
            Ok(work.add_log_reading(&round, &reading).await?)
        })
    })
    .await
}

/// Names of accounts, each looked up once.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    async fn of(&mut self, link: &mut Link, account: &str) -> Result<String, ActionError> {
        if let Some(known) = self.0.get(account) {
            return Ok(known.clone());
        }
        let name = name_of(link, account).await?;
        self.0.insert(account.to_owned(), name.clone());
        Ok(name)
    }

    async fn moment(&mut self, link: &mut Link, trail: Trail) -> Result<Moment, ActionError> {
        let by = self.of(link, &trail.account).await?;
        let is_file = trail.kind == "evidence";
        let (hash, reason) = if is_file { (trail.reason, String::new()) } else { (String::new(), trail.reason) };
        Ok(Moment {
            at: trail.at,
            by,
            kind: trail.kind,
            what: trail.what,
            text: trail.text,
            reason,
            hash,
            seq: trail.seq,
        })
    }
}

/// What was said, as people read it: options by their names, points of a fact, the choice of an opened vote.
fn said(teller: &told::Teller, place: (&str, &str), trail: &Trail) -> String {
    match trail.kind.as_str() {
        "points" => points(teller, place, &trail.what, &trail.text),
        "vote" => choice_of(&trail.text).map(|choice| choice.word().to_owned()).unwrap_or_default(),
        "field" if trail.what == Field::Figures.word() => {
            let Value::Figures(figures) = Value::of_json(Field::Figures, &trail.text) else { return String::new() };
            let values = teller.labelled(place.0, place.1, &figures.values);
            Value::Figures(Figures { values, ..figures }).to_json()
        }
        _ => trail.text.clone(),
    }
}

/// Points of a fact in a few words: what was given, or the values from which the rule computes.
fn points(teller: &told::Teller, (unit, criterion): (&str, &str), layer: &str, answer: &str) -> String {
    if Layer::of(layer) == Some(Layer::Own) {
        let row: Option<Row> = serde_json::from_str(answer).ok();
        return row.and_then(|row| row.points).unwrap_or_default();
    }
    let Some(finding) = Finding::of_json(answer) else { return String::new() };
    match (finding.points, finding.not_applicable) {
        (Some(points), _) => points,
        (None, Some(ground)) => ground,
        (None, None) => teller.values(unit, criterion, &finding.values),
    }
}

/// The way of one score as JSON, with the hash of the list itself (kê khai mã băm).
pub fn case_json(way: &Way) -> String {
    let moment = |moment: &Moment| {
        serde_json::json!({
            "at": moment.at.to_string(),
            "by": moment.by,
            "event": moment.seq,
            "kind": moment.kind,
            "reason": moment.reason,
            "sha256": moment.hash,
            "text": moment.text,
            "what": moment.what,
        })
    };
    let moments: Vec<serde_json::Value> = way.moments.iter().map(moment).collect();
    let moments = serde_json::Value::Array(moments);
    let digest = crate::decision::result::digest(&moments.to_string());
    let case = serde_json::json!({
        "criterion": way.criterion,
        "moments": moments,
        "moments_sha256": digest,
        "round": way.title,
        "unit": way.unit,
    });
    case.to_string()
}

/// The way of one score as CSV with a byte order mark, as spreadsheets like it.
pub fn case_csv(way: &Way) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing into memory cannot fail.
    let _ = out.write_record(["at", "by", "kind", "what", "text", "reason", "sha256", "event"]);
    for moment in &way.moments {
        let (at, seq) = (moment.at.to_string(), moment.seq.map(|seq| seq.to_string()).unwrap_or_default());
        let cells = [&at, &moment.by, &moment.kind, &moment.what, &moment.text, &moment.reason, &moment.hash, &seq];
        let _ = out.write_record(cells.map(|cell| harmless(cell).into_owned()));
    }
    out.into_inner().unwrap_or_default()
}
