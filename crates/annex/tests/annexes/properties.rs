//! Whatever a sheet says: no row is lost, nothing panics, the file can be read.

use proptest::prelude::*;
use thuocdo_annex::{Corrections, Grid, Head, Span, file, grid, read, word};

fn cell() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        "",
        "I",
        "1",
        "1.1",
        "a)",
        "-",
        "Phần I",
        "STT",
        "Tiêu chí",
        "Điểm tối đa",
        "Cách chấm",
        "Mức 1",
        "10",
        "7,5",
        "Tổng cộng",
        "a = Số hồ sơ đúng hạn",
        "Tỷ lệ = a/b",
        "Từ 90% trở lên: 5 điểm; còn lại: 0",
        "Mỗi lỗi trừ 0,25 điểm",
        "TM. ỦY BAN NHÂN DÂN",
        "Ghi chú:",
        "=1+1",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,30}"]
}

fn sheet() -> impl Strategy<Value = Grid> {
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..25);
    let spans = prop::collection::vec((0_usize..25, 0_usize..6, 0_usize..4, 0_usize..4), 0..4);
    (rows, spans).prop_map(|(rows, spans)| {
        let span = |(top, left, high, wide)| Span { top, left, bottom: top + high, right: left + wide };
        Grid { name: "Trang".to_owned(), rows, spans: spans.into_iter().map(span).collect(), ..Grid::default() }
    })
}

proptest! {
    #[test]
    fn every_row_that_says_anything_is_accounted_for_once(sheets in prop::collection::vec(sheet(), 1..3)) {
        let said: Vec<(usize, usize)> = sheets.iter().enumerate().flat_map(|(sheet, grid)| {
            let says = |cells: &Vec<String>| cells.iter().any(|cell| cell.split_whitespace().next().is_some());
            grid.rows.iter().enumerate().filter(move |(_, cells)| says(cells)).map(move |(line, _)| (sheet, line))
        }).collect();
        let reading = read(&sheets, &Corrections::default(), "");
        let found: Vec<(usize, usize)> = reading.rows.iter().map(|row| (row.sheet, row.line)).collect();
        prop_assert_eq!(found, said);
        let nodes = reading.rows.iter().filter(|row| row.kind.is_node()).count();
        prop_assert_eq!(nodes, reading.nodes.len());
        let head = Head { code: "mau".to_owned(), version: "1".to_owned(), title: "Mẫu".to_owned(), ..Head::default() };
        let text = file::write(&reading, &head);
        prop_assert!(thuocdo_criteria::edit::outline(&text).is_some(), "{}", text);
        prop_assert_eq!(grid::read(&grid::write(&sheets)).len(), sheets.len());
    }

    #[test]
    fn rules_of_any_text_do_not_panic(text in "\\PC{0,80}") {
        let mut grid = Grid::default();
        for (column, name) in ["STT", "Tiêu chí", "Điểm tối đa", "Cách chấm"].into_iter().enumerate() {
            grid.put(0, column, name);
        }
        for (column, cell) in ["1", "Tên", "10", text.as_str()].into_iter().enumerate() {
            grid.put(1, column, cell);
        }
        read(&[grid], &Corrections::default(), &text);
    }

    #[test]
    fn any_bytes_are_no_document(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(word::read(&bytes).is_none());
    }
}
