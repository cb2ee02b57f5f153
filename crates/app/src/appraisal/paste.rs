//! A block of cells pasted from a sheet: laid over the rows, checked, shown; nothing is saved here.

use thuocdo_base::{Actor, Message};
use thuocdo_words::collate::fold;
use thuocdo_words::{Lang, show};

use super::grid::{Asked, Cell, grid, of_unit};
use crate::answers::read;
use crate::layers::say::{MOST_REASON, check};
use crate::layers::{Finding, Said};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// Most rows of a pasted block.
pub const MOST_ROWS: usize = 400;

/// Where a block is pasted.
#[derive(Clone, Copy, Debug)]
pub struct Onto<'a> {
    /// Code of the criterion, or of the unit.
    pub code: &'a str,
    /// Whether the grid is of one unit.
    pub is_unit: bool,
    /// Unit and criterion of the row at which it begins; empty: the first.
    pub from: (&'a str, &'a str),
}

/// A pasted block laid over the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Rows in the order of the grid.
    pub rows: Vec<Row>,
    /// Lines that found no row: the first cell of each.
    pub over: Vec<String>,
}

/// One row that something was pasted onto.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Name of the row.
    pub name: String,
    /// The version that it was read at.
    pub base: u64,
    /// Points that stand.
    pub before: String,
    /// Points that were pasted: as the page writes them, or as typed where they cannot be read.
    pub points: String,
    /// The reason that was pasted, or that stands.
    pub reason: String,
    /// Whether it stands so already.
    pub is_same: bool,
    /// Why it cannot be kept.
    pub faults: Vec<Message>,
}

/// One line of the block.
struct Line {
    key: Option<String>,
    points: String,
    reason: Option<String>,
}

/// Lays a pasted block over the rows of a grid as it is filtered and sorted.
///
/// Lines go to the rows from the given one on; where the first column holds names or codes of rows, to those.
///
/// # Errors
/// If the actor does not see the grid, or nothing was pasted.
pub async fn paste(app: &App, actor: &Actor, asked: &Asked, onto: Onto<'_>, text: &str) -> Result<Pasted, ActionError> {
    let cells = cells(app, actor, asked, onto).await?;
    let frozen = frozen(app, &mut app.store.look().await?, &asked.round).await?;
    let lines = lines(text, &cells);
    if lines.is_empty() || lines.len() > MOST_ROWS {
        return Err(ActionError::Refused(vec![Message::new("appraisal-paste-empty").count("most", MOST_ROWS)]));
    }
    let first = cells.iter().position(|cell| cell.unit == onto.from.0 && cell.criterion == onto.from.1);
    let mut next = first.unwrap_or_default();
    let mut pasted = Pasted::default();
    for line in lines {
        let cell = match &line.key {
            Some(key) => cells.iter().find(|cell| is_named(cell, key)),
            None => {
                next += 1;
                cells.get(next - 1)
            }
        };
        match cell {
            Some(_) if line.points.is_empty() => {}
            Some(cell) => pasted.rows.push(row(&frozen, asked.lang, cell, &line)),
            None => pasted.over.push(line.key.unwrap_or(line.points)),
        }
    }
    Ok(pasted)
}

/// All rows of the grid.
async fn cells(app: &App, actor: &Actor, asked: &Asked, onto: Onto<'_>) -> Result<Vec<Cell>, ActionError> {
    let asked = Asked { page: 0, ..asked.clone() };
    let found = if onto.is_unit {
        of_unit(app, actor, &asked, onto.code).await?
    } else {
        grid(app, actor, &asked, onto.code).await?
    };
    Ok(found.cells)
}

fn is_named(cell: &Cell, key: &str) -> bool {
    let key = fold(key);
    [&cell.name, &cell.unit, &cell.criterion].iter().any(|name| fold(name) == key)
}

/// Reads the block: points; points and reason; or name, points and reason. A heading above it is passed over.
fn lines(text: &str, cells: &[Cell]) -> Vec<Line> {
    let rows: Vec<Vec<&str>> = text.trim_end().lines().map(|line| line.split('\t').map(str::trim).collect()).collect();
    let named = |row: &&Vec<&str>| row.len() > 1 && cells.iter().any(|cell| is_named(cell, row[0]));
    let by_name = rows.iter().filter(named).count() * 2 > rows.len();
    let at = usize::from(by_name);
    let has_digit = |row: &[&str]| row.get(at).is_some_and(|cell| cell.chars().any(|letter| letter.is_ascii_digit()));
    let heading =
        rows.len() > 1 && rows.first().is_some_and(|row| row.iter().any(|cell| !cell.is_empty()) && !has_digit(row));
    let line = |row: &Vec<&str>| Line {
        key: by_name.then(|| row[0].to_owned()),
        points: row.get(at).copied().unwrap_or_default().to_owned(),
        reason: row.get(at + 1).map(|cell| (*cell).to_owned()).filter(|cell| !cell.is_empty()),
    };
    rows.iter().skip(usize::from(heading)).map(line).collect()
}

fn row(frozen: &Frozen, lang: Lang, cell: &Cell, line: &Line) -> Row {
    let reason = line.reason.clone().unwrap_or_else(|| cell.reason.clone());
    let mut row = Row {
        unit: cell.unit.clone(),
        criterion: cell.criterion.clone(),
        name: cell.name.clone(),
        base: cell.version,
        before: cell.points.clone(),
        points: line.points.clone(),
        reason,
        ..Row::default()
    };
    if let Some(closed) = &cell.closed {
        row.faults.push(closed.clone());
        return row;
    }
    if !cell.is_own || cell.na_asked.is_some() {
        let key = if cell.is_own { "appraisal-na-by-hand" } else { "appraisal-paste-values" };
        row.faults.push(Message::new(key));
        return row;
    }
    match read::number(&line.points) {
        Ok(number) => {
            row.points = show::short(lang, &number, 6);
            row.faults = wrong(frozen, &row, &Finding::of_points(&number));
        }
        Err(message) => row.faults.push(message),
    }
    row.is_same = row.faults.is_empty() && row.reason == cell.reason && reads_alike(&row.points, &cell.points);
    row
}

fn reads_alike(one: &str, other: &str) -> bool {
    read::number(one).ok().zip(read::number(other).ok()).is_some_and(|(one, other)| one == other)
}

/// What is wrong with a finding, as saving it would say.
fn wrong(frozen: &Frozen, row: &Row, finding: &Finding) -> Vec<Message> {
    let reason = Some(row.reason.as_str()).filter(|reason| reason.chars().count() > MOST_REASON);
    let (unit, criterion) = (row.unit.as_str(), row.criterion.as_str());
    // The layer does not count for what fits.
    let layer = thuocdo_assessment::Layer::Preliminary;
    match check(frozen, &Said { unit, criterion, layer, finding, reason, kind: "appraise" }) {
        Err(ActionError::Refused(reasons)) => reasons,
        _ => Vec::new(),
    }
}
