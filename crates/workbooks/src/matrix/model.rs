//! What a matrix holds, and by which words a returned one is known.

use thuocdo_base::{Number, Timestamp, read};
use thuocdo_words::encoding::nfc;

use crate::{Kept, Kind, Meta};

/// Stands where the hidden row meets the hidden column.
pub(super) const MARK: &str = "thuocdo";
/// The column of points, in its key.
pub(super) const POINTS: &str = "points";
/// The column of reasons, in its key.
pub(super) const REASON: &str = "reason";
/// Most criteria on a sheet: three columns each, with room for columns that people add.
pub const CRITERIA_MAX: usize = 40;

/// A matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Code of the round.
    pub round: String,
    /// What stands above each sheet.
    pub title: String,
    /// The layer that is given: `preliminary`, `appraised`.
    pub layer: String,
    /// Sets of the round: code, version and hash.
    pub sets: Vec<(String, String, String)>,
    /// When it leaves.
    pub at: Timestamp,
    /// Whether anything in it is illustrative.
    pub is_illustrative: bool,
    /// Sheets.
    pub tables: Vec<Table>,
}

/// A sheet: some criteria of a set, and the bodies that are assessed by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Place of its set among those of the round.
    pub set: usize,
    /// Name of the sheet.
    pub name: String,
    /// Decimals of the set's points.
    pub decimals: u8,
    /// Criteria in order.
    pub heads: Vec<Head>,
    /// Bodies in order.
    pub rows: Vec<Row>,
}

/// A criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Code.
    pub code: String,
    /// Title, cut short for a heading.
    pub title: String,
    /// Maximum points.
    pub max: Number,
}

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// A cell for each criterion; nothing where the person does not see it or it is not on the body's list.
    pub cells: Vec<Option<Cell>>,
    /// What became of the row when it was read, in a workbook that goes back with results.
    pub result: Option<String>,
}

/// One criterion of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Points of the layer below, as pages show them.
    pub below: Option<Number>,
    /// Points that were given, as pages show them, or what somebody typed that is no number.
    pub points: String,
    /// Why they differ.
    pub reason: String,
    /// What stood there when the workbook was made, if the cell shows something else; see [`Stood`].
    pub stood: Option<Stood>,
    /// Number of the fact that stands, 0 before the first.
    pub version: u64,
    /// Whether the person may change it.
    pub is_open: bool,
    /// Maximum points of the body's class.
    pub max: Number,
}

/// Points and reason that stand in the system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stood {
    /// Points.
    pub points: String,
    /// Why they differ.
    pub reason: String,
}

impl Matrix {
    /// By what a returned workbook is held against this one.
    pub fn meta(&self, kept: Vec<Kept>) -> Meta {
        let joined =
            |part: fn(&(String, String, String)) -> &str| self.sets.iter().map(part).collect::<Vec<_>>().join(" ");
        Meta {
            kind: Kind::Appraisal,
            round: self.round.clone(),
            about: self.layer.clone(),
            set: joined(|set| &set.0),
            version: joined(|set| &set.1),
            hash: joined(|set| &set.2),
            exported_at: self.at,
            kept,
        }
    }
}

impl Cell {
    /// The sign by which a returned cell is known to be as it left.
    pub(super) fn sign(&self) -> String {
        match &self.stood {
            Some(stood) => sign(&stood.points, &stood.reason),
            None => sign(&self.points, &self.reason),
        }
    }
}

/// A short sign of points and reason: equal for those that are written in another way.
pub(super) fn sign(points: &str, reason: &str) -> String {
    let exact = read::typed(points).map_or_else(|_| points.trim().to_owned(), |number| number.to_exact());
    let reason = nfc(&reason.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in exact.bytes().chain([0]).chain(reason.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
