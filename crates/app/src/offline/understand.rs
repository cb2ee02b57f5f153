//! What a returned workbook would change, by the rules by which the workbench saves.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_annex::Grid;
use thuocdo_assessment::{Field, Figures};
use thuocdo_base::Message;
use thuocdo_words::Locale;
use thuocdo_words::collate::fold;
use thuocdo_workbooks::foreign::{self, Foreign, Said};
use thuocdo_workbooks::own::compare::{Found, compare};
use thuocdo_workbooks::own::read::{self, Stray};
use thuocdo_workbooks::own::{Cell, Line, NewCitation};
use thuocdo_workbooks::{Meta, State};

use super::form::Standing;
use crate::answers::value::{MOST_NOTE, MOST_TEXT};
use crate::answers::{Entry, Value, faults, read as answer};
use crate::evidence::{self, Citation, Typed, read_date};

/// A returned workbook beside what stands.
pub(super) struct Understood {
    /// What it is about; none if it is not ours.
    pub(super) meta: Option<Meta>,
    /// Cells beside what stands.
    pub(super) found: Vec<Found>,
    /// Citations that are new, or there already.
    pub(super) citations: Vec<Cited>,
    /// Rows that belong nowhere.
    pub(super) strays: Vec<Stray>,
    /// How a foreign one is understood.
    pub(super) foreign: Option<Foreign>,
}

/// A citation of a returned workbook.
pub(super) struct Cited {
    pub(super) new: NewCitation,
    pub(super) state: State,
    pub(super) reasons: Vec<Message>,
    /// What would be put into the store; none if it is there already, or cannot be.
    pub(super) citation: Option<Citation>,
    /// The item that is there already and is not cited here.
    pub(super) there: Option<String>,
}

/// The name by which a form picks a cell.
pub(super) fn pick(found: &Found) -> String {
    format!("{}|{}", found.change.key, found.change.field)
}

/// The name by which a form picks a citation.
pub(super) fn pick_cited(cited: &Cited) -> String {
    format!("cite|{}|{}", cited.new.at.0, cited.new.at.1)
}

/// Compares a workbook with what stands.
pub(super) fn understand(
    standing: &Standing,
    words: &Locale,
    grids: &[Grid],
    said: &Said,
) -> Result<Understood, Message> {
    let form = &standing.form;
    let meta = Meta::read(grids)?;
    let (reading, foreign) = match &meta {
        Some(meta) => match meta.strange(&form.meta) {
            Some(why) => return Err(why),
            None => (read::read(form, meta, grids)?, None),
        },
        None => {
            let foreign = foreign::read(form, grids, said).ok_or_else(|| Message::new("offline-no-table"))?;
            (foreign.reading.clone(), Some(foreign))
        }
    };
    let mut found = compare(form, meta.as_ref(), &reading.told, words);
    check(standing, &mut found);
    let citations = cited(standing, reading.citations);
    Ok(Understood { meta, found, citations, strays: reading.strays, foreign })
}

/// The field that a cell belongs to.
pub(super) fn field(cell: &Cell) -> Field {
    match cell {
        Cell::Value(_) | Cell::Points | Cell::Reason => Field::Figures,
        Cell::Asked | Cell::Ground => Field::NotApplicable,
        Cell::Note => Field::Note,
        Cell::NoEvidence => Field::NoEvidence,
    }
}

/// What a field would hold with these cells over what stands.
pub(super) fn value(standing: &Standing, criterion: &str, field: Field, cells: &BTreeMap<Cell, String>) -> Value {
    let answered = standing.loaded.answered(criterion);
    let over = |cell: Cell, stands: String| cells.get(&cell).cloned().unwrap_or(stands);
    match field {
        Field::Figures => {
            let Some((_, line)) = standing.form.line(criterion) else { return Value::Figures(answered.figures) };
            let some = |text: String| Some(text).filter(|text| !text.is_empty());
            Value::Figures(Figures {
                values: values(line, &answered.figures, cells),
                points: some(over(Cell::Points, answered.figures.points.clone().unwrap_or_default())),
                reason: some(over(Cell::Reason, answered.figures.reason.clone().unwrap_or_default())),
            })
        }
        Field::NotApplicable => Value::NotApplicable {
            asked: cells.get(&Cell::Asked).map_or(answered.na_asked, |mark| !mark.is_empty()),
            ground: over(Cell::Ground, answered.na_ground),
        },
        Field::Note => Value::Note(over(Cell::Note, answered.note)),
        Field::NoEvidence => Value::NoEvidence(over(Cell::NoEvidence, answered.no_evidence)),
    }
}

/// Values in the order of the form; those that the form does not ask for stay.
fn values(line: &Line, figures: &Figures, cells: &BTreeMap<Cell, String>) -> Vec<(String, String)> {
    let stands = |name: &str| figures.values.iter().find(|(given, _)| given == name).map(|(_, text)| text.clone());
    let asked: Vec<&str> = line.inputs().map(|input| input.name.as_str()).collect();
    let own = asked.iter().filter_map(|name| {
        let text = cells.get(&Cell::Value((*name).to_owned())).cloned().or_else(|| stands(name))?;
        Some(((*name).to_owned(), text))
    });
    let others = figures.values.iter().filter(|(name, _)| !asked.contains(&name.as_str())).cloned();
    own.chain(others).collect()
}

