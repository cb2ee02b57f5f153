//! A commune without a line: downloads its record as a workbook, fills it in, hands it in; the real child reads it.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use thuocdo_annex::Grid;
use thuocdo_app::answers::{self, Loaded, Place, Value};
use thuocdo_app::books::Books;
use thuocdo_assessment::{Figures, Record, Stage};
use thuocdo_base::Actor;
use thuocdo_server::workbook::ChildReader;
use thuocdo_testkit::client::Client;
use thuocdo_testkit::database::on_both;
use thuocdo_testkit::{Database, samples};

use crate::edited::{edited, place};
use crate::room::{Room, form};

const PAGE: &str = "/ky/mau-2026/excel/xa-mau-1";
const FILE: &str = "/ky/mau-2026/excel/xa-mau-1/tai-ve";

struct Commune {
    room: Room,
    clerk: Client,
    books: Arc<ChildReader>,
}

impl Commune {
    async fn on(database: Database) -> Self {
        let mut room = Room::on(database).await;
        let books = Arc::new(ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo"))));
        room.test.app = room.test.app.clone().with_books(books.clone());
        let clerk = room.clerk().await;
        Self { room, clerk, books }
    }

    async fn save(&self, account: &str, criterion: &str, base: u64, value: Value) {
        let place = Place::new("mau-2026", "xa-mau-1", criterion);
        let actor = Actor::Person(account.to_owned());
        let saved = answers::save(&self.room.test.app, &actor, &place, base, value).await.expect("an answer");
        assert!(matches!(saved, answers::Outcome::Saved(_)), "{saved:?}");
    }

    async fn download(&mut self) -> Vec<u8> {
        let answer = self.clerk.get(FILE).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("content-disposition").expect("a name").contains("tu-danh-gia-mau-2026-xa-mau-1.xlsx"));
        answer.bytes.clone()
    }

    async fn cells(&self, bytes: &[u8]) -> Vec<Grid> {
        self.books.cells(bytes.to_vec()).await.expect("cells")
    }

