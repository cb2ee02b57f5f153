//! Rows of a CSV file, as people and Excel save them: comma, semicolon or tab, quotes, any line end; and lists that
//! are handed out as such a file or as a workbook.

use csv::{ReaderBuilder, StringRecord};
use thuocdo_base::{Message, Timestamp};
use thuocdo_publication::csv::harmless;
use thuocdo_words::Lang;
use thuocdo_words::encoding::{self, TextFault};
use thuocdo_workbooks::list::{Cell, List, write};

use crate::books::is_workbook;
use crate::{ActionError, App};

/// Form of a list that is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated text with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Writes a list whose second column is a name; every cell is text, so that codes keep their zeros and nothing runs.
pub(crate) fn file<const N: usize>(
    (form, lang): (Form, Lang),
    name: &str,
    made: Timestamp,
    head: &[String],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, ActionError> {
    if form == Form::Csv {
        let mut out = ::csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        // Writing into memory cannot fail.
        let _ = out.write_record(head);
        for row in rows {
            let _ = out.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
        }
        return Ok(out.into_inner().unwrap_or_default());
    }
    let width = |at: usize| if at == 1 { 42 } else { 17 };
    let list = List {
        name: name.to_owned(),
        head: head.iter().enumerate().map(|(at, heading)| (heading.clone(), width(at))).collect(),
        kept: 2,
        rows: rows.map(|row| row.map(Cell::Text).into()).collect(),
    };
    write(lang, name, made, false, &[list]).map_err(ActionError::system)
}

/// Rows that one file may have.
const ROWS_MAX: usize = 20_000;

/// One row with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Line, from 1.
    pub number: u32,
    /// Cells without blanks around them, in NFC.
    pub cells: Vec<String>,
}

/// Reads an uploaded file, workbook or CSV, as text with commas.
///
/// # Errors
/// What is wrong with the file as a whole.
pub async fn text(app: &App, bytes: Vec<u8>) -> Result<String, Message> {
    let bytes = if is_workbook(&bytes) { app.books.read(bytes).await? } else { bytes };
    match encoding::read(&bytes) {
        Ok((text, _)) => Ok(text),
        Err(TextFault::NotUtf8 { old_vietnamese: true, .. }) => Err(Message::new("app-sheet-old-font")),
        Err(TextFault::NotUtf8 { .. } | TextFault::Utf16) => Err(Message::new("app-sheet-encoding")),
    }
}

/// Splits a text into rows; empty ones are left out.
///
/// # Errors
/// If there is no row, or too many.
pub fn lines(text: &str) -> Result<Vec<Line>, Message> {
    let (text, delimiter, skipped) = dialect(text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut lines, mut record) = (Vec::new(), StringRecord::new());
    while reader.read_record(&mut record).unwrap_or(false) {
        let number = record.position().map_or(0, |place| place.line() + blank_lines(text, place.byte()));
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if lines.len() == ROWS_MAX {
            return Err(Message::new("app-sheet-long").count("rows", ROWS_MAX));
        }
        lines.push(Line { number: u32::try_from(number).unwrap_or(u32::MAX).saturating_add(skipped), cells });
    }
    if lines.is_empty() { Err(Message::new("app-sheet-empty")) } else { Ok(lines) }
}

/// Empty lines between a place and the row that is read there: the reader passes over them without counting.
fn blank_lines(text: &str, from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|from| text.as_bytes().get(from..)).unwrap_or_default();
    rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count() as u64
}

/// The text after `sep=;`, its delimiter and how many lines were skipped.
fn dialect(text: &str) -> (&str, u8, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(delimiter) = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return (rest, delimiter, 1);
    }
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',');
    (text, delimiter, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_lines_whatever_separates_their_cells() {
        let read =
            |text: &str| lines(text).map(|lines| lines.into_iter().map(|l| (l.number, l.cells)).collect::<Vec<_>>());
        let row = |number: u32, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(read("a,b\n\n1,\"x,\ny\"\n"), Ok(vec![row(1, ["a", "b"]), row(3, ["1", "x,\ny"])]));
        assert_eq!(read("sep=;\r\na;b\r\n1;2\r\n"), Ok(vec![row(2, ["a", "b"]), row(3, ["1", "2"])]));
        assert_eq!(read("a\tb\n"), Ok(vec![row(1, ["a", "b"])]));
        assert_eq!(read(" \n"), Err(Message::new("app-sheet-empty")));
    }
}
