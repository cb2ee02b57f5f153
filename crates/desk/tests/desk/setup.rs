//! Setting a round up through its pages.

use axum::http::StatusCode;
use thuocdo_testkit::live::{account, body, commune};
use thuocdo_testkit::{Client, TestApp, live, on_both};

async fn admin_with(test: &TestApp, communes: usize) -> Client {
    for number in 1..=communes {
        let unit = commune(&test.app, &format!("xa-{number}"), &format!("Xã Mẫu {number}"));
        body(&test.app, unit).await;
    }
    let admin = account(&test.app, "admin", "Nguyễn Văn Quản Trị", None).await;
    test.client_as(&admin).await
}

const NEW: [(&str, &str); 8] = [
    ("viec", "moi"),
    ("ten", "Chuyển đổi số cấp xã năm 2026"),
    ("ma", "dti-xa-2026"),
    ("lich", "khanh-hoa"),
    ("nam", "2026"),
    ("bo", "vinh-long/cap-xa@2022"),
    ("loai", "state commune"),
    ("toi", "1"),
];

#[test]
fn a_province_of_124_communes_opens_with_one_form_and_one_confirmation() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin_with(&test, 124).await;
        let form = admin.get("/ky/moi").await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.text().contains("124"), "how many communes there are");
        let last = admin.post("/ky/moi", &NEW).await;
        assert_eq!((last.path.as_str(), last.status), ("/ky/dti-xa-2026/thiet-lap/mo", StatusCode::OK));
        assert!(last.text().contains("Mở kỳ đánh giá"), "nothing blocks");
        let unsure = admin.post("/ky/dti-xa-2026/thiet-lap/mo", &[("ban", "1")]).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        let opened = admin.post("/ky/dti-xa-2026/thiet-lap/mo", &[("ban", "1"), ("dong-y", "1")]).await;
        assert_eq!((opened.path.as_str(), opened.status), ("/ky", StatusCode::OK));
        let mut link = test.app.store.look().await.unwrap();
        assert_eq!(link.list_records("dti-xa-2026").await.unwrap().len(), 124);
        // What has opened is set up no more.
        let late = admin.get("/ky/dti-xa-2026/thiet-lap/don-vi").await;
        assert_ne!(late.status, StatusCode::OK);
    });
}

