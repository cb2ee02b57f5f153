//! Text and tables of a Word document, read by whoever may fall over it.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use crate::grid::{Grid, ROWS_MAX, Span};

const XML_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Reads the main text of a document: each paragraph a row, each row of a table a row; `None`: not readable.
///
/// Numbers that Word itself puts before paragraphs are not in the text and are not read.
pub fn read(bytes: &[u8]) -> Option<Grid> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut xml = Vec::new();
    archive.by_name("word/document.xml").ok()?.take(XML_BYTES_MAX + 1).read_to_end(&mut xml).ok()?;
    if xml.len() as u64 > XML_BYTES_MAX {
        return None;
    }
    of_xml(std::str::from_utf8(&xml).ok()?)
}

#[derive(Default)]
struct Walk {
    grid: Grid,
    row: usize,
    column: usize,
    /// How deep in tables; an inner table's text belongs to the cell it stands in.
    tables: usize,
    width: usize,
    merged: Option<bool>,
    text: String,
    in_text: bool,
    skipped: usize,
}

fn of_xml(xml: &str) -> Option<Grid> {
    let mut reader = Reader::from_str(xml);
    let mut walk = Walk::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => walk.start(&start),
            Event::Empty(start) => {
                walk.start(&start);
                walk.end(start.local_name().as_ref());
            }
            Event::End(end) => walk.end(end.local_name().as_ref()),
            Event::Text(text) if walk.in_text => walk.text.push_str(&text.decode().ok()?),
            Event::GeneralRef(name) if walk.in_text => {
                if let Ok(Some(sign)) = name.resolve_char_ref() {
                    walk.text.push(sign);
                } else {
                    walk.text.push_str(entity(&name));
                }
            }
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
        if walk.row > ROWS_MAX {
            return None;
        }
    }
    Some(walk.grid)
}

fn entity(name: &[u8]) -> &'static str {
    match name {
        b"amp" => "&",
        b"lt" => "<",
        b"gt" => ">",
        b"quot" => "\"",
        b"apos" => "'",
        _ => "",
    }
}

impl Walk {
    fn start(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            // The same thing drawn for old programs would be read twice.
            b"Fallback" => self.skipped += 1,
            b"tbl" => self.tables += 1,
            b"tc" if self.tables == 1 => {
                (self.width, self.merged) = (1, None);
                self.text.clear();
            }
            b"gridSpan" if self.tables == 1 => {
                self.width = value(start).and_then(|value| value.parse().ok()).unwrap_or(1).clamp(1, 100);
            }
            b"vMerge" if self.tables == 1 => self.merged = Some(value(start).as_deref() == Some("restart")),
            b"t" => self.in_text = self.skipped == 0,
            b"tab" => self.text.push(' '),
            b"br" | b"cr" => self.text.push('\n'),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"Fallback" => self.skipped = self.skipped.saturating_sub(1),
            b"t" => self.in_text = false,
            b"p" if self.tables > 0 => self.text.push('\n'),
            b"p" => {
                let text = std::mem::take(&mut self.text);
                self.grid.put(self.row, 0, text.trim());
                self.row += 1;
            }
            b"tc" if self.tables == 1 => self.cell(),
            b"tr" if self.tables == 1 => {
                self.row += 1;
                self.column = 0;
            }
            b"tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let right = self.column + self.width - 1;
        if self.merged == Some(false) {
            let (above, column) = (self.row.checked_sub(1), self.column);
            let reaches = |span: &&mut Span| Some(span.bottom) == above && span.left == column;
            if let Some(span) = self.grid.spans.iter_mut().rev().find(reaches) {
                span.bottom = self.row;
            }
        } else if self.merged == Some(true) || self.width > 1 {
            self.grid.spans.push(Span { top: self.row, left: self.column, bottom: self.row, right });
        }
        self.grid.put(self.row, self.column, text.trim());
        self.column = right + 1;
    }
}

fn value(start: &BytesStart<'_>) -> Option<String> {
    let attribute = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == b"val")?;
    std::str::from_utf8(&attribute.value).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_keep_their_place_and_paragraphs_are_rows() {
        let cell = |inside: &str, text: &str| {
            format!("<w:tc><w:tcPr>{inside}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
        };
        let (start, more) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
        let xml = format!(
            "<w:document><w:body><w:p><w:r><w:t>Ph&#7909; l&amp;c</w:t></w:r></w:p><w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl></w:body></w:document>",
            cell(start, "1"),
            cell("<w:gridSpan w:val=\"2\"/>", "hai"),
            cell(more, ""),
            cell("", "b"),
            cell("", "c"),
        );
        let grid = of_xml(&xml).unwrap();
        assert_eq!(grid.rows, [vec!["Phụ l&c"], vec!["1", "hai"], vec!["", "b", "c"]]);
        let spans: Vec<_> = grid.spans.iter().map(|s| (s.top, s.left, s.bottom, s.right)).collect();
        assert_eq!(spans, [(1, 0, 2, 0), (1, 1, 1, 2)]);
        assert_eq!(of_xml("<!DOCTYPE a [<!ENTITY b 'c'>]><w:document/>"), None);
    }
}
