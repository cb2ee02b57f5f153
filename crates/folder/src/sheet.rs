//! Rows of a CSV file, as people and Excel save them: comma, semicolon or tab, quotes, any line end.

use std::ops::ControlFlow;

use csv::{ReaderBuilder, StringRecord};
use thuocdo_base::Message;

use crate::doc::text_of;
use crate::fault::{Faults, Spot};
use crate::files::Files;
use crate::near;

/// Longest cell; a longer one is a quote that nobody closed.
const MAX_CELL: usize = 20_000;

/// Columns a sheet may have.
pub(crate) struct Shape {
    /// Columns by the number under which rows are asked for them.
    pub known: &'static [&'static str],
    /// How many of the first must be there.
    pub required: usize,
    /// Whether further columns are kept.
    pub open: bool,
}

/// One CSV file with its header read.
pub(crate) struct Sheet<'a> {
    file: &'a str,
    text: String,
    /// Byte and line at which the header starts.
    start: (usize, u32),
    delimiter: u8,
    workbook: bool,
    /// Position of each known column.
    places: Vec<Option<usize>>,
    /// Further columns: (position, name).
    extras: Vec<(usize, String)>,
    width: usize,
}

/// One row.
pub(crate) struct Row<'s> {
    sheet: &'s Sheet<'s>,
    record: &'s StringRecord,
}

impl<'a> Sheet<'a> {
    /// Reads the header; pushes what is wrong with it.
    pub fn open(file: &'a str, bytes: &[u8], shape: &Shape, faults: &mut Faults) -> Option<Self> {
        if bytes.starts_with(b"PK\x03\x04") {
            let hint = Some(Message::new("folder-workbook-hint"));
            faults.push(Spot::file(file).says(Message::new("folder-workbook"), hint));
            return None;
        }
        let text = text_of(file, bytes, faults)?;
        let (start, delimiter) = dialect(&text);
        let workbook = Files::is_workbook(file);
        let mut sheet =
            Self { file, text, start, delimiter, workbook, places: Vec::new(), extras: Vec::new(), width: 0 };
        let mut header = StringRecord::new();
        let found = sheet.reader().read_record(&mut header).unwrap_or(false);
        if !found {
            faults.push(Spot::file(file).says(Message::new("folder-sheet-empty"), columns_hint(shape)));
            return None;
        }
        sheet.read_header(&header, shape, faults).then_some(sheet)
    }

    fn read_header(&mut self, header: &StringRecord, shape: &Shape, faults: &mut Faults) -> bool {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        self.width = names.len();
        self.places = shape.known.iter().map(|known| names.iter().position(|name| name == known)).collect();
        let mut fine = true;
        for (index, known) in shape.known[..shape.required].iter().enumerate() {
            if self.places[index].is_none() {
                let message = Message::new("folder-column-missing").text("column", *known);
                faults.push(Spot { file: self.file, line: self.start.1, column: 1 }.says(message, columns_hint(shape)));
                fine = false;
            }
        }
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let spot = || Row { sheet: self, record: header }.spot(index);
            if names[..index].contains(name) {
                let message = Message::new("folder-column-twice").text("column", name.as_str());
                faults.push(spot().says(message, None));
                fine = false;
            } else if shape.known.contains(&name.as_str()) {
            } else if shape.open {
                self.extras.push((index, name.clone()));
            } else {
                let message = Message::new("folder-column-unknown").text("column", name.as_str());
                let hint = near::nearest(name, shape.known.iter().copied());
                let hint = hint.map(|name| Message::new("folder-did-you-mean").text("name", name));
                faults.push(spot().says(message, hint.or_else(|| columns_hint(shape))));
                fine = false;
            }
        }
        fine
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter);
        builder.from_reader(&self.text.as_bytes()[self.start.0..])
    }

    /// Visits the rows after the header, until told to stop.
    pub fn each(&self, faults: &mut Faults, mut visit: impl FnMut(&Row<'_>, &mut Faults) -> ControlFlow<()>) {
        let mut reader = self.reader();
        let mut record = StringRecord::new();
        let mut header = true;
        while reader.read_record(&mut record).unwrap_or(false) {
            let row = Row { sheet: self, record: &record };
            if std::mem::take(&mut header) || record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if row.is_sound(faults) && visit(&row, faults).is_break() {
                return;
            }
        }
    }
}

