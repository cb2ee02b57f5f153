//! Our own workbook: out, changed, and in again.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use thuocdo_annex::Grid;
use thuocdo_base::Timestamp;
use thuocdo_words::encoding::{Old, encode};
use thuocdo_workbooks::own::compare::{Found, compare};
use thuocdo_workbooks::own::read::{Reading, read};
use thuocdo_workbooks::own::{Form, Part, write};
use thuocdo_workbooks::{Meta, State};

use crate::room::{form, grids, words};

fn left(form: &Form) -> Vec<Grid> {
    grids(write(form, &words()).expect("a workbook"))
}

fn back(form: &Form, grids: &[Grid]) -> (Meta, Reading, Vec<Found>) {
    let meta = Meta::read(grids).expect("one of ours").expect("a hidden sheet");
    let reading = read(form, &meta, grids).expect("a reading");
    let found = compare(form, Some(&meta), &reading.told, &words());
    (meta, reading, found)
}

fn changed(found: &[Found]) -> Vec<(String, State, String, String)> {
    let other = found.iter().filter(|one| one.change.state != State::Same);
    let shown = |one: &Found| {
        let at = format!("{} {}", one.criterion, one.change.field);
        (at, one.change.state, one.change.old.clone(), one.change.new.clone())
    };
    other.map(shown).collect()
}

/// Row and column of a cell, by a part of the row's key and the word of the column.
fn place(grid: &Grid, key: &str, word: &str) -> (usize, usize) {
    let column = grid.rows[0].iter().position(|cell| cell == word).expect("a column");
    let own = grid.rows[0].iter().position(|cell| cell == "key").expect("the key");
    let row = (0..grid.rows.len()).find(|row| grid.text(*row, own).contains(key)).expect("a row");
    (row, column)
}

fn put(grid: &mut Grid, key: &str, word: &str, text: &str) {
    let (row, column) = place(grid, key, word);
    grid.put(row, column, text);
}

#[test]
fn ux_59_what_comes_back_untouched_changes_nothing() {
    let form = form();
    let (_, reading, found) = back(&form, &left(&form));
    assert_eq!(changed(&found), []);
    assert_eq!((reading.strays, reading.citations), (Vec::new(), Vec::new()));
    assert_eq!(found.len(), 8 + 7 + 7 + 5, "every cell that may be filled in");
}

#[test]
fn ux_60_five_changed_cells_are_five_changes() {
    let form = form();
    let mut sheets = left(&form);
    put(&mut sheets[0], "1.1@2026#a", "value", "112");
    put(&mut sheets[0], "1.1@2026", "note", "Đã kiểm lại\nhai lần");
    put(&mut sheets[0], "1.2@2026", "value", "Ban hành một phần");
    put(&mut sheets[0], "2.1@2026", "value", "có");
    put(&mut sheets[0], "2.2@2026", "value", "4,5");
    let (_, _, found) = back(&form, &sheets);
    let text = |text: &str| text.to_owned();
    assert_eq!(
        changed(&found),
        [
            (text("1.1 note"), State::New, text(""), text("Đã kiểm lại\nhai lần")),
            (text("1.1 value"), State::Changed, text("111"), text("112")),
            (text("1.2 value"), State::Changed, text("Ban hành đủ"), text("Ban hành một phần")),
            (text("2.1 value"), State::New, text(""), text("Có")),
            (text("2.2 value"), State::New, text(""), text("4,5")),
        ]
    );
    let kept: Vec<&str> =
        found.iter().filter(|one| one.change.state != State::Same).map(|one| one.given.as_str()).collect();
    assert_eq!(kept, ["Đã kiểm lại\nhai lần", "112", "mot", "1", "4,5"]);
}

#[test]
fn ux_61_rows_are_found_wherever_rows_and_columns_went() {
    let form = form();
    let mut sheets = left(&form);
    put(&mut sheets[0], "2.1@2026", "value", "Không");
    let grid = &mut sheets[0];
    // Columns from right to left, one of their own between, rows upside down below the words of the columns.
    let width = grid.width();
    for cells in &mut grid.rows {
        cells.resize(width, String::new());
        cells.insert(3, "thêm".to_owned());
        cells.reverse();
    }
    grid.rows[1..].reverse();
    grid.spans.clear();
    let (_, _, found) = back(&form, &sheets);
    assert_eq!(changed(&found), [("2.1 value".to_owned(), State::New, String::new(), "Không".to_owned())]);
}

#[test]
fn ux_63_a_cell_that_changed_on_both_sides_is_asked_about_and_an_untouched_one_undoes_nothing() {
    let then = form();
    let mut sheets = left(&then);
    put(&mut sheets[0], "1.1@2026#a", "value", "115");
    let mut now = form();
    for row in &mut now.rows {
        if let Part::Criterion(line) = &mut row.kind
            && row.code == "1.1"
        {
            line.versions.figures = 3;
            for (input, typed) in line.groups[0].inputs.iter_mut().zip(["113", "1.300"]) {
                typed.clone_into(&mut input.typed);
            }
        }
    }
    let (_, _, found) = back(&now, &sheets);
    assert_eq!(changed(&found), [("1.1 value".to_owned(), State::Conflict, "113".to_owned(), "115".to_owned())]);
    let untouched = found.iter().find(|one| one.change.key.ends_with("1.1@2026#b")).expect("the other value");
    assert_eq!(untouched.change.reasons[0].key, "workbooks-moved-on");
}

