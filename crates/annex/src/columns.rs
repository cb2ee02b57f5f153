//! Headers of tables: which column means what, however it is spelled.

use thuocdo_words::collate::fold;

use crate::grid::Grid;
use crate::mark;

/// What a column holds (ý nghĩa của cột).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// Number of the row.
    Number,
    /// Name of a group or criterion.
    Title,
    /// Maximum points.
    Max,
    /// How points are found.
    Rule,
    /// What proves it.
    Evidence,
    /// Where data come from.
    Source,
    /// Who is in charge, or checks.
    Owner,
    /// Unit of measure.
    Measure,
    /// What is asked for at this step of maturity.
    Step(u8),
    /// Remarks.
    Note,
    /// Filled in by those who are assessed or who assess: nothing of it is in the set.
    Result,
    /// Not used.
    Other,
}

impl Meaning {
    /// What a person may choose for a column.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::Title,
        Self::Max,
        Self::Rule,
        Self::Evidence,
        Self::Source,
        Self::Owner,
        Self::Measure,
        Self::Note,
        Self::Result,
        Self::Other,
    ];

    /// The word by which forms and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Max => "max",
            Self::Rule => "rule",
            Self::Evidence => "evidence",
            Self::Source => "source",
            Self::Owner => "owner",
            Self::Measure => "measure",
            Self::Step(_) => "step",
            Self::Note => "note",
            Self::Result => "result",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.word() == word)
    }
}

/// A table: its header and what its columns mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Which grid it is in.
    pub sheet: usize,
    /// First row of the header.
    pub top: usize,
    /// Last row of the header.
    pub bottom: usize,
    /// What the header says of each column.
    pub names: Vec<String>,
    /// What each column means.
    pub columns: Vec<Meaning>,
}

impl Table {
    /// The first column with a meaning.
    pub(crate) fn column(&self, meaning: Meaning) -> Option<usize> {
        self.columns.iter().position(|column| *column == meaning)
    }
}

/// Parts of headers, the more telling first.
const KNOWN: [(&str, Meaning); 52] = [
    ("tu danh gia", Meaning::Result),
    ("tu cham", Meaning::Result),
    ("diem dat", Meaning::Result),
    ("ket qua", Meaning::Result),
    ("tham dinh", Meaning::Result),
    ("diem hd", Meaning::Result),
    ("hoi dong", Meaning::Result),
    ("thuc te", Meaning::Result),
    ("don vi tinh", Meaning::Measure),
    ("dvt", Meaning::Measure),
    ("phoi hop", Meaning::Owner),
    ("chu tri", Meaning::Owner),
    ("phu trach", Meaning::Owner),
    ("theo doi", Meaning::Owner),
    ("xac minh", Meaning::Owner),
    ("tham muu", Meaning::Owner),
    ("cach xac dinh", Meaning::Rule),
    ("cach cham", Meaning::Rule),
    ("cach tinh", Meaning::Rule),
    ("cach danh gia", Meaning::Rule),
    ("phuong phap", Meaning::Rule),
    ("cong thuc", Meaning::Rule),
    ("huong dan", Meaning::Rule),
    ("quy dinh cham", Meaning::Rule),
    ("chi tiet diem", Meaning::Rule),
    ("muc diem", Meaning::Rule),
    ("kiem chung", Meaning::Evidence),
    ("minh chung", Meaning::Evidence),
    ("chung minh", Meaning::Evidence),
    ("ho so", Meaning::Evidence),
    ("nguon", Meaning::Source),
    ("thu thap", Meaning::Source),
    ("ghi chu", Meaning::Note),
    ("giai trinh", Meaning::Note),
    ("dieu tra", Meaning::Note),
    ("hinh thuc", Meaning::Note),
    ("diem toi da", Meaning::Max),
    ("thang diem", Meaning::Max),
    ("diem chuan", Meaning::Max),
    ("so diem", Meaning::Max),
    ("tong diem", Meaning::Max),
    ("toi da", Meaning::Max),
    ("tieu chi", Meaning::Title),
    ("chi so", Meaning::Title),
    ("chi tieu", Meaning::Title),
    ("noi dung", Meaning::Title),
    ("linh vuc", Meaning::Title),
    ("nhiem vu", Meaning::Title),
    ("so tt", Meaning::Number),
    ("stt", Meaning::Number),
    ("ma so", Meaning::Number),
    ("ky hieu", Meaning::Number),
];
const NAME_MAX: usize = 90;

/// What a header's text means.
pub(crate) fn meaning(text: &str) -> Option<Meaning> {
    let folded = fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() > NAME_MAX {
        return None;
    }
    if let Some(step) = step(&folded) {
        return Some(Meaning::Step(step));
    }
    match folded.trim_end_matches('.') {
        "tt" | "ma" | "so" => return Some(Meaning::Number),
        "diem" => return Some(Meaning::Max),
        _ => {}
    }
    KNOWN.iter().find(|(part, _)| folded.contains(part)).map(|(_, meaning)| *meaning)
}

