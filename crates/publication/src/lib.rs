//! The frozen result of a decided round, and from it CSV, JSON, workbook, report and bundle.
//!
//! The verb is `freeze`: sets, scores and rankings become a [`Publication`], which nothing edits.

pub mod model;

pub use model::Publication;
