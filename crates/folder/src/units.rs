//! `units.csv`: who is assessed.

use std::collections::HashMap;
use std::ops::ControlFlow;

use thuocdo_base::Message;

use crate::case::Unit;
use crate::cells::{self, Wrong};
use crate::fault::{Faults, Spot};
use crate::files::Files;
use crate::near;
use crate::round::{ROUND, Round};
use crate::sets::SetUse;
use crate::sheet::{Row, Shape, Sheet};

const UNITS: &str = "units.csv";
const SHAPE: Shape = Shape {
    known: &["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"],
    required: 2,
    open: false,
};
const CODE: usize = 0;
const NAME: usize = 1;
const GROUP: usize = 2;
const CLASS: usize = 3;
const TRAITS: usize = 4;
const LINKED: usize = 5;
const MERGED_FROM: usize = 6;
const EXCLUDED: usize = 7;

/// Reads the units; rows that are faulty are left out.
pub(crate) fn read(files: &Files, round: &Round, sets: &[SetUse], faults: &mut Faults) -> Vec<Unit> {
    let Some(bytes) = files.0.get(UNITS) else {
        let message = Message::new("folder-file-missing").text("name", UNITS);
        faults.push(Spot::file(UNITS).says(message, Some(Message::new("folder-units-missing-hint"))));
        return Vec::new();
    };
    let mut units = Vec::new();
    let before = faults.count();
    let mut lines: HashMap<String, u32> = HashMap::new();
    let Some(sheet) = Sheet::open(UNITS, bytes, &SHAPE, faults) else { return units };
    sheet.each(faults, |row, faults| {
        let unit = unit(row, round, sets, faults);
        let line = row.at(CODE).line;
        match lines.insert(unit.code.clone(), line) {
            Some(first) if !unit.code.is_empty() => {
                let message = Message::new("folder-unit-twice").text("unit", unit.code).count("line", first as usize);
                faults.push_with(|| row.at(CODE).says(message, None));
            }
            _ => units.push(unit),
        }
        ControlFlow::Continue(())
    });
    if units.is_empty() && faults.count() == before {
        faults.push(Spot::file(UNITS).says(Message::new("folder-units-none"), None));
    }
    check_overrides(round, &lines, faults);
    units
}

fn unit(row: &Row<'_>, round: &Round, sets: &[SetUse], faults: &mut Faults) -> Unit {
    let text = |column: usize| Some(row.get(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    let list = |column: usize| -> Vec<String> {
        row.get(column).split(';').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    for (column, required) in [(CODE, "code"), (NAME, "name")] {
        if row.get(column).is_empty() {
            let message = Message::new("folder-cell-empty").text("column", required);
            faults.push_with(|| row.at(column).says(message, None));
        }
    }
    let first = round.groups.first().map(|group| group.code.clone());
    let unit = Unit {
        code: row.get(CODE).to_owned(),
        name: row.get(NAME).to_owned(),
        group: text(GROUP).or(first).unwrap_or_default(),
        class: text(CLASS),
        traits: list(TRAITS),
        linked: text(LINKED),
        merged_from: list(MERGED_FROM),
        excluded: text(EXCLUDED),
    };
    refuse(
        row,
        CODE,
        Some(&unit.code).filter(|code| !code.is_empty()).and_then(|code| cells::code_wrong(code)),
        faults,
    );
    refuse(row, NAME, cells::name_wrong(&unit.name), faults);
    refuse(row, EXCLUDED, unit.excluded.as_deref().and_then(cells::name_wrong), faults);
    refuse(row, GROUP, group_wrong(&unit, round), faults);
    refuse(row, CLASS, class_wrong(&unit, sets), faults);
    if unit.merged_from.contains(&unit.code) {
        refuse(row, MERGED_FROM, Some((Message::new("folder-merged-self"), None)), faults);
    }
    unit
}

fn refuse(row: &Row<'_>, column: usize, wrong: Option<Wrong>, faults: &mut Faults) {
    if let Some((message, hint)) = wrong {
        faults.push_with(|| row.at(column).says(message, hint));
    }
}

fn group_wrong(unit: &Unit, round: &Round) -> Option<Wrong> {
    let known: Vec<&str> = round.groups.iter().map(|group| group.code.as_str()).collect();
    let unknown = !known.is_empty() && !known.contains(&unit.group.as_str());
    let message = || Message::new("folder-group-unknown").text("group", unit.group.as_str());
    unknown.then(|| (message(), near::hint(&unit.group, &known)))
}

/// A set with classes needs one for each of its units; a set without leaves the column alone.
fn class_wrong(unit: &Unit, sets: &[SetUse]) -> Option<Wrong> {
    let set = &sets.iter().find(|set| set.groups.contains(&unit.group))?.set;
    if set.classes.is_empty() {
        return None;
    }
    let known: Vec<&str> = set.classes.iter().map(|class| class.code.as_str()).collect();
    match &unit.class {
        None => Some((Message::new("folder-class-missing").text("unit", unit.code.as_str()), near::hint("", &known))),
        Some(class) if set.class(class).is_none() => {
            Some((Message::new("folder-class-unknown").text("class", class.as_str()), near::hint(class, &known)))
        }
        Some(_) => None,
    }
}

fn check_overrides(round: &Round, lines: &HashMap<String, u32>, faults: &mut Faults) {
    for (accepted, (line, column)) in round.settings.accept_held.iter().zip(&round.overrides) {
        if !lines.contains_key(&accepted.unit) {
            let spot = Spot { file: ROUND, line: *line, column: *column };
            let known: Vec<&str> = lines.keys().map(String::as_str).collect();
            faults.push(spot.says(unknown_unit(&accepted.unit), unit_hint(&accepted.unit, &known)));
        }
    }
}

/// Says that a unit is not listed.
pub(crate) fn unknown_unit(code: &str) -> Message {
    Message::new("folder-unit-unknown").text("unit", code)
}

/// The listed unit that was most likely meant.
pub(crate) fn unit_hint(code: &str, known: &[&str]) -> Option<Message> {
    let mut known = known.to_vec();
    known.sort_unstable();
    let near = near::nearest(code, known).map(|name| Message::new("folder-did-you-mean").text("name", name));
    near.or_else(|| Some(Message::new("folder-unit-unknown-hint")))
}
