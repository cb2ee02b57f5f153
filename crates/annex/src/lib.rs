//! Reads the annex of a decision into a criteria file.
//!
//! Cells come from whoever may fall over a file ([`word`] in the process that reads uploads, or its workbook reader);
//! here is only what they mean. Read in this order: [`grid`], [`columns`] (headers by their synonyms), `mark`
//! (numbers before names), `recognise` (what each row is), [`nodes`] (the tree), [`propose`] (rules for texts),
//! [`declared`] (what the decision says of itself), [`file`](mod@file).
//!
//! Nothing is lost on the way: every row that says anything is one [`Kind`], shown to a person who may say otherwise.

pub mod columns;
pub mod declared;
pub mod file;
pub mod grid;
mod mark;
pub mod nodes;
pub mod propose;
mod recognise;
mod row;
mod toml;
pub mod word;

use std::collections::BTreeMap;

use thuocdo_words::Lang;
use thuocdo_words::encoding::Old;

pub use columns::{Meaning, Table};
pub use declared::{Check, Counted, Declared};
pub use file::Head;
pub use grid::{Grid, Span};
pub use nodes::Node;
pub use propose::{Confidence, Proposal};
pub use recognise::letters;
pub use row::{Kind, Row};

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// What a person says of rows and columns, instead of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Rows, by their place among those that say anything.
    pub kinds: BTreeMap<usize, Kind>,
    /// Columns, by table and column.
    pub columns: BTreeMap<(usize, usize), Meaning>,
}

/// An annex as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Names of the sheets.
    pub sheets: Vec<String>,
    /// Every row that says anything.
    pub rows: Vec<Row>,
    /// Tables with their headers.
    pub tables: Vec<Table>,
    /// Groups and criteria.
    pub nodes: Vec<Node>,
    /// Proposed rules of criteria, by node.
    pub proposals: BTreeMap<usize, Proposal>,
    /// The old font it was typed in.
    pub old: Option<Old>,
    /// What the decision declares.
    pub declared: Declared,
    /// Figures held against what was read.
    pub checks: Vec<Check>,
}

/// Reads an annex.
///
/// `says` is what the decision itself says of counts and points, if somebody copied it; else the annex is searched.
///
/// # Example: a small table
/// ```
/// use thuocdo_annex::{Corrections, Grid, Kind, read};
/// let mut grid = Grid::default();
/// let lines = [["STT", "Tiêu chí", "Điểm tối đa", "Cách chấm"], ["1", "Kế hoạch năm", "5", "Có: 5 điểm; không: 0 điểm"]];
/// for (row, cells) in lines.iter().enumerate() {
///     for (column, text) in cells.iter().enumerate() {
///         grid.put(row, column, text);
///     }
/// }
/// let reading = read(&[grid], &Corrections::default(), "");
/// assert_eq!(reading.rows[1].kind, Kind::Criterion);
/// assert_eq!(reading.proposals[&0].rule, "{ kind = \"yes_no\" }");
/// ```
pub fn read(grids: &[Grid], corrections: &Corrections, says: &str) -> Reading {
    let proper = recognise::proper(grids);
    let (mut rows, tables) = recognise::rows(&proper, corrections);
    let nodes = nodes::build(&mut rows, &tables, &|row| corrections.kinds.contains_key(&row));
    let proposals = nodes.iter().enumerate().filter(|(_, node)| node.criterion);
    let proposals = proposals.map(|(at, node)| (at, propose::propose(node))).collect();
    let outside = rows.iter().filter(|row| matches!(row.kind, Kind::Head | Kind::Note)).map(Row::text);
    let said = if says.trim().is_empty() { outside.collect::<Vec<_>>().join(" | ") } else { says.to_owned() };
    let declared = declared::read(&said);
    let checks = declared::checks(&declared, &nodes, &rows);
    let sheets = proper.grids.into_iter().map(|grid| grid.name).collect();
    Reading { sheets, rows, tables, nodes, proposals, old: proper.old, declared, checks }
}
