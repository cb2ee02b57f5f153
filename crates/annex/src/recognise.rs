//! What each row is: found by its number, its words and where it stands.

use thuocdo_words::collate::fold;
use thuocdo_words::encoding::{self, Old, nfc};

use crate::Corrections;
use crate::columns::{self, Meaning, Table};
use crate::grid::Grid;
use crate::mark::Scheme;
use crate::propose;
use crate::row::{Kind, Row};

/// Grids in proper letters, and what had to be done for it.
pub(crate) struct Proper {
    pub(crate) grids: Vec<Grid>,
    pub(crate) old: Option<Old>,
    /// Sheet and line of what changed.
    pub(crate) changed: Vec<(usize, usize)>,
}

/// Brings all letters to Unicode, composed.
pub(crate) fn proper(grids: &[Grid]) -> Proper {
    let cells = || grids.iter().flat_map(|grid| grid.rows.iter().flatten());
    let old = encoding::guess(cells().map(String::as_str));
    let mut proper = Proper { grids: grids.to_vec(), old, changed: Vec::new() };
    for (sheet, grid) in proper.grids.iter_mut().enumerate() {
        for (line, cells) in grid.rows.iter_mut().enumerate() {
            let before = cells.clone();
            for cell in cells.iter_mut() {
                *cell = tidy(&letters(cell, old));
            }
            let spaces = |cells: &[String]| cells.iter().map(|cell| tidy(cell)).collect::<Vec<_>>();
            if spaces(&before) != *cells {
                proper.changed.push((sheet, line));
            }
        }
    }
    proper
}

/// Brings the letters of a cell to Unicode, composed; `old` is the font that the document was typed in, if any.
pub fn letters(cell: &str, old: Option<Old>) -> String {
    let own = old.filter(|_| encoding::guess([cell]).is_some() || !cell.is_ascii() && !is_ours(cell));
    own.map_or_else(|| nfc(cell), |old| encoding::decode(old, cell))
}

/// Letters that only Unicode has: such a cell was not typed in the old font.
fn is_ours(text: &str) -> bool {
    text.chars().any(|c| u32::from(c) > 0xff && c.is_alphabetic())
}

/// One space between words; lines stay.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Finds the tables and says what every row is.
pub(crate) fn rows(proper: &Proper, corrections: &Corrections) -> (Vec<Row>, Vec<Table>) {
    let (mut rows, mut tables) = (Vec::new(), Vec::new());
    for (sheet, grid) in proper.grids.iter().enumerate() {
        of_sheet(proper, sheet, grid, corrections, &mut rows, &mut tables);
    }
    (rows, tables)
}

fn of_sheet(
    proper: &Proper,
    sheet: usize,
    grid: &Grid,
    corrections: &Corrections,
    rows: &mut Vec<Row>,
    tables: &mut Vec<Table>,
) {
    let start = rows.len();
    let mut place = Place::Before;
    let mut header_ends = 0;
    for line in 0..grid.rows.len() {
        let cells = &grid.rows[line];
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if let Some(mut table) = columns::table(grid, sheet, line) {
            for (column, meaning) in table.columns.iter_mut().enumerate() {
                if let Some(said) = corrections.columns.get(&(tables.len(), column)) {
                    *meaning = *said;
                }
            }
            headed_by(rows, start, &mut place);
            header_ends = table.bottom + 1;
            tables.push(table);
            place = Place::Inside;
        }
        let table = (place != Place::Before).then(|| tables.len() - 1);
        let converted = proper.changed.contains(&(sheet, line));
        let (mark, title, max) = (None, String::new(), None);
        let mut row = Row { sheet, line, cells: cells.clone(), kind: Kind::Head, converted, table, mark, title, max };
        if line >= header_ends && place != Place::Before {
            row.fill(tables);
            row.kind = kind(&row, tables, rows.last(), &mut place);
        }
        if let Some(said) = corrections.kinds.get(&rows.len()) {
            row.fill(tables);
            row.kind = *said;
        }
        rows.push(row);
    }
}

/// Where in the sheet we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    Notes,
    Signed,
}

