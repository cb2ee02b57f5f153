//! What happens to bodies by decisions: renamed, changed in type, merged, split, ended.
//!
//! Rounds keep their own picture of the bodies that stood in them, so that nothing here changes an old round.

use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_store::{OrgSystem, OrgUnit, Tier, UnitChange, Work};

use super::typed::{Fault, Known, Typed, check_name, day_before, read_decision};
use super::{HOUSE, Tried, overtaken};
use crate::{ActionError, App, may};

/// A decision as typed (quyết định).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub number: String,
    /// The day from which it holds.
    pub date: String,
}

/// What happens to one body or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It has another name.
    Rename {
        /// The new name.
        name: String,
    },
    /// It belongs to another system or tier.
    Change {
        /// Word of the new system.
        system: String,
        /// Word of the new tier.
        tier: String,
    },
    /// It is dissolved.
    End,
    /// It becomes several; each new body is a code and a name.
    Split {
        /// Codes and names of the new bodies.
        parts: Vec<(String, String)>,
        /// Whether the old body goes on beside them.
        goes_on: bool,
    },
    /// It becomes one with others.
    Merge {
        /// Codes of the others.
        others: Vec<String>,
        /// Code of what they become: one of them, or a new one.
        code: String,
        /// Name of a new body; empty if one of them takes in the others.
        name: String,
    },
}

impl Happening {
    fn kind(&self) -> &'static str {
        match self {
            Self::Rename { .. } => "rename",
            Self::Change { .. } => "change",
            Self::End => "end",
            Self::Split { .. } => "split",
            Self::Merge { .. } => "merge",
        }
    }
}

/// What is to be saved for a happening.
struct Outcome {
    changed: Vec<OrgUnit>,
    new: Vec<OrgUnit>,
    after: Vec<String>,
    before: Vec<String>,
    note: String,
    /// Code of the body to show next.
    show: String,
}

/// Writes down what happened to a body by a decision, and gives the code of the body to look at next.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; faults of the form are inside.
pub async fn happen(app: &App, actor: &Actor, code: &str, decision: Decision, what: Happening) -> Tried<String> {
    let (app_ids, code, actor) = (app.clone(), code.to_owned(), actor.clone());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let known = Known::load(work).await?;
            let unit = known.unit(&code).cloned().ok_or(ActionError::NotAllowed)?;
            let read = read_decision(&decision.number, &decision.date);
            let outcome = read.and_then(|(number, date)| {
                check_time(&unit, &date)?;
                let outcome = outcome(&app_ids, &unit, &date, &what, &known)?;
                Ok((number, date, outcome))
            });
            match outcome {
                Ok((number, date, outcome)) => {
                    let change = UnitChange {
                        id: app_ids.new_id(),
                        kind: what.kind().to_owned(),
                        decision: number,
                        date,
                        before: outcome.before.clone(),
                        after: outcome.after.clone(),
                        note: outcome.note.clone(),
                        at: work.now(),
                    };
                    save(work, &actor, &change, outcome).await
                }
                Err(faults) => Ok(Err(faults)),
            }
        })
    });
    job.await
}

async fn save(work: &mut Work, actor: &Actor, change: &UnitChange, outcome: Outcome) -> Tried<String> {
    for unit in outcome.new.iter().chain(&outcome.changed) {
        if !work.save_unit(unit).await? {
            return Err(ActionError::Refused(overtaken().into_iter().map(|fault| fault.message).collect()));
        }
    }
    work.add_unit_change(change).await?;
    let text = |text: &str| Fact::Text(text.to_owned());
    let names = outcome.new.iter().chain(&outcome.changed).map(|unit| format!("{} {}", unit.code, unit.name)).collect();
    let facts = [
        ("after", Fact::List(change.after.clone())),
        ("before", Fact::List(change.before.clone())),
        ("bodies", Fact::List(names)),
        ("date", text(&change.date)),
        ("decision", text(&change.decision)),
        ("note", text(&change.note)),
    ];
    work.record(HOUSE, &format!("body_{}", change.kind), actor, &facts).await?;
    Ok(Ok(outcome.show))
}

/// A decision cannot hold before the body was there, nor after it has ended.
fn check_time(unit: &OrgUnit, date: &str) -> Result<(), Vec<Fault>> {
    let ended = unit.valid_to.as_deref().is_some_and(|last| last < date);
    if date <= unit.valid_from.as_str() {
        return Err(vec![Fault::new("date", "bodies-fault-before-its-time")]);
    }
    if ended { Err(vec![Fault::new("date", "bodies-fault-after-its-time")]) } else { Ok(()) }
}

fn outcome(app: &App, unit: &OrgUnit, date: &str, what: &Happening, known: &Known) -> Result<Outcome, Vec<Fault>> {
    match what {
        Happening::Rename { name } => rename(unit, name),
        Happening::Change { system, tier } => change(unit, system, tier),
        Happening::End => Ok(no_after(Outcome { changed: vec![ended(unit, date)], ..of_one(unit, String::new()) })),
        Happening::Split { parts, goes_on } => split(app, unit, date, parts, *goes_on, known),
        Happening::Merge { others, code, name } => merge(app, unit, date, others, (code, name), known),
    }
}

