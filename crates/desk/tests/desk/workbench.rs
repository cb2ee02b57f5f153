//! The workbench through the real router: what a clerk does, named after the lines it proves.

use axum::http::StatusCode;
use serde_json::Value as Json;
use thuocdo_assessment::{Record, Stage};
use thuocdo_base::Actor;
use thuocdo_testkit::client::{Answer, Client};
use thuocdo_testkit::live::{Live, live};
use thuocdo_testkit::{TestApp, on_both};

const LIST: &str = "/ky/mau-2026/tu-danh-gia/xa-mau-1";

fn at(code: &str) -> String {
    format!("{LIST}/{code}")
}

async fn round(database: thuocdo_testkit::Database) -> (TestApp, Live) {
    let test = TestApp::on(database).await;
    let live = live(&test.app).await;
    (test, live)
}

/// Saves one field as a script does.
async fn put(client: &mut Client, code: &str, field: &str, base: u64, pairs: &[(&str, &str)]) -> (StatusCode, Json) {
    let base = base.to_string();
    let mut all = vec![("truong", field), ("ban", base.as_str())];
    all.extend(pairs);
    let answer = client.post_once(&format!("{}/luu", at(code)), &all).await;
    (answer.status, serde_json::from_str(&answer.text()).unwrap_or(Json::Null))
}

async fn page(client: &mut Client, path: &str) -> String {
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

fn codes(page: &str) -> Vec<String> {
    let links = page.split("<a href=\"/ky/mau-2026/tu-danh-gia/xa-mau-1/").skip(1);
    let codes = links.filter_map(|rest| rest.split(['"', '?']).next().filter(|_| rest.contains("class=\"code\"")));
    let mut codes: Vec<String> = codes.filter(|code| !code.contains('/')).map(str::to_owned).collect();
    codes.dedup();
    codes
}

#[test]
fn ux_23_and_29_a_saved_field_answers_with_points_and_stands_after_reload() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let (status, half) = put(&mut clerk, "1.5", "figures", 0, &[("v-a", "45")]).await;
        assert_eq!((status, &half["v"], &half["state"]), (StatusCode::OK, &Json::from(1), &Json::from("part")));
        assert!(half["message"].as_str().is_some_and(|text| text.contains('b')), "{half}");
        let (_, whole) = put(&mut clerk, "1.5", "figures", 1, &[("v-a", "45"), ("v-b", "60")]).await;
        assert_eq!((&whole["points"], &whole["ratio"]), (&Json::from("9,00"), &Json::from("75\u{a0}%")), "{whole}");
        assert_eq!((&whole["total"], &whole["state"]), (&Json::from("9,00"), &Json::from("lacking")));
        assert_eq!(whole["at"], Json::from("07:00:00"), "{whole}");
        let (_, zero) = put(&mut clerk, "1.5", "figures", 2, &[("v-a", "45"), ("v-b", "0")]).await;
        assert_eq!(zero["points"], Json::Null);
        assert_eq!(zero["message"], Json::from("b = 0: không tính được tỷ lệ."));
        let shown = page(&mut clerk, &at("1.5")).await;
        assert!(shown.contains("name=\"v-b\" inputmode=\"decimal\" autocomplete=\"off\" value=\"0\""), "{shown}");
        assert!(shown.contains("b = 0: không tính được tỷ lệ."));
        assert!(shown.contains("name=\"ban-figures\" value=\"3\""));
    });
}