/// Entries for the picked cells, each with the places of its cells.
pub(super) fn entries(standing: &Standing, found: &[Found], picked: &BTreeSet<usize>) -> Vec<(Entry, Vec<usize>)> {
    let mut fields: BTreeMap<(String, Field), Vec<usize>> = BTreeMap::new();
    for at in picked {
        let one = &found[*at];
        fields.entry((one.criterion.clone(), field(&one.cell))).or_default().push(*at);
    }
    let entry = |((criterion, field), places): ((String, Field), Vec<usize>)| {
        let cells = places.iter().map(|at| (found[*at].cell.clone(), found[*at].given.clone())).collect();
        let value = value(standing, &criterion, field, &cells);
        let base = standing.form.line(&criterion).map_or(0, |(_, line)| line.version(&found[places[0]].cell));
        (Entry { criterion, base, value }.tidy(), places)
    };
    fields.into_iter().map(entry).collect()
}

/// Finds what could not be kept, so that nobody chooses it.
fn check(standing: &Standing, found: &mut [Found]) {
    for one in found.iter_mut().filter(|one| one.change.state.can_be_chosen()) {
        let most = if one.cell == Cell::Note { MOST_NOTE } else { MOST_TEXT };
        if one.given.chars().count() > most {
            refuse(one, Message::new("offline-too-long").count("most", most));
        }
    }
    let choosable = |found: &[Found]| {
        let places = found.iter().enumerate().filter(|(_, one)| one.change.state.can_be_chosen());
        places.map(|(at, _)| at).collect::<BTreeSet<usize>>()
    };
    for (entry, places) in entries(standing, found, &choosable(found)) {
        for (cell, why) in faults_of(standing, &entry) {
            let own: Vec<usize> = places.iter().copied().filter(|at| Some(&found[*at].cell) == cell.as_ref()).collect();
            for at in if own.is_empty() { places.clone() } else { own } {
                refuse(&mut found[at], why.clone());
            }
        }
    }
}

fn refuse(found: &mut Found, why: Message) {
    found.change.state = State::NotUnderstood;
    found.change.reasons.insert(0, why);
}

/// What keeps a value from being kept, with its cell.
fn faults_of(standing: &Standing, entry: &Entry) -> Vec<(Option<Cell>, Message)> {
    if let Value::NotApplicable { asked: false, .. } = &entry.value {
        let ground = standing.loaded.answered(&entry.criterion).na_ground;
        let only_ground = !standing.loaded.answered(&entry.criterion).na_asked && ground.is_empty();
        return if only_ground { vec![(None, Message::new("offline-ground-unmarked"))] } else { Vec::new() };
    }
    let unit = standing.frozen.unit(&standing.form.meta.about);
    let known = unit.and_then(|unit| standing.frozen.criterion_of(unit, &entry.criterion));
    let Some((node, criterion)) = known else { return Vec::new() };
    let class = unit.and_then(|unit| standing.frozen.class_of(unit));
    let cell = |name: String| match name.as_str() {
        "" => None,
        answer::POINTS if criterion.variables.iter().all(|one| one.name != name) => Some(Cell::Points),
        _ => Some(Cell::Value(name)),
    };
    let all = faults(node, criterion, class, &entry.value).into_iter();
    all.map(|fault| (cell(fault.name), fault.message)).collect()
}

/// Holds citations against what is cited, and against what a citation must be.
fn cited(standing: &Standing, new: Vec<NewCitation>) -> Vec<Cited> {
    new.into_iter().map(|new| one_cited(standing, new)).collect()
}

fn one_cited(standing: &Standing, mut new: NewCitation) -> Cited {
    let mut reasons = Vec::new();
    // A code that a spreadsheet took for a number: 1.1 is 1,1 there.
    if standing.form.line(&new.criterion).is_none() {
        new.criterion = new.criterion.replace(',', ".");
    }
    match standing.form.line(&new.criterion) {
        None => reasons.push(Message::new("offline-cited-where").text("code", new.criterion.as_str())),
        Some((_, line)) => reasons.extend(line.shut.clone()),
    }
    let typed = Typed {
        number: new.number.clone(),
        date: new.date.clone(),
        issuer: new.issuer.clone(),
        summary: new.summary.clone(),
        ..Typed::default()
    };
    let citation = match evidence::citation::read(&typed) {
        Ok(citation) => Some(citation),
        Err(faults) => {
            reasons.extend(faults.into_iter().map(|(_, message)| message));
            None
        }
    };
    let is_same = |row: &thuocdo_store::Evidence| {
        let date = read_date(&new.date).unwrap_or_default();
        row.is_document && fold(&row.number) == fold(&new.number) && row.date == date
    };
    let there = standing.cited.iter().filter(|(_, row)| is_same(&row.evidence));
    let (here, elsewhere): (Vec<_>, Vec<_>) = there.partition(|(code, _)| *code == new.criterion);
    let state = match (here.is_empty(), reasons.is_empty()) {
        (false, _) => State::Same,
        (true, true) => State::New,
        (true, false) => State::NotUnderstood,
    };
    if new.converted && state == State::New {
        reasons.push(Message::new("workbooks-converted"));
    }
    let there = elsewhere.first().map(|(_, row)| row.evidence.id.clone());
    Cited { new, state, reasons, citation, there }
}
