//! The workbook (XLSX): rankings, points in long form, the criteria set, and what the file is.
//!
//! Text is always written as text, so that no name runs as a formula; numbers are numbers, except
//! where a fraction has no end. The creation time is that of the decision: same publication, same bytes.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::explain;
use thuocdo_criteria::set::{Node, Origin};
use thuocdo_words::{Lang, Locale};

use crate::bundle::{about, illustrative, lines};
use crate::model::{CardPart, GroupPart, LinePart, RankPart, UnitPart};
use crate::reader::{Reader, title};
use crate::{Publication, locale, sentence};

/// Rows that a sheet can hold, less the header and some air.
const MAX_ROWS: usize = 1_000_000;

/// Writes the workbook.
///
/// # Errors
/// If a group has more units than a sheet has rows.
pub fn workbook(publication: &Publication, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let reader = Reader::new(publication);
    let mut book =
        Book { workbook: Workbook::new(), words: locale(lang), lang, names: Vec::new(), mark: String::new() };
    if reader.illustrative() {
        book.mark = book.word("pub-illustrative");
    }
    book.workbook.set_properties(&properties(publication)?);
    for group in &publication.groups {
        book.ranking(&reader, group)?;
    }
    book.points(&reader)?;
    for (set, part) in reader.sets.iter().zip(&publication.sets) {
        if let Some(set) = set {
            book.criteria(set, &part.code)?;
        }
    }
    book.about(&reader)?;
    book.workbook.save_to_buffer()
}

fn properties(publication: &Publication) -> Result<DocProperties, XlsxError> {
    let date = publication.decision.as_ref().map(|decision| decision.date.as_str()).unwrap_or_default();
    let fixed = || ExcelDateTime::parse_from_str("2025-01-01");
    let created = ExcelDateTime::parse_from_str(date).or_else(|_| fixed())?;
    Ok(DocProperties::new().set_title(&publication.title).set_author("Thước Đo").set_creation_datetime(&created))
}

struct Book {
    workbook: Workbook,
    words: Locale,
    lang: Lang,
    names: Vec<String>,
    /// Printed above every page, where anything is illustrative.
    mark: String,
}

/// One cell.
enum Cell {
    Text(String),
    Number(String),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn count(number: usize) -> Self {
        Self::Number(number.to_string())
    }

    fn optional(text: Option<&String>) -> Self {
        Self::Text(text.cloned().unwrap_or_default())
    }
}

impl Book {
    fn sheet(&mut self, title: &str) -> Result<&mut Worksheet, XlsxError> {
        let name = free_name(title, &self.names);
        self.names.push(name.clone());
        let header = format!("&L&A&R{}", self.mark);
        let sheet = self.workbook.add_worksheet();
        sheet.set_header(header).set_footer("&R&P/&N");
        sheet.set_name(&name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(sheet)
    }

    fn header(&mut self, title: &str, columns: &[(String, u16)]) -> Result<&mut Worksheet, XlsxError> {
        let sheet = self.sheet(title)?;
        let format = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0x00E8_EEF4))
            .set_border_bottom(FormatBorder::Thin);
        for (index, (text, width)) in columns.iter().enumerate() {
            let column = index as u16;
            sheet.set_column_width(column, *width)?.write_string_with_format(0, column, text, &format)?;
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        Ok(sheet)
    }

    fn word(&self, key: &str) -> String {
        self.words.text(key)
    }

    fn ranking(&mut self, reader: &Reader<'_>, group: &GroupPart) -> Result<(), XlsxError> {
        let sections = reader.main_sections(group);
        let widths =
            [("rank", 8), ("code", 14), ("unit", 36), ("points", 12), ("max", 12), ("index", 12), ("grade", 16)];
        let mut columns: Vec<(String, u16)> =
            widths.iter().map(|(key, width)| (self.word(&format!("pub-column-{key}")), *width)).collect();
        columns.extend(sections.iter().map(|code| (section_header(reader.set(group), code, self.lang), 14)));
        columns.push((self.word("pub-column-note"), 40));
        let grounds: Vec<String> =
            group.unranked.iter().map(|unranked| self.words.render(&sentence::thaw(&unranked.ground))).collect();
        let name = match reader.publication.groups.len() {
            1 => self.word("pub-sheet-ranking"),
            _ => format!("{} {}", self.word("pub-sheet-ranking"), group.name),
        };
        let sheet = self.header(&name, &columns)?;
        for (index, (rank, unit)) in reader.in_order(group).enumerate() {
            let ground = index.checked_sub(group.ranking.len()).and_then(|place| grounds.get(place));
            write_row(sheet, index as u32 + 1, &ranking_cells(rank, unit, &sections, ground))?;
        }
        Ok(())
    }

