//! Answers in a workbook: read in a child process that a hostile file can kill, but nothing else.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use thuocdo_app::books::Books;
use thuocdo_server::workbook::ChildReader;

use crate::{ANSWERS, Said, sound, thuocdo};

/// Writes the sound answers as the first sheet, numbers as numbers, from this row on.
fn write_answers(path: &Path, top: u32) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in ANSWERS.lines().enumerate() {
        for (column, text) in line.split(',').enumerate() {
            let (row, column) = (row as u32 + top, column as u16);
            match text.parse::<f64>() {
                Ok(number) if column == 3 => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

fn refused(bytes: &[u8]) -> Said {
    let place = sound();
    fs::remove_file(place.path().join("answers.csv")).unwrap();
    fs::write(place.path().join("answers.xlsx"), bytes).unwrap();
    thuocdo(&["check", "."], place.path())
}

#[test]
fn a_workbook_says_the_same_as_rows() {
    let (rows, book) = (sound(), sound());
    fs::remove_file(book.path().join("answers.csv")).unwrap();
    write_answers(&book.path().join("answers.xlsx"), 0);
    for place in [&rows, &book] {
        let said = thuocdo(&["score", ".", "--out", "kq"], place.path());
        assert_eq!(said.code, Some(0), "{}", said.out);
    }
    let result = |place: &tempfile::TempDir| fs::read(place.path().join("kq/result.json")).unwrap();
    assert!(result(&rows) == result(&book));
}

#[test]
fn faults_name_the_row_and_column_of_the_sheet() {
    let place = sound();
    fs::remove_file(place.path().join("answers.csv")).unwrap();
    write_answers(&place.path().join("answers.xlsx"), 4);
    fs::write(place.path().join("units.csv"), "code,name\nx1,Xã Mẫu 1\n").unwrap();
    let said = thuocdo(&["check", "."], place.path());
    assert!(said.out.contains("answers.xlsx:8:1") && said.out.contains("answers.xlsx:9:1"), "{}", said.out);
}

#[test]
fn a_damaged_workbook_is_refused() {
    let said = refused(b"PK\x03\x04 and nothing more");
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("answers.xlsx") && said.out.contains("Không đọc được bảng tính"), "{}", said.out);
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_that_asks_for_all_memory_kills_only_its_child() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "unit").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert!(bytes.len() < 10_000);
    let said = refused(&bytes);
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    assert!(said.out.contains("answers.xlsx"), "{}", said.out);
}

fn uploaded(bytes: Vec<u8>) -> Result<String, String> {
    let reader = ChildReader::new(env!("CARGO_BIN_EXE_thuocdo").into());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(reader.read(bytes));
    read.map(|rows| String::from_utf8(rows).unwrap()).map_err(|message| message.key)
}

#[test]
fn an_uploaded_workbook_is_read_by_a_child_and_its_days_stay_days() {
    let mut book = Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Mã").unwrap();
    sheet.write_string(0, 1, "Từ ngày").unwrap();
    sheet.write_string(1, 0, "00001").unwrap();
    sheet.write_number_with_format(1, 1, 45_839, &day).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(uploaded(bytes), Ok("Mã,\"Từ ngày\"\n00001,2025-07-01\n".to_owned()));
    assert_eq!(uploaded(b"PK\x03\x04 and nothing more".to_vec()), Err("evidence-unfit-damaged".to_owned()));
}
