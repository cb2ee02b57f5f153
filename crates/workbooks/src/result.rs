//! A returned workbook once more, with a column that says what came of each row.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::XlsxError;
use thuocdo_annex::Grid;
use thuocdo_base::Timestamp;
use thuocdo_words::Locale;

use crate::book::{self, Book};
use crate::cell::{text, typed};
use crate::meta;

/// Widest a column becomes.
const WIDTH_MAX: usize = 48;
const WIDTH_MIN: usize = 6;

/// Writes the cells of a returned workbook with what came of its rows, by sheet and row from zero.
///
/// Hidden keys and the hidden sheet stay, so that the file can be mended and handed in again.
///
/// # Errors
/// If a sheet has a name that no workbook takes.
pub fn write(
    grids: &[Grid],
    came: &BTreeMap<(usize, usize), Vec<String>>,
    words: &Arc<Locale>,
    (title, at): (&str, Timestamp),
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(Arc::clone(words), title, at, false)?;
    for (place, grid) in grids.iter().enumerate().filter(|(_, grid)| !grid.name.starts_with('_')) {
        let last = u16::try_from(grid.width()).unwrap_or(u16::MAX - 1);
        let head = words.text("workbooks-result");
        let sheet = book.sheet(&grid.name)?;
        for column in 0..last {
            sheet.set_column_width(column, width(grid, usize::from(column)))?;
        }
        sheet.set_column_width(last, 60)?;
        let (plain, say) = (book::shut().set_unlocked(), book::open());
        for (row, cells) in (0_u32..).zip(&grid.rows) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                typed(sheet, (row, column), cell, &plain)?;
            }
        }
        let rows: Vec<usize> = came.keys().filter(|(sheet, _)| *sheet == place).map(|(_, row)| *row).collect();
        if let Some(first) = rows.iter().min() {
            let above = u32::try_from(first.saturating_sub(1)).unwrap_or_default();
            text(sheet, (above, last), &head, &book::head())?;
        }
        for row in rows {
            let said = came.get(&(place, row)).map(|said| said.join("\n")).unwrap_or_default();
            text(sheet, (u32::try_from(row).unwrap_or_default(), last), &said, &say)?;
        }
        if meta::has_words(grid) {
            sheet.set_row_hidden(0)?;
            sheet.set_column_hidden(0)?;
        }
    }
    meta::copy(grids, &mut book.workbook)?;
    book.finish(None)
}

fn width(grid: &Grid, column: usize) -> f64 {
    let longest = (0..grid.rows.len()).map(|row| grid.text(row, column).chars().count()).max().unwrap_or(0);
    f64::from(u16::try_from(longest.clamp(WIDTH_MIN, WIDTH_MAX)).unwrap_or(u16::MAX))
}