#[test]
fn ux_30_and_9_what_cannot_be_kept_is_refused_and_the_typed_text_stays() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let typed = [("v-a", "1.234"), ("v-b", "2000")];
        let (status, asked) = put(&mut clerk, "1.5", "figures", 0, &typed).await;
        assert_eq!((status, &asked["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &Json::from("v-a")));
        let text = asked["message"].as_str().expect("a question");
        assert!(text.contains("1234") && text.contains("1,234"), "{text}");
        for own in ["12,5", "-1"] {
            let typed = [("v-a", "45"), ("v-b", "60"), ("diem", own)];
            let (status, refused) = put(&mut clerk, "1.5", "figures", 0, &typed).await;
            assert_eq!((status, &refused["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &Json::from("diem")));
            assert_eq!(refused["message"], Json::from("Điểm phải từ 0 đến 12."));
        }
        let answer = clerk.post_once(&at("1.5"), &[("ban-figures", "0"), ("v-a", "1.234"), ("v-b", "2000")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("value=\"1.234\"") && answer.text().contains("id=\"loi\""), "{}", answer.text());
    });
}

#[test]
fn ux_27_two_people_on_one_field_the_second_sees_both_and_nothing_is_lost() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut first = test.client_as(&live.clerk).await;
        let mut second = test.client_as(&live.clerk2).await;
        put(&mut first, "1.5", "figures", 0, &[("v-a", "45"), ("v-b", "60")]).await;
        let (status, clash) = put(&mut second, "1.5", "figures", 0, &[("v-a", "50"), ("v-b", "60")]).await;
        assert_eq!((status, &clash["v"]), (StatusCode::CONFLICT, &Json::from(1)));
        assert_eq!((&clash["value"]["v-a"], &clash["by"]), (&Json::from("45"), &Json::from("Lê Thị Mẫu Một")));
        let form = [("ban-figures", "0"), ("v-a", "50"), ("v-b", "60")];
        let answer = second.post_once(&at("1.5"), &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let text = answer.text();
        assert!(text.contains("a = 45") && text.contains("a = 50") && text.contains("Lê Thị Mẫu Một"), "{text}");
        let (status, _) = put(&mut second, "1.5", "figures", 1, &[("v-a", "50"), ("v-b", "60")]).await;
        assert_eq!(status, StatusCode::OK, "chosen over what stood there");
        let history = page(&mut first, &format!("{}/lich-su/figures", at("1.5"))).await;
        assert!(history.contains("a = 45; b = 60") && history.contains("a = 50; b = 60"), "{history}");
    });
}

#[test]
fn ux_28_two_people_on_different_fields_of_one_criterion_meet_no_conflict() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut first = test.client_as(&live.clerk).await;
        let mut second = test.client_as(&live.clerk2).await;
        let (figures, _) = put(&mut first, "1.5", "figures", 0, &[("v-a", "45"), ("v-b", "60")]).await;
        let (note, told) = put(&mut second, "1.5", "note", 0, &[("ghi-chu", "Chờ Sở Y tế")]).await;
        assert_eq!((figures, note, &told["v"]), (StatusCode::OK, StatusCode::OK, &Json::from(1)));
    });
}

#[test]
fn ux_2_without_scripts_the_form_saves_and_goes_on_to_the_next_criterion() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let form = [
            ("ban-figures", "0"),
            ("v-a", "45"),
            ("v-b", "60"),
            ("ban-note", "0"),
            ("ghi-chu", "Đã quán triệt"),
            ("ban-not_applicable", "0"),
            ("sang", "1.6"),
        ];
        let answer = clerk.post(&at("1.5"), &form).await;
        assert_eq!((answer.status, answer.path.as_str()), (StatusCode::OK, at("1.6").as_str()));
        assert!(answer.text().contains("Đã lưu tiêu chí 1.5"), "{}", answer.text());
        let shown = page(&mut clerk, &at("1.5")).await;
        assert!(shown.contains(">Đã quán triệt</textarea>") && shown.contains("aria-current=\"page\""));
    });
}

#[test]
fn ux_32_not_applicable_asks_the_ground_and_says_how_it_scores() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let (_, bare) = put(&mut clerk, "1.5", "not_applicable", 0, &[("khong-ap-dung", "1")]).await;
        assert!(bare["message"].as_str().is_some_and(|text| text.contains("căn cứ")), "{bare}");
        let pairs = [("khong-ap-dung", "1"), ("can-cu", "Không thuộc chức năng, nhiệm vụ của cơ quan")];
        let (_, told) = put(&mut clerk, "1.5", "not_applicable", 1, &pairs).await;
        assert_eq!((&told["state"], &told["points"]), (&Json::from("na"), &Json::from("12,00")), "{told}");
        let shown = page(&mut clerk, &at("1.5")).await;
        assert!(shown.contains("Nếu được chấp nhận:") && shown.contains("KAD"), "{shown}");
    });
}

