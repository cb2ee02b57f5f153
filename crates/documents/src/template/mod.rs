//! Templates: text files that a body may replace, without code.
//!
//! A head between two lines `+++` says type, subject, bases, recipients, signatures and what people fill in; the text
//! below it has a line a paragraph, `#` headings, `-` lists, `^` centred lines, `**bold**`, `*italic*`, values as
//! `{name}` and blocks as `[[bang: name …]]`. Nothing in a template runs; values never become markup.

mod fill;
mod head;
mod parse;
mod text;

use std::collections::BTreeMap;

use thuocdo_base::Message;

use crate::kind::Kind;
use crate::model::{Align, Bar, RowKind};

pub use head::{Field, Head, Signer};

/// Most bytes of a template.
pub const MOST: usize = 64 * 1024;

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Which document it is for.
    pub kind: Kind,
    /// The head for the State's form.
    pub state: Head,
    /// The head for the Party's form.
    pub party: Head,
    /// The text.
    pub parts: Vec<Part>,
}

/// Something wrong with a template, by its line from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Line.
    pub line: usize,
    /// What is wrong.
    pub message: Message,
}

/// A piece of text with values to put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text {
        /// The text.
        text: String,
        /// Bold.
        bold: bool,
        /// Italic.
        italic: bool,
    },
    /// A value.
    Value {
        /// Its name.
        name: String,
        /// Nothing is printed where it is empty, instead of dots.
        optional: bool,
        /// Bold.
        bold: bool,
        /// Italic.
        italic: bool,
    },
}

/// What a line of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A paragraph.
    Paragraph,
    /// A line in the middle.
    Center,
    /// A heading of a level.
    Heading(u8),
    /// An item of a list.
    Item,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line of text.
    Line {
        /// What it is.
        style: Style,
        /// What it says.
        pieces: Vec<Piece>,
    },
    /// A table.
    Table {
        /// Name of its rows.
        name: String,
        /// Columns that it shows.
        columns: Vec<ColumnSpec>,
        /// What the row of the sum is called; nothing: no such row.
        total: Option<String>,
        /// What is said where there are no rows.
        empty: String,
    },
    /// A chart.
    Chart {
        /// Name of its bars.
        name: String,
        /// What it shows.
        title: String,
        /// Names of its series.
        series: Vec<String>,
    },
    /// A new page.
    Break,
    /// What follows is an annex.
    Annex {
        /// Whether its pages lie on their side.
        landscape: bool,
        /// What it is.
        title: Vec<Piece>,
    },
}

/// A column that a template shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Heading above its group; empty: none.
    pub group: String,
    /// Heading.
    pub title: String,
    /// Width beside the others.
    pub width: u16,
    /// Where its text stands.
    pub align: Align,
    /// Which of the table's columns it shows.
    pub source: String,
}

/// Rows of a table before a template chose its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows: what each is, and its text by column.
    pub rows: Vec<(RowKind, BTreeMap<&'static str, String>)>,
}

impl Rows {
    /// Adds a row.
    pub fn push<const N: usize>(&mut self, kind: RowKind, cells: [(&'static str, String); N]) {
        self.rows.push((kind, BTreeMap::from(cells)));
    }
}

/// What a template is filled with: shown text alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// Values by name; a value of several lines becomes several paragraphs where it stands alone.
    pub values: BTreeMap<String, String>,
    /// Rows by name of the table.
    pub tables: BTreeMap<&'static str, Rows>,
    /// Bars by name of the chart.
    pub charts: BTreeMap<&'static str, Vec<Bar>>,
}

impl Data {
    /// Sets a value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// A value; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}
