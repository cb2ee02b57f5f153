//! The frozen result of a decided round, and from it CSV, JSON, workbook, report and bundle.
//!
//! The verb is `freeze`: sets, scores and rankings become a [`Publication`], which nothing edits.
//! Everything else turns a publication into bytes: same publication, same bytes.
//!
//! Read in this order: [`draft`], [`model`], `freeze`, [`sentence`], then the exports.

pub mod draft;
pub mod json;
pub mod model;
pub mod sentence;

use thuocdo_words::Lang;

pub use draft::Draft;
pub use model::Publication;

/// Licence under which results are handed out.
pub const LICENSE: &str = "CC-BY-4.0";

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}