#[test]
fn every_step_answers_in_both_languages() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin_with(&test, 2).await;
        admin.post("/ky/moi", &NEW).await;
        let steps = ["thong-tin", "bo-tieu-chi", "don-vi", "thoi-gian", "tham-dinh", "hoi-dong", "quyen", "mo"];
        for step in steps {
            for language in ["", "/en"] {
                let answer = admin.get(&format!("{language}/ky/dti-xa-2026/thiet-lap/{step}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{step}");
                let text = answer.text();
                assert!(!text.contains(">setup-") && !text.contains("\"setup-"), "{step}: a sentence is missing");
            }
        }
        assert_eq!(admin.get("/ky/dti-xa-2026/thiet-lap/khac").await.status, StatusCode::NOT_FOUND);
        assert_eq!(admin.get("/ky/dti-xa-2026/huy").await.status, StatusCode::OK);
    });
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_stays() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin_with(&test, 1).await;
        let mut wrong = NEW;
        wrong[2].1 = "Mã Sai";
        let answer = admin.post("/ky/moi", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Chuyển đổi số cấp xã năm 2026"));
        admin.post("/ky/moi", &NEW).await;
        let path = "/ky/dti-xa-2026/thiet-lap/thoi-gian";
        let answer = admin.post(path, &[("ban", "1"), ("self_assessment-ngay", "31/2/2026")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("31/2/2026"));
        let saved =
            [("ban", "1"), ("mo", "1/12/2026"), ("self_assessment-ngay", "30/12/2026"), ("appraisal-sau", "15")];
        let answer = admin.post(path, &saved).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("20/01/2027 17:00"), "fifteen working days after 30 December");
        // The second of two who saved at once is told so, and nothing is lost.
        assert_eq!(admin.post(path, &saved).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn a_sheet_makes_accounts_and_roles_for_many_units_or_none_if_a_line_is_wrong() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin_with(&test, 2).await;
        admin.post("/ky/moi", &NEW).await;
        let good = "Đơn vị\tTên đăng nhập\tHọ tên\tThư\tVai trò\nxa-1\tmau.mot\tLê Thị Mẫu\t\tNgười nhập liệu\n\
                    Xã Mẫu 2\tmau.hai\tVũ Văn Mẫu\t\tThủ trưởng";
        let bad = format!("{good}\nxa-9\tmau.ba\tNgô Mẫu\t\tThủ trưởng");
        let answer = admin.post("/ky/dti-xa-2026/quyen", &[("viec", "bang"), ("bang", &bad)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Dòng 4"));
        let mut link = test.app.store.look().await.unwrap();
        assert_eq!(link.grants_in("dti-xa-2026").await.unwrap().len(), 1, "the secretariat alone");
        let answer = admin.post("/ky/dti-xa-2026/quyen", &[("viec", "bang"), ("bang", good)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(link.grants_in("dti-xa-2026").await.unwrap().len(), 3);
        assert!(link.find_login("mau.hai").await.unwrap().is_some());
    });
}

#[test]
fn more_time_needs_the_secretariat_and_a_reason_and_opens_what_has_closed() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let path = "/ky/mau-2026/gia-han";
        let mut clerk = test.client_as(&live.clerk).await;
        assert_ne!(clerk.get(path).await.status, StatusCode::OK);
        test.clock.pass(90 * 86_400);
        test.app.store.close_due(&test.app.clock, &test.app.random).await.unwrap();
        let closed = |unit: &'static str| {
            let app = test.app.clone();
            async move {
                let mut link = app.store.look().await.unwrap();
                link.find_record("mau-2026", unit).await.unwrap().unwrap().closed_at.is_some()
            }
        };
        assert!(closed("xa-mau-1").await);
        let mut secretariat = test.client_as(&live.secretariat).await;
        let mut form = [("don-vi", "xa-mau-1"), ("ngay", "30/4/2026"), ("gio", "17:00"), ("ly-do", "")];
        assert_eq!(secretariat.post(path, &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        form[3].1 = "Mưa lũ làm mất điện ba ngày";
        assert_eq!(secretariat.post(path, &form).await.status, StatusCode::OK);
        assert!(!closed("xa-mau-1").await, "this unit has time again");
        let record = test.app.store.look().await.unwrap().find_record("mau-2026", "xa-mau-1").await.unwrap().unwrap();
        assert_eq!(record.stage.word(), "drafting", "what was missed goes on");
        assert!(closed("xa-mau-2").await, "the others have not");
        let events = test.app.store.events().await.unwrap();
        let last = events.iter().rfind(|event| event.round == "mau-2026").unwrap();
        assert_eq!(last.kind, "extend");
        assert!(
            last.body.contains(r#""reopens":"yes""#) && last.body.contains(r#""unit":"xa-mau-1""#),
            "{}",
            last.body
        );
    });
}

#[test]
fn whoever_has_no_part_in_setting_up_finds_nothing_there() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin_with(&test, 1).await;
        admin.post("/ky/moi", &NEW).await;
        let stranger = account(&test.app, "stranger", "Dương Văn Người Ngoài", None).await;
        let mut stranger = test.client_as(&stranger).await;
        for path in ["/ky/moi", "/ky/dti-xa-2026/thiet-lap/mo", "/ky/dti-xa-2026/quyen", "/ky/dti-xa-2026/huy"] {
            assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let list = stranger.get("/ky").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(!list.text().contains("dti-xa-2026"));
        let posted = stranger.post("/ky/dti-xa-2026/thiet-lap/mo", &[("ban", "1"), ("dong-y", "1")]).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn last_years_round_is_copied_with_its_dates_a_year_on() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut admin = test.client_as(&live.admin).await;
        let copied = [("viec", "chep"), ("tu-ky", "mau-2026"), ("ma-moi", "mau-2027")];
        let answer = admin.post("/ky/moi", &copied).await;
        assert_eq!((answer.path.as_str(), answer.status), ("/ky/mau-2027/thiet-lap/mo", StatusCode::OK));
        let mut link = test.app.store.look().await.unwrap();
        let head = link.find_round("mau-2027").await.unwrap().unwrap();
        let settings = thuocdo_app::setup::json::read(&head.settings);
        assert_eq!((settings.period.as_str(), settings.data_to.as_str()), ("2027", "2027-12-31"));
        assert_eq!(settings.units.len(), 3);
        assert_eq!(settings.copy_of.as_deref(), Some("mau-2026"));
        assert_eq!(link.grants_in("mau-2027").await.unwrap().len(), link.grants_in("mau-2026").await.unwrap().len());
    });
}
