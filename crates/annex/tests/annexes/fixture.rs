//! Annexes as text, written as real workbooks and documents; see `tests/fixtures/README.md`.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use thuocdo_annex::{Grid, Kind, Span, word};
use thuocdo_words::encoding::{Old, encode, nfc};

pub struct Fixture {
    pub name: String,
    pub docx: bool,
    pub font: String,
    pub declares: String,
    pub lines: Vec<Line>,
}

pub struct Line {
    pub kind: Option<Kind>,
    pub cells: Vec<String>,
    pub expected: Option<Expected>,
}

pub struct Expected {
    pub code: String,
    pub max: String,
    pub rule: String,
}

pub fn all() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    files.sort();
    files
        .iter()
        .map(|path| parse(path.file_stem().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap()))
        .collect()
}

fn parse(name: &str, text: &str) -> Fixture {
    let (docx, font, declares) = (false, String::new(), String::new());
    let mut found = Fixture { name: name.to_owned(), docx, font, declares, lines: Vec::new() };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        match tag {
            "form" => found.docx = rest == "docx",
            "font" => found.font = rest.to_owned(),
            "declares" => found.declares = rest.to_owned(),
            "sheet" => {}
            "=" => {
                let parts: Vec<&str> = rest.splitn(3, '|').map(str::trim).collect();
                let [code, max, rule] = [0, 1, 2].map(|at| parts.get(at).copied().unwrap_or_default().to_owned());
                found.lines.last_mut().unwrap().expected = Some(Expected { code, max, rule });
            }
            _ => {
                let kind = kind(tag);
                let cells = rest.split('|').map(|cell| cell.trim().replace("\\n", "\n")).collect();
                found.lines.push(Line { kind, cells, expected: None });
            }
        }
    }
    found
}

fn kind(tag: &str) -> Option<Kind> {
    Some(match tag {
        "h" => Kind::Head,
        "g" => Kind::Heading,
        "c" => Kind::Criterion,
        "r" => Kind::RulePart,
        "t" => Kind::Total,
        "n" => Kind::Note,
        "s" => Kind::Signature,
        "?" => Kind::Unknown,
        "." => return None,
        other => panic!("unknown tag {other}"),
    })
}

impl Fixture {
    /// Rows that say anything, as a person takes them.
    pub fn rows(&self) -> Vec<&Line> {
        self.lines.iter().filter(|line| line.kind.is_some()).collect()
    }

    /// The file, read back as the program reads it.
    pub fn grids(&self) -> Vec<Grid> {
        if self.docx { vec![word::read(&self.document()).unwrap()] } else { workbook(self.sheet()) }
    }

    fn typed(&self, text: &str) -> String {
        match self.font.as_str() {
            "tcvn3" => encode(Old::Tcvn3, text),
            "vni" => encode(Old::Vni, text),
            "nfd" => text.chars().map(apart).collect(),
            _ => text.to_owned(),
        }
    }

    /// Merged cells: each begins where text stands and reaches over `<` and `^`.
    fn spans(&self) -> Vec<Span> {
        let at =
            |row: usize, column: usize| self.lines.get(row).and_then(|line| line.cells.get(column)).map(String::as_str);
        let mut spans = Vec::new();
        for (top, line) in self.lines.iter().enumerate() {
            for (left, cell) in line.cells.iter().enumerate().filter(|(_, cell)| !matches!(cell.as_str(), "<" | "^")) {
                let right = (left + 1..).find(|column| at(top, *column) != Some("<")).unwrap() - 1;
                let bottom = (top + 1..).find(|row| at(*row, left) != Some("^")).unwrap() - 1;
                if right > left || bottom > top {
                    let _ = cell;
                    spans.push(Span { top, left, bottom, right });
                }
            }
        }
        spans
    }

    fn sheet(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet: &mut Worksheet = book.add_worksheet();
        let place = |at: usize| u32::try_from(at).unwrap();
        let column = |at: usize| u16::try_from(at).unwrap();
        for span in self.spans() {
            let text = self.typed(&self.lines[span.top].cells[span.left]);
            let (top, bottom) = (place(span.top), place(span.bottom));
            sheet.merge_range(top, column(span.left), bottom, column(span.right), &text, &Format::new()).unwrap();
        }
        for (row, line) in self.lines.iter().enumerate() {
            for (at, cell) in line.cells.iter().enumerate().filter(|(_, cell)| !matches!(cell.as_str(), "<" | "^" | ""))
            {
                match cell.parse::<i32>() {
                    Ok(number) => sheet.write_number(place(row), column(at), number).unwrap(),
                    Err(_) => sheet.write_string(place(row), column(at), self.typed(cell)).unwrap(),
                };
            }
        }
        book.save_to_buffer().unwrap()
    }

    fn document(&self) -> Vec<u8> {
        let mut body = String::new();
        let mut open = false;
        for (row, line) in self.lines.iter().enumerate() {
            let single = line.cells.len() == 1;
            if open == single {
                body.push_str(if single { "</w:tbl>" } else { "<w:tbl>" });
                open = !single;
            }
            if single {
                body.push_str(&self.paragraph(&line.cells[0]));
                continue;
            }
            body.push_str("<w:tr>");
            for (at, cell) in line.cells.iter().enumerate() {
                let below = self.lines.get(row + 1).and_then(|line| line.cells.get(at)).is_some_and(|cell| cell == "^");
                let merge = match (cell.as_str(), below) {
                    ("^", _) => "<w:vMerge/>",
                    (_, true) => "<w:vMerge w:val=\"restart\"/>",
                    _ => "",
                };
                let text = if cell == "^" { "" } else { cell };
                let lines: Vec<String> = text.split('\n').map(|line| self.paragraph(line)).collect();
                body.push_str(&format!("<w:tc><w:tcPr>{merge}</w:tcPr>{}</w:tc>", lines.concat()));
            }
            body.push_str("</w:tr>");
        }
        body.push_str(if open { "</w:tbl>" } else { "" });
        zipped(&format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>"))
    }

    fn paragraph(&self, text: &str) -> String {
        let text = self.typed(text).replace('&', "&amp;").replace('<', "&lt;");
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    }
}

/// A letter with its tone as a sign of its own.
fn apart(letter: char) -> String {
    let pairs = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        .chars()
        .flat_map(|base| "\u{300}\u{301}\u{303}\u{309}\u{323}".chars().map(move |tone| format!("{base}{tone}")));
    pairs.into_iter().find(|pair| nfc(pair).chars().eq([letter])).unwrap_or_else(|| letter.to_string())
}

fn zipped(xml: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(xml.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn workbook(bytes: Vec<u8>) -> Vec<Grid> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let mut grid = Grid { name: name.clone(), ..Grid::default() };
    for (row, column, cell) in range.used_cells() {
        let text = match cell {
            Data::Float(number) => number.to_string().replace('.', ","),
            other => other.to_string(),
        };
        let (top, left) = range.start().unwrap();
        grid.put(row + top as usize, column + left as usize, &text);
    }
    for span in book.merge_cells_by_sheet_name(&name).unwrap() {
        let [top, left, bottom, right] = [span.start.0, span.start.1, span.end.0, span.end.1].map(|at| at as usize);
        grid.spans.push(Span { top, left, bottom, right });
    }
    vec![grid]
}
