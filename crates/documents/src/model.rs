//! What a document is, before it is a file: text in places, nothing measured.

use serde::Serialize;

use crate::form::{Family, Form};

/// A document as it would be signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Whose form it has, and in which language.
    pub form: Form,
    /// Name of the body above the issuer.
    pub above: String,
    /// Name of the issuer.
    pub issuer: String,
    /// Number as given in the register; empty: left open.
    pub number: String,
    /// Notation after the number: `BC-UBND`, `BC/ĐU`.
    pub notation: String,
    /// Place of signing.
    pub place: String,
    /// Date, `YYYY-MM-DD`; empty: left open.
    pub date: String,
    /// Year in which it is written, where the date is open.
    pub year: String,
    /// Type in capitals: `BÁO CÁO`; empty for an official letter.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// To whom it goes (Kính gửi).
    pub to: Vec<String>,
    /// Who issues it, above the bases: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`.
    pub authority: String,
    /// Legal bases.
    pub bases: Vec<String>,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Who signs.
    pub signature: Signature,
    /// Who signs at the left, where two sign.
    pub second: Option<Signature>,
    /// Who receives it (Nơi nhận).
    pub recipients: Vec<String>,
    /// Annexes.
    pub annexes: Vec<Annex>,
    /// Code by which a print is compared with the data it was made from.
    pub check: String,
    /// What is said at the foot of every page, such as that its criteria are illustrative.
    pub notice: String,
    /// Whether the text of a short table lies on paper of its own: landscape from the first page on.
    pub landscape: bool,
}

/// Who signs, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// In whose name: `TM. ỦY BAN NHÂN DÂN`.
    pub lines: Vec<String>,
    /// Name without titles.
    pub name: String,
}

/// A part with a title and pages of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annex {
    /// What it is.
    pub title: String,
    /// Whether its pages lie on their side.
    pub landscape: bool,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// A piece of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

impl Run {
    /// Text without a style.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// What it says.
        runs: Vec<Run>,
    },
    /// A line in the middle: `QUYẾT ĐỊNH:`.
    Center {
        /// What it says.
        runs: Vec<Run>,
    },
    /// A heading; levels from 1.
    Heading {
        /// Level.
        level: u8,
        /// What it says.
        runs: Vec<Run>,
    },
    /// An item of a list.
    Item {
        /// What it says.
        runs: Vec<Run>,
    },
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// What follows starts a page.
    Break,
}

/// Where text stands in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Heading above its group of columns; empty: none.
    pub group: String,
    /// Heading.
    pub title: String,
    /// Width beside the others.
    pub width: u16,
    /// Where its text stands.
    pub align: Align,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// One of many.
    #[default]
    Plain,
    /// The head of those below it.
    Group,
    /// The sum of all.
    Total,
}

/// A row: a cell for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Text of its cells.
    pub cells: Vec<String>,
}

/// A table; its head stands on every page it reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether any column stands under a group heading.
    pub fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| !column.group.is_empty())
    }

    /// Columns under one heading: where it begins, how many it spans, and the heading; single columns have none.
    pub fn spans(&self) -> Vec<(usize, usize, &str)> {
        let mut spans: Vec<(usize, usize, &str)> = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            match spans.last_mut() {
                Some((_, count, group)) if !column.group.is_empty() && *group == column.group => *count += 1,
                _ => spans.push((place, 1, &column.group)),
            }
        }
        spans
    }
}

/// Bars beside each other: shares of a whole with their shown values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Names of what the bars of one line show, in their order.
    pub series: Vec<String>,
    /// Lines.
    pub bars: Vec<Bar>,
}

/// A line of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// Share in ten-thousandths and shown value, one for each series.
    pub values: Vec<(u32, String)>,
}

/// The whole of a chart's scale.
pub const WHOLE: u32 = 10_000;

impl Document {
    /// Whose form it has.
    pub fn family(&self) -> Family {
        self.form.family
    }

    /// Whether it is an official letter, which has no type above its text.
    pub fn is_letter(&self) -> bool {
        self.title.is_empty()
    }
}
