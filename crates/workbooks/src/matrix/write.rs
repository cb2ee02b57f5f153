//! Writing a matrix.

use std::collections::BTreeMap;
use std::fmt::Write;

use rust_xlsxwriter::{Color, ConditionalFormatFormula, Format, Formula, Worksheet, XlsxError};
use thuocdo_base::{Message, Number, read};
use thuocdo_words::{Lang, Locale, show};

use super::model::{Cell, Head, MARK, Matrix, POINTS, REASON, Row, Table};
use crate::book::{self, Book, cell_name};
use crate::list::free_name;
use crate::meta::{Kept, key};
use crate::{cell, meta};

/// Rows above the bodies: keys, title, note, two lines of headings, maximum.
const ABOVE: u32 = 6;
/// Columns before the criteria: keys, number, name.
const BEFORE: u16 = 3;
/// Most signs of one piece of what is kept of a row.
const PIECE: usize = 30_000;
/// Behind a reason that is missing.
const MISSING: Color = Color::RGB(0x00FB_D5D5);

/// Writes a matrix; the same matrix is the same bytes.
///
/// # Errors
/// If there is nothing to write, or more than a sheet holds.
pub fn write(matrix: &Matrix, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::begin(lang, &matrix.title, matrix.at, matrix.is_illustrative)?;
    let pen = Pen { words: crate::words(lang), lang, matrix };
    let mut names = vec![meta::SHEET.to_owned()];
    for table in &matrix.tables {
        names.push(free_name(&table.name, &names));
        pen.table(book.sheet(names.last().map_or("", String::as_str))?, table)?;
    }
    pen.guide(book.sheet(&free_name(&pen.word("workbooks-guide-sheet"), &names))?)?;
    book.finish(Some(&matrix.meta(kept(matrix))))
}

struct Pen<'a> {
    words: Locale,
    lang: Lang,
    matrix: &'a Matrix,
}

struct Formats {
    head: Format,
    name: Format,
    locked: Format,
    open: Format,
    locked_text: Format,
    open_text: Format,
    total: Format,
}

impl Formats {
    fn of(decimals: u8) -> Self {
        let small = |format: Format| format.set_font_size(11);
        let points = |format: Format| book::fixed(small(format), decimals);
        let text = |format: Format| small(format).set_num_format("@");
        Self {
            head: small(book::head()),
            name: small(book::shut()),
            locked: points(book::shut()),
            open: points(book::open()),
            locked_text: text(book::shut()),
            open_text: text(book::open()),
            total: points(book::section()),
        }
    }
}

