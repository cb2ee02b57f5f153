//! Cells of a document, whichever program wrote it: text, and which cells are one.

/// A sheet of a workbook, or all of a document, its paragraphs as rows of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Name of the sheet; empty for a document.
    pub name: String,
    /// Rows of cells; what a merged cell says stands in its first.
    pub rows: Vec<Vec<String>>,
    /// Merged cells.
    pub spans: Vec<Span>,
    /// Cells whose number has more digits than a spreadsheet shows, as (row, column): the shown one stands there.
    pub rounded: Vec<(usize, usize)>,
}

/// Cells that are one; all ends are inside, from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// Rows and columns beyond these are of no annex.
pub const ROWS_MAX: usize = 20_000;
/// See [`ROWS_MAX`].
pub const COLUMNS_MAX: usize = 200;

impl Grid {
    /// Puts text into a cell; beyond the limits nothing happens.
    pub fn put(&mut self, row: usize, column: usize, text: &str) {
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return;
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            cells.resize_with(column + 1, String::new);
        }
        text.clone_into(&mut cells[column]);
    }

    /// What stands in a cell itself.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str)
    }

    /// What a reader sees in a cell: a merged one says everywhere what its first says.
    pub fn shown(&self, row: usize, column: usize) -> &str {
        match self.span(row, column) {
            Some(span) => self.text(span.top, span.left),
            None => self.text(row, column),
        }
    }

    /// The merged cell that a cell belongs to.
    pub fn span(&self, row: usize, column: usize) -> Option<Span> {
        let within =
            |span: &&Span| (span.top..=span.bottom).contains(&row) && (span.left..=span.right).contains(&column);
        self.spans.iter().find(within).copied()
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Writes grids as lines of text, for the way out of the process that reads files.
pub fn write(grids: &[Grid]) -> String {
    grids.iter().flat_map(lines).collect()
}

/// The lines of one grid as [`write()`] writes them, each with its end.
pub fn lines(grid: &Grid) -> impl Iterator<Item = String> {
    let head = std::iter::once(format!("S\t{}\n", escaped(&grid.name)));
    let span = |span: &Span| format!("M\t{}\t{}\t{}\t{}\n", span.top, span.left, span.bottom, span.right);
    let rounded = |(row, column): &(usize, usize)| format!("N\t{row}\t{column}\n");
    let filled = grid.rows.iter().enumerate().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let row = |(row, cells): (usize, &Vec<String>)| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("R\t{row}\t{}\n", cells.join("\t"))
    };
    head.chain(grid.spans.iter().map(span)).chain(grid.rounded.iter().map(rounded)).chain(filled.map(row))
}

/// Reads what [`write()`] wrote; lines of no known kind are passed over.
pub fn read(text: &str) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    for line in text.lines() {
        let mut parts = line.split('\t');
        let kind = parts.next().unwrap_or_default();
        match (kind, grids.last_mut()) {
            ("S", _) => {
                let name = parts.next().map(plain).unwrap_or_default();
                grids.push(Grid { name, ..Grid::default() });
            }
            ("M", Some(grid)) => grid.spans.extend(span(parts)),
            ("N", Some(grid)) => grid.rounded.extend(place(parts)),
            ("R", Some(grid)) => {
                let row = parts.next().and_then(|row| row.parse().ok()).unwrap_or(ROWS_MAX);
                for (column, cell) in parts.enumerate() {
                    grid.put(row, column, &plain(cell));
                }
            }
            _ => {}
        }
    }
    grids
}

fn span<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Span> {
    let numbers: Vec<usize> = parts.map_while(|part| part.parse().ok()).collect();
    let [top, left, bottom, right] = numbers.as_slice() else { return None };
    Some(Span { top: *top, left: *left, bottom: *bottom, right: *right })
}

fn place<'a>(parts: impl Iterator<Item = &'a str>) -> Option<(usize, usize)> {
    let numbers: Vec<usize> = parts.map_while(|part| part.parse().ok()).collect();
    let [row, column] = numbers.as_slice() else { return None };
    Some((*row, *column))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "")
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) => match signs.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            (sign, false) => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_come_back_as_they_were() {
        let mut grid = Grid { name: "Phụ lục\tI".to_owned(), ..Grid::default() };
        grid.put(2, 1, "a = Số\n\\t \\ b\t1");
        grid.spans.push(Span { top: 0, left: 0, bottom: 1, right: 3 });
        grid.rounded.push((2, 1));
        assert_eq!(read(&write(&[grid.clone(), Grid::default()])), [grid, Grid::default()]);
    }
}
