//! Sheets of others: five layouts as offices have them.

use rust_xlsxwriter::{Format, Workbook};
use thuocdo_words::encoding::{Old, encode};
use thuocdo_workbooks::foreign::{Column, Foreign, Said, read};
use thuocdo_workbooks::own::Cell;
use thuocdo_workbooks::own::compare::compare;

use crate::room::{form, grids, words};

type Span = (u32, u16, u32, u16);

fn book(rows: &[&[&str]], spans: &[Span], old: Option<Old>) -> Vec<u8> {
    let letters = |text: &str| old.map_or_else(|| text.to_owned(), |old| encode(old, text));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
            match cell.replace(',', ".").parse::<f64>() {
                Ok(value) if !cell.contains('/') && column > 2 => sheet.write_number(row, column, value),
                _ => sheet.write_string(row, column, letters(cell)),
            }
            .expect("a cell");
        }
    }
    for (top, left, bottom, right) in spans {
        let text = letters(rows[*top as usize][usize::from(*left)]);
        sheet.merge_range(*top, *left, *bottom, *right, &text, &Format::new()).expect("a merged cell");
    }
    book.save_to_buffer().expect("a workbook")
}

const HEAD: [&[&str]; 2] =
    [&["STT", "Tiêu chí", "Điểm tối đa", "Điểm", "", "Giải trình"], &["", "", "", "Tự chấm", "Thẩm định", ""]];
const SPANS: [Span; 5] = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 3, 5)];

/// Two merged rows of headers, roman groups, numbers that begin anew in each group.
fn merged() -> Vec<u8> {
    let rows: [&[&str]; 11] = [
        &["UBND PHƯỜNG MẪU 3"],
        &["BẢNG TỰ CHẤM ĐIỂM"],
        HEAD[0],
        HEAD[1],
        &["I", "Hạ tầng số", "7", "1,9", "1", ""],
        &["1", "Tỷ lệ máy tính cài phần mềm phòng, chống mã độc", "2", "1,9", "1", "Đủ"],
        &["2", "Ban hành kế hoạch chuyển đổi số hằng năm", "5", "", "", ""],
        &["II", "Nhận thức số", "10", "", "", ""],
        &["1", "Tổ chức Ngày chuyển đổi số", "5", "5", "", ""],
        &["2", "Chất lượng tham mưu của bộ phận chuyên trách", "5", "4,5", "", "Có văn bản"],
        &["", "Tổng cộng", "17", "11,4", "", ""],
    ];
    book(&rows, &SPANS, None)
}

/// Rules in rows of their own, with figures beside them.
fn ruled() -> Vec<u8> {
    let rows: [&[&str]; 8] = [
        &["TT", "Nội dung tiêu chí", "Thang điểm", "Số liệu", "Điểm tự đánh giá", "Ghi chú"],
        &["1", "Hạ tầng số", "7", "", "1,85", ""],
        &["1.1", "Tỷ lệ máy tính cài phần mềm phòng chống mã độc", "2", "", "1,85", "Đã rà soát"],
        &["", "a = Số máy đã cài", "", "118", "", ""],
        &["", "b = Tổng số máy", "", "120", "", ""],
        &["1.2", "Ban hành kế hoạch chuyển đổi số hằng năm", "5", "Ban hành một phần", "", ""],
        &["2", "Nhận thức số", "10", "", "", ""],
        &["2.1", "Tổ chức Ngày chuyển đổi số", "5", "Có", "", ""],
    ];
    book(&rows, &[], None)
}

/// Typed in an old font, with other names for the columns.
fn old() -> Vec<u8> {
    let rows: [&[&str]; 5] = [
        &["Số TT", "Chỉ số/Chỉ số thành phần", "Điểm chuẩn", "Điểm đạt", "Giải trình"],
        &["I", "HẠ TẦNG SỐ", "", "", ""],
        &["1.1", "Tỷ lệ máy tính cài phần mềm phòng, chống mã độc", "2", "1,5", "Phường chưa đủ kinh phí"],
        &["II", "NHẬN THỨC SỐ", "", "", ""],
        &["2.2", "Chất lượng tham mưu của bộ phận chuyên trách", "5", "3", ""],
    ];
    book(&rows, &[], Some(Old::Tcvn3))
}

