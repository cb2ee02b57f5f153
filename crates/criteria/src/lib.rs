//! The language of criteria files (bộ chỉ số): parse, check, explain, compare.
//!
//! One verb matters: [`parse`] turns text into a [`CriteriaSet`] and all [`Diagnostic`]s; it never
//! panics and never stops at the first fault.
//!
//! Read in this order: [`set`], [`rule`], [`expr`], then [`source`], [`codes`], [`explain`], [`compare`];
//! beside them [`questionnaire`]: what surveys ask, in a file of the same family.

pub mod codes;
pub mod compare;
pub mod diagnostic;
pub mod edit;
pub mod explain;
pub mod expr;
mod parse;
pub mod questionnaire;
pub mod rule;
mod schema;
pub mod set;
pub mod source;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use schema::{json_schema, questionnaire_schema};
pub use set::CriteriaSet;
pub use source::{Library, Parsed, SourceText, parse, read};

/// The sentences of this crate in one language, for [`thuocdo_words::Locale`].
pub fn locale_text(lang: thuocdo_words::Lang) -> &'static str {
    match lang {
        thuocdo_words::Lang::Vi => include_str!("../locales/vi.ftl"),
        thuocdo_words::Lang::En => include_str!("../locales/en.ftl"),
    }
}