#[test]
fn ux_65_old_letters_become_unicode_and_are_flagged() {
    let form = form();
    let mut sheets = left(&form);
    let said = "Đã hoàn thành việc kiểm tra ở các thôn";
    put(&mut sheets[0], "1.1@2026", "note", &encode(Old::Tcvn3, said));
    put(&mut sheets[0], "1.2@2026", "note", "Phu\u{031b}o\u{031b}\u{0300}ng");
    let (_, _, found) = back(&form, &sheets);
    let notes: Vec<_> = found.iter().filter(|one| one.change.state != State::Same).collect();
    assert_eq!(notes.iter().map(|one| one.given.as_str()).collect::<Vec<_>>(), [said, "Phường"]);
    for note in notes {
        assert_eq!(note.change.reasons[0].key, "workbooks-converted");
    }
}

#[test]
fn a_closed_criterion_is_not_understood_and_a_row_of_another_set_is_a_stray() {
    let then = form();
    let mut sheets = left(&then);
    put(&mut sheets[0], "1.1@2026#a", "value", "112");
    let (row, key) = place(&sheets[0], "2.1@2026", "key");
    sheets[0].put(row, key, "tinh/xa:2.1@2025#x");
    let mut now = form();
    let Part::Criterion(line) = &mut now.rows[1].kind else { panic!("a criterion") };
    line.shut = Some(thuocdo_base::Message::new("workbooks-ratio"));
    let (_, reading, found) = back(&now, &sheets);
    let closed = found.iter().find(|one| one.change.state != State::Same).expect("a change");
    assert_eq!((closed.change.state, closed.change.reasons[0].key.as_str()), (State::NotUnderstood, "workbooks-ratio"));
    assert_eq!(reading.strays[0].reason.key, "workbooks-stray-key");
}

#[test]
fn new_citations_are_rows_without_a_key() {
    let form = form();
    let mut sheets = left(&form);
    for (column, text) in (1..).zip(["1.1", "12/KH-UBND", "14/3/2026", "UBND phường Mẫu 3", "Kế hoạch"]) {
        sheets[1].put(3, column, text);
    }
    let (_, reading, _) = back(&form, &sheets);
    let cited = &reading.citations[0];
    assert_eq!((cited.criterion.as_str(), cited.number.as_str(), cited.at), ("1.1", "12/KH-UBND", (1, 3)));
    assert_eq!((cited.date.as_str(), cited.summary.as_str(), reading.citations.len()), ("14/3/2026", "Kế hoạch", 1));
}

#[test]
fn the_sheet_is_like_the_paper_form_with_live_formulas() {
    let bytes = write(&form(), &words()).expect("a workbook");
    assert_eq!(bytes, write(&form(), &words()).expect("a workbook"), "the same values give the same bytes");
    let mut book = Xlsx::new(Cursor::new(bytes.clone())).expect("a workbook");
    let formulas = book.worksheet_formula("Tự đánh giá").expect("formulas");
    let all: Vec<String> = formulas.used_cells().map(|(_, _, formula)| formula.clone()).collect();
    let has = |part: &str| assert!(all.iter().any(|formula| formula.contains(part)), "{part} is not in {all:?}");
    has("F10/F11");
    has("MIN(1,MAX(0,F12))");
    has("CHOOSE(MATCH(F13,_lists!$A$1:$A$2,0),1,(1/3))");
    has("=\"Có\"");
    has("SUM(");
    let computed = book.worksheet_range("Tự đánh giá").expect("cells");
    assert_eq!(computed.get_value((8, 9)), Some(&calamine::Data::Float(1.85)), "what it comes to stands beside it");
    let sheet = &grids(bytes)[0];
    let said = |text: &str| assert!(sheet.rows.iter().flatten().any(|cell| cell.contains(text)), "{text}");
    for text in
        ["Độc lập - Tự do - Hạnh phúc", "PHƯỜNG MẪU 3", "II", "a = Số a (máy)", "– Tỷ lệ", "MINH HỌA", "=HYPERLINK"]
    {
        said(text);
    }
    assert!(!all.iter().any(|formula| formula.contains("HYPERLINK")));
}

#[test]
fn ux_66_the_result_names_what_came_of_each_row_and_can_be_handed_in_again() {
    let form = form();
    let mut sheets = left(&form);
    put(&mut sheets[0], "1.1@2026#a", "value", "một trăm");
    let (row, _) = place(&sheets[0], "1.1@2026#a", "value");
    let came = BTreeMap::from([((0, row), vec!["“một trăm” không phải là số.".to_owned()])]);
    let at = Timestamp::from_micros(1_790_000_000_000_000);
    let again = grids(thuocdo_workbooks::result::write(&sheets, &came, &words(), ("Kết quả", at)).expect("a workbook"));
    let said = again[0].rows[row].last().map(String::as_str);
    assert_eq!(said, Some("“một trăm” không phải là số."));
    assert!(again[0].rows[row - 1].iter().any(|cell| cell == "Kết quả nhập"));
    put(&mut sheets[0], "1.1@2026#a", "value", "100");
    let mut mended = again.clone();
    put(&mut mended[0], "1.1@2026#a", "value", "100");
    assert_eq!(changed(&back(&form, &mended).2), changed(&back(&form, &sheets).2));
}