/// Rows in another order, without numbers.
fn unnumbered() -> Vec<u8> {
    let rows: [&[&str]; 4] = [
        &["Tiêu chí", "Điểm tối đa", "Minh chứng", "Tự chấm", "Ghi chú"],
        &["Chất lượng tham mưu của bộ phận chuyên trách", "5", "", "2", ""],
        &["Tổ chức ngày chuyển đổi số", "5", "", "5", ""],
        &["Tỉ lệ máy tính cài phần mềm phòng, chống mã độc tập trung", "2", "", "1", ""],
    ];
    book(&rows, &[], None)
}

/// Names that somebody shortened: two of them nobody can tell.
fn shortened() -> Vec<u8> {
    let rows: [&[&str]; 5] = [
        &["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Ghi chú"],
        &["1.1", "Mã độc", "2", "1,2", ""],
        &["1.2", "Ban hành kế hoạch chuyển đổi số", "5", "5", ""],
        &["2.1", "Sự kiện", "5", "0", ""],
        &["2.2", "Chất lượng tham mưu của bộ phận", "5", "4", ""],
    ];
    book(&rows, &[], None)
}

fn foreign(bytes: Vec<u8>, said: &Said) -> Foreign {
    read(&form(), &grids(bytes), said).expect("a table of criteria")
}

fn told(foreign: &Foreign) -> Vec<(String, Cell, String)> {
    let told = foreign.reading.told.iter();
    told.map(|one| (one.criterion.clone(), one.cell.clone(), one.given.clone())).collect()
}

fn cell(code: &str, cell: Cell, given: &str) -> (String, Cell, String) {
    (code.to_owned(), cell, given.to_owned())
}

fn value(name: &str) -> Cell {
    Cell::Value(name.to_owned())
}

#[test]
fn ux_64_four_of_five_layouts_need_no_correction() {
    let none = Said::default();
    assert_eq!(
        told(&foreign(merged(), &none)),
        [
            cell("1.1", Cell::Points, "1,9"),
            cell("1.1", Cell::Note, "Đủ"),
            cell("2.1", Cell::Points, "5"),
            cell("2.2", value("points"), "4,5"),
            cell("2.2", Cell::Note, "Có văn bản"),
        ]
    );
    assert_eq!(
        told(&foreign(ruled(), &none)),
        [
            cell("1.1", Cell::Note, "Đã rà soát"),
            cell("1.1", value("a"), "118"),
            cell("1.1", value("b"), "120"),
            cell("1.2", value("option"), "mot"),
            cell("2.1", value("x"), "1"),
        ],
        "points that the rule gives anyway are not the unit's own"
    );
    let read = foreign(old(), &none);
    assert_eq!(
        told(&read),
        [
            cell("1.1", Cell::Points, "1,5"),
            cell("1.1", Cell::Note, "Phường chưa đủ kinh phí"),
            cell("2.2", value("points"), "3"),
        ]
    );
    let found = compare(&form(), None, &read.reading.told, &words());
    assert!(found[1].change.reasons.iter().any(|reason| reason.key == "workbooks-converted"));
    assert_eq!(
        told(&foreign(unnumbered(), &none)),
        [cell("2.2", value("points"), "2"), cell("2.1", Cell::Points, "5"), cell("1.1", Cell::Points, "1")]
    );
}

#[test]
fn ux_64_the_fifth_layout_needs_two_corrections_of_rows() {
    let mut said = Said::default();
    let first = foreign(shortened(), &said);
    let open: Vec<_> = first.rows.iter().filter(|row| row.criterion.is_none()).map(|row| row.at).collect();
    assert_eq!(open, [(0, 1), (0, 3)]);
    said.rows.extend([((0, 1), "1.1".to_owned()), ((0, 3), "2.1".to_owned())]);
    let then = foreign(shortened(), &said);
    assert!(then.rows.iter().all(|row| row.criterion.is_some()));
    assert_eq!(
        told(&then),
        [
            cell("1.1", Cell::Points, "1,2"),
            cell("1.2", Cell::Points, "5"),
            cell("2.1", Cell::Points, "0"),
            cell("2.2", value("points"), "4"),
        ]
    );
}

#[test]
fn a_column_may_be_said_to_be_another() {
    let said = Said { columns: [((0, 4), Column::Own), ((0, 3), Column::Other)].into(), ..Said::default() };
    let read = foreign(merged(), &said);
    assert_eq!(told(&read)[0], cell("1.1", Cell::Points, "1"));
    assert!(
        read.columns.iter().any(|(_, place, name, is)| *place == 4 && name.contains("Thẩm định") && *is == Column::Own)
    );
}
