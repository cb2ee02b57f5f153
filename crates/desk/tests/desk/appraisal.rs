//! Appraisal through the real router: the grid, saving, conflicts, handing over, many rows, two opinions, who sees what.

use axum::http::StatusCode;
use serde_json::Value as Json;
use thuocdo_app::setup;
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_base::Actor;
use thuocdo_testkit::{Client, Live, TestApp, on_both, onward};

const LIST: &str = "/ky/mau-2026/tham-dinh";
const GRID: &str = "/ky/mau-2026/tham-dinh/1.5";
const UNIT: &str = "xa-mau-1";

async fn save(
    client: &mut Client,
    criterion: &str,
    unit: &str,
    base: u64,
    typed: &[(&str, &str)],
) -> (StatusCode, Json) {
    let base = base.to_string();
    let pairs: Vec<(&str, &str)> =
        [("cq", unit), ("ban", base.as_str())].into_iter().chain(typed.iter().copied()).collect();
    let answer = client.post_once(&format!("{LIST}/{criterion}/luu"), &pairs).await;
    (answer.status, serde_json::from_str(&answer.text()).unwrap_or_default())
}

async fn page(client: &mut Client, path: &str) -> String {
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {}", answer.text());
    answer.text()
}

/// Somebody new who appraises only what is named.
async fn limited(test: &TestApp, live: &Live, login: &str, body: Option<&str>, criteria: Option<&[&str]>) -> Client {
    let account = thuocdo_testkit::live::account(&test.app, login, "Trịnh Văn Hẹp", body).await;
    let criteria = criteria.map(|codes| codes.iter().map(|code| (*code).to_owned()).collect());
    let grant = Grant { role: Role::Appraiser, unit: None, criteria, groups: None };
    let admin = Actor::Person(live.admin.clone());
    setup::roles::grant(&test.app, &admin, live.round, &account, grant).await.expect("a role");
    test.client_as(&account).await
}

#[test]
fn ux_69_a_cell_saves_by_itself_and_a_conflict_shows_both_texts() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut first = test.client_as(&live.appraiser).await;
        let mut second = test.client_as(&live.appraiser2).await;
        let shown = page(&mut first, GRID).await;
        assert!(
            shown.contains("Xã Mẫu 1") && shown.contains("data-row") && !shown.contains("role=\"grid\""),
            "{shown}"
        );
        let (status, told) = save(&mut first, "1.5", UNIT, 0, &[("diem", "7,5"), ("ly-do", "")]).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        assert_eq!((&told["points"], &told["differs"]), (&Json::from("7,50"), &Json::from(true)));
        assert!(told["message"].as_str().is_some_and(|text| text.contains("lý do")), "{told}");
        let version = told["v"].as_u64().expect("a version");
        let (status, clash) = save(&mut second, "1.5", UNIT, 0, &[("diem", "8")]).await;
        assert_eq!((status, &clash["value"]["diem"]), (StatusCode::CONFLICT, &Json::from("7,50")), "{clash}");
        assert_eq!(clash["by"], Json::from("Bùi Thị Thẩm Định"));
        let (status, _) =
            save(&mut second, "1.5", UNIT, version, &[("diem", "8"), ("ly-do", "Thiếu hai biên bản")]).await;
        assert_eq!(status, StatusCode::OK);
        let (status, _) = save(&mut first, "1.5", UNIT, 0, &[("diem", "8"), ("ly-do", "Thiếu hai biên bản")]).await;
        assert_eq!(status, StatusCode::OK, "the same text is no conflict");
        for typed in ["12,5", "-1", "mười", "1.234"] {
            let (status, told) = save(&mut first, "1.5", UNIT, 0, &[("diem", typed)]).await;
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY || status == StatusCode::CONFLICT, "{typed} {told}");
        }
    });
}

#[test]
fn ux_2_without_scripts_the_page_saves_all_its_rows() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut client = test.client_as(&live.appraiser).await;
        let form = [
            ("xa-mau-1|1.5|ban", "0"),
            ("xa-mau-1|1.5|diem", "6"),
            ("xa-mau-1|1.5|ly-do", "Số liệu chưa khớp"),
            ("xa-mau-2|1.5|ban", "0"),
            ("xa-mau-2|1.5|diem", "5"),
        ];
        let answer = client.post(GRID, &form).await;
        assert!(answer.text().contains("Đã lưu 2 dòng"), "{}", answer.text());
        assert!(answer.text().contains("value=\"6,00\"") && answer.text().contains("value=\"Số liệu chưa khớp\""));
        let bad = [("xa-mau-1|1.5|ban", "0"), ("xa-mau-1|1.5|diem", "99")];
        let answer = client.post_once(GRID, &bad).await;
        assert!(answer.status.is_client_error() && answer.text().contains("value=\"99\""), "{}", answer.text());
    });
}