impl<'s> Row<'s> {
    /// Text of a known column, without blanks around it; empty where the column is absent.
    pub fn get(&self, known: usize) -> &'s str {
        self.sheet.places[known].and_then(|place| self.record.get(place)).unwrap_or_default().trim()
    }

    /// Further columns: name and text.
    pub fn extras(&self) -> impl Iterator<Item = (usize, &'s str, &'s str)> {
        let cells = self.sheet.extras.iter();
        cells.map(|(place, name)| (*place, name.as_str(), self.record.get(*place).unwrap_or_default().trim()))
    }

    /// Place of a known column's cell.
    pub fn at(&self, known: usize) -> Spot<'s> {
        self.spot(self.sheet.places[known].unwrap_or(0))
    }

    /// Place of the cell at this position.
    pub fn spot(&self, place: usize) -> Spot<'s> {
        let sheet = self.sheet;
        let (byte, line) = self.record.position().map_or((0, 1), |at| (at.byte() as usize, at.line() as u32));
        let rest = &sheet.text[(sheet.start.0 + byte).min(sheet.text.len())..];
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let skipped = rest[..blank].matches('\n').count() as u32;
        let (down, column) = cell_start(&rest[blank..], char::from(sheet.delimiter), place);
        let line = sheet.start.1 - 1 + line + skipped + down;
        Spot { file: sheet.file, line, column: if sheet.workbook { place as u32 + 1 } else { column } }
    }

    fn is_sound(&self, faults: &mut Faults) -> bool {
        let beyond = self.record.iter().skip(self.sheet.width).any(|cell| !cell.trim().is_empty());
        if beyond {
            let message =
                Message::new("folder-row-wide").count("cells", self.record.len()).count("columns", self.sheet.width);
            let hint = Some(Message::new("folder-row-wide-hint"));
            faults.push_with(|| self.spot(self.sheet.width).says(message, hint));
        }
        let endless = self.record.iter().position(|cell| cell.len() > MAX_CELL);
        if let Some(place) = endless {
            let hint = Some(Message::new("folder-cell-long-hint"));
            faults.push_with(|| self.spot(place).says(Message::new("folder-cell-long"), hint));
        }
        !beyond && endless.is_none()
    }
}

/// Start and delimiter of a file: `sep=;` in the first line, else what the header has most of.
fn dialect(text: &str) -> ((usize, u32), u8) {
    let blank = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let line = 1 + text[..blank].matches('\n').count() as u32;
    let header = text[blank..].lines().next().unwrap_or_default();
    if let Some(delimiter) = header.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        let next = text[blank..].find('\n').map_or(text.len(), |at| blank + at + 1);
        return ((next, line + 1), delimiter);
    }
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',');
    ((blank, line), delimiter)
}

/// Lines below the row's first, and column from 1, at which a cell starts.
fn cell_start(row: &str, delimiter: char, place: usize) -> (u32, u32) {
    let (mut cell, mut quoted, mut down, mut column) = (0, false, 0, 1);
    for c in row.chars() {
        if cell == place || (!quoted && matches!(c, '\r' | '\n')) {
            break;
        }
        match c {
            '"' => quoted = !quoted,
            '\n' => (down, column) = (down + 1, 0),
            c if c == delimiter && !quoted => cell += 1,
            _ => {}
        }
        column += 1;
    }
    (down, column)
}

fn columns_hint(shape: &Shape) -> Option<Message> {
    let (required, optional) = shape.known.split_at(shape.required);
    let hint = Message::new("folder-columns-hint").text("required", required.join(", "));
    Some(hint.text("optional", if optional.is_empty() { "–".to_owned() } else { optional.join(", ") }))
}