fn step(folded: &str) -> Option<u8> {
    let rest = ["muc do ", "muc ", "cap do "].into_iter().find_map(|word| folded.strip_prefix(word))?;
    rest.split([' ', ':', '(']).next()?.parse().ok().filter(|step| (1..=9).contains(step))
}

/// The table whose header begins in a row, if one does.
pub(crate) fn table(grid: &Grid, sheet: usize, top: usize) -> Option<Table> {
    let width = grid.rows.get(top)?.len().max(spanned(grid, top));
    let own: Vec<Option<Meaning>> = (0..width).map(|column| meaning(grid.text(top, column))).collect();
    let has = |meaning: Meaning| own.contains(&Some(meaning));
    let others = [Meaning::Max, Meaning::Rule, Meaning::Number, Meaning::Measure].into_iter().filter(|m| has(*m));
    let telling = has(Meaning::Title) && others.count() > 0;
    let filled = (0..width).filter(|column| !grid.text(top, *column).is_empty()).count();
    if !telling || filled < 2 {
        return None;
    }
    let mut bottom = top;
    while bottom < top + 2 && goes_on(grid, (top, bottom + 1), width) {
        bottom += 1;
    }
    let names: Vec<String> = (0..width).map(|column| name(grid, (top, bottom), column)).collect();
    let columns = (0..width).map(|column| of_column(grid, (top, bottom), column)).collect();
    if is_numbering(grid, bottom + 1) {
        bottom += 1;
    }
    Some(Table { sheet, top, bottom, names, columns: once(columns) })
}

fn spanned(grid: &Grid, row: usize) -> usize {
    let ends = grid.spans.iter().filter(|span| (span.top..=span.bottom).contains(&row)).map(|span| span.right + 1);
    ends.max().unwrap_or(0)
}

/// Whether a row is still the header: it lies under a merged cell of it, or says nothing but headers.
fn goes_on(grid: &Grid, (top, row): (usize, usize), width: usize) -> bool {
    let Some(cells) = grid.rows.get(row) else { return false };
    let under = |column: usize| grid.span(row, column).is_some_and(|span| span.top <= top && span.top < row);
    let mut filled = (0..cells.len()).filter(|column| !grid.text(row, *column).is_empty()).peekable();
    if filled.peek().is_none() {
        return false;
    }
    (0..width).any(under) || filled.all(|column| meaning(grid.text(row, column)).is_some())
}

fn name(grid: &Grid, (top, bottom): (usize, usize), column: usize) -> String {
    let mut parts: Vec<&str> =
        (top..=bottom).map(|row| grid.shown(row, column)).filter(|text| !text.is_empty()).collect();
    parts.dedup();
    parts.join(" – ")
}

/// The lowest line that says something known decides.
fn of_column(grid: &Grid, (top, bottom): (usize, usize), column: usize) -> Meaning {
    let lines = (top..=bottom).rev().map(|row| grid.shown(row, column));
    lines.filter(|text| !text.is_empty()).find_map(meaning).unwrap_or(Meaning::Other)
}

/// Numbers, names, points and rules are in one column each: the first.
fn once(mut columns: Vec<Meaning>) -> Vec<Meaning> {
    for meaning in [Meaning::Number, Meaning::Title, Meaning::Max, Meaning::Rule] {
        let mut seen = false;
        for column in &mut columns {
            if *column == meaning {
                *column = if seen { Meaning::Other } else { meaning };
                seen = true;
            }
        }
    }
    columns
}

/// `a b c d` or `(1) (2) (3)` below the header.
pub(crate) fn is_numbering(grid: &Grid, row: usize) -> bool {
    let Some(cells) = grid.rows.get(row) else { return false };
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    filled.len() >= 3 && filled.iter().all(|cell| cell.chars().count() <= 5 && mark::of_cell(cell).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_by_their_synonyms() {
        let check = |meant: Meaning, texts: &[&str]| {
            for text in texts {
                assert_eq!(meaning(text), Some(meant), "{text}");
            }
        };
        check(Meaning::Number, &["STT", "TT", "Số TT", "Số\nTT"]);
        check(Meaning::Title, &["Tiêu chí", "Chỉ số/Chỉ số thành phần", "Nội dung", "Lĩnh vực/Tiêu chí"]);
        check(Meaning::Max, &["Điểm tối đa", "Thang điểm", "Điểm chuẩn", "Điểm"]);
        check(Meaning::Rule, &["Cách xác định và tính điểm", "Cách chấm", "Phương pháp tính"]);
        check(Meaning::Result, &["Điểm tự đánh giá", "Tự chấm", "Điểm HĐ", "Kết quả thẩm định"]);
        check(Meaning::Evidence, &["Tài liệu kiểm chứng", "Minh chứng", "Văn bản chứng minh"]);
        check(Meaning::Note, &["Ghi chú", "Giải trình"]);
        check(Meaning::Owner, &["Đơn vị phối hợp xác minh số liệu", "Đơn vị chủ trì"]);
        check(Meaning::Source, &["Nguồn thu thập dữ liệu"]);
        check(Meaning::Step(2), &["Mức 2", "Mức độ 2 (Kết nối)"]);
        assert_eq!(meaning("Ủy ban nhân dân"), None);
    }
}
