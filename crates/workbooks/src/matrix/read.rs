//! Reading a matrix that came back: by its keys, wherever columns were moved and rows sorted to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thuocdo_annex::Grid;
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::encoding::nfc;

use super::model::{MARK, Matrix, POINTS, REASON, sign};
use crate::Meta;
use crate::meta::{SHEET, of_key};

/// A matrix that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When it left, in microseconds.
    pub left: i64,
    /// Cells that were shown, in the order of the sheets.
    pub cells: Vec<Given>,
    /// Rows that could not be placed: sheet and what stands there.
    pub lost: Vec<(String, String)>,
}

/// A cell that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Code of the body.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Points, as they stand there.
    pub points: String,
    /// Why they differ.
    pub reason: String,
    /// Number of the fact that stood there when the workbook left.
    pub version: u64,
    /// Whether the cell is not as it left.
    pub is_touched: bool,
}

impl Returned {
    /// When it left.
    pub fn left_at(&self) -> Timestamp {
        Timestamp::from_micros(self.left)
    }
}

/// By set, body and criterion: version and sign.
type Left = BTreeMap<(String, String, String), (u64, String)>;

/// Reads the sheets of a workbook, held against what would leave now.
///
/// # Errors
/// If it is no matrix of ours, one of another round, stage or set, or its keys are gone.
pub fn read(grids: &[Grid], here: &Matrix) -> Result<Returned, Message> {
    let meta = Meta::read(grids)?.ok_or_else(|| Message::new("workbooks-not-ours"))?;
    let ours = Meta { about: meta.about.clone(), ..here.meta(Vec::new()) };
    if let Some(why) = meta.strange(&ours) {
        return Err(why);
    }
    if meta.about != here.layer {
        return Err(Message::new("matrix-other-stage"));
    }
    let left = left(&meta);
    let mut returned = Returned { left: meta.exported_at.micros(), ..Returned::default() };
    let (mut seen, mut is_keyed) = (BTreeSet::new(), false);
    for grid in grids.iter().filter(|grid| grid.name != SHEET) {
        if let Some(keys) = Keys::of(grid) {
            is_keyed = true;
            sheet(grid, &keys, &left, &mut seen, &mut returned);
        }
    }
    if is_keyed { Ok(returned) } else { Err(Message::new("workbooks-keys-gone")) }
}

fn left(meta: &Meta) -> Left {
    let mut left = Left::new();
    for kept in &meta.kept {
        for one in kept.text.split_whitespace() {
            let Some((code, rest)) = one.rsplit_once('=') else { continue };
            let Some((version, sign)) = rest.split_once(':') else { continue };
            let Ok(version) = version.parse() else { continue };
            let key = (kept.field.clone(), kept.key.clone(), code.to_owned());
            left.insert(key, (version, sign.to_owned()));
        }
    }
    left
}

/// Where the keys of a sheet stand.
struct Keys {
    /// The row that names columns.
    row: usize,
    /// The column that names bodies.
    column: usize,
    /// By set and criterion: columns of points and of reasons.
    places: BTreeMap<(String, String), [usize; 2]>,
    /// Criteria of which a column is gone.
    gone: Vec<String>,
}

impl Keys {
    fn of(grid: &Grid) -> Option<Self> {
        let place = |row: usize| grid.rows[row].iter().position(|cell| cell == MARK).map(|column| (row, column));
        let (row, column) = (0..grid.rows.len()).find_map(place)?;
        let mut places: BTreeMap<(String, String), [Option<usize>; 2]> = BTreeMap::new();
        for (at, cell) in grid.rows[row].iter().enumerate() {
            let Some((set, criterion, _, Some(part))) = of_key(cell) else { continue };
            let which = match part {
                POINTS => 0,
                REASON => 1,
                _ => continue,
            };
            places.entry((set.to_owned(), criterion.to_owned())).or_default()[which] = Some(at);
        }
        let gone = places.iter().filter(|(_, columns)| columns.contains(&None)).map(|((_, code), _)| code.clone());
        let gone = gone.collect();
        let whole = |(key, columns): ((String, String), [Option<usize>; 2])| Some((key, [columns[0]?, columns[1]?]));
        Some(Self { row, column, gone, places: places.into_iter().filter_map(whole).collect() })
    }
}

fn sheet(
    grid: &Grid,
    keys: &Keys,
    left: &Left,
    seen: &mut BTreeSet<(String, String, String)>,
    returned: &mut Returned,
) {
    returned.lost.extend(keys.gone.iter().map(|code| (grid.name.clone(), code.clone())));
    for row in keys.row + 1..grid.rows.len() {
        let unit = grid.text(row, keys.column).trim();
        let text = |column: usize| nfc(grid.text(row, column).trim());
        // Headings have no key.
        for ((set, criterion), columns) in keys.places.iter().filter(|_| !unit.is_empty()) {
            let [points, reason] = columns.map(text);
            let key = (set.clone(), unit.to_owned(), criterion.clone());
            match left.get(&key).filter(|_| seen.insert(key)) {
                Some((version, stood)) => {
                    let is_touched = sign(&points, &reason) != *stood;
                    let (unit, criterion, version) = (unit.to_owned(), criterion.clone(), *version);
                    returned.cells.push(Given { unit, criterion, points, reason, version, is_touched });
                }
                None if points.is_empty() && reason.is_empty() => {}
                None => {
                    let said = format!("{unit} · {criterion}: {points} {reason}");
                    returned.lost.push((grid.name.clone(), said.trim_end().to_owned()));
                }
            }
        }
    }
}
