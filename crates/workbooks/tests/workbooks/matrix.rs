//! The appraisal matrix goes out and comes back by its keys, whatever was moved, sorted or added meanwhile.

use std::io::Cursor;

use thuocdo_annex::Grid;
use thuocdo_base::Timestamp;
use thuocdo_words::Lang;
use thuocdo_workbooks::matrix::model::Stood;
use thuocdo_workbooks::matrix::{Cell, Head, Matrix, Row, Table, read, write};

use crate::room::{self, number};

fn matrix() -> Matrix {
    let head = |code: &str| Head { code: code.to_owned(), title: "Tỷ lệ hồ sơ".to_owned(), max: number("10") };
    let cell = |points: &str, reason: &str, version: u64, is_open: bool| {
        let (points, reason) = (points.to_owned(), reason.to_owned());
        Some(Cell { below: Some(number("8.1")), points, reason, version, is_open, max: number("10"), stood: None })
    };
    let row = |unit: &str, name: &str, cells: Vec<Option<Cell>>| Row {
        unit: unit.to_owned(),
        name: name.to_owned(),
        cells,
        result: None,
    };
    let rows = vec![
        row("xa-1", "=SUM(A1)", vec![cell("8,10", "", 3, true), cell("", "", 0, true)]),
        row("xa-2", "Xã Mẫu 2", vec![cell("7,5", "Thiếu hai biên bản", 9, true), None]),
        row("xa-3", "Xã Mẫu 3", vec![cell("", "", 0, false), cell("1", "", 12, true)]),
    ];
    let (set, name) = (0, "1 Nhận thức số: [mới]".to_owned());
    Matrix {
        round: "mau-2026".to_owned(),
        title: "Thẩm định".to_owned(),
        layer: "preliminary".to_owned(),
        sets: vec![("mau/xa".to_owned(), "2026".to_owned(), "ab".repeat(32))],
        at: Timestamp::from_micros(1_780_000_000_000_000),
        is_illustrative: true,
        tables: vec![Table { set, name, decimals: 2, heads: vec![head("1.1"), head("1.2")], rows }],
    }
}

fn grids(bytes: &[u8]) -> Vec<Grid> {
    room::grids(bytes.to_vec())
}

#[test]
fn ux_59_what_comes_back_untouched_changes_nothing_and_names_every_cell_that_was_shown() {
    let returned = read(&grids(&write(&matrix(), Lang::Vi).expect("a value")), &matrix()).expect("a value");
    assert_eq!(returned.left_at(), matrix().at);
    assert_eq!((returned.cells.len(), returned.lost.len()), (5, 0));
    assert!(returned.cells.iter().all(|cell| !cell.is_touched), "{returned:?}");
    let found = returned.cells.iter().find(|cell| cell.unit == "xa-2").expect("a value");
    assert_eq!((found.points.as_str(), found.reason.as_str(), found.version), ("7,5", "Thiếu hai biên bản", 9));
}

#[test]
fn ux_61_rows_sorted_columns_moved_and_added_are_found_by_their_keys() {
    let mut grids = grids(&write(&matrix(), Lang::Vi).expect("a value"));
    let sheet = &mut grids[0];
    sheet.rows.swap(6, 8);
    for row in &mut sheet.rows {
        row.resize(12, String::new());
        row.insert(2, "thêm".to_owned());
        row.swap(5, 8);
    }
    sheet.rows.insert(3, vec!["Ghi chú của tôi".to_owned()]);
    let again = read(&grids, &matrix()).expect("a value");
    assert!(again.cells.iter().all(|cell| !cell.is_touched), "{again:?}");
    assert_eq!((again.cells.len(), again.lost.len()), (5, 0));
}

#[test]
fn ux_60_exactly_the_cells_that_were_typed_into_are_touched() {
    let mut grids = grids(&write(&matrix(), Lang::Vi).expect("a value"));
    grids[0].put(6, 7, "9,25");
    grids[0].put(7, 5, "  Thiếu   hai biên bản ");
    grids[0].put(8, 7, "1,0");
    grids[0].put(8, 8, "Đủ minh chứng");
    let cells = read(&grids, &matrix()).expect("a value").cells;
    let touched: Vec<(&str, &str)> =
        cells.iter().filter(|cell| cell.is_touched).map(|cell| (cell.unit.as_str(), cell.criterion.as_str())).collect();
    assert_eq!(touched, [("xa-1", "1.2"), ("xa-3", "1.2")], "blanks and zeros are no change");
}

#[test]
fn a_workbook_without_its_keys_is_refused_and_rows_twice_or_unknown_are_said() {
    let bytes = write(&matrix(), Lang::En).expect("a value");
    assert_eq!(read(&grids(&bytes)[..1], &matrix()).expect_err("a fault").key, "workbooks-not-ours");
    let later = Matrix { layer: "appraised".to_owned(), ..matrix() };
    assert_eq!(read(&grids(&bytes), &later).expect_err("a fault").key, "matrix-other-stage");
    let elsewhere = Matrix { round: "khac".to_owned(), ..matrix() };
    assert_eq!(read(&grids(&bytes), &elsewhere).expect_err("a fault").key, "workbooks-other-round");
    let mut keyless = grids(&bytes);
    keyless[0].rows.remove(0);
    assert_eq!(read(&keyless, &matrix()).expect_err("a fault").key, "workbooks-keys-gone");
    let mut narrow = grids(&bytes);
    narrow[0].put(0, 5, "");
    let returned = read(&narrow, &matrix()).expect("a value");
    assert!(
        returned.cells.iter().all(|cell| cell.criterion == "1.2" && !cell.is_touched),
        "a lost column clears nothing"
    );
    assert_eq!(returned.lost, [("1 Nhận thức số mới".to_owned(), "1.1".to_owned())]);
    let mut twice = grids(&bytes);
    let row = twice[0].rows[7].clone();
    twice[0].rows.push(row);
    twice[0].put(8, 0, "xa-99");
    let returned = read(&twice, &matrix()).expect("a value");
    assert_eq!(returned.lost.len(), 2, "{:?}", returned.lost);
    assert_eq!(returned.cells.len(), 3);
}

#[test]
fn s9_names_and_reasons_are_text_and_the_same_matrix_is_the_same_bytes() {
    let mut matrix = matrix();
    let cell = matrix.tables[0].rows[1].cells[0].as_mut().expect("a value");
    cell.reason = "=HYPERLINK(\"http://evil.test\")".to_owned();
    cell.stood = Some(Stood { points: "7,5".to_owned(), reason: "Thiếu hai biên bản".to_owned() });
    matrix.tables[0].rows[1].result = Some("@1.1".to_owned());
    let bytes = write(&matrix, Lang::Vi).expect("a value");
    assert!(bytes == write(&matrix, Lang::Vi).expect("a value"));
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a value");
    let sheet =
        std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").expect("a value")).expect("a value");
    assert_eq!(sheet.matches("<f>").count(), 6, "two sums a row and nothing else");
    assert!(sheet.matches("<f>").count() == sheet.matches("<f>SUM(").count());
    assert!(sheet.contains("sheetProtection") && sheet.contains("dataValidation") && sheet.contains("<pane"));
    let workbook = std::io::read_to_string(archive.by_name("xl/workbook.xml").expect("a value")).expect("a value");
    assert!(workbook.contains("veryHidden"), "{workbook}");
    let touched =
        read(&grids(&bytes), &matrix).expect("a value").cells.into_iter().filter(|cell| cell.is_touched).count();
    assert_eq!(touched, 1, "what was typed before and not kept is still a change");
}