/// A numbered line right above a header is the heading of that table: `B. ĐIỂM THƯỞNG`.
fn headed_by(rows: &mut [Row], start: usize, place: &mut Place) {
    let Some(last) = rows.get_mut(start..).and_then(<[Row]>::last_mut) else { return };
    let filled = last.cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled != 1 || last.kind.is_node() || matches!(last.kind, Kind::Total | Kind::RulePart) {
        return;
    }
    last.title = last.text();
    if let Some((mark, rest)) = crate::mark::of_title(&last.text())
        && matches!(mark.scheme, Scheme::Named | Scheme::Capital | Scheme::Roman)
    {
        (last.mark, last.title, last.kind) = (Some(mark), rest.to_owned(), Kind::Heading);
        *place = Place::Inside;
    }
}

fn kind(row: &Row, tables: &[Table], before: Option<&Row>, place: &mut Place) -> Kind {
    let text = row.text();
    let folded = fold(&text);
    let numbered = row.mark.is_some() && !row.title.is_empty();
    if *place == Place::Signed && !(numbered && row.max.is_some()) {
        return Kind::Signature;
    }
    if is_total(&folded) {
        return Kind::Total;
    }
    if is_note(&folded) {
        *place = Place::Notes;
        return Kind::Note;
    }
    if is_signature(row, &folded) {
        *place = Place::Signed;
        return Kind::Signature;
    }
    if *place == Place::Notes && !(numbered && row.max.is_some()) && row.scheme() != Some(Scheme::Named) {
        return Kind::Note;
    }
    if numbered {
        *place = Place::Inside;
        return Kind::Criterion;
    }
    unnumbered(row, tables, before)
}

/// A row without number: more of a rule, a heading in capitals, or something nobody foresaw.
fn unnumbered(row: &Row, tables: &[Table], before: Option<&Row>) -> Kind {
    let follows = before.is_some_and(|before| matches!(before.kind, Kind::Criterion | Kind::RulePart | Kind::Unknown));
    let rule = row.under(tables, Meaning::Rule);
    if row.title.is_empty() && !rule.is_empty() && follows {
        return Kind::RulePart;
    }
    if row.title.is_empty() && row.mark.is_none() {
        let only_more = row.under(tables, Meaning::Evidence).len() + row.under(tables, Meaning::Note).len() > 0;
        return if follows && only_more { Kind::RulePart } else { Kind::Unknown };
    }
    let is_capital = row.title.chars().any(char::is_alphabetic) && !row.title.chars().any(char::is_lowercase);
    if is_capital && row.title.chars().count() > 6 {
        return Kind::Heading;
    }
    if follows && rule.is_empty() && is_rule_line(row) { Kind::RulePart } else { Kind::Unknown }
}

/// Text under the names that says how points are found.
fn is_rule_line(row: &Row) -> bool {
    let is_bullet = ["- ", "+ ", "– ", "• ", "* "].iter().any(|bullet| row.title.starts_with(bullet));
    row.max.is_some() || is_bullet || propose::says_rule(&row.title)
}

fn is_total(folded: &str) -> bool {
    let starts = ["tong cong", "tong diem", "tong so diem", "cong phan", "cong muc", "cong nhom", "cong ("];
    // "Cộng A", "Cộng: 20"
    let alone = folded.strip_prefix("cong ").is_some_and(|rest| {
        rest.chars().all(|c| !c.is_alphabetic()) || rest.chars().nth(1).is_none_or(|second| second == ' ')
    });
    starts.iter().any(|start| folded.starts_with(start)) || alone || folded == "cong" || folded == "tong"
}

fn is_note(folded: &str) -> bool {
    let starts = ["ghi chu", "luu y", "chu thich", "chu y", "(*)", "(**)", "* ", "(1) ", "(2) ", "(3) "];
    starts.iter().any(|start| folded.starts_with(start))
}

fn is_signature(row: &Row, folded: &str) -> bool {
    let starts = [
        "tm.",
        "t/m",
        "kt.",
        "tl.",
        "tuq.",
        "noi nhan",
        "nguoi lap",
        "(ky",
        "thu truong",
        "lanh dao don vi",
        "chu tich",
        "pho chu tich",
        "giam doc",
        "pho giam doc",
        "bi thu",
        "pho bi thu",
        "bo truong",
        "chanh van phong",
        "truong ban",
        "truong phong",
    ];
    let plain = row.mark.is_none() && row.max.is_none();
    plain && folded.chars().count() <= 90 && starts.iter().any(|start| folded.starts_with(start))
}
