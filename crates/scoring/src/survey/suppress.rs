//! Which cells of a published table of counts stay hidden, so that no small one can be worked out (che ô nhỏ).
//!
//! A table has a row for each body and a column for each choice; all row and column sums are published. A hidden cell
//! can be bounded from these sums and from the cells that are shown: how tightly is computed exactly, as a flow.
//! Cells are hidden until no bounds are narrower than asked for.

use std::collections::VecDeque;

/// A table of counts: rows of equal length.
pub type Table = Vec<Vec<u64>>;

/// What may be published of a table: its rows in order, and the sums over those that are not left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Rows; one that is left out altogether is `None`, a hidden count in another is `None`.
    pub rows: Vec<Option<Vec<Option<u64>>>>,
}

/// Hides small counts, and as many more as it takes.
///
/// A count from 1 to `least - 1` is hidden, and one that is the whole row: everybody said the same. The bounds of every
/// hidden count are at least `width` apart. A row in which that cannot be is left out, and out of the sums.
///
/// # Example: one small count takes others with it
/// ```
/// use thuocdo_scoring::survey::suppress::suppress;
/// let table = vec![vec![40, 3, 57], vec![30, 50, 20]];
/// let published = suppress(&table, 10, 20);
/// let first = published.rows[0].as_ref().unwrap();
/// assert_eq!(first[1], None);
/// assert!(first.iter().filter(|cell| cell.is_none()).count() >= 2);
/// ```
pub fn suppress(table: &Table, least: u64, width: u64) -> Published {
    let mut kept: Vec<usize> = (0..table.len()).collect();
    loop {
        let part: Table = kept.iter().map(|row| table[*row].clone()).collect();
        match hide(&part, least, width) {
            Ok(hidden) => {
                let mut rows = vec![None; table.len()];
                for (row, hides) in kept.iter().zip(hidden) {
                    let cells = table[*row].iter().zip(hides);
                    rows[*row] = Some(cells.map(|(n, hides)| (!hides).then_some(*n)).collect());
                }
                return Published { rows };
            }
            Err(row) => {
                kept.remove(row);
            }
        }
    }
}

/// The cells to hide, or the row that has to be left out.
fn hide(table: &Table, least: u64, width: u64) -> Result<Vec<Vec<bool>>, usize> {
    let mut hidden: Vec<Vec<bool>> = table.iter().map(|row| first_hidden(row, least)).collect();
    for (place, (row, hides)) in table.iter().zip(&hidden).enumerate() {
        if hides.contains(&true) && row.iter().sum::<u64>() < width {
            return Err(place);
        }
    }
    while let Some((row, column)) = too_narrow(table, &hidden, width) {
        let (row, column) = partner(table, &hidden, (row, column)).ok_or(row)?;
        hidden[row][column] = true;
    }
    Ok(hidden)
}

/// Small counts, and the count of a row in which all say the same.
fn first_hidden(row: &[u64], least: u64) -> Vec<bool> {
    let all: u64 = row.iter().sum();
    row.iter().map(|n| (1..least).contains(n) || (all > 0 && *n == all)).collect()
}

/// A hidden cell whose bounds are too close, the first in order.
fn too_narrow(table: &Table, hidden: &[Vec<bool>], width: u64) -> Option<(usize, usize)> {
    let cells = hidden.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().filter(|(_, hides)| **hides).map(move |(column, _)| (row, column))
    });
    cells.into_iter().find(|cell| {
        let (low, high) = bounds(table, hidden, *cell);
        high - low < width
    })
}

/// The next cell to hide for the sake of another: the largest still shown in its row, else in its column, else anywhere.
fn partner(table: &Table, hidden: &[Vec<bool>], (row, column): (usize, usize)) -> Option<(usize, usize)> {
    let shown = |at: &(usize, usize)| !hidden[at.0][at.1];
    let largest = |cells: Vec<(usize, usize)>| {
        cells
            .into_iter()
            .filter(shown)
            .max_by_key(|(row, column)| (table[*row][*column], usize::MAX - row, usize::MAX - column))
    };
    let in_row = (0..table[row].len()).map(|other| (row, other)).collect();
    let in_column = (0..table.len()).map(|other| (other, column)).collect();
    // A square around the cell makes a cycle: first its row, then its column, then the corner over against it.
    let (rows, columns) = (table.len(), table[row].len());
    let own_row: Vec<usize> = (0..columns).filter(|other| *other != column && hidden[row][*other]).collect();
    let own_column: Vec<usize> = (0..rows).filter(|other| *other != row && hidden[*other][column]).collect();
    if own_row.is_empty()
        && let Some(found) = largest(in_row)
    {
        return Some(found);
    }
    if own_column.is_empty()
        && let Some(found) = largest(in_column)
    {
        return Some(found);
    }
    let corners = own_column.iter().flat_map(|row| own_row.iter().map(move |column| (*row, *column))).collect();
    largest(corners)
        .or_else(|| largest((0..columns).map(|other| (row, other)).collect()))
        .or_else(|| largest((0..rows).map(|other| (other, column)).collect()))
        .or_else(|| largest((0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).collect()))
}

