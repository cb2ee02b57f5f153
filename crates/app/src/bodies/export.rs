//! Bodies as a file: the same columns that an import reads.

use thuocdo_base::Actor;
use thuocdo_store::{OrgUnit, UnitFilter};
use thuocdo_words::{Lang, Locale};

use super::columns::{COLUMNS, Row, cells};
use super::typed::{Known, Typed};
use crate::sheet::{self, Form};
use crate::{ActionError, App, may};

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
    sheet::file((form, lang), &locale.text("bodies-sheet"), app.clock.now(), &head, rows)
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