    fn points(&mut self, reader: &Reader<'_>) -> Result<(), XlsxError> {
        let widths = [
            ("code", 14),
            ("unit", 32),
            ("criterion", 12),
            ("title", 48),
            ("layer", 12),
            ("state", 16),
            ("points", 12),
            ("exact", 14),
            ("max", 12),
            ("value", 14),
            ("reason", 40),
        ];
        let columns: Vec<(String, u16)> =
            widths.iter().map(|(key, width)| (self.word(&format!("pub-column-{key}")), *width)).collect();
        let layers: Vec<(String, String)> = reader
            .publication
            .layers
            .iter()
            .map(|layer| (layer.clone(), self.word(&format!("pub-layer-{layer}"))))
            .collect();
        let states: Vec<(&str, String)> =
            STATES.iter().map(|state| (*state, self.word(&format!("pub-state-{state}")))).collect();
        let (title, lang) = (self.word("pub-sheet-points"), self.lang);
        let mut part = 0;
        let mut sheet: Option<&mut Worksheet> = None;
        for (row, (unit, card, line)) in all_lines(reader).enumerate() {
            if row % MAX_ROWS == 0 {
                part += 1;
                let name = if part == 1 { title.clone() } else { format!("{title} {part}") };
                sheet = Some(self.header(&name, &columns)?);
            }
            let node = reader.set_of(unit).and_then(|set| set.find(&line.code));
            let cells = point_cells((unit, card, line), node, (&layers, &states), lang);
            if let Some(sheet) = sheet.as_mut() {
                write_row(sheet, (row % MAX_ROWS) as u32 + 1, &cells)?;
            }
        }
        Ok(())
    }

    fn criteria(&mut self, set: &CriteriaSet, code: &str) -> Result<(), XlsxError> {
        let widths = [("criterion", 12), ("title", 60), ("max", 10), ("rule", 80), ("origin", 24)];
        let columns: Vec<(String, u16)> =
            widths.iter().map(|(key, width)| (self.word(&format!("pub-column-{key}")), *width)).collect();
        let rows: Vec<Vec<Cell>> = set.nodes.iter().skip(1).map(|node| self.criterion_cells(set, node)).collect();
        let name = format!("{} {}", self.word("pub-sheet-criteria"), code.rsplit('/').next().unwrap_or_default());
        let sheet = self.header(&name, &columns)?;
        for (index, cells) in rows.iter().enumerate() {
            write_row(sheet, index as u32 + 1, cells)?;
        }
        Ok(())
    }

    fn criterion_cells(&self, set: &CriteriaSet, node: &Node) -> Vec<Cell> {
        let rule = if node.criterion().is_some() { explain::rule(set, node.id, None) } else { Vec::new() };
        let origin = match &node.origin {
            Origin::Decision { place } => place.clone(),
            Origin::Published(source) => source.title.clone(),
            Origin::Illustrative => self.word("pub-illustrative"),
        };
        vec![
            Cell::text(&node.code),
            Cell::text(title(node, self.lang)),
            Cell::Number(node.max.to_exact()),
            Cell::text(lines(&self.words, &rule).join("\n")),
            Cell::text(origin),
        ]
    }

    fn about(&mut self, reader: &Reader<'_>) -> Result<(), XlsxError> {
        let mut texts = vec![reader.publication.title.clone()];
        let messages: Vec<_> = illustrative(reader).into_iter().chain(about(reader, self.lang)).collect();
        texts.extend(lines(&self.words, &messages));
        let name = self.word("pub-sheet-about");
        let sheet = self.sheet(&name)?;
        sheet.set_column_width(0, 120)?;
        let wrapped = Format::new().set_text_wrap();
        for (row, text) in texts.iter().enumerate() {
            sheet.write_string_with_format(row as u32, 0, text, &wrapped)?;
        }
        Ok(())
    }
}

const STATES: [&str; 6] = ["scored", "missing", "not_applicable", "refused", "held", "unscored"];