fn of_one(unit: &OrgUnit, note: String) -> Outcome {
    let ids = vec![unit.id.clone()];
    Outcome { changed: Vec::new(), new: Vec::new(), after: ids.clone(), before: ids, note, show: unit.code.clone() }
}

fn no_after(outcome: Outcome) -> Outcome {
    Outcome { after: Vec::new(), ..outcome }
}

fn next(unit: &OrgUnit) -> OrgUnit {
    OrgUnit { version: unit.version + 1, ..unit.clone() }
}

fn ended(unit: &OrgUnit, date: &str) -> OrgUnit {
    OrgUnit { valid_to: Some(day_before(date)), ..next(unit) }
}

fn rename(unit: &OrgUnit, name: &str) -> Result<Outcome, Vec<Fault>> {
    let mut faults = Vec::new();
    check_name("name", name, &mut faults);
    if name.trim() == unit.name {
        faults.push(Fault::new("name", "bodies-fault-same-name"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let renamed = OrgUnit { name: name.trim().to_owned(), ..next(unit) };
    Ok(Outcome { changed: vec![renamed], ..of_one(unit, unit.name.clone()) })
}

fn change(unit: &OrgUnit, system: &str, tier: &str) -> Result<Outcome, Vec<Fault>> {
    let (Some(system), Some(tier)) = (OrgSystem::of(system), Tier::of(tier)) else {
        return Err(vec![Fault::of("system", "bodies-fault-system", system)]);
    };
    if (system, tier) == (unit.system, unit.tier) {
        return Err(vec![Fault::new("system", "bodies-fault-same-type")]);
    }
    let was = format!("{} {}", unit.system.word(), unit.tier.word());
    Ok(Outcome { changed: vec![OrgUnit { system, tier, ..next(unit) }], ..of_one(unit, was) })
}

fn split(
    app: &App,
    unit: &OrgUnit,
    date: &str,
    parts: &[(String, String)],
    goes_on: bool,
    known: &Known,
) -> Result<Outcome, Vec<Fault>> {
    let needed = if goes_on { 1 } else { 2 };
    if parts.len() < needed {
        return Err(vec![Fault::new("parts", "bodies-fault-parts")]);
    }
    let mut new: Vec<OrgUnit> = Vec::new();
    for (code, name) in parts {
        let part = successor(app, unit, date, (code, name), known)?;
        if new.iter().any(|other| other.code == part.code) {
            return Err(vec![Fault::of("parts", "bodies-fault-code-taken", code)]);
        }
        new.push(part);
    }
    let mut after: Vec<String> = new.iter().map(|unit| unit.id.clone()).collect();
    let changed = if goes_on { Vec::new() } else { vec![ended(unit, date)] };
    if goes_on {
        after.push(unit.id.clone());
    }
    Ok(Outcome { changed, new, after, ..of_one(unit, String::new()) })
}

fn merge(
    app: &App,
    unit: &OrgUnit,
    date: &str,
    others: &[String],
    (code, name): (&String, &String),
    known: &Known,
) -> Result<Outcome, Vec<Fault>> {
    let mut merged = vec![unit.clone()];
    for other in others.iter().filter(|other| **other != unit.code) {
        let found = known.unit(other).ok_or_else(|| vec![Fault::of("others", "bodies-fault-unit", other)])?;
        check_time(found, date)?;
        if !merged.contains(found) {
            merged.push(found.clone());
        }
    }
    if merged.len() < 2 {
        return Err(vec![Fault::new("others", "bodies-fault-others")]);
    }
    let before = merged.iter().map(|unit| unit.id.clone()).collect();
    let stays = merged.iter().find(|unit| unit.code == *code).cloned();
    let new = match &stays {
        Some(_) => Vec::new(),
        None => vec![successor(app, unit, date, (code, name), known)?],
    };
    let after = stays.iter().chain(&new).map(|unit| unit.id.clone()).collect();
    let gone = merged.iter().filter(|unit| unit.code != *code).map(|unit| ended(unit, date)).collect();
    Ok(Outcome { changed: gone, new, after, before, note: String::new(), show: code.clone() })
}

/// A new body that takes after another in all but code and name.
fn successor(
    app: &App,
    unit: &OrgUnit,
    date: &str,
    (code, name): (&String, &String),
    known: &Known,
) -> Result<OrgUnit, Vec<Fault>> {
    if known.unit(code).is_some() {
        return Err(vec![Fault::of("code", "bodies-fault-code-taken", code)]);
    }
    let typed = Typed {
        code: code.clone(),
        name: name.clone(),
        valid_from: date.to_owned(),
        valid_to: String::new(),
        e_identifier: String::new(),
        ..Typed::of(unit, known)
    };
    typed.read(&app.new_id(), 1, known)
}
