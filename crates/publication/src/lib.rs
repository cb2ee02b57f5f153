//! The frozen result of a decided round, and from it CSV, JSON, workbook, report and bundle.
//!
//! The verb is [`freeze()`]: sets, scores and rankings become a [`Publication`], which nothing edits.
//! Everything else turns a publication into bytes: same publication, same bytes.
//!
//! Read in this order: [`draft`], [`model`], [`mod@freeze`], [`sentence`], then the exports.

mod answers;
pub mod bundle;
mod check;
pub mod csv;
pub mod draft;
pub mod freeze;
pub mod json;
pub mod model;
pub mod packed;
mod reader;
pub mod report;
pub mod sentence;
pub mod survey;
pub mod workbook;

use thuocdo_words::{Lang, Locale};

pub use bundle::bundle;
pub use draft::Draft;
pub use freeze::{freeze, obstacles};
pub use model::Publication;
pub use packed::{Packed, Packer, Pieces};

/// Licence of illustrative rounds, which are ours; a body names its own in the settings of a round.
pub const ILLUSTRATIVE_LICENSE: &str = "CC-BY-4.0";

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// Sentences of everything a publication may say: its own, those of traces and those of rules.
pub fn locale(lang: Lang) -> Locale {
    let texts = [locale_text(lang), thuocdo_scoring::locale_text(lang), thuocdo_criteria::locale_text(lang)];
    Locale::new(lang, &texts)
}
