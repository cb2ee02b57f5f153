//! The self-assessment of a unit as a workbook: what it holds, how it is written, what a returned one says.
//!
//! Read in this order: this page (what a form holds), `write` (the sheet like the paper form), `formula` (points
//! that spreadsheets compute themselves), `citations` (the sheet of evidence, and how to fill in), [`read`](mod@read)
//! (what a returned workbook says), [`compare`](mod@compare).

mod citations;
pub mod compare;
mod formula;
pub mod read;
mod write;

use thuocdo_base::{Message, Number};
use thuocdo_criteria::rule::{ScoringRule, Variable};

use crate::meta::{Kept, Meta, key};

pub use citations::{Citing, NewCitation};
pub use write::write;

/// A unit's self-assessment as it stands (phiếu tự đánh giá).
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is about; what stood in its cells is put in when it is written.
    pub meta: Meta,
    /// Lines of the head at the left: the body above, the body.
    pub left: Vec<String>,
    /// Lines of the head at the right: the nation and its motto, or the Party.
    pub right: Vec<String>,
    /// Lines of the title.
    pub title: Vec<String>,
    /// Whether criteria are written by us.
    pub illustrative: bool,
    /// Decimals of points.
    pub decimals: u8,
    /// Groups and criteria in the order of the set.
    pub rows: Vec<Row>,
    /// Most points of what the unit assesses itself.
    pub maximum: Number,
    /// Points so far.
    pub points: Number,
    /// Evidence that is cited.
    pub cited: Vec<Citing>,
}

/// A group or a criterion.
#[derive(Clone, Debug)]
pub struct Row {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the set, from 1.
    pub level: u8,
    /// Most points.
    pub max: Number,
    /// What it is.
    pub kind: Part,
}

/// What a row is.
#[derive(Clone, Debug)]
pub enum Part {
    /// A group, with its points so far and whether they are the plain sum of what is right below it.
    Section {
        /// Points so far.
        points: Number,
        /// Whether a spreadsheet may add them up.
        is_sum: bool,
    },
    /// A criterion.
    Criterion(Box<Line>),
}

/// A criterion with what the unit said.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Why nobody fills it in here, if so: it comes from elsewhere, does not apply, or is closed.
    pub shut: Option<Message>,
    /// How it scores.
    pub how: Vec<Message>,
    /// The rule, for points that spreadsheets compute.
    pub rule: Option<(ScoringRule, Vec<Variable>)>,
    /// What is asked, part by part.
    pub groups: Vec<Group>,
    /// Whether the unit may give itself other points than the rule computes.
    pub may_differ: bool,
    /// Whether it may ask that the criterion be found not applicable.
    pub may_ask: bool,
    /// Whether evidence is expected, so that its lack may be explained.
    pub wants_evidence: bool,
    /// Points that the unit gives itself instead, as typed.
    pub points: String,
    /// Why they differ.
    pub reason: String,
    /// Whether it should be found not applicable.
    pub asked: bool,
    /// On which ground.
    pub ground: String,
    /// Note.
    pub note: String,
    /// Why there is no evidence.
    pub no_evidence: String,
    /// Points that the rule computes now.
    pub computed: Option<Number>,
    /// Points that count for the unit now.
    pub own: Option<Number>,
    /// Items of evidence.
    pub evidence: u64,
    /// Versions of its fields: figures, not applicable, note, why no evidence.
    pub versions: Versions,
}

/// Versions of the fields of a criterion, 0 before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Values, own points and their reason.
    pub figures: u64,
    /// Not applicable, and its ground.
    pub not_applicable: u64,
    /// The note.
    pub note: u64,
    /// Why there is no evidence.
    pub no_evidence: u64,
}

/// What is asked in one part of a criterion.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Name of the part; empty where there are no parts.
    pub label: String,
    /// Its inputs.
    pub inputs: Vec<Input>,
}

/// One thing that is asked.
#[derive(Clone, Debug)]
pub struct Input {
    /// Name of the variable; of rows, with the row: `x[1]`.
    pub name: String,
    /// What it stands for.
    pub label: String,
    /// Measure.
    pub measure: String,
    /// What is taken.
    pub ask: Ask,
    /// What stands, as it is kept.
    pub typed: String,
}

/// What a cell for a value takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A number.
    Number,
    /// A whole number, not negative.
    Whole,
    /// Points up to this many.
    Points(Number),
    /// Yes or no: kept as `1` and `0`.
    YesNo,
    /// One of several: what is kept, and what is shown.
    Choice(Vec<(String, String)>),
}

/// Which cell of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A value, by the name of its variable.
    Value(String),
    /// Own points.
    Points,
    /// Why they differ.
    Reason,
    /// The mark for not applicable.
    Asked,
    /// Its ground.
    Ground,
    /// The note.
    Note,
    /// Why there is no evidence.
    NoEvidence,
}

impl Cell {
    /// The word of its column.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Points => "points",
            Self::Reason => "reason",
            Self::Asked => "na",
            Self::Ground => "ground",
            Self::Note => "note",
            Self::NoEvidence => "no_evidence",
        }
    }

    /// The cell of a column; of values, the one named.
    pub fn of(word: &str, part: Option<&str>) -> Option<Self> {
        Some(match word {
            "value" => Self::Value(part?.to_owned()),
            "points" => Self::Points,
            "reason" => Self::Reason,
            "na" => Self::Asked,
            "ground" => Self::Ground,
            "note" => Self::Note,
            "no_evidence" => Self::NoEvidence,
            _ => return None,
        })
    }
}