impl Pen<'_> {
    fn word(&self, key: &str) -> String {
        self.words.text(key)
    }

    fn table(&self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let formats = Formats::of(table.decimals);
        sheet.set_paper_size(8).set_print_scale(70);
        self.above(sheet, table, &formats)?;
        for (row, body) in (ABOVE..).zip(&table.rows) {
            body_row(sheet, row, body, &formats)?;
        }
        self.checks(sheet, table)?;
        sheet.set_freeze_panes(ABOVE, BEFORE)?.set_repeat_rows(3, ABOVE - 1)?.set_repeat_columns(0, BEFORE - 1)?;
        sheet.set_row_hidden(0)?.set_column_hidden(0)?;
        book::protect(sheet);
        Ok(())
    }

    fn above(&self, sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
        let line = Format::new().set_font_name("Times New Roman");
        sheet.write_string(0, 0, MARK)?.set_column_width(1, 5)?.set_column_width(2, 32)?.set_row_height(3, 48)?;
        cell::text(sheet, (1, 1), &self.matrix.title, &line.clone().set_font_size(14).set_bold())?;
        cell::text(sheet, (2, 1), &self.word("matrix-note"), &line.set_font_size(12).set_italic())?;
        sheet.merge_range(3, 1, 5, 1, &self.word("matrix-number"), &formats.head)?;
        sheet.merge_range(3, 2, 5, 2, &self.word("matrix-body"), &formats.head)?;
        for (at, head) in table.heads.iter().enumerate() {
            self.head(sheet, (table, at), head, formats)?;
        }
        let [below, points, result] = columns(table.heads.len());
        sheet.merge_range(3, below, 3, points, &self.word("matrix-total"), &formats.head)?;
        for (column, word) in [below, points].into_iter().zip(self.kinds()) {
            sheet.merge_range(4, column, 5, column, &word, &formats.head)?;
            sheet.set_column_width(column, 10)?;
        }
        if table.rows.iter().any(|row| row.result.is_some()) {
            sheet.merge_range(3, result, 5, result, &self.word("workbooks-result"), &formats.head)?;
            sheet.set_column_width(result, 60)?;
        }
        Ok(())
    }

    fn head(
        &self,
        sheet: &mut Worksheet,
        (table, at): (&Table, usize),
        head: &Head,
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        let [below, points, reason] = columns(at);
        let (code, version, _) = self.matrix.sets.get(table.set).cloned().unwrap_or_default();
        for (column, part) in [(below, "below"), (points, POINTS), (reason, REASON)] {
            sheet.write_string(0, column, key(&code, &head.code, &version, Some(part)))?;
        }
        sheet.set_column_width(below, 9)?.set_column_width(points, 9)?.set_column_width(reason, 24)?;
        sheet.merge_range(3, below, 3, reason, &format!("{} {}", head.code, head.title), &formats.head)?;
        for (column, word) in [below, points, reason].into_iter().zip(self.kinds()) {
            cell::text(sheet, (4, column), &word, &formats.head)?;
        }
        let most = Message::new("matrix-most").text("max", show::short(self.lang, &head.max, table.decimals.max(2)));
        sheet.merge_range(5, below, 5, reason, &self.words.render(&most), &formats.head)?;
        Ok(())
    }

    /// What the three columns of a criterion are called.
    fn kinds(&self) -> [String; 3] {
        let layer = &self.matrix.layer;
        [
            self.word(&format!("matrix-below-{layer}")),
            self.word(&format!("matrix-points-{layer}")),
            self.word("matrix-reason"),
        ]
    }

    /// What an open cell takes, and which reasons are missing.
    fn checks(&self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let Some(last) = u32::try_from(table.rows.len()).ok().and_then(|rows| (ABOVE + rows).checked_sub(1)) else {
            return Ok(());
        };
        for at in 0..table.heads.len() {
            let [below, points, reason] = columns(at);
            for (max, ranges) in open_ranges(table, at) {
                let named =
                    |(from, to): &(u32, u32)| format!("{}:{}", cell_name((*from, points)), cell_name((*to, points)));
                let all: Vec<String> = ranges.iter().map(named).collect();
                let most = Number::parse(&max).unwrap_or_default();
                let check = book::numbers(&self.words, &Number::ZERO, Some(&most))?.set_multi_range(all.join(" "));
                let (from, to) = ranges.first().copied().unwrap_or((ABOVE, ABOVE));
                sheet.add_data_validation(from, points, to, points, &check)?;
            }
            let [b, p, r] = [below, points, reason].map(|column| cell_name((ABOVE, column)));
            let rule = format!("=AND({p}<>\"\",{p}<>{b},{r}=\"\")");
            let missing = Format::new().set_background_color(MISSING);
            let missing = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(missing);
            sheet.add_conditional_format(ABOVE, reason, last.max(ABOVE), reason, &missing)?;
        }
        Ok(())
    }

    fn guide(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_column_width(0, 110)?;
        let lines = ["matrix-guide-1", "matrix-guide-2", "matrix-guide-3", "matrix-guide-4", "matrix-guide-5"];
        for (row, key) in (0..).zip(lines) {
            cell::text(sheet, (row, 0), &self.word(key), &book::plain())?;
        }
        book::protect(sheet);
        Ok(())
    }
}

/// Columns of a criterion by its place: below, points, reason.
fn columns(at: usize) -> [u16; 3] {
    let first = BEFORE + 3 * u16::try_from(at).unwrap_or(u16::MAX / 4);
    [first, first + 1, first + 2]
}

