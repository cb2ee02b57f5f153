//! Workbooks that leave the house to be filled in and come back: what is written, and what a returned one says.
//!
//! Pure: values come in, bytes go out; the same values give the same bytes. Cells that come back are read by whoever
//! may fall over a file and stand here as [`Grid`](thuocdo_annex::Grid).
//!
//! Read in this order: [`book`] (how sheets look), [`cell`] (texts and numbers in cells), [`meta`] (the hidden sheet
//! by which we know our own), [`diff`] (what a returned cell would change), [`own`] (the self-assessment of a unit),
//! [`foreign`] (a sheet that is not ours), [`result`] (a returned workbook with what came of it), [`matrix`] (bodies by
//! criteria, for appraisers), [`list`] (plain lists).

pub mod book;
pub mod cell;
pub mod diff;
pub mod foreign;
pub mod list;
pub mod matrix;
pub mod meta;
pub mod own;
pub mod result;

use thuocdo_words::{Lang, Locale};

pub use diff::{Change, State};
pub use meta::{Kept, Kind, Meta};

/// What writing a workbook may fall over.
pub use rust_xlsxwriter::XlsxError;

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// The words of this crate and of the criteria language, whose sentences explain rules.
pub fn words(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang), thuocdo_criteria::locale_text(lang)])
}

#[cfg(test)]
mod tests {
    use thuocdo_words::locale::entries;

    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(entries(locale_text(Lang::Vi)), entries(locale_text(Lang::En)));
    }
}