/// Exact bounds of a hidden count, from all sums and all counts that are shown.
///
/// Any other table with the same sums differs by cycles through hidden cells that add to one cell what they take off
/// the next: how much more a cell may hold is the greatest flow that leads back from its column to its row.
pub fn bounds(table: &Table, hidden: &[Vec<bool>], (row, column): (usize, usize)) -> (u64, u64) {
    let own = table[row][column];
    let more = Flow::new(table, hidden, (row, column)).greatest(Node::Column(column), Node::Row(row), u64::MAX);
    let less = Flow::new(table, hidden, (row, column)).greatest(Node::Row(row), Node::Column(column), own);
    (own - less, own.saturating_add(more))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Row(usize),
    Column(usize),
}

/// A cell by row and column.
type Cell = (usize, usize);

/// A step over a cell, which gains (1) or loses (-1).
type Step = (Cell, i8);

/// What hidden cells may still take or give; the cell that is asked about is left out.
struct Flow<'t> {
    table: &'t Table,
    hidden: &'t [Vec<bool>],
    without: (usize, usize),
    /// What was added to each cell so far; may be negative.
    added: Vec<Vec<i128>>,
}

impl<'t> Flow<'t> {
    fn new(table: &'t Table, hidden: &'t [Vec<bool>], without: (usize, usize)) -> Self {
        Self { table, hidden, without, added: table.iter().map(|row| vec![0; row.len()]).collect() }
    }

    fn greatest(mut self, from: Node, to: Node, most: u64) -> u64 {
        let mut total = 0u64;
        while total < most {
            let Some((path, room)) = self.path(from, to) else { break };
            // A way on which nothing is taken off any cell has no end: all of the population could be there.
            let step = room.map_or(most - total, |room| room.min(most - total));
            for ((row, column), sign) in path {
                self.added[row][column] += i128::from(sign) * i128::from(step);
            }
            total += step;
        }
        total
    }

    /// A shortest way with the cells on it, each with whether it gains or loses, and how much may go that way.
    fn path(&self, from: Node, to: Node) -> Option<(Vec<Step>, Option<u64>)> {
        let columns = self.table.first().map_or(0, Vec::len);
        let index = |node: Node| match node {
            Node::Row(row) => row,
            Node::Column(column) => self.table.len() + column,
        };
        let mut came: Vec<Option<(Node, Step)>> = vec![None; self.table.len() + columns];
        let mut queue = VecDeque::from([from]);
        let mut seen = vec![false; came.len()];
        seen[index(from)] = true;
        while let Some(node) = queue.pop_front() {
            if node == to {
                break;
            }
            for (next, cell, sign) in self.beside(node, columns) {
                if !seen[index(next)] {
                    seen[index(next)] = true;
                    came[index(next)] = Some((node, (cell, sign)));
                    queue.push_back(next);
                }
            }
        }
        let (mut path, mut room, mut at) = (Vec::new(), None, to);
        while at != from {
            let (before, (cell, sign)) = came[index(at)]?;
            if sign < 0 {
                let left = self.left(cell);
                room = Some(room.map_or(left, |room: u64| room.min(left)));
            }
            path.push((cell, sign));
            at = before;
        }
        Some((path, room))
    }

    /// What a cell may still lose.
    fn left(&self, (row, column): (usize, usize)) -> u64 {
        let now = i128::from(self.table[row][column]) + self.added[row][column];
        u64::try_from(now).unwrap_or_default()
    }

    /// Steps from a node over hidden cells: from a column a cell loses, from a row another gains.
    fn beside(&self, node: Node, columns: usize) -> Vec<(Node, (usize, usize), i8)> {
        let usable = |cell: &(usize, usize)| *cell != self.without && self.hidden[cell.0][cell.1];
        match node {
            Node::Column(column) => {
                let cells = (0..self.table.len()).map(|row| (row, column)).filter(usable);
                cells.filter(|cell| self.left(*cell) > 0).map(|cell| (Node::Row(cell.0), cell, -1)).collect()
            }
            Node::Row(row) => {
                let cells = (0..columns).map(|column| (row, column)).filter(usable);
                cells.map(|cell| (Node::Column(cell.1), cell, 1)).collect()
            }
        }
    }
}

/// Hides small counts of a single row whose sum is published, and as many more as it takes; `None` if it is too small.
///
/// # Example: one small count takes the next one with it
/// ```
/// use thuocdo_scoring::survey::suppress::suppress_row;
/// assert_eq!(suppress_row(&[40, 3, 30, 20], 10, 20), Some(vec![Some(40), None, Some(30), None]));
/// assert_eq!(suppress_row(&[3, 4], 10, 20), None);
/// ```
pub fn suppress_row(row: &[u64], least: u64, width: u64) -> Option<Vec<Option<u64>>> {
    let mut hidden = first_hidden(row, least);
    loop {
        let sum: u64 = row.iter().zip(&hidden).filter(|(_, hides)| **hides).map(|(n, _)| n).sum();
        let count = hidden.iter().filter(|hides| **hides).count();
        if count == 0 || (count > 1 && sum >= width) {
            return Some(row.iter().zip(&hidden).map(|(n, hides)| (!hides).then_some(*n)).collect());
        }
        // Something that may be hidden makes the bounds of all hidden counts wider.
        let shown = row.iter().enumerate().filter(|(place, _)| !hidden[*place]);
        let next = shown.min_by_key(|(_, n)| **n).map(|(place, _)| place)?;
        hidden[next] = true;
    }
}