#[test]
fn ux_34_the_tree_shows_state_and_score_and_the_current_criterion() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        put(&mut clerk, "1.7", "figures", 0, &[("v-option", "khong")]).await;
        let shown = page(&mut clerk, &at("1.7")).await;
        assert_eq!(shown.matches("aria-current=\"page\"").count(), 2, "the criterion, and the link of the top bar");
        assert!(shown.contains("aria-label=\"Đủ\"") && shown.contains("aria-label=\"Chưa làm\""));
        assert!(shown.contains("0,00</span><small>/10,00</small>"), "{shown}");
    });
}

#[test]
fn ux_35_the_filter_lists_exactly_what_the_check_blocks() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        put(&mut clerk, "1.4", "figures", 0, &[("v-yes", "1")]).await;
        put(&mut clerk, "2.4", "figures", 0, &[("v-yes", "1")]).await;
        put(&mut clerk, "1.7", "figures", 0, &[("v-option", "khong")]).await;
        put(&mut clerk, "1.4", "no_evidence", 0, &[("giai-trinh", "Cổng đang nâng cấp, chưa chụp được")]).await;
        let listed = codes(&page(&mut clerk, &format!("{LIST}?loc=thieu-minh-chung")).await);
        let mut link = test.app.store.look().await.expect("a link");
        let actor = Actor::Person(live.clerk.clone());
        let tally = thuocdo_app::answers::tally_of(&test.app, &mut link, &actor, "mau-2026", "xa-mau-1").await;
        let tally = tally.expect("a tally");
        let blocked: Vec<String> =
            tally.blocking().filter(|(_, block)| block.evidence).map(|(line, _)| line.code.clone()).collect();
        assert_eq!((listed, blocked), (vec!["2.4".to_owned()], vec!["2.4".to_owned()]));
        let found = codes(&page(&mut clerk, &format!("{LIST}?tim=truyen+thanh")).await);
        assert_eq!(found, ["1.6"], "words without accents");
    });
}

#[test]
fn ux_45_history_groups_the_saves_of_one_person_and_restoring_makes_a_new_version() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        for (base, a) in [(0, "40"), (1, "41"), (2, "42")] {
            put(&mut clerk, "1.5", "figures", base, &[("v-a", a), ("v-b", "60")]).await;
            test.clock.pass(60);
        }
        test.clock.pass(700);
        put(&mut clerk, "1.5", "figures", 3, &[("v-a", "43"), ("v-b", "60")]).await;
        let path = format!("{}/lich-su/figures", at("1.5"));
        let history = page(&mut clerk, &path).await;
        assert!(history.contains("(3 lần lưu)") && !history.contains("a = 41"), "{history}");
        let answer = clerk.post(&path, &[("ban", "3"), ("goc", "4")]).await;
        assert_eq!(answer.path, at("1.5"));
        assert!(answer.text().contains("value=\"42\"") && answer.text().contains("name=\"ban-figures\" value=\"5\""));
    });
}

#[test]
fn vinh_long_4_and_ux_31_points_that_differ_are_kept_and_say_what_is_missing() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let (_, told) = put(&mut clerk, "1.5", "figures", 0, &[("v-a", "45"), ("v-b", "60"), ("diem", "10")]).await;
        assert_eq!((&told["points"], &told["computed"]), (&Json::from("10,00"), &Json::from("9,00")));
        assert!(told["message"].as_str().is_some_and(|text| text.contains("chưa nêu lý do")), "{told}");
        let why = [("v-a", "45"), ("v-b", "60"), ("diem", "10"), ("ly-do", "Theo báo cáo đã hiệu chỉnh")];
        let (_, told) = put(&mut clerk, "1.5", "figures", 1, &why).await;
        assert_eq!(told["message"], Json::Null);
        let shown = page(&mut clerk, &at("1.5")).await;
        assert!(shown.contains("45 ÷ 60"), "the trace of the computed points: {shown}");
    });
}