#[test]
fn ux_71_a_different_score_without_a_reason_blocks_handing_over_not_saving() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut client = test.client_as(&live.appraiser).await;
        let done = format!("{GRID}/hoan-thanh");
        let answer = client.post_once(&done, &[("nhom", "xa"), ("lam", "xong")]).await;
        assert!(answer.status == 422 && answer.text().contains("chưa được chấm"), "{}", answer.text());
        let mut version = 0;
        for (unit, points) in [("xa-mau-1", "6"), ("xa-mau-2", "12"), ("phuong-mau-3", "0")] {
            let (status, told) = save(&mut client, "1.5", unit, 0, &[("diem", points), ("ly-do", "xx")]).await;
            assert_eq!(status, StatusCode::OK, "{unit} {told}");
            version = if unit == UNIT { told["v"].as_u64().expect("a version") } else { version };
        }
        let answer = client.post_once(&done, &[("nhom", "xa"), ("lam", "xong")]).await;
        assert!(answer.status == 422 && answer.text().contains("chưa ghi lý do"), "{}", answer.text());
        let typed = [("diem", "6"), ("ly-do", "Ảnh không có ngày, giờ")];
        save(&mut client, "1.5", UNIT, version, &typed).await;
        let answer = client.post(&done, &[("nhom", "xa"), ("lam", "xong")]).await;
        assert!(answer.text().contains("Đã hoàn thành thẩm định"), "{}", answer.text());
        let (status, told) = save(&mut client, "1.5", UNIT, 0, &[("diem", "7")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        let answer = client.post(&done, &[("nhom", "xa"), ("lam", "mo-lai")]).await;
        assert!(answer.text().contains("Đã mở lại"), "{}", answer.text());
        let kinds: Vec<String> =
            test.app.store.events().await.expect("events").into_iter().map(|event| event.kind).collect();
        assert!(kinds.contains(&"appraisal_done".to_owned()) && kinds.contains(&"appraisal_reopened".to_owned()));
    });
}

