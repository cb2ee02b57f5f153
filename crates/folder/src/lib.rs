//! The case folder (bộ hồ sơ đợt đánh giá): settings, units, answers and inputs as plain files.
//!
//! The one verb is [`read`]: bytes in, a [`Case`] or all [`Fault`]s out, each with file, line, column and
//! hint. Nothing here opens a file: the caller hands over the bytes, and asks [`Files::too_large`] first.
//! The format is described in `docs/reference/criteria-language.md`, section 10.
//!
//! Read in this order: [`case`] (what comes out), [`fault`], [`files`], then `round`, `units`, `answers`.

mod answers;
pub mod case;
mod cells;
mod doc;
pub mod fault;
pub mod files;
mod inputs;
mod near;
mod round;
mod sets;
mod sheet;
mod units;

pub use case::Case;
pub use fault::Fault;
pub use files::Files;

use thuocdo_criteria::Library;
use thuocdo_words::Lang;

use fault::Faults;

/// Reads a case folder.
///
/// # Errors
/// All faults found, at most [`fault::SHOWN`] of them and then one that counts the rest.
///
/// # Example: an empty folder says what is missing
/// ```
/// let faults = thuocdo_folder::read(&thuocdo_folder::Files::default(), &()).unwrap_err();
/// assert_eq!(faults[0].file, "round.toml");
/// ```
pub fn read(files: &Files, library: &dyn Library) -> Result<Case, Vec<Fault>> {
    let mut faults = Faults::default();
    let case = read_into(files, library, &mut faults);
    match (case, faults.finish()) {
        (Some(case), Ok(notes)) => Ok(Case { notes, ..case }),
        (_, Ok(_)) => Err(Vec::new()),
        (_, Err(found)) => Err(found),
    }
}

fn read_into(files: &Files, library: &dyn Library, faults: &mut Faults) -> Option<Case> {
    for (name, bytes) in &files.0 {
        if let Some(fault) = Files::too_large(name, bytes.len() as u64) {
            faults.push(fault);
            return None;
        }
    }
    let round = round::read(files, faults)?;
    let sure = answers::Sure { layers: faults.count() == 0 };
    let sets = sets::resolve(&round, files, library, faults);
    let units = units::read(files, &round, &sets, faults);
    let mut uses = sets::into_uses(sets, &round, &units);
    inputs::read(files, round.settings.numbers, &mut uses, faults);
    answers::read(files, &round, (&units, sure), &mut uses, faults);
    Some(Case { settings: round.settings, groups: round.groups, units, uses, notes: Vec::new() })
}

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}
