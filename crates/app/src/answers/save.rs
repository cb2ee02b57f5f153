//! Saving one field: in one write, with the version it was read at, and everything that follows from it.

use std::sync::Arc;

use thuocdo_assessment::{Action, Field, Record, Refusal};
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

/// One field that is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Code of the criterion.
    pub criterion: String,
    /// The version it was read at, 0 before the first.
    pub base: u64,
    /// What is to stand.
    pub value: Value,
}

impl Entry {
    pub(crate) fn tidy(self) -> Self {
        Self { value: self.value.tidy(), ..self }
    }
}

/// What came of one field among many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It stands.
    Stands {
        /// Its version.
        version: u64,
        /// When it was written.
        at: Timestamp,
    },
    /// Somebody else wrote since it was read; it was not changed.
    Conflict(Box<Conflict>),
    /// What was typed cannot be kept, and why; it was not changed.
    Unreadable(Vec<Fault>),
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
    let entry = Entry { criterion: place.criterion.clone(), base, value }.tidy();
    let (inner, actor, place) = (app.clone(), actor.clone(), place.clone());
    app.write(move |work| Box::pin(async move { write(&inner, work, &actor, &place, entry).await })).await
}

/// Saves many fields of one unit in one write, for figures that come from a file: each stands or says why not.
///
/// # Errors
/// As [`save`]; then nothing was changed.
pub async fn save_all(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    entries: Vec<Entry>,
) -> Result<Vec<Put>, ActionError> {
    let (inner, actor, place) = (app.clone(), actor.clone(), (round.to_owned(), unit.to_owned()));
    let entries: Vec<Entry> = entries.into_iter().map(Entry::tidy).collect();
    app.write(move |work| {
        Box::pin(async move {
            let mut sheet = Sheet::open(&inner, work, &actor, &place.0, &place.1).await?;
            let mut puts = Vec::with_capacity(entries.len());
            for entry in &entries {
                puts.push(sheet.put(work, entry).await?);
            }
            sheet.close(work).await?;
            Ok(puts)
        })
    })
    .await
}

async fn write(app: &App, work: &mut Work, actor: &Actor, place: &Place, entry: Entry) -> Result<Outcome, ActionError> {
    let mut sheet = Sheet::open(app, work, actor, &place.round, &place.unit).await?;
    match sheet.put(work, &entry).await? {
        Put::Stands { version, at } => {
            let (frozen, tally) = sheet.close(work).await?;
            let (value, unit) = (entry.value, place.unit.clone());
            Ok(Outcome::Saved(Box::new(Saved { version, at, tally, value, unit, frozen })))
        }
        Put::Conflict(conflict) => Ok(Outcome::Conflict(conflict)),
        Put::Unreadable(faults) => Ok(Outcome::Unreadable(faults)),
    }
}

/// A unit's fields within one write.
pub(crate) struct Sheet<'a> {
    actor: &'a Actor,
    round: &'a str,
    unit: &'a str,
    record: Record,
    frozen: Arc<Frozen>,
    fields: Vec<FieldRow>,
    touched: Option<Timestamp>,
}

impl<'a> Sheet<'a> {
    /// Settles who may, and reads what stands.
    pub(crate) async fn open(
        app: &App,
        work: &mut Work,
        actor: &'a Actor,
        round: &'a str,
        unit: &'a str,
    ) -> Result<Self, ActionError> {
        let (record, _) = may::record(work, actor, round, unit, Action::Answer).await?;
        let frozen = frozen(app, work, round).await?;
        let fields = work.fields_of(round, unit).await?;
        Ok(Self { actor, round, unit, record, frozen, fields, touched: None })
    }

    /// Puts one value where it belongs, unless somebody else wrote there or it cannot be read.
    pub(crate) async fn put(&mut self, work: &mut Work, entry: &Entry) -> Result<Put, ActionError> {
        let Entry { criterion: code, base, value } = entry;
        let (node, criterion) = load::criterion(&self.frozen, self.unit, code).ok_or(ActionError::NotAllowed)?;
        self.record.answer(code, criterion.source)?;
        let name = value.field().word();
        let current = self.fields.iter().position(|row| row.criterion == *code && row.name == name);
        let stands = current.map(|at| &self.fields[at]);
        let (version, at) = stands.map_or((0, work.now()), |row| (row.version, row.at));
        let now_stands =
            stands.map_or_else(|| Value::empty(value.field()), |row| Value::of_json(value.field(), &row.value));
        if now_stands == *value {
            return Ok(Put::Stands { version, at });
        }
        if version != *base {
            return conflict(work, now_stands, stands.cloned()).await.map(Put::Conflict);
        }
        let class = self.frozen.unit(self.unit).and_then(|unit| self.frozen.class_of(unit));
        let faults = faults(node, criterion, class, value);
        if !faults.is_empty() {
            return Ok(Put::Unreadable(faults));
        }
        let (version, at, account) = (version + 1, work.now(), self.actor.id().to_owned());
        let row =
            FieldRow { criterion: code.clone(), name: name.to_owned(), version, value: value.to_json(), account, at };
        work.save_field(self.round, self.unit, &row).await?;
        match current {
            Some(at) => self.fields[at] = row,
            None => self.fields.push(row),
        }
        self.touched = Some(at);
        Ok(Put::Stands { version, at })
    }

    /// Notes what the record comes to now.
    pub(crate) async fn close(self, work: &mut Work) -> Result<(Arc<Frozen>, Tally), ActionError> {
        let loaded = Loaded::with(work, &self.frozen, self.unit, self.fields).await?;
        let tally = loaded.tally(&self.frozen);
        if let Some(at) = self.touched {
            work.save_summary(self.round, self.unit, &tally.summary(), (self.actor.id(), at)).await?;
        }
        Ok((self.frozen, tally))
    }
}

async fn conflict(work: &mut Work, value: Value, row: Option<FieldRow>) -> Result<Box<Conflict>, ActionError> {
    let Some(row) = row else {
        // The page knows a version that is not there: it is of another record.
        return Err(Refusal::Because(Message::new("answers-stale-page")).into());
    };
    let by = work.find_account(&row.account).await?.map_or(row.account, |account| account.name);
    Ok(Box::new(Conflict { version: row.version, value, by, at: row.at }))
}

/// What keeps typed figures from being kept: texts that are no numbers, points outside the limits.
pub(crate) fn faults(
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