fn all_lines<'p>(reader: &Reader<'p>) -> impl Iterator<Item = (&'p UnitPart, &'p CardPart, &'p LinePart)> {
    let cards = reader.publication.units.iter().flat_map(|unit| unit.cards.iter().map(move |card| (unit, card)));
    cards.flat_map(|(unit, card)| card.lines.iter().map(move |line| (unit, card, line)))
}

fn ranking_cells(rank: Option<&RankPart>, unit: &UnitPart, sections: &[String], ground: Option<&String>) -> Vec<Cell> {
    let card = unit.top();
    let total = card.and_then(CardPart::total);
    let figure = |text: Option<&String>| text.map_or(Cell::text(""), |text| Cell::Number(text.clone()));
    let mut cells = vec![
        rank.map_or(Cell::text(""), |rank| Cell::count(rank.rank as usize)),
        Cell::text(&unit.code),
        Cell::text(&unit.name),
        figure(total.map(|line| &line.shown)),
        figure(total.map(|line| &line.max)),
        figure(card.and_then(|card| card.index.as_ref())),
        Cell::optional(card.and_then(|card| card.grade.as_ref())),
    ];
    let points = |code: &String| figure(card.and_then(|card| card.line(code)).map(|line| &line.shown));
    cells.extend(sections.iter().map(points));
    cells.push(Cell::optional(ground));
    cells
}

/// Words by key.
type Words<'a, K> = &'a [(K, String)];

fn point_cells(
    (unit, card, line): (&UnitPart, &CardPart, &LinePart),
    node: Option<&Node>,
    (layers, states): (Words<'_, String>, Words<'_, &str>),
    lang: Lang,
) -> Vec<Cell> {
    let layer = layers.iter().find(|(key, _)| *key == card.layer).map(|(_, word)| word);
    let state = states.iter().find(|(key, _)| *key == line.state).map(|(_, word)| word);
    let exact = |text: &String| if text.contains('/') { Cell::text(text) } else { Cell::Number(text.clone()) };
    vec![
        Cell::text(&unit.code),
        Cell::text(&unit.name),
        Cell::text(&line.code),
        Cell::text(node.map(|node| title(node, lang)).unwrap_or_default()),
        Cell::optional(layer),
        Cell::text(state.unwrap_or(&line.state)),
        Cell::Number(line.shown.clone()),
        exact(&line.exact),
        exact(&line.max),
        line.value.as_ref().map_or(Cell::text(""), exact),
        Cell::optional(line.reason.as_ref()),
    ]
}

fn section_header(set: Option<&CriteriaSet>, code: &str, lang: Lang) -> String {
    let node = set.and_then(|set| set.find(code));
    node.map_or_else(|| code.to_owned(), |node| format!("{code} {}", title(node, lang)))
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
    for (column, cell) in cells.iter().enumerate() {
        let column = column as u16;
        match cell {
            Cell::Text(text) if text.is_empty() => {}
            Cell::Text(text) => {
                sheet.write_string(row, column, text.chars().take(32_000).collect::<String>())?;
            }
            Cell::Number(text) => match spreadsheet_number(text) {
                Some(number) => {
                    sheet.write_number(row, column, number)?;
                }
                None => {
                    sheet.write_string(row, column, text)?;
                }
            },
        }
    }
    Ok(())
}

/// The nearest number a spreadsheet knows; the exact text stands beside it.
fn spreadsheet_number(text: &str) -> Option<f64> {
    let number = Number::parse(text).ok()?;
    number.to_fixed(12, thuocdo_base::Rounding::HalfUp).parse().ok()
}

/// A sheet name that Excel takes and that is still free.
fn free_name(title: &str, taken: &[String]) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain: String = title.chars().filter(allowed).take(32).collect();
    let whole_words = || plain.rsplit_once(' ').map(|(head, _)| head).filter(|head| head.chars().count() > 15);
    let plain = if plain.chars().count() <= 31 { plain.as_str() } else { whole_words().unwrap_or(&plain) };
    let plain: String = plain.trim_end_matches([' ', ',']).chars().take(31).collect();
    let free = |name: &String| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    if free(&plain) {
        return plain;
    }
    let numbered = |number: usize| format!("{} {number}", plain.chars().take(27).collect::<String>().trim_end());
    (2..).map(numbered).find(free).unwrap_or(plain)
}
