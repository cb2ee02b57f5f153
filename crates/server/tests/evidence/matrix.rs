//! The appraisal matrix over HTTP: downloaded, filled in, looked at, taken in, taken back; the real child reads it.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use thuocdo_annex::Grid;
use thuocdo_app::books::Books;
use thuocdo_server::workbook::ChildReader;
use thuocdo_testkit::client::{Answer, Client};
use thuocdo_testkit::{Live, TestApp, on_both, onward, samples};
use zip::write::SimpleFileOptions;

use crate::room::form;

const BOOK: &str = "/ky/mau-2026/tham-dinh/so-tinh";
const FILE: &str = "/ky/mau-2026/tham-dinh/so-tinh/tham-dinh.xlsx";
const RESULT: &str = "/ky/mau-2026/tham-dinh/so-tinh/ket-qua-nhap.xlsx";
const GRID: &str = "/ky/mau-2026/tham-dinh/1.5";

fn books() -> Arc<ChildReader> {
    Arc::new(ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo"))))
}

async fn appraised(database: thuocdo_testkit::Database) -> (TestApp, Live) {
    let mut test = TestApp::on(database).await;
    let live = onward::at_appraisal(&test).await;
    test.app = test.app.clone().with_books(books());
    (test, live)
}

async fn grids(bytes: &[u8]) -> Vec<Grid> {
    books().cells(bytes.to_vec()).await.expect("a workbook")
}

/// Where a cell stands: sheet, row, column; `part` is `points` or `reason`.
fn place(grids: &[Grid], unit: &str, criterion: &str, part: &str) -> (usize, usize, usize) {
    for (sheet, grid) in grids.iter().enumerate() {
        let Some(column) = grid.rows.first().and_then(|keys| {
            keys.iter().position(|key| key.contains(&format!(":{criterion}@")) && key.ends_with(&format!("#{part}")))
        }) else {
            continue;
        };
        if let Some(row) = grid.rows.iter().position(|row| row.first().is_some_and(|key| key == unit)) {
            return (sheet, row, column);
        }
    }
    panic!("no cell of {unit} {criterion}");
}

/// The workbook with text typed into cells, as a spreadsheet would save it.
async fn typed(bytes: &[u8], cells: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let grids = grids(bytes).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let (name, mut text) = (part.name().to_owned(), String::new());
        part.read_to_string(&mut text).expect("text");
        for (unit, criterion, kind, value) in cells {
            let (sheet, row, column) = place(&grids, unit, criterion, kind);
            if name == format!("xl/worksheets/sheet{}.xml", sheet + 1) {
                text = put(&text, row, column, value);
            }
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("a part");
    }
    out.finish().expect("a workbook").into_inner()
}

fn put(sheet: &str, row: usize, column: usize, value: &str) -> String {
    let letters = match column {
        0..26 => format!("{}", char::from(b'A' + u8::try_from(column).expect("a letter"))),
        _ => {
            let letter = |at: usize| char::from(b'A' + u8::try_from(at).expect("a letter"));
            format!("{}{}", letter(column / 26 - 1), letter(column % 26))
        }
    };
    let named = format!("<c r=\"{letters}{}\"", row + 1);
    let from = sheet.find(&named).expect("a cell");
    let rest = &sheet[from..];
    let empty = rest.find('>').is_some_and(|end| rest[..end].ends_with('/'));
    let end = if empty { rest.find("/>").expect("an end") + 2 } else { rest.find("</c>").expect("an end") + 4 };
    let style = rest.split("s=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let cell = format!("{named} s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>");
    format!("{}{cell}{}", &sheet[..from], &rest[end..])
}

async fn hand_in(client: &mut Client, bytes: &[u8]) -> Answer {
    form(client, BOOK, &[], &[("so.xlsx", bytes)]).await
}

async fn page(client: &mut Client, path: &str) -> String {
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {}", answer.text());
    answer.text()
}

async fn file(client: &mut Client, path: &str) -> Vec<u8> {
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {}", answer.text());
    assert!(answer.header("content-disposition").is_some_and(|head| head.contains(".xlsx")));
    answer.bytes.to_vec()
}

/// What the form of the preview sends as it stands: hidden fields and ticked boxes.
fn as_shown(page: &str) -> Vec<(String, String)> {
    let form = page.split("so-tinh/ghi").nth(1).and_then(|rest| rest.split("</form>").next()).expect("a form");
    let value =
        |input: &str, name: &str| Some(input.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned());
    let sent = |input: &&str| input.contains("type=\"hidden\"") || input.contains(" checked");
    let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let pairs = inputs.filter(sent).filter_map(|input| Some((value(input, "name")?, value(input, "value")?)));
    pairs.filter(|(name, _)| name != "csrf").collect()
}

fn pairs(given: &[(String, String)]) -> Vec<(&str, &str)> {
    given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn ux_59_60_63_66_a_matrix_is_filled_in_looked_at_taken_in_and_taken_back() {
    on_both(async |database| {
        let (test, live) = appraised(database).await;
        let mut client = test.client_as(&live.appraiser).await;
        let mut other = test.client_as(&live.appraiser2).await;
        assert!(page(&mut client, BOOK).await.contains("ô anh/chị được chấm"));
        let left = file(&mut client, FILE).await;
        hand_in(&mut client, &left).await;
        assert!(page(&mut client, BOOK).await.contains("0 thay đổi"), "nothing was touched");
        let cells = [
            ("xa-mau-1", "1.5", "points", "7,5"),
            ("xa-mau-1", "1.6", "points", "0"),
            ("xa-mau-1", "1.6", "reason", "Thiếu minh chứng kèm theo"),
            ("xa-mau-2", "1.5", "points", "99"),
            ("xa-mau-2", "1.6", "points", "0"),
            ("xa-mau-2", "1.6", "reason", "Số liệu chưa khớp"),
        ];
        let back = typed(&left, &cells).await;
        let clash = [("cq", "xa-mau-1"), ("ban", "0"), ("diem", "0,5"), ("ly-do", "Có một phần minh chứng")];
        let saved = other.post_once("/ky/mau-2026/tham-dinh/1.6/luu", &clash).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        assert_eq!(hand_in(&mut client, &back).await.status, StatusCode::SEE_OTHER);
        let shown = page(&mut client, BOOK).await;
        for part in
            ["3 thay đổi", "người khác cũng sửa", "không ghi được", "Có một phần minh chứng", "Lý Văn Thẩm Định"]
        {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        assert!(page(&mut client, GRID).await.contains("Đã chấm 0/3"), "nothing is written by looking");
        let form = as_shown(&shown);
        let after = client.post(&format!("{BOOK}/ghi"), &pairs(&form)).await;
        assert!(after.text().contains("Đã ghi 2 ô, giữ nguyên 2 ô"), "{}", after.text());
        assert!(page(&mut client, GRID).await.contains("value=\"7,50\""));
        let kept = page(&mut client, "/ky/mau-2026/tham-dinh/1.6").await;
        assert!(kept.contains("value=\"0,50\""), "the system's own stays: {kept}");
        let told = grids(&file(&mut client, RESULT).await).await;
        let all: Vec<&String> = told.iter().flat_map(|grid| grid.rows.iter().flatten()).collect();
        assert!(all.iter().any(|cell| cell.contains("1.5: Điểm phải từ 0 đến 12")), "{all:?}");
        assert!(all.iter().any(|cell| cell.contains("Có người khác sửa")), "{all:?}");
        let (sheet, row, column) = place(&told, "xa-mau-2", "1.5", "points");
        assert_eq!(told[sheet].text(row, column), "99", "what was typed stays to be mended");
        let again = client.post_once(&format!("{BOOK}/ghi"), &pairs(&form)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a file is taken in once");
        let undone = client.post("/ky/mau-2026/tham-dinh/hoan-tac", &[("ve", BOOK)]).await;
        assert!(undone.text().contains("Đã hoàn tác 2 dòng") && undone.path.ends_with("so-tinh"), "{}", undone.text());
        assert!(page(&mut client, GRID).await.contains("Đã chấm 0/3"));
    });
}

#[test]
fn rows_columns_and_cells_are_chosen_and_a_conflict_is_written_only_if_ticked() {
    on_both(async |database| {
        let (test, live) = appraised(database).await;
        let mut client = test.client_as(&live.appraiser).await;
        let left = file(&mut client, FILE).await;
        let cells = [
            ("xa-mau-1", "1.5", "points", "6"),
            ("xa-mau-1", "1.6", "points", "0,5"),
            ("xa-mau-2", "1.5", "points", "5"),
            ("xa-mau-2", "1.6", "points", "0,5"),
        ];
        let back = typed(&left, &cells).await;
        let early = [("cq", "xa-mau-1"), ("ban", "0"), ("diem", "4")];
        assert_eq!(client.post_once(&format!("{GRID}/luu"), &early).await.status, StatusCode::OK);
        hand_in(&mut client, &back).await;
        let shown = page(&mut client, BOOK).await;
        let mut sent = as_shown(&shown);
        sent.retain(|(name, value)| !(name == "cq" && value == "xa-mau-2") && name != "hien" && name != "chon");
        let ticked =
            shown.split("name=\"chon\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a box");
        sent.push(("chon".to_owned(), ticked.to_owned()));
        let after = client.post(&format!("{BOOK}/ghi"), &pairs(&sent)).await;
        assert!(after.text().contains("Đã ghi 2 ô, giữ nguyên 2 ô"), "{}", after.text());
        let grid = page(&mut client, GRID).await;
        assert!(grid.contains("value=\"6,00\"") && !grid.contains("value=\"5,00\""), "{grid}");
    });
}

#[test]
fn ux_62_what_is_no_workbook_of_this_round_is_refused_and_units_learn_nothing() {
    on_both(async |database| {
        let (test, live) = appraised(database).await;
        let mut client = test.client_as(&live.appraiser).await;
        let plain =
            samples::workbook(&format!("<sheetData><row r=\"1\">{}</row></sheetData>", samples::cell("A1", "a")));
        for (bytes, says) in [
            (plain, "không phải sổ tải từ hệ thống"),
            (samples::xlsx(&[("xl/vbaProject.bin", b"x")]), "macro"),
            (b"csv;no".to_vec(), "không"),
        ] {
            let refused = hand_in(&mut client, &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains(says), "{says} is not in {}", refused.text());
        }
        let left = file(&mut client, FILE).await;
        for account in [&live.clerk, &live.head, &live.stranger, &live.council] {
            let mut client = test.client_as(account).await;
            for path in [BOOK, FILE, RESULT] {
                assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND, "{path} {account}");
            }
            assert!(hand_in(&mut client, &left).await.status.is_client_error());
        }
        assert_eq!(client.get(RESULT).await.status, StatusCode::NOT_FOUND, "nothing was taken in yet");
        let mut secretariat = test.client_as(&live.secretariat).await;
        let looked = grids(&file(&mut secretariat, FILE).await).await;
        assert!(looked.len() > 2, "who sees all downloads all");
        assert!(hand_in(&mut secretariat, &left).await.status.is_client_error());
        onward::on_to(&test, &live, thuocdo_assessment::RoundStage::SecondAppraisal).await;
        let late = hand_in(&mut client, &left).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("bước thẩm định trước"), "{}", late.text());
    });
}
