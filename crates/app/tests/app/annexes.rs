//! Annexes of decisions on both engines: taken in, said otherwise, overtaken, made into a draft, given up.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_annex::Grid;
use thuocdo_app::books::{Books, Cells, Reading};
use thuocdo_app::criteria_sets::annex::{self, Said};
use thuocdo_app::{ActionError, App};
use thuocdo_base::{Actor, Message};
use thuocdo_testkit::live::account;
use thuocdo_testkit::{TestApp, on_both};

/// Hands out one small sheet, whatever it is given.
struct OneSheet;

impl Books for OneSheet {
    fn read(&self, _bytes: Vec<u8>) -> Reading<'_> {
        Box::pin(async { Err(Message::new("app-no-workbooks")) })
    }

    fn cells(&self, _bytes: Vec<u8>) -> Cells<'_> {
        let rows = [
            ["STT", "Tiêu chí", "Thang điểm", "Cách chấm"],
            ["I", "Nhận thức", "15", ""],
            ["1", "Kế hoạch năm", "5", "Có: 5 điểm; không: 0 điểm"],
            ["2", "Họp Ban Chỉ đạo", "10", "4 cuộc: 10, 2 cuộc: 5"],
            ["", "Tổng cộng", "16", ""],
        ];
        let mut grid = Grid::default();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                grid.put(row, column, text);
            }
        }
        Box::pin(async move { Ok(vec![grid]) })
    }
}

async fn at_desk(test: &TestApp) -> (App, Actor) {
    let app = test.app.clone().with_books(Arc::new(OneSheet));
    let admin = account(&app, "admin", "Nguyễn Văn Quản Trị", None).await;
    (app, Actor::Person(admin))
}

fn key(error: ActionError) -> String {
    let ActionError::Refused(reasons) = error else { panic!("{error:?}") };
    reasons[0].key.clone()
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn an_annex_is_kept_with_what_was_said_of_it_until_a_draft_is_made() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let (app, admin) = at_desk(&test).await;
        let stranger = Actor::Person(account(&app, "stranger", "Nguyễn Văn Khách", None).await);
        assert!(matches!(annex::take_in(&app, &stranger, "a.xlsx", vec![1]).await, Err(ActionError::NotAllowed)));
        let id = annex::take_in(&app, &admin, "phu-luc.xlsx", vec![1]).await.expect("an annex");
        let view = annex::view(&app, &admin, &id).await.expect("a view");
        assert_eq!(
            view.rows.iter().map(|row| row.kind).collect::<Vec<_>>(),
            ["head", "heading", "criterion", "criterion", "total"]
        );
        assert_eq!((view.rules, view.headings), ([2, 0, 0], 1));
        let sentences: Vec<usize> =
            view.rows.iter().filter_map(|row| Some(row.rule.as_ref()?.sentences.len())).collect();
        assert!(sentences.iter().all(|count| *count > 0), "every rule is said in words: {sentences:?}");
        assert_eq!(view.checks.iter().filter(|check| !check.agrees).count(), 1, "the total of 16 is not 15");
        let fields =
            typed(&[("code", "tinh-mau/xa"), ("title", "Bộ mẫu"), ("version", "2026"), ("issuer", "UBND tỉnh Mẫu")]);
        let said =
            Said { fields, rows: BTreeMap::from([(4, "note".to_owned()), (0, "head".to_owned())]), ..Said::default() };
        annex::say(&app, &admin, &id, 1, said.clone()).await.expect("kept");
        assert_eq!(key(annex::say(&app, &admin, &id, 1, said).await.unwrap_err()), "sets-annex-overtaken");
        let view = annex::view(&app, &admin, &id).await.expect("a view");
        let said: Vec<usize> = view.rows.iter().filter(|row| row.is_said).map(|row| row.place).collect();
        assert_eq!((said, view.rows[4].kind), (vec![4], "note"), "only what differs is kept");
        assert!(view.faults.is_empty() && view.checks.iter().all(|check| check.agrees));
        let draft = annex::make(&app, &admin, &id).await.expect("a draft");
        let mut link = app.store.look().await.expect("a link");
        let draft = link.find_set_draft(&draft).await.expect("an answer").expect("a draft");
        assert_eq!((draft.code.as_str(), draft.title.as_str()), ("tinh-mau/xa", "Bộ mẫu"));
        assert!(matches!(annex::view(&app, &admin, &id).await, Err(ActionError::NotAllowed)));
        assert_eq!(annex::open(&app, &admin).await.expect("a list"), []);
    });
}

#[test]
fn a_draft_needs_a_code_a_title_and_an_issuer_and_an_annex_can_be_given_up() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let (app, admin) = at_desk(&test).await;
        let id = annex::take_in(&app, &admin, "phu-luc.xlsx", vec![1]).await.expect("an annex");
        let cases = [
            (vec![], "sets-code-bad"),
            (vec![("code", "mau"), ("title", "")], "sets-title-missing"),
            (vec![("code", "mau"), ("title", "Mẫu"), ("issuer", "")], "sets-issuer-missing"),
        ];
        for (revision, (pairs, reason)) in (1..).zip(cases) {
            let said = Said { fields: typed(&pairs), ..Said::default() };
            annex::say(&app, &admin, &id, revision, said).await.expect("kept");
            assert_eq!(key(annex::make(&app, &admin, &id).await.unwrap_err()), reason);
        }
        annex::discard(&app, &admin, &id).await.expect("given up");
        assert!(matches!(annex::discard(&app, &admin, &id).await, Err(ActionError::NotAllowed)));
    });
}
