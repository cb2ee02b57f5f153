//! An annex over HTTP: taken in, read row by row, said otherwise, made into a draft; the real child reads it.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use rust_xlsxwriter::{Format, Workbook};
use thuocdo_server::workbook::ChildReader;
use thuocdo_testkit::{Database, samples};
use thuocdo_words::encoding::{Old, encode};

use crate::room::{Room, form};

/// Two merged header rows, roman groups, a rule over three rows; typed in an old font.
fn sheet() -> Vec<u8> {
    const ROWS: [[&str; 5]; 9] = [
        ["BỘ CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP XÃ", "", "", "", ""],
        ["(Kèm theo Quyết định số 05/QĐ-UBND ngày 06/02/2026 của UBND tỉnh Mẫu)", "", "", "", ""],
        ["STT", "Chỉ số/Chỉ số thành phần", "QUY CHUẨN ĐÁNH GIÁ", "", "Minh chứng"],
        ["", "", "Điểm tối đa", "Cách xác định và tính điểm", ""],
        ["I", "Nhận thức số", "30", "", ""],
        ["1.1", "Số cuộc họp Ban Chỉ đạo", "20", "4 cuộc họp: 20, 3 cuộc họp: 15", "Thông báo kết luận"],
        ["1.2", "Tỷ lệ văn bản ký số", "10", "a = Số văn bản đã ký số", "Báo cáo"],
        ["", "", "", "b = Tổng số văn bản đi", ""],
        ["", "", "", "- Điểm = a/b*Điểm tối đa", ""],
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(ROWS) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, encode(Old::Tcvn3, cell)).expect("a cell");
        }
    }
    for (first, last, column) in [(2, 3, 0), (2, 3, 1), (2, 3, 4)] {
        let text = encode(Old::Tcvn3, ROWS[2][usize::from(column)]);
        sheet.merge_range(first, column, last, column, &text, &Format::new()).expect("a merged cell");
    }
    sheet.merge_range(2, 2, 2, 3, &encode(Old::Tcvn3, ROWS[2][2]), &Format::new()).expect("a merged cell");
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn an_annex_becomes_a_draft_and_choices_outlive_a_reload() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut room = Room::on(Database::file()).await;
        let books = ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo")));
        room.test.app = room.test.app.clone().with_books(Arc::new(books));
        let mut admin = room.test.client_as(&room.live.admin).await;
        let taken = form(&mut admin, "/bo-tieu-chi/tu-phu-luc", &[], &[("phu-luc.xlsx", &sheet())]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let at = taken.header("location").expect("a location").to_owned();
        let page = admin.get(&at).await.text();
        for shown in ["TCVN3", "05/QĐ-UBND", "6/02/2026", "Thông báo kết luận", "BỘ CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP XÃ"]
        {
            assert!(page.contains(shown), "{shown} is not in {page}");
        }
        let said = [
            ("ban", "1"),
            ("ten", "Bộ chỉ số mẫu"),
            ("ma", "tinh-mau/xa"),
            ("phien-ban", "2026"),
            ("so", "05/QĐ-UBND"),
            ("ngay", "6/2/2026"),
            ("co-quan", "UBND tỉnh Mẫu"),
            ("d-0", "note"),
            ("viec", "doc"),
        ];
        assert_eq!(admin.post(&at, &said).await.status, StatusCode::OK);
        let page = admin.get(&at).await.text();
        assert!(page.contains("value=\"tinh-mau/xa\"") && page.contains("k-note said"), "{page}");
        let wrong = [
            ("ban", "2"),
            ("ten", "Bộ chỉ số mẫu"),
            ("ma", "Tỉnh Mẫu"),
            ("phien-ban", "2026"),
            ("so", "05/QĐ-UBND"),
            ("ngay", "6/2/2026"),
            ("co-quan", "UBND tỉnh Mẫu"),
            ("viec", "tao"),
        ];
        let refused = admin.post(&at, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = [
            ("ban", "3"),
            ("ten", "Bộ chỉ số mẫu"),
            ("ma", "tinh-mau/xa"),
            ("phien-ban", "2026"),
            ("so", "05/QĐ-UBND"),
            ("ngay", "6/2/2026"),
            ("co-quan", "UBND tỉnh Mẫu"),
            ("viec", "tao"),
        ];
        let made = admin.post(&at, &said).await;
        assert!(made.path.starts_with("/bo-tieu-chi-nhap/"), "{} {}", made.path, made.text());
        let file = admin.get(&format!("{}/tai-ve", made.path)).await.text();
        for written in
            ["number = \"05/QĐ-UBND\"", "{ from = \"4\", points = \"20\" }", "rule = { kind = \"ratio\" }", "dòng 6"]
        {
            assert!(file.contains(written), "{written} is not in {file}");
        }
        assert_eq!(admin.get(&at).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_is_no_annex_is_refused_with_a_reason_and_only_administrators_may() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut room = Room::on(Database::file()).await;
        let books = ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo")));
        room.test.app = room.test.app.clone().with_books(Arc::new(books));
        let mut admin = room.test.client_as(&room.live.admin).await;
        let plain =
            samples::workbook(&format!("<sheetData><row r=\"1\">{}</row></sheetData>", samples::cell("A1", "a")));
        for (bytes, says) in
            [(plain, "Không tìm thấy bảng tiêu chí"), (samples::xlsx(&[("xl/vbaProject.bin", b"x")]), "macro")]
        {
            let refused = form(&mut admin, "/bo-tieu-chi/tu-phu-luc", &[], &[("a.xlsx", &bytes)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains(says), "{says} is not in {}", refused.text());
        }
        let mut clerk = room.clerk().await;
        let refused = form(&mut clerk, "/bo-tieu-chi/tu-phu-luc", &[], &[("a.xlsx", &sheet())]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    });
}
