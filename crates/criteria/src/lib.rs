//! The language of criteria files (bộ chỉ số): parse, check, explain, compare.
//!
//! One verb matters: [`parse`] turns text into a [`CriteriaSet`] and all [`Diagnostic`]s; it never
//! panics and never stops at the first fault.
//!
//! Read in this order: [`set`], [`rule`], [`expr`], then `parse`.

pub mod diagnostic;
pub mod expr;
pub mod rule;
pub mod set;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use set::CriteriaSet;