#[test]
fn ux_72_and_vinh_long_8_a_criterion_owner_sees_exactly_their_criteria_and_others_are_absent() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut owner = limited(&test, &live, "owner", None, Some(&["1.5"])).await;
        let list = page(&mut owner, LIST).await;
        assert!(list.contains(">1.5 ") && !list.contains(">1.6 ") && !list.contains(">2.1 "), "{list}");
        for unit in ["Xã Mẫu 1", "Xã Mẫu 2", "Phường Mẫu 3"] {
            assert!(page(&mut owner, GRID).await.contains(unit), "their criterion over all units");
        }
        for path in ["1.6", "1.6/xa-mau-1", "99.9"] {
            assert_eq!(owner.get(&format!("{LIST}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let unit = page(&mut owner, &format!("{LIST}/co-quan/{UNIT}")).await;
        assert!(unit.contains("1.5 ") && !unit.contains(">1.6 "), "{unit}");
        let (status, _) = save(&mut owner, "1.6", UNIT, 0, &[("diem", "1")]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn par_3_units_see_nothing_of_the_appraisal_and_nobody_appraises_their_own_body() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        for account in [&live.clerk, &live.head, &live.stranger, &live.council, &live.other_clerk] {
            let mut client = test.client_as(account).await;
            for path in [LIST, GRID, "/ky/mau-2026/tham-dinh/nhat-quan", "/ky/mau-2026/tham-dinh/1.5/xa-mau-1"] {
                let answer = client.get(path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} {account} came to {}", answer.path);
            }
            let (status, _) = save(&mut client, "1.5", UNIT, 0, &[("diem", "1")]).await;
            assert!(status.is_client_error(), "{status}");
        }
        let mut tied = limited(&test, &live, "tied", Some(&live.bodies[0]), None).await;
        let shown = page(&mut tied, GRID).await;
        assert!(!shown.contains("Xã Mẫu 1") && shown.contains("Xã Mẫu 2"), "the own body is absent");
        let (status, _) = save(&mut tied, "1.5", UNIT, 0, &[("diem", "1")]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn ux_70_points_as_self_assessed_on_chosen_rows_are_counted_first_and_undone_within_ten_minutes() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut client = test.client_as(&live.appraiser).await;
        let chosen =
            [("lam", "tu-cham"), ("chon", "xa-mau-1|1.5"), ("chon", "xa-mau-2|1.5"), ("chon", "phuong-mau-3|1.5")];
        let preview = client.post_once(GRID, &chosen).await;
        assert!(preview.text().contains("2 dòng sẽ thay đổi"), "{}", preview.text());
        assert!(page(&mut client, GRID).await.contains("Đã chấm 0/3"), "nothing is written by looking");
        let agreed: Vec<(&str, &str)> = chosen.into_iter().chain([("dong-y", "1")]).collect();
        let after = client.post(GRID, &agreed).await;
        assert!(after.text().contains("Đã đổi 2 dòng") && after.text().contains("Đã chấm 2/3"), "{}", after.text());
        let undone = client.post(&format!("{LIST}/hoan-tac"), &[("ve", GRID)]).await;
        assert!(
            undone.text().contains("Đã hoàn tác 2 dòng") && undone.text().contains("Đã chấm 0/3"),
            "{}",
            undone.text()
        );
        client.post(GRID, &agreed).await;
        test.clock.pass(601);
        let late = client.post_once(&format!("{LIST}/hoan-tac"), &[("ve", GRID)]).await;
        assert!(late.status.is_client_error(), "{}", late.status);
    });
}

#[test]
fn two_opinions_are_blind_until_both_are_there_and_a_difference_is_settled_with_a_reason() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let mut first = test.client_as(&live.appraiser).await;
        let mut second = test.client_as(&live.appraiser2).await;
        let twice = format!("{LIST}/cham-hai-lan");
        assert!(page(&mut secretariat, &twice).await.contains("Rút thăm chấm hai lần"));
        assert!(first.post_once(&format!("{twice}/rut-tham"), &[]).await.status.is_client_error());
        let drawn = secretariat.post(&format!("{twice}/rut-tham"), &[]).await;
        assert!(drawn.text().contains("Đã rút thăm"), "{}", drawn.text());
        let mut link = test.app.store.look().await.expect("a link");
        let rows = link.second_opinions(live.round, None).await.expect("rows");
        let all = rows.len() * 10;
        assert!(all >= 3 * 50, "a tenth of the items of three units: {}", rows.len());
        let item = rows.iter().find(|row| row.unit == UNIT).expect("an item of a unit that submitted").clone();
        drop(link);
        let (status, told) =
            save(&mut first, &item.criterion, UNIT, 0, &[("diem", "0"), ("ly-do", "Không thấy minh chứng")]).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        let path = format!("{LIST}/{}/{UNIT}", item.criterion);
        assert!(!page(&mut second, &path).await.contains("Không thấy minh chứng"), "the first opinion is kept back");
        assert!(!page(&mut second, &format!("{LIST}/{}", item.criterion)).await.contains("Không thấy minh chứng"));
        let (status, _) = save(&mut second, &item.criterion, UNIT, 0, &[("diem", "0")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let muc = format!("{UNIT}|{}", item.criterion);
        let opinion = [("muc", muc.as_str()), ("diem", "0,5"), ("ly-do", "Có một phần minh chứng")];
        let given = second.post(&twice, &opinion).await;
        assert!(
            given.text().contains("Đã ghi ý kiến thứ hai") && given.text().contains("Không thấy minh chứng"),
            "{}",
            given.text()
        );
        let bare = first.post_once(&twice, &[("muc", &muc), ("chon", "thu-hai"), ("ly-do", "...")]).await;
        assert!(bare.status == 422, "{}", bare.status);
        let settled = first.post(&twice, &[("muc", &muc), ("chon", "thu-hai"), ("ly-do", "Đã xem lại bản scan")]).await;
        assert!(
            settled.text().contains("Đã thống nhất") && settled.text().contains("trên 1 mục"),
            "{}",
            settled.text()
        );
        let shown = page(&mut secretariat, &format!("{LIST}/nhat-quan")).await;
        let compared = shown.split("So với người cùng chấm").nth(2).unwrap_or_default();
        for part in ["Bùi Thị Thẩm Định", "Lý Văn Thẩm Định", "Trong mức ngẫu nhiên"] {
            assert!(compared.contains(part), "{part}: {shown}");
        }
        assert!(!page(&mut first, &format!("{LIST}/nhat-quan")).await.contains("So với người cùng chấm"));
        let kinds: Vec<String> = test.app.store.events().await.expect("events").into_iter().map(|e| e.kind).collect();
        for kind in ["appraisal_drawn", "second_opinion", "second_settled"] {
            assert!(kinds.iter().any(|own| own == kind), "{kind}");
        }
    });
}

#[test]
fn notes_and_visits_stand_with_the_item_and_open_it_for_the_second_appraisal() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut client = test.client_as(&live.appraiser).await;
        let item = format!("{LIST}/1.5/{UNIT}");
        let bad = client.post_once(&item, &[("loai", "thuc-te"), ("noi-dung", "Đã đến nơi"), ("ngay", "")]).await;
        assert_eq!(bad.status, 422);
        let note = [("loai", "thuc-te"), ("noi-dung", "Đã kiểm tra phòng máy"), ("ngay", "05/04/2026")];
        assert!(client.post(&item, &note).await.text().contains("Đã kiểm tra phòng máy"));
        let (_, told) = save(&mut client, "1.5", UNIT, 0, &[("diem", "6"), ("ly-do", "Thiếu máy theo kê khai")]).await;
        assert!(told["v"].as_u64().is_some(), "{told}");
        save(&mut client, "1.6", UNIT, 0, &[("diem", "0"), ("ly-do", "Thiếu minh chứng kèm theo")]).await;
        onward::on_to(&test, &live, RoundStage::SecondAppraisal).await;
        let (open, told) = save(&mut client, "1.5", UNIT, 0, &[("diem", "7"), ("ly-do", "Đã bổ sung máy")]).await;
        assert_eq!(open, StatusCode::OK, "{told}");
        let (closed, told) = save(&mut client, "1.6", UNIT, 0, &[("diem", "1")]).await;
        assert_eq!(closed, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(told["message"].as_str().is_some_and(|text| text.contains("Giữ nguyên điểm thẩm định lần 1")));
    });
}

