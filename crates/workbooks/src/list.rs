//! Lists as workbooks: a sheet for each list, a heading that stays in sight, text as text, numbers as numbers.

use rust_xlsxwriter::XlsxError;
use thuocdo_base::{Number, Timestamp};
use thuocdo_words::Lang;

use crate::book::{self, Book};
use crate::cell;

/// Rows that a sheet can hold, less the heading and some air; the rest goes to another sheet.
pub const ROWS_MAX: usize = 1_000_000;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, whatever it looks like.
    Text(String),
    /// A number; a fraction without an end stands as text.
    Number(Number),
}

impl Cell {
    /// A cell with text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A cell with a number, or an empty one.
    pub fn number(number: Option<&Number>) -> Self {
        number.map_or_else(|| Self::text(""), |number| Self::Number(number.clone()))
    }

    /// A cell with a count.
    pub fn count(count: u64) -> Self {
        Self::Number(Number::from(i64::try_from(count).unwrap_or(i64::MAX)))
    }
}

/// A list: a sheet of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Name of the sheet.
    pub name: String,
    /// Headings with the widths of their columns, in characters.
    pub head: Vec<(String, u16)>,
    /// How many columns stay in sight at the left.
    pub kept: u16,
    /// Rows, in the order of the headings.
    pub rows: Vec<Vec<Cell>>,
}

/// Writes lists as a workbook; the same lists of the same moment are the same bytes.
///
/// # Errors
/// If a list has more columns than a sheet.
pub fn write(lang: Lang, title: &str, at: Timestamp, illustrative: bool, lists: &[List]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::begin(lang, title, at, illustrative)?;
    let mut names = Vec::new();
    for list in lists {
        let mut parts = list.rows.chunks(ROWS_MAX);
        sheet(&mut book, &mut names, list, parts.next().unwrap_or_default())?;
        for part in parts {
            sheet(&mut book, &mut names, list, part)?;
        }
    }
    book.finish(None)
}

fn sheet(book: &mut Book, names: &mut Vec<String>, list: &List, rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let name = free_name(&list.name, names);
    let sheet = book.sheet(&name)?;
    names.push(name);
    sheet.set_freeze_panes(1, list.kept)?.set_repeat_rows(0, 0)?;
    let (head, plain) = (book::head(), book::plain().set_num_format("@"));
    let number = book::free(book::plain());
    for (column, (text, width)) in (0..).zip(&list.head) {
        sheet.set_column_width(column, *width)?;
        cell::text(sheet, (0, column), text, &head)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, one) in (0..).zip(cells) {
            match one {
                Cell::Text(text) => cell::text(sheet, (row, column), text, &plain)?,
                Cell::Number(exact) => cell::number(sheet, (row, column), exact, &number)?,
            }
        }
    }
    Ok(())
}

/// A sheet name that Excel takes and that is still free, cut after a word.
pub(crate) fn free_name(title: &str, taken: &[String]) -> String {
    let allowed = |sign: &char| !matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let whole: String = title.chars().filter(allowed).take(32).collect();
    let words = || whole.rsplit_once(' ').map(|(head, _)| head).filter(|head| head.chars().count() > 15);
    let plain = if whole.chars().count() <= 31 { whole.as_str() } else { words().unwrap_or(&whole) };
    let plain: String = plain.trim_end_matches([' ', ',']).chars().take(31).collect();
    let free = |name: &String| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    if free(&plain) && !plain.is_empty() {
        return plain;
    }
    let stem: String = plain.chars().take(27).collect();
    (2..).map(|number: usize| format!("{} {number}", stem.trim_end())).find(free).unwrap_or(plain)
}
