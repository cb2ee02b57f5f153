//! Workbooks as office programs change them: single cells of a sheet, the rest as it was.

use std::io::{Cursor, Read, Write};

use thuocdo_annex::Grid;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Puts texts into cells of a sheet, by row and column from zero; a text that is a number becomes one.
pub fn edited(bytes: &[u8], sheet: usize, cells: &[((usize, usize), &str)]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let name = format!("xl/worksheets/sheet{}.xml", sheet + 1);
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its bytes");
        if part.name() == name {
            let mut text = String::from_utf8(content).expect("text");
            for (place, value) in cells {
                text = put(&text, &place_name(*place), value);
            }
            content = text.into_bytes();
        }
        to.start_file(part.name(), SimpleFileOptions::default()).expect("a part");
        to.write_all(&content).expect("its bytes");
    }
    to.finish().expect("a workbook").into_inner()
}

/// Replaces a cell and keeps its style.
fn put(text: &str, place: &str, value: &str) -> String {
    let start = text.find(&format!("<c r=\"{place}\"")).unwrap_or_else(|| panic!("no cell {place}"));
    let head = start + text[start..].find('>').expect("an end") + 1;
    let end = if text[..head].ends_with("/>") { head } else { head + text[head..].find("</c>").expect("an end") + 4 };
    let style = text[start..head].split("s=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let cell = match value.parse::<f64>() {
        Ok(_) => format!("<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>"),
        Err(_) => format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
    };
    format!("{}{cell}{}", &text[..start], &text[end..])
}

fn place_name((row, column): (usize, usize)) -> String {
    format!("{}{}", char::from(b'A' + u8::try_from(column).expect("a near column")), row + 1)
}

/// Row and column of a cell, by the key of its row and the word of its column.
pub fn place(grid: &Grid, key: &str, word: &str) -> (usize, usize) {
    let column = grid.rows[0].iter().position(|cell| cell == word).unwrap_or_else(|| panic!("no column {word}"));
    let row = (1..grid.rows.len()).find(|row| grid.text(*row, 0).contains(key));
    (row.unwrap_or_else(|| panic!("no row {key}")), column)
}