#[test]
fn a_closed_round_refuses_with_reason_and_time() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        test.clock.pass(90 * 86_400);
        let mut clerk_again = test.client_as(&live.clerk).await;
        clerk.cookies.clone_from(&clerk_again.cookies);
        let (status, told) = put(&mut clerk_again, "1.5", "figures", 0, &[("v-a", "45")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            told["message"].as_str().is_some_and(|text| text.contains("Đã khóa sổ tự đánh giá lúc 15/04/2026 07:00")),
            "{told}"
        );
        let shown = page(&mut clerk_again, &at("1.5")).await;
        assert!(shown.contains("15/04/2026 07:00") && !shown.contains("data-save"), "{shown}");
    });
}

#[test]
fn of_a_returned_record_only_what_was_named_may_change() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let (by, now) = (live.head.clone(), test.app.clock.now());
        let moved = test.app.write(move |work| {
            Box::pin(async move {
                let record = work.find_record("mau-2026", "xa-mau-1").await?.expect("a record");
                let stage = Stage::Returned { criteria: vec!["1.5".to_owned()], by, at: now, reopened: false };
                Ok(work.save_record(&Record { stage, ..record }).await?)
            })
        });
        moved.await.expect("a returned record");
        let mut clerk = test.client_as(&live.clerk).await;
        let (named, _) = put(&mut clerk, "1.5", "figures", 0, &[("v-a", "45")]).await;
        let (other, told) = put(&mut clerk, "1.6", "figures", 0, &[("v-n", "48")]).await;
        assert_eq!((named, other), (StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY));
        assert!(told["message"].as_str().is_some_and(|text| text.contains("1.5")), "{told}");
        assert_eq!(codes(&page(&mut clerk, &format!("{LIST}?loc=bi-tra-lai")).await), ["1.5"]);
    });
}

#[test]
fn par_4_criteria_are_given_to_colleagues_with_a_day() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let given = clerk.post(&format!("{}/giao", at("1.5")), &[("nguoi", &live.clerk2), ("han", "1/3/2026")]).await;
        assert!(given.text().contains("Giao cho Phạm Văn Mẫu Một") && given.text().contains("01/03/2026"));
        let mut colleague = test.client_as(&live.clerk2).await;
        assert_eq!(codes(&page(&mut colleague, &format!("{LIST}?loc=cua-toi")).await), ["1.5"]);
        let outside = clerk.post_once(&format!("{}/giao", at("1.5")), &[("nguoi", &live.other_clerk)]).await;
        assert_eq!(outside.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

async fn answer_of(test: &TestApp, account: &str, path: &str) -> Answer {
    test.client_as(account).await.get(path).await
}

#[test]
fn people_of_other_units_and_people_without_a_role_find_nothing() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        for account in [&live.other_clerk, &live.other_head, &live.stranger, &live.admin, &live.appraiser] {
            let answer = answer_of(&test, account, &at("1.5")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{account}");
        }
        for account in [&live.clerk, &live.head, &live.secretariat] {
            assert_eq!(answer_of(&test, account, &at("1.5")).await.status, StatusCode::OK, "{account}");
        }
        let mut head = test.client_as(&live.head).await;
        let (status, told) = put(&mut head, "1.5", "figures", 0, &[("v-a", "45")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the head reads and signs: {told}");
        let mut nobody = test.client();
        let answer = nobody.post_once(&format!("{}/luu", at("1.5")), &[("truong", "note"), ("ban", "0")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn the_trail_leads_whoever_looks_only_where_they_may_go() {
    on_both(async |database| {
        let (test, live) = round(database).await;
        for (account, follows) in [(&live.clerk, false), (&live.head, false), (&live.secretariat, true)] {
            let mut client = test.client_as(account).await;
            let text = page(&mut client, LIST).await;
            assert_eq!(text.contains("href=\"/ky/mau-2026\""), follows);
            let home = if follows { "/ky/mau-2026" } else { "/ky" };
            assert!(text.contains(&format!("href=\"{home}\"")));
            page(&mut client, home).await;
        }
    });
}
