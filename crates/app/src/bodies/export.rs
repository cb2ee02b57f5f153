//! Bodies as a file: the same columns that an import reads.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use thuocdo_base::Actor;
use thuocdo_publication::csv::harmless;
use thuocdo_store::{OrgUnit, UnitFilter};
use thuocdo_words::{Lang, Locale};

use super::columns::{COLUMNS, Row, cells};
use super::typed::{Known, Typed};
use crate::{ActionError, App, may};

/// Form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated text with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Writes the bodies that a filter finds as a file; headings and words are those of a language.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors.
pub async fn export(
    app: &App,
    actor: &Actor,
    filter: &UnitFilter,
    form: Form,
    lang: Lang,
) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let known = Known::load(&mut link).await?;
    let units = link.list_units(filter).await?;
    let locale = Locale::new(lang, &crate::locale_texts(lang));
    let head = COLUMNS.map(|name| locale.text(&format!("bodies-col-{name}")));
    let rows = units.iter().map(|unit| cells(&row(unit, &known), &locale));
    match form {
        Form::Csv => Ok(csv(&head, rows)),
        Form::Xlsx => workbook(&head, rows, &locale.text("bodies-sheet")).map_err(ActionError::system),
    }
}

fn row(unit: &OrgUnit, known: &Known) -> Row {
    let place = unit.place.as_deref().and_then(|code| known.place(code));
    Row {
        line: 0,
        typed: Typed::of(unit, known),
        place_name: place.map(|place| place.name.clone()).unwrap_or_default(),
        province: place.and_then(|place| place.parent.clone()).unwrap_or_default(),
        version: Some(unit.version),
    }
}

fn csv(head: &[String], rows: impl Iterator<Item = [String; 15]>) -> Vec<u8> {
    let mut out = ::csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing into memory cannot fail.
    let _ = out.write_record(head);
    for row in rows {
        let _ = out.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
    }
    out.into_inner().unwrap_or_default()
}

/// A workbook: every cell is text, so that codes keep their zeros and nothing is run as a formula.
fn workbook(head: &[String], rows: impl Iterator<Item = [String; 15]>, name: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 2)?.set_landscape().set_repeat_rows(0, 0)?;
    let bold = Format::new().set_bold().set_text_wrap();
    for (column, heading) in (0..).zip(head) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, if column == 1 { 42 } else { 16 })?;
    }
    let text = Format::new().set_num_format("@");
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&row) {
            sheet.write_string_with_format(line, column, cell, &text)?;
        }
    }
    book.save_to_buffer()
}
