//! What a returned workbook of ours says: cells by the keys of rows and columns, wherever they were moved.

use std::collections::BTreeMap;

use thuocdo_annex::{Grid, letters};
use thuocdo_base::Message;
use thuocdo_words::encoding::{self, Old};

use super::citations::{self, NewCitation};
use super::{Ask, Cell, Form, MARK};
use crate::meta::{Meta, of_key};

/// A cell that the unit fills in, as it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Code of the criterion.
    pub criterion: String,
    /// Which cell of it.
    pub cell: Cell,
    /// What it says, as it would be kept.
    pub given: String,
    /// Its sheet, row and column.
    pub at: (usize, usize, usize),
    /// Whether letters of an old font, or decomposed ones, were brought to Unicode.
    pub converted: bool,
    /// Whether it is a number with more digits than are shown.
    pub rounded: bool,
}

/// Something that was found and belongs nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its sheet and row.
    pub at: (usize, usize),
    /// What the row says.
    pub text: String,
    /// Why it belongs nowhere.
    pub reason: Message,
}

/// What a returned workbook says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Cells that the unit fills in.
    pub told: Vec<Told>,
    /// New citations.
    pub citations: Vec<NewCitation>,
    /// Rows that belong nowhere.
    pub strays: Vec<Stray>,
}

/// Reads a workbook of ours; only cells that were open when it left are read.
///
/// # Errors
/// If the hidden row with the words of the columns is gone.
pub fn read(form: &Form, meta: &Meta, grids: &[Grid]) -> Result<Reading, Message> {
    let mut reading = Reading::default();
    let kept: BTreeMap<(&str, &str), ()> =
        meta.kept.iter().map(|kept| ((kept.key.as_str(), kept.field.as_str()), ())).collect();
    let mut found = false;
    for (sheet, grid) in grids.iter().enumerate() {
        if let Some((head, columns)) = columns(grid, "key") {
            found = true;
            Rows { form, meta, kept: &kept, sheet, grid, head, columns: &columns }.read(&mut reading);
        } else if let Some((head, columns)) = columns(grid, citations::COLUMNS[0]) {
            cited((sheet, grid), head, &columns, &mut reading);
        }
    }
    if !found {
        return Err(Message::new("workbooks-no-columns"));
    }
    unite(&mut reading);
    Ok(reading)
}

type Columns = BTreeMap<String, usize>;

/// The row with the words of the columns, by its first word.
fn columns(grid: &Grid, first: &str) -> Option<(usize, Columns)> {
    let head = grid.rows.iter().position(|cells| cells.iter().any(|cell| cell == first))?;
    let named = grid.rows[head].iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    Some((head, named.map(|(column, cell)| (cell.clone(), column)).collect()))
}

struct Rows<'a> {
    form: &'a Form,
    meta: &'a Meta,
    kept: &'a BTreeMap<(&'a str, &'a str), ()>,
    sheet: usize,
    grid: &'a Grid,
    head: usize,
    columns: &'a Columns,
}

impl Rows<'_> {
    fn read(&self, reading: &mut Reading) {
        let key = self.columns.get("key").copied().unwrap_or_default();
        let texts = self.grid.rows.iter().skip(self.head + 1).flatten().map(String::as_str);
        let old = encoding::guess(texts);
        for row in self.head + 1..self.grid.rows.len() {
            let text = self.grid.text(row, key);
            if text.is_empty() {
                continue;
            }
            match of_key(text) {
                Some((set, criterion, version, part)) if set == self.meta.set && version == self.meta.version => {
                    self.row(row, text, (criterion, part), old, reading);
                }
                _ => {
                    let reason = Message::new("workbooks-stray-key");
                    reading.strays.push(Stray { at: (self.sheet, row), text: self.said(row), reason });
                }
            }
        }
    }

    fn row(
        &self,
        row: usize,
        key: &str,
        (criterion, part): (&str, Option<&str>),
        old: Option<Old>,
        reading: &mut Reading,
    ) {
        let Some((_, line)) = self.form.line(criterion) else { return };
        for (word, column) in self.columns {
            if !self.kept.contains_key(&(key, word.as_str())) {
                continue;
            }
            let Some(cell) = Cell::of(word, part) else { continue };
            let raw = self.grid.text(row, *column);
            let own = encoding::guess([raw]).or(old);
            let text = letters(raw, own);
            let ask = line.ask(&cell);
            let rounded = self.grid.rounded.contains(&(row, *column)) && ask.is_none_or(Ask::is_number);
            let given = given(ask, &cell, &text);
            let (criterion, converted) = (criterion.to_owned(), text != raw);
            reading.told.push(Told { criterion, cell, given, at: (self.sheet, row, *column), converted, rounded });
        }
    }

    /// What a row shows, without its hidden key.
    fn said(&self, row: usize) -> String {
        let cells = self.grid.rows.get(row).into_iter().flatten().skip(1).filter(|cell| !cell.is_empty());
        cells.take(3).cloned().collect::<Vec<_>>().join(" · ")
    }
}

/// What is kept of what a cell says.
pub(crate) fn given(ask: Option<&Ask>, cell: &Cell, text: &str) -> String {
    match (ask, cell) {
        (Some(ask), _) => ask.kept(text),
        (None, Cell::Asked) => if is_mark(text) { MARK } else { "" }.to_owned(),
        (None, _) => text.trim().to_owned(),
    }
}

/// Whether a cell says that something is so.
fn is_mark(text: &str) -> bool {
    !matches!(thuocdo_words::collate::fold(text.trim()).as_str(), "" | "0" | "khong" | "no" | "false" | "-")
}

impl Ask {
    /// Whether it takes numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Whole | Self::Points(_))
    }
}

/// New citations: rows without a key that say something.
fn cited((sheet, grid): (usize, &Grid), head: usize, columns: &Columns, reading: &mut Reading) {
    let old = encoding::guess(grid.rows.iter().skip(head + 1).flatten().map(String::as_str));
    // Below the words of the columns: how to fill in, and the header that people see.
    for row in head + 3..grid.rows.len() {
        let raw = |word: &str| columns.get(word).map_or("", |column| grid.text(row, *column));
        let names = ["criterion", "number", "date", "issuer", "summary"];
        let is_empty = names[1..].iter().all(|name| raw(name).trim().is_empty());
        if !raw(citations::COLUMNS[0]).is_empty() || is_empty {
            continue;
        }
        let read = names.map(|name| letters(raw(name), encoding::guess([raw(name)]).or(old)).trim().to_owned());
        let converted = names.iter().zip(&read).any(|(name, read)| raw(name).trim() != read);
        let [criterion, number, date, issuer, summary] = read;
        let at = (sheet, row);
        reading.citations.push(NewCitation { criterion, number, date, issuer, summary, at, converted });
    }
}

/// A row that was copied says the same twice, or nobody can tell which counts.
fn unite(reading: &mut Reading) {
    let mut first: BTreeMap<(String, Cell), usize> = BTreeMap::new();
    let mut told: Vec<Told> = Vec::new();
    for one in std::mem::take(&mut reading.told) {
        match first.get(&(one.criterion.clone(), one.cell.clone())) {
            None => {
                first.insert((one.criterion.clone(), one.cell.clone()), told.len());
                told.push(one);
            }
            Some(at) if told[*at].given == one.given => {}
            Some(_) => {
                let reason = Message::new("workbooks-stray-twice").text("code", one.criterion.as_str());
                reading.strays.push(Stray { at: (one.at.0, one.at.1), text: one.given, reason });
            }
        }
    }
    reading.told = told;
}
