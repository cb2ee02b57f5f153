//! Saving one field: in one write, with the version it was read at, and everything that follows from it.

use std::sync::Arc;

use thuocdo_assessment::{Action, Field, Refusal};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::{FieldRow, Work};

use super::load::{self, Loaded};
use super::read;
use super::tally::Tally;
use super::value::{MOST_NOTE, Value};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// Where a field is: round, unit and criterion by their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Code of the round.
    pub round: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
}

impl Place {
    /// A place by its codes.
    pub fn new(round: &str, unit: &str, criterion: &str) -> Self {
        Self { round: round.to_owned(), unit: unit.to_owned(), criterion: criterion.to_owned() }
    }
}

/// What saving came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It stands.
    Saved(Box<Saved>),
    /// Somebody else wrote since the page was read; nothing was changed.
    Conflict(Box<Conflict>),
    /// What was typed cannot be kept, and why; nothing was changed.
    Unreadable(Vec<Fault>),
}

/// A field that stands, with what the record comes to now.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Its version.
    pub version: u64,
    /// When it was written.
    pub at: Timestamp,
    /// What the record comes to.
    pub tally: Tally,
    /// What stands.
    pub value: Value,
    /// Code of the unit.
    pub unit: String,
    /// The round, for the set of the unit.
    pub frozen: Arc<Frozen>,
}

/// What stands in the field instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its version.
    pub version: u64,
    /// Its value.
    pub value: Value,
    /// Name of who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What is wrong with one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the variable, [`read::POINTS`], or empty for the field as a whole.
    pub name: String,
    /// The sentence.
    pub message: Message,
}

/// Saves one field of one criterion (lưu một trường).
///
/// `base` is the version the page was read at, 0 before the first.
///
/// # Errors
/// If the actor may not, or the stage, the closing or the source of the criterion does not let it.
pub async fn save(app: &App, actor: &Actor, place: &Place, base: u64, value: Value) -> Result<Outcome, ActionError> {
    let (inner, actor, place, value) = (app.clone(), actor.clone(), place.clone(), value.tidy());
    app.write(move |work| Box::pin(async move { write(&inner, work, &actor, &place, base, value).await })).await
}

async fn write(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    place: &Place,
    base: u64,
    value: Value,
) -> Result<Outcome, ActionError> {
    let (record, _) = may::record(work, actor, &place.round, &place.unit, Action::Answer).await?;
    let frozen = frozen(app, work, &place.round).await?;
    let (node, criterion) = load::criterion(&frozen, &place.unit, &place.criterion).ok_or(ActionError::NotAllowed)?;
    record.answer(&place.criterion, criterion.source)?;
    let mut fields = work.fields_of(&place.round, &place.unit).await?;
    let current = fields.iter().position(|row| row.criterion == place.criterion && row.name == value.field().word());
    let (version, now_stands) = match current.map(|at| &fields[at]) {
        Some(row) => (row.version, Value::of_json(value.field(), &row.value)),
        None => (0, Value::empty(value.field())),
    };
    if now_stands != value {
        if version != base {
            let row = current.map(|at| fields[at].clone());
            return conflict(work, version, now_stands, row).await;
        }
        let class = frozen.unit(&place.unit).and_then(|unit| frozen.class_of(unit));
        let faults = faults(node, criterion, class, &value);
        if !faults.is_empty() {
            return Ok(Outcome::Unreadable(faults));
        }
        let row = FieldRow {
            criterion: place.criterion.clone(),
            name: value.field().word().to_owned(),
            version: version + 1,
            value: value.to_json(),
            account: actor.id().to_owned(),
            at: work.now(),
        };
        work.save_field(&place.round, &place.unit, &row).await?;
        match current {
            Some(at) => fields[at] = row,
            None => fields.push(row),
        }
    }
    let loaded = Loaded::with(work, &frozen, &place.unit, fields).await?;
    let tally = loaded.tally(&frozen);
    let written = loaded.fields.iter().find(|row| row.criterion == place.criterion && row.name == value.field().word());
    let (version, at) = written.map_or((0, work.now()), |row| (row.version, row.at));
    if now_stands != value {
        work.save_summary(&place.round, &place.unit, &tally.summary(), (actor.id(), at)).await?;
    }
    Ok(Outcome::Saved(Box::new(Saved { version, at, tally, value, unit: place.unit.clone(), frozen })))
}

async fn conflict(work: &mut Work, version: u64, value: Value, row: Option<FieldRow>) -> Result<Outcome, ActionError> {
    let Some(row) = row else {
        // The page knows a version that is not there: it is of another record.
        return Err(Refusal::Because(Message::new("answers-stale-page")).into());
    };
    let by = work.find_account(&row.account).await?.map_or(row.account, |account| account.name);
    Ok(Outcome::Conflict(Box::new(Conflict { version, value, by, at: row.at })))
}

/// What keeps typed figures from being kept: texts that are no numbers, points outside the limits.
fn faults(
    node: &Node,
    criterion: &Criterion,
    class: Option<thuocdo_criteria::set::ClassId>,
    value: &Value,
) -> Vec<Fault> {
    match value {
        Value::Figures(figures) => {
            let reading = read::figures(criterion, class, figures);
            let max = node.max_for(class);
            let unreadable = reading.faults.into_iter().map(|(name, message)| Fault { name, message });
            let mut faults: Vec<Fault> = unreadable.collect();
            let direct = direct_points(criterion, class, &reading.answer);
            let given = reading.points.as_ref().map(|points| (read::POINTS.to_owned(), points)).or(direct);
            if let Some((name, points)) = given.filter(|(_, points)| points.is_negative() || *points > max) {
                let message = Message::new("answers-range").number("max", max);
                faults.push(Fault { name, message: message.with("given", number(points)) });
            }
            faults
        }
        _ => Vec::new(),
    }
}

fn number(points: &Number) -> thuocdo_base::Arg {
    thuocdo_base::Arg::Number(points.clone(), 6)
}

/// Points that the unit gives directly, with the name of their variable.
fn direct_points<'a>(
    criterion: &Criterion,
    class: Option<thuocdo_criteria::set::ClassId>,
    answer: &'a thuocdo_scoring::Answer,
) -> Option<(String, &'a Number)> {
    let thuocdo_criteria::rule::ScoringRule::Points { points } = criterion.rule_for(class) else { return None };
    let name = criterion.variables.get(points.index())?.name.clone();
    Some((name, answer.values.get(points.index())?.as_ref()?))
}

/// Most characters that a field takes, for the counter beside it.
pub fn most(field: Field) -> usize {
    if field == Field::Note { MOST_NOTE } else { super::value::MOST_TEXT }
}