#[test]
fn what_stands_out_is_shown_to_who_runs_the_round() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut client = test.client_as(&live.appraiser).await;
        save(&mut client, "1.5", UNIT, 0, &[("diem", "6"), ("ly-do", "Thiếu máy theo kê khai")]).await;
        let path = format!("{LIST}/nhat-quan");
        let mut secretariat = test.client_as(&live.secretariat).await;
        let shown = page(&mut secretariat, &path).await;
        assert!(shown.contains("Bùi Thị Thẩm Định") && shown.contains("Độ chặt"), "{shown}");
        assert!(!page(&mut client, &path).await.contains("Độ chặt của từng người chấm"));
    });
}

#[test]
fn ux_67_a_block_from_excel_is_shown_before_anything_is_saved_and_says_what_is_refused() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let mut appraiser = test.client_as(&live.appraiser).await;
        let page = appraiser.get(GRID).await.text();
        assert!(page.contains("Dán từ Excel") && page.contains("data-paste"), "{page}");
        let block = "Điểm\tLý do\n0,5\tẢnh không có ngày\n1.234\t\n";
        let form = [("lam", "dan"), ("tu", "xa-mau-1|1.5"), ("bang", block)];
        let page = appraiser.post_once(GRID, &form).await.text();
        assert!(page.contains("1 dòng sẽ được ghi, 1 dòng không dùng được"), "{page}");
        assert!(
            page.contains("Ảnh không có ngày") && page.contains("name=\"xa-mau-1|1.5|diem\" value=\"0,5\""),
            "{page}"
        );
        assert!(!page.contains("name=\"xa-mau-2|1.5|diem\""), "what is refused is not sent on");
        let grid = appraiser.get(GRID).await.text();
        assert!(!grid.contains("Ảnh không có ngày"), "nothing is saved yet");
        let go = [("xa-mau-1|1.5|ban", "0"), ("xa-mau-1|1.5|diem", "0,5"), ("xa-mau-1|1.5|ly-do", "Ảnh không có ngày")];
        let grid = appraiser.post(GRID, &go).await.text();
        assert!(grid.contains("Đã lưu") && grid.contains("Ảnh không có ngày"), "{grid}");
        let named = "Xã Mẫu 2\t1\nXã Không Có\t1\nXã Mẫu 1\t99";
        let form = [("lam", "dan"), ("tu", "xa-mau-1|1.5"), ("bang", named)];
        let page = appraiser.post_once(GRID, &form).await.text();
        assert!(page.contains("name=\"xa-mau-2|1.5|diem\" value=\"1\""), "rows are found by their names: {page}");
        assert!(page.contains("Xã Không Có") && page.contains("1 dòng sẽ được ghi, 2 dòng không dùng được"), "{page}");
        let empty = appraiser.post_once(GRID, &[("lam", "dan"), ("bang", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(clerk.post_once(GRID, &form).await.status, StatusCode::NOT_FOUND);
    });
}
