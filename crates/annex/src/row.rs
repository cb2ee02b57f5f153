//! Rows of an annex and what each was taken for.

use thuocdo_base::Number;
use thuocdo_base::read::typed;
use thuocdo_words::collate::fold;

use crate::columns::{Meaning, Table};
use crate::mark::{self, Mark, Scheme};

/// What a row is; every row that says anything is exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Letterhead, title, header of a table.
    Head,
    /// A group.
    Heading,
    /// A criterion.
    Criterion,
    /// Goes on with the rule of the criterion above.
    RulePart,
    /// A sum.
    Total,
    /// A remark.
    Note,
    /// Recipients and signature.
    Signature,
    /// None of these: somebody must say.
    Unknown,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Heading,
        Self::Criterion,
        Self::RulePart,
        Self::Total,
        Self::Note,
        Self::Head,
        Self::Signature,
        Self::Unknown,
    ];

    /// The word by which forms and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Heading => "heading",
            Self::Criterion => "criterion",
            Self::RulePart => "part",
            Self::Total => "total",
            Self::Note => "note",
            Self::Signature => "signature",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether such a row becomes a part of the set.
    pub fn is_node(self) -> bool {
        matches!(self, Self::Heading | Self::Criterion)
    }
}

/// A row that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which grid.
    pub sheet: usize,
    /// Which line of it, from zero.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
    /// What it was taken for.
    pub kind: Kind,
    /// Letters of an old font, or decomposed ones, were brought to Unicode.
    pub converted: bool,
    /// The table it stands in, if any.
    pub table: Option<usize>,
    pub(crate) mark: Option<Mark>,
    pub(crate) title: String,
    pub(crate) max: Option<Number>,
}

impl Row {
    /// What stands under a meaning, if the table has such a column.
    pub(crate) fn under<'r>(&'r self, tables: &[Table], meaning: Meaning) -> &'r str {
        let column = self.table.and_then(|table| tables.get(table)?.column(meaning));
        column.and_then(|column| self.cells.get(column)).map_or("", String::as_str)
    }

    /// All that it says, in reading order.
    pub fn text(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" ")
    }

    /// Reads number, name and points out of the cells.
    pub(crate) fn fill(&mut self, tables: &[Table]) {
        let (number, title) =
            (self.under(tables, Meaning::Number).to_owned(), self.under(tables, Meaning::Title).to_owned());
        let max = points(self.under(tables, Meaning::Max));
        let name = if title.is_empty() { number.clone() } else { title };
        let own = mark::of_cell(&number);
        let (mark, name) = match own {
            Some(mark) => (Some(mark), if name == number { String::new() } else { name }),
            None => match mark::of_title(&name) {
                Some((mark, rest)) => (Some(mark), rest.to_owned()),
                None => (None, name),
            },
        };
        let (name, inner) = off_points(&name);
        (self.mark, self.title, self.max) = (mark, name, max.or(inner));
    }

    /// The number as the annex has it.
    pub fn number(&self) -> &str {
        self.mark.as_ref().map_or("", |mark| mark.token.as_str())
    }

    pub(crate) fn scheme(&self) -> Option<Scheme> {
        self.mark.as_ref().map(|mark| mark.scheme)
    }
}

/// Points in a cell of their own: `7,5`, `10 điểm`, `10đ`.
pub(crate) fn points(text: &str) -> Option<Number> {
    let folded = fold(text);
    let bare = folded.trim().trim_end_matches('.').trim_end_matches("diem").trim_end_matches('d').trim();
    typed(bare).ok().filter(|points| !points.is_negative())
}

/// Takes `(20 điểm)` off the end of a name.
fn off_points(name: &str) -> (String, Option<Number>) {
    let trimmed = name.trim().trim_end_matches([':', '.']);
    let inner = trimmed.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    if let Some((before, inside)) = inner {
        let folded = fold(inside);
        let word = folded.trim().trim_start_matches("toi da").trim_start_matches([':', ' ']);
        let says_points = word.ends_with("diem") || word.ends_with('d');
        if let Some(found) = points(word).filter(|_| says_points) {
            return (before.trim().to_owned(), Some(found));
        }
    }
    (name.trim().to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_in_cells_and_at_the_end_of_names() {
        let number = |text: &str| Number::parse(text).unwrap();
        assert_eq!(points("7,5"), Some(number("7.5")));
        assert_eq!(points("10 điểm"), Some(number("10")));
        assert_eq!(points("20đ"), Some(number("20")));
        assert_eq!(points("Có"), None);
        assert_eq!(off_points("CÔNG TÁC CHỈ ĐẠO (20 điểm)"), ("CÔNG TÁC CHỈ ĐẠO".to_owned(), Some(number("20"))));
        assert_eq!(off_points("Kế hoạch (CCHC)"), ("Kế hoạch (CCHC)".to_owned(), None));
    }
}