    /// Hands a workbook in and gives the address of what it would change.
    async fn hand_in(&mut self, bytes: &[u8]) -> String {
        let answer = form(&mut self.clerk, PAGE, &[], &[("so.xlsx", bytes)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header("location").expect("an address").to_owned()
    }

    /// Writes what is ticked, as a browser would.
    async fn write(&mut self, at: &str) -> String {
        let page = self.clerk.get(at).await.text();
        let picks = ticked(&page);
        let seen =
            page.split("name=\"dau\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a digest");
        let mut pairs = vec![("dau", seen), ("viec", "ghi")];
        pairs.extend(picks.iter().map(|pick| ("chon", pick.as_str())));
        let answer = self.clerk.post(at, &pairs).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    }

    async fn loaded(&self) -> Loaded {
        let app = &self.room.test.app;
        let mut link = app.store.look().await.expect("a link");
        let frozen = thuocdo_app::setup::frozen::frozen(app, &mut link, "mau-2026").await.expect("a round");
        Loaded::of(&mut link, &frozen, "xa-mau-1").await.expect("a record")
    }
}

/// Values of the boxes that are ticked.
fn ticked(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"chon\" value=\"").skip(1).filter_map(|rest| rest.split_once('>'));
    let ticked = boxes.filter(|(tag, _)| tag.contains("checked"));
    ticked
        .map(|(tag, _)| tag.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&#35;", "#"))
        .collect()
}

fn figures(values: &[(&str, &str)]) -> Value {
    let values = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Value::Figures(Figures { values, ..Figures::default() })
}

#[test]
fn ux_59_a_workbook_that_comes_back_untouched_changes_nothing() {
    on_both(async |database| {
        let mut commune = Commune::on(database).await;
        let clerk = commune.room.live.clerk.clone();
        commune.save(&clerk, "1.5", 0, figures(&[("a", "1045"), ("b", "1.060,0")])).await;
        commune.save(&clerk, "1.4", 0, figures(&[("yes", "1")])).await;
        commune.save(&clerk, "1.2", 0, Value::Note("Dòng một\n\n  dòng hai =1+1".to_owned())).await;
        let bytes = commune.download().await;
        let at = commune.hand_in(&bytes).await;
        let page = commune.clerk.get(&at).await.text();
        assert!(page.contains("<b>0 thay đổi</b>") && !page.contains("name=\"chon\""), "{page}");
    });
}

#[test]
fn ux_60_63_66_a_commune_without_a_line_loses_nothing() {
    on_both(async |database| {
        let mut commune = Commune::on(database).await;
        let (clerk, clerk2) = (commune.room.live.clerk.clone(), commune.room.live.clerk2.clone());
        commune.save(&clerk, "1.5", 0, figures(&[("a", "45"), ("b", "60")])).await;
        commune.save(&clerk, "1.6", 0, figures(&[("n", "12")])).await;
        let bytes = commune.download().await;
        let sheets = commune.cells(&bytes).await;
        let at = |key: &str, word: &str| place(&sheets[0], key, word);
        // Meanwhile a colleague changes two criteria in the system; one of them is changed in the workbook, too.
        commune.save(&clerk2, "1.5", 1, figures(&[("a", "50"), ("b", "60")])).await;
        commune.save(&clerk2, "1.6", 1, figures(&[("n", "13")])).await;
        let cells = [
            (at(":1.5@2022#b", "value"), "58"),
            (at(":1.4@2022", "value"), "Có"),
            (at(":1.2@2022", "value"), "nhiều lắm"),
            (at(":1.3@2022", "note"), "Đã rà soát toàn bộ"),
            (at(":1.7@2022", "na"), "x"),
            (at(":1.7@2022", "ground"), "Xã không có bộ phận này"),
        ];
        let changed = edited(&bytes, 0, &cells);
        let cited = ["1.1", "12/KH-UBND", "14/3/2026", "UBND xã Mẫu 1", "Kế hoạch năm"];
        let rows: Vec<((usize, usize), &str)> = (1..).map(|column| (3, column)).zip(cited).collect();
        let changed = edited(&changed, 1, &rows);
        let page_at = commune.hand_in(&changed).await;
        let page = commune.clerk.get(&page_at).await.text();
        for shown in [
            "<b>1</b> cả hai bên cùng sửa",
            "<b>1</b> không nhập được",
            "<b>5</b> mới",
            "“nhiều lắm” không phải là số",
            "12/KH-UBND · 14/3/2026",
            "2 ô đã được sửa trên hệ thống sau khi xuất sổ",
        ] {
            assert!(page.contains(shown), "{shown} is not in {page}");
        }
        assert_eq!(ticked(&page).len(), 5, "both sides changed: the house keeps its own unless somebody says so");
        assert_eq!(commune.loaded().await.answered("1.4").figures, Figures::default(), "nothing is written yet");
        let told = commune.write(&page_at).await;
        assert!(told.contains("Đã ghi 4 ô và 1 minh chứng; 1 dòng không nhập được"), "{told}");
        let loaded = commune.loaded().await;
        let typed = |code: &str| loaded.answered(code).figures.values;
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(typed("1.5"), [pair("a", "50"), pair("b", "60")], "the house's stays");
        assert_eq!(typed("1.6"), [pair("n", "13")], "an untouched cell undoes nothing");
        assert_eq!(loaded.answered("1.4").figures.values[0].1, "1");
        assert_eq!(loaded.answered("1.3").note, "Đã rà soát toàn bộ");
        assert_eq!(loaded.answered("1.7").ground(), Some("Xã không có bộ phận này"));
        assert_eq!(loaded.answered("1.1").evidence, 1);
        let result = commune.clerk.get(&format!("{page_at}/ket-qua")).await;
        assert_eq!(result.status, StatusCode::OK);
        let sheets = commune.cells(&result.bytes).await;
        let said = |key: &str| {
            let (row, _) = place(&sheets[0], key, "key");
            sheets[0].rows[row].last().cloned().unwrap_or_default()
        };
        assert!(said(":1.2@2022").contains("không nhập được: “nhiều lắm” không phải là số"), "{}", said(":1.2@2022"));
        assert!(said(":1.5@2022#b").contains("giữ bản trên hệ thống"), "{}", said(":1.5@2022#b"));
        assert!(said(":1.4@2022").contains("đã ghi") && sheets[1].rows[3].last().expect("a cell").contains("đã ghi"));
        // Once more: what was written stands, and nothing can be written twice.
        let again = commune.clerk.post(&page_at, &[("dau", "0"), ("viec", "ghi")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("Sổ này đã được ghi trước đó"));
        let mended = edited(&changed, 0, &[(at(":1.2@2022", "value"), "3")]);
        let page_at = commune.hand_in(&mended).await;
        let told = commune.write(&page_at).await;
        assert!(told.contains("Đã ghi 1 ô và 0 minh chứng; 0 dòng không nhập được"), "{told}");
        assert_eq!(commune.loaded().await.answered("1.2").figures.values[0].1, "3");
    });
}

#[test]
fn a_conflict_that_is_ticked_replaces_and_what_moved_meanwhile_is_looked_at_again() {
    on_both(async |database| {
        let mut commune = Commune::on(database).await;
        let clerk2 = commune.room.live.clerk2.clone();
        let bytes = commune.download().await;
        let sheets = commune.cells(&bytes).await;
        let changed = edited(&bytes, 0, &[(place(&sheets[0], ":1.6@2022", "value"), "12")]);
        let at = commune.hand_in(&changed).await;
        let page = commune.clerk.get(&at).await.text();
        let seen = page.split("name=\"dau\" value=\"").nth(1).expect("a digest").split('"').next().expect("an end");
        let pick = ticked(&page).remove(0);
        commune.save(&clerk2, "1.6", 0, figures(&[("n", "13")])).await;
        let moved = commune.clerk.post(&at, &[("dau", seen), ("chon", &pick), ("viec", "ghi")]).await;
        assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = moved.text();
        assert!(page.contains("vừa thay đổi") && page.contains("cả hai bên cùng sửa"), "{page}");
        let seen = page.split("name=\"dau\" value=\"").nth(1).expect("a digest").split('"').next().expect("an end");
        let told = commune.clerk.post(&at, &[("dau", seen), ("chon", &pick), ("viec", "ghi")]).await.text();
        assert!(told.contains("Đã ghi 1 ô"), "{told}");
        assert_eq!(commune.loaded().await.answered("1.6").figures.values[0].1, "12");
    });
}

#[test]
fn of_a_returned_record_only_what_was_named_comes_in() {
    on_both(async |database| {
        let mut commune = Commune::on(database).await;
        let bytes = commune.download().await;
        let (by, now) = (commune.room.live.head.clone(), commune.room.test.app.clock.now());
        let moved = commune.room.test.app.write(move |work| {
            Box::pin(async move {
                let record = work.find_record("mau-2026", "xa-mau-1").await?.expect("a record");
                let stage = Stage::Returned { criteria: vec!["1.5".to_owned()], by, at: now, reopened: false };
                Ok(work.save_record(&Record { stage, ..record }).await?)
            })
        });
        moved.await.expect("a returned record");
        let sheets = commune.cells(&bytes).await;
        let cell = |key: &str| place(&sheets[0], key, "value");
        let cells = [(cell(":1.5@2022#a"), "45"), (cell(":1.5@2022#b"), "60"), (cell(":1.6@2022"), "12")];
        let at = commune.hand_in(&edited(&bytes, 0, &cells)).await;
        let page = commune.clerk.get(&at).await.text();
        assert!(page.contains("<b>1</b> không nhập được") && page.contains("<b>2</b> mới"), "{page}");
        assert!(page.contains("chỉ mở để sửa các tiêu chí: 1.5"), "{page}");
        commune.write(&at).await;
        let loaded = commune.loaded().await;
        assert_eq!(loaded.answered("1.5").figures.values.len(), 2);
        assert_eq!(loaded.answered("1.6").figures, Figures::default());
        let now = commune.download().await;
        let sheets = commune.cells(&now).await;
        let kept: Vec<&String> = sheets[3].rows.iter().filter(|row| row[0] == "kept").map(|row| &row[1]).collect();
        assert!(!kept.is_empty() && kept.iter().all(|key| key.contains(":1.5@2022")), "{kept:?}");
    });
}

#[test]
fn ux_62_68_strange_and_hostile_workbooks_are_refused_with_a_reason_and_strangers_see_nothing() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut commune = Commune::on(Database::file()).await;
        let mut other = commune.room.test.client_as(&commune.room.live.other_clerk).await;
        let theirs = other.get("/ky/mau-2026/excel/xa-mau-2/tai-ve").await.bytes;
        let own = commune.download().await;
        let sheets = commune.cells(&own).await;
        let meta = sheets.iter().position(|sheet| sheet.name == "_meta").expect("a hidden sheet");
        let bomb = samples::greedy().remove(2).1;
        let refused: [(&[u8], &str); 6] = [
            (&theirs, "Sổ này của đơn vị khác (xa-mau-2)"),
            (&edited(&own, meta, &[((2, 1), "ky-khac")]), "đã bị sửa hoặc hỏng"),
            (&samples::xlsx(&[("xl/vbaProject.bin", b"x")]), "macro"),
            (&bomb, "tep"),
            (b"STT;Ti\xc3\xaau ch\xc3\xad\n", "f-tep"),
            (b"", "Chưa chọn tệp Excel"),
        ];
        for (bytes, says) in refused {
            let answer = form(&mut commune.clerk, PAGE, &[], &[("so.xlsx", bytes)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
            assert!(answer.text().contains(says), "{says} is not in {}", answer.text());
        }
        let at = commune.hand_in(&own).await;
        for path in [PAGE, FILE, at.as_str()] {
            assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let mut colleague = commune.room.test.client_as(&commune.room.live.clerk2).await;
        assert_eq!(colleague.get(&at).await.status, StatusCode::NOT_FOUND, "only who handed it in sees it");
    });
}

#[test]
fn ux_64_a_sheet_of_their_own_is_mapped_with_two_corrections() {
    on_both(async |database| {
        let mut commune = Commune::on(database).await;
        let sheets = {
            let bytes = commune.download().await;
            commune.cells(&bytes).await
        };
        let title = |key: &str| {
            let (row, column) = place(&sheets[0], key, "title");
            sheets[0].text(row, column).to_owned()
        };
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự đánh giá", "Giải trình"].map(str::to_owned),
            ["I".to_owned(), "Nhận thức số".to_owned(), String::new(), String::new(), String::new()],
            ["1".to_owned(), title(":1.1@2022"), "2".to_owned(), "1".to_owned(), "Có kế hoạch".to_owned()],
            ["2".to_owned(), "Việc khác hẳn".to_owned(), "2".to_owned(), "1".to_owned(), String::new()],
        ];
        for (row, cells) in (0_u32..).zip(&rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        let at = commune.hand_in(&bytes).await;
        let page = commune.clerk.get(&at).await.text();
        assert!(page.contains("1 dòng chưa rõ thuộc tiêu chí nào"), "{page}");
        let again = commune.clerk.post(&at, &[("d-0-3", "1.2"), ("viec", "doc")]).await;
        assert!(again.status == StatusCode::OK && !again.text().contains("chưa rõ"), "{}", again.text());
        let told = commune.write(&at).await;
        assert!(told.contains("Đã ghi 3 ô"), "{told}");
        let loaded = commune.loaded().await;
        assert_eq!(loaded.answered("1.2").figures.points.as_deref(), Some("1"));
        assert_eq!(loaded.answered("1.1").note, "Có kế hoạch");
    });
}
