//! The appraisal matrix: bodies by criteria, points of the layer below beside those that are given, and why.
//!
//! A sheet holds some criteria of one set: for each a column of points below (locked), one of appraised points and one
//! of reasons (open where the person may appraise). A hidden row names the column, a hidden column names the body, and
//! a sheet that no menu shows says what every cell was when the workbook left. Read in this order: [`model`],
//! [`mod@write`], [`mod@read`].

pub mod model;
pub mod read;
pub mod write;

pub use model::{Cell, Head, Matrix, Row, Table};
pub use read::{Given, Returned, read};
pub use write::write;