fn body_row(sheet: &mut Worksheet, row: u32, body: &Row, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, &body.unit)?;
    sheet.write_number_with_format(row, 1, row - ABOVE + 1, &formats.name)?;
    cell::text(sheet, (row, 2), &body.name, &formats.name)?;
    for (at, one) in body.cells.iter().enumerate() {
        let [below, points, reason] = columns(at);
        let is_open = one.as_ref().is_some_and(|cell| cell.is_open);
        let number = if is_open { &formats.open } else { &formats.locked };
        let text = if is_open { &formats.open_text } else { &formats.locked_text };
        match one.as_ref().and_then(|cell| cell.below.as_ref()) {
            Some(exact) => cell::number(sheet, (row, below), exact, &formats.locked)?,
            None => cell::text(sheet, (row, below), "", &formats.locked)?,
        }
        let (given, why) = one.as_ref().map_or(("", ""), |cell| (cell.points.as_str(), cell.reason.as_str()));
        cell::typed(sheet, (row, points), given, number)?;
        cell::text(sheet, (row, reason), why, text)?;
    }
    totals(sheet, row, body, formats)?;
    if let Some(result) = &body.result {
        let [.., at] = columns(body.cells.len());
        cell::text(sheet, (row, at), result, &formats.name)?;
    }
    Ok(())
}

/// Sums of what the row shows.
fn totals(sheet: &mut Worksheet, row: u32, body: &Row, formats: &Formats) -> Result<(), XlsxError> {
    let filled = || body.cells.iter().flatten();
    let sums: [Number; 2] = [
        filled().filter_map(|cell| cell.below.clone()).sum(),
        filled().filter_map(|cell| read::typed(&cell.points).ok()).sum(),
    ];
    for (which, sum) in sums.iter().enumerate() {
        let parts: Vec<String> = (0..body.cells.len()).map(|at| cell_name((row, columns(at)[which]))).collect();
        let result = cell::spreadsheet(sum).unwrap_or_default().to_string();
        let formula = Formula::new(format!("=SUM({})", parts.join(","))).set_result(result);
        sheet.write_formula_with_format(row, columns(body.cells.len())[which], formula, &formats.total)?;
    }
    Ok(())
}

/// Rows with an open cell of a criterion, those that follow each other together, by maximum.
fn open_ranges(table: &Table, at: usize) -> BTreeMap<String, Vec<(u32, u32)>> {
    let mut found: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for (row, body) in (ABOVE..).zip(&table.rows) {
        let Some(cell) = body.cells.get(at).and_then(Option::as_ref).filter(|cell| cell.is_open) else { continue };
        let ranges = found.entry(cell.max.to_exact()).or_default();
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => ranges.push((row, row)),
        }
    }
    found
}

/// What every cell was when the workbook left: versions and signs, a row of a sheet together.
fn kept(matrix: &Matrix) -> Vec<Kept> {
    let mut kept = Vec::new();
    for table in &matrix.tables {
        let set = matrix.sets.get(table.set).map(|(code, ..)| code.clone()).unwrap_or_default();
        for body in &table.rows {
            let (key, field) = (&body.unit, &set);
            let piece = |text| Kept { key: key.clone(), field: field.clone(), version: 0, text };
            kept.extend(signs(&table.heads, body).into_iter().map(piece));
        }
    }
    kept
}

/// Versions and signs of a row's cells, in pieces that a cell holds.
fn signs(heads: &[Head], body: &Row) -> Vec<String> {
    let shown =
        |(head, cell): (&Head, &Option<Cell>)| cell.as_ref().map(|cell| (head.code.clone(), cell.version, cell.sign()));
    let mut pieces = vec![String::new()];
    for (code, version, sign) in heads.iter().zip(&body.cells).filter_map(shown) {
        if pieces.last().is_some_and(|piece| piece.len() > PIECE) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            let _ = write!(piece, "{code}={version}:{sign} ");
        }
    }
    pieces
}
