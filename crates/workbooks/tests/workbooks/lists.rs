//! Plain lists as workbooks.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use thuocdo_base::{Number, Timestamp};
use thuocdo_words::Lang;
use thuocdo_workbooks::list::{Cell, List, write};

#[test]
fn text_stays_text_numbers_are_numbers_and_names_of_sheets_are_free() {
    let third = Number::from(1).divided_by(&Number::from(3)).expect("a value");
    let rows = vec![vec![
        Cell::text("=1+1"),
        Cell::text("007"),
        Cell::Number(Number::parse("8.1").expect("a value")),
        Cell::Number(third),
    ]];
    let list =
        |name: &str| List { name: name.to_owned(), head: vec![("Mã".to_owned(), 8)], kept: 1, rows: rows.clone() };
    let made = Timestamp::from_micros(1_780_000_000_000_000);
    let lists = [list("Xếp hạng: [xã]/phường"), list("xếp hạng xãphường")];
    let bytes = write(Lang::Vi, "Danh sách", made, false, &lists).expect("a value");
    assert!(bytes == write(Lang::Vi, "Danh sách", made, false, &lists).expect("a value"));
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a value");
    assert_eq!(read.sheet_names(), ["Xếp hạng xãphường", "xếp hạng xãphường 2"]);
    let range = read.worksheet_range("Xếp hạng xãphường").expect("a value");
    let cells: Vec<Data> = range.rows().nth(1).expect("a value").to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cells, [text("=1+1"), text("007"), Data::Float(8.1), text("1/3")]);
}