/// Mark in the column for not applicable.
pub const MARK: &str = "x";

impl Form {
    /// The criterion with a code.
    pub fn line(&self, code: &str) -> Option<(&Row, &Line)> {
        self.lines().find(|(row, _)| row.code == code)
    }

    /// All criteria.
    pub fn lines(&self) -> impl Iterator<Item = (&Row, &Line)> {
        self.rows.iter().filter_map(|row| match &row.kind {
            Part::Criterion(line) => Some((row, &**line)),
            Part::Section { .. } => None,
        })
    }

    /// Key of the row of a criterion's cell.
    pub fn key(&self, code: &str, line: &Line, cell: &Cell) -> String {
        let part = match cell {
            Cell::Value(name) => Some(name.as_str()),
            _ => line.only().map(|input| input.name.as_str()),
        };
        key(&self.meta.set, code, &self.meta.version, part)
    }

    /// What stands in all cells that may be filled in.
    pub(crate) fn kept(&self) -> Vec<Kept> {
        let mut kept = Vec::new();
        for (row, line) in self.lines().filter(|(_, line)| line.shut.is_none()) {
            for cell in line.cells() {
                let (key, field) = (self.key(&row.code, line, &cell), cell.word().to_owned());
                kept.push(Kept { key, field, version: line.version(&cell), text: line.text(&cell) });
            }
        }
        kept
    }
}

impl Line {
    /// All inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.groups.iter().flat_map(|group| &group.inputs)
    }

    /// The input of a criterion that asks for one thing only: it stands in the criterion's own row.
    pub fn only(&self) -> Option<&Input> {
        let mut inputs = self.inputs();
        match (inputs.next(), inputs.next()) {
            (Some(only), None) if !only.name.contains('[') => Some(only),
            _ => None,
        }
    }

    /// The cells that may be filled in.
    pub fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.inputs().map(|input| Cell::Value(input.name.clone())).collect();
        if self.may_differ {
            cells.extend([Cell::Points, Cell::Reason]);
        }
        if self.may_ask {
            cells.extend([Cell::Asked, Cell::Ground]);
        }
        cells.push(Cell::Note);
        if self.wants_evidence {
            cells.push(Cell::NoEvidence);
        }
        cells
    }

    /// What stands in a cell, as it is kept.
    pub fn text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Value(name) => {
                self.inputs().find(|input| input.name == *name).map(|input| input.typed.clone()).unwrap_or_default()
            }
            Cell::Points => self.points.clone(),
            Cell::Reason => self.reason.clone(),
            Cell::Asked => if self.asked { MARK } else { "" }.to_owned(),
            Cell::Ground => self.ground.clone(),
            Cell::Note => self.note.clone(),
            Cell::NoEvidence => self.no_evidence.clone(),
        }
    }

    /// Version of the field that a cell belongs to.
    pub fn version(&self, cell: &Cell) -> u64 {
        match cell {
            Cell::Value(_) | Cell::Points | Cell::Reason => self.versions.figures,
            Cell::Asked | Cell::Ground => self.versions.not_applicable,
            Cell::Note => self.versions.note,
            Cell::NoEvidence => self.versions.no_evidence,
        }
    }

    /// What a cell takes; texts take anything.
    pub fn ask(&self, cell: &Cell) -> Option<&Ask> {
        match cell {
            Cell::Value(name) => self.inputs().find(|input| input.name == *name).map(|input| &input.ask),
            _ => None,
        }
    }
}

impl Ask {
    /// What is kept of what a cell says; what cannot be told stays as it is, for whoever refuses it.
    pub fn kept(&self, said: &str) -> String {
        let folded = thuocdo_words::collate::fold(said.trim());
        match self {
            Self::YesNo => match folded.as_str() {
                "co" | "x" | "1" | "yes" | "true" | "dat" => "1".to_owned(),
                "khong" | "0" | "no" | "false" | "chua" | "khong dat" => "0".to_owned(),
                _ => said.trim().to_owned(),
            },
            Self::Choice(choices) => {
                let same = |text: &str| thuocdo_words::collate::fold(text.trim()) == folded;
                let found = choices.iter().find(|(code, shown)| same(code) || same(shown));
                found.map_or_else(|| said.trim().to_owned(), |(code, _)| code.clone())
            }
            Self::Number | Self::Whole | Self::Points(_) => said.trim().to_owned(),
        }
    }

    /// What is shown of what is kept.
    pub fn shown(&self, kept: &str, words: &thuocdo_words::Locale) -> String {
        match (self, kept) {
            (Self::YesNo, "1") => words.text("workbooks-yes"),
            (Self::YesNo, "0") => words.text("workbooks-no"),
            (Self::Choice(choices), kept) => {
                choices.iter().find(|(code, _)| code == kept).map_or(kept, |(_, shown)| shown).to_owned()
            }
            (_, kept) => kept.to_owned(),
        }
    }

    /// Whether two kept texts are the same.
    pub fn same(&self, one: &str, other: &str) -> bool {
        match self {
            Self::Number | Self::Whole | Self::Points(_) => crate::cell::same_number(one, other),
            Self::YesNo | Self::Choice(_) => crate::cell::same_text(one, other),
        }
    }
}
