//! The sheet of evidence, a row for each citation, and the sheet that says how to fill in.

use std::sync::Arc;

use rust_xlsxwriter::XlsxError;
use thuocdo_base::Message;

use super::Form;
use crate::book::{self, Book, protect};
use crate::cell::text;

/// An item of evidence with the criterion that it serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citing {
    /// Id of the item.
    pub id: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Number and notation.
    pub number: String,
    /// Date as it is shown.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Abstract, or description.
    pub summary: String,
    /// Name of its file.
    pub file: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Receipt of what was handed in on paper: number, date, who took it in, where.
    pub paper: String,
    /// Whether it is a document with number, date and issuer.
    pub is_document: bool,
    /// Whether it is cited by number alone.
    pub is_secret: bool,
}

/// A citation that somebody wrote into an empty row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCitation {
    /// Code of the criterion.
    pub criterion: String,
    /// Number and notation.
    pub number: String,
    /// Date as typed.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Abstract.
    pub summary: String,
    /// Its sheet and row in the workbook.
    pub at: (usize, usize),
    /// Whether letters of an old font, or decomposed ones, were brought to Unicode.
    pub converted: bool,
}

/// Words of the columns, in a hidden row.
pub(super) const COLUMNS: [&str; 11] =
    ["evidence-key", "criterion", "number", "date", "issuer", "summary", "kind", "file", "hash", "paper", "secret"];
const WIDTHS: [f64; 11] = [4.0, 12.0, 22.0, 13.0, 32.0, 60.0, 12.0, 28.0, 24.0, 32.0, 10.0];
/// Columns that may be filled in.
const OPEN: std::ops::RangeInclusive<u16> = 1..=5;
/// Empty rows for new citations.
const SPARE_ROWS: u32 = 100;

/// Writes the sheet of evidence.
pub(super) fn write(form: &Form, book: &mut Book) -> Result<(), XlsxError> {
    let codes = form.lines().filter(|(_, line)| line.shut.is_none()).map(|(row, _)| row.code.clone());
    let codes = book.list(codes.collect());
    let words = Arc::clone(&book.words);
    let sheet = book.sheet(&words.text("workbooks-evidence-sheet"))?;
    for (column, (word, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        text(sheet, (0, column), word, &book::plain())?;
        sheet.set_column_width(column, width)?;
        if column > 0 {
            text(sheet, (2, column), &words.text(&format!("workbooks-cited-{word}")), &book::head())?;
        }
    }
    sheet.set_row_hidden(0)?;
    sheet.set_column_hidden(0)?;
    sheet.merge_range(1, 1, 1, 10, &words.text("workbooks-evidence-how"), &book::plain().set_italic())?;
    sheet.set_row_height(1, 34)?.set_repeat_rows(2, 2)?.set_freeze_panes(3, 0)?;
    let (shut, open) = (book::shut().set_num_format("@"), book::open().set_num_format("@"));
    let mut row = 3;
    for cited in &form.cited {
        let sort = words.text(if cited.is_document { "workbooks-cited-document" } else { "workbooks-cited-other" });
        let secret = if cited.is_secret { words.text("workbooks-yes") } else { String::new() };
        let Citing { id, criterion, number, date, issuer, summary, file, sha256, paper, .. } = cited;
        let cells = [id, criterion, number, date, issuer, summary, &sort, file, sha256, paper, &secret];
        for (column, value) in (0..).zip(cells) {
            text(sheet, (row, column), value, &shut)?;
        }
        row += 1;
    }
    for spare in row..row + SPARE_ROWS {
        for column in 1..=10 {
            text(sheet, (spare, column), "", if OPEN.contains(&column) { &open } else { &shut })?;
        }
    }
    let list = codes.validation(&words)?;
    sheet.add_data_validation(row, 1, row + SPARE_ROWS - 1, 1, &list)?;
    protect(sheet);
    Ok(())
}

/// Writes the sheet that says how to fill in.
pub(super) fn guide(book: &mut Book, form: &Form) -> Result<(), XlsxError> {
    let words = Arc::clone(&book.words);
    let left = thuocdo_words::show::moment(form.meta.exported_at);
    let mut lines = vec![words.render(&Message::new("workbooks-guide-left").text("at", left))];
    lines.extend((1..=GUIDE).map(|line| words.text(&format!("workbooks-guide-{line}"))));
    let sheet = book.sheet(&words.text("workbooks-guide-sheet"))?;
    sheet.set_column_width(0, 110)?;
    text(sheet, (0, 0), &words.text("workbooks-guide-title"), &book::title())?;
    for (row, line) in (1..).zip(&lines) {
        text(sheet, (row, 0), line, &book::plain())?;
    }
    sheet.protect();
    Ok(())
}

/// Sentences of the guide.
const GUIDE: usize = 8;
