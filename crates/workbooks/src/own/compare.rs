//! What came back beside what stands.

use thuocdo_base::Message;
use thuocdo_words::Locale;

use super::read::Told;
use super::{Cell, Form, Line};
use crate::cell::{same_number, same_text};
use crate::diff::{Change, Sides, State, judge};
use crate::meta::Meta;

/// A cell that came back, beside what stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Code of the criterion.
    pub criterion: String,
    /// Which cell of it.
    pub cell: Cell,
    /// What would be kept.
    pub given: String,
    /// Both sides, as people read them.
    pub change: Change,
}

/// Compares what came back with what stands; `meta` is that of the workbook, none if it is not ours.
pub fn compare(form: &Form, meta: Option<&Meta>, told: &[Told], words: &Locale) -> Vec<Found> {
    told.iter().filter_map(|told| one(form, meta, told, words)).collect()
}

fn one(form: &Form, meta: Option<&Meta>, told: &Told, words: &Locale) -> Option<Found> {
    let (row, line) = form.line(&told.criterion)?;
    let (key, field) = (form.key(&row.code, line, &told.cell), told.cell.word());
    let left = meta.and_then(|meta| meta.kept(&key, field));
    let stands = line.text(&told.cell);
    let moved = left.is_some_and(|left| left.version != line.version(&told.cell));
    let sides = Sides { given: &told.given, stands: &stands, left: left.map(|left| left.text.as_str()), moved };
    let mut state = judge(&sides, |one, other| same(line, &told.cell, one, other));
    let mut reasons = Vec::new();
    if let (Some(shut), true) = (&line.shut, state != State::Same) {
        state = State::NotUnderstood;
        reasons.push(shut.clone());
    }
    if told.converted && state != State::Same {
        reasons.push(Message::new("workbooks-converted"));
    }
    if told.rounded && state != State::Same {
        reasons.push(Message::new("workbooks-rounded"));
    }
    if state == State::Same && moved && !same(line, &told.cell, &told.given, &stands) {
        reasons.push(Message::new("workbooks-moved-on"));
    }
    let shown = |text: &str| line.ask(&told.cell).map_or_else(|| text.to_owned(), |ask| ask.shown(text, words));
    let change = Change {
        key,
        field: field.to_owned(),
        at: told.at,
        old: shown(&stands),
        new: shown(&told.given),
        state,
        reasons,
    };
    Some(Found { criterion: row.code.clone(), cell: told.cell.clone(), given: told.given.clone(), change })
}

/// Whether two texts of a cell are the same, as its kind asks for.
pub fn same(line: &Line, cell: &Cell, one: &str, other: &str) -> bool {
    match (line.ask(cell), cell) {
        (Some(ask), _) => ask.same(one, other),
        (None, Cell::Points) => same_number(one, other),
        (None, _) => same_text(one, other),
    }
}
