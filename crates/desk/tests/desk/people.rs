//! Accounts kept by administrators.

use thuocdo_app::accounts::{self, NewAccount, people, watch};
use thuocdo_base::{Actor, Clock};
use thuocdo_testkit::{Answer, Client, TestApp, on_both};

use crate::sign_in::{PASSWORD, account, sign_in};

const ROOM: &str = "/quan-tri/nguoi-dung";

async fn administrator(test: &TestApp) -> (String, Client) {
    let new = NewAccount {
        login: "quan.tri".to_owned(),
        name: "Trần Thị Mẫu".to_owned(),
        password: Some(PASSWORD.to_owned()),
        administrator: true,
        ..NewAccount::default()
    };
    let id = accounts::create(&test.app, &Actor::Operator, new).await.expect("an administrator");
    let client = test.client_as(&id).await;
    (id, client)
}

async fn act(client: &mut Client, id: &str, pairs: &[(&str, &str)]) -> Answer {
    client.post(&format!("{ROOM}/{id}/lam"), pairs).await
}

fn handed(page: &str) -> Vec<String> {
    let codes = page.split("<code class=\"handed\">").skip(1);
    codes.filter_map(|rest| Some(rest.split('<').next()?.to_owned())).collect()
}

#[test]
fn an_administrator_makes_an_account_and_the_person_chooses_the_password() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (_, mut admin) = administrator(&test).await;
        let faulty = admin.post(&format!("{ROOM}/them"), &[("ten-dang-nhap", "cán bộ"), ("ho-ten", "")]).await;
        assert_eq!(faulty.status.as_u16(), 422);
        assert!(faulty.text().contains("id=\"f-ten-dang-nhap-loi\"") && faulty.text().contains("id=\"f-ho-ten-loi\""));
        let pairs = [("ten-dang-nhap", "can.bo"), ("ho-ten", "Đặng Văn Mẫu"), ("thu", "can.bo@mau.vn")];
        let made = admin.post_once(&format!("{ROOM}/them"), &pairs).await;
        assert_eq!(made.status.as_u16(), 200, "{}", made.text());
        let code = handed(&made.text()).remove(0);
        let found = admin.get(&format!("{ROOM}?tim=dang+van")).await.text();
        assert!(found.contains("Đặng Văn Mẫu") && !found.contains(&code), "found without accents");

        let mut person = test.client();
        let path = "/dang-nhap/mat-khau-moi";
        let pairs = |code: &'static str| [("ma", code), ("mat-khau-moi", PASSWORD), ("mat-khau-lai", PASSWORD)];
        assert_eq!(person.post_once(path, &pairs("sai")).await.status.as_u16(), 422);
        let pairs = [("ma", code.as_str()), ("mat-khau-moi", PASSWORD), ("mat-khau-lai", PASSWORD)];
        assert_eq!(person.post_once(path, &pairs).await.header("location"), Some("/dang-nhap"));
        assert_eq!(person.post_once(path, &pairs).await.status.as_u16(), 422, "a code opens once");
        assert_eq!(sign_in(&mut person, "can.bo", PASSWORD).await.header("location"), Some("/tai-khoan"));
    });
}

#[test]
fn every_cause_ends_the_sessions_of_an_account() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (admin_id, _) = administrator(&test).await;
        let actor = Actor::Person(admin_id);
        let id = account(&test, "can.bo").await;
        for cause in ["disable", "rights", "password", "factor", "sign out", "idle", "end", "unused"] {
            let mut client = test.client_as(&id).await;
            let secret = client.cookies["phien"].clone();
            let person = people::one(&test.app, &actor, &id).await.expect("a person");
            match cause {
                "disable" => people::disable(&test.app, &actor, &id, "chuyển công tác").await.expect("off"),
                "rights" => {
                    let edit = people::Edit { name: person.name, auditor: !person.auditor, ..people::Edit::default() };
                    people::edit(&test.app, &actor, &id, person.version, edit).await.expect("changed");
                }
                "password" => drop(people::hand_password(&test.app, &actor, &id).await.expect("a password")),
                "factor" => people::drop_second_factor(&test.app, &actor, &id).await.expect("off"),
                "sign out" => drop(client.post_once("/dang-xuat", &[]).await),
                "idle" => test.clock.pass(16 * 60),
                "end" => test.clock.pass(13 * 3_600),
                _ => {
                    test.clock.pass(46 * 86_400);
                    // The administrator was away as long: the last one stays.
                    assert_eq!(watch::sweep(&test.app).await.expect("a sweep"), 1);
                    let person = people::one(&test.app, &actor, &id).await.expect("a person");
                    assert_eq!(person.disabled.expect("off").1, watch::UNUSED_REASON);
                }
            }
            assert_eq!(accounts::signed_in(&test.app, &secret).await.expect("an answer"), None, "{cause}");
            people::enable(&test.app, &actor, &id).await.expect("on");
        }
    });
}

#[test]
fn a_first_password_must_be_changed_before_anything_else() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (_, mut admin) = administrator(&test).await;
        let id = account(&test, "can.bo").await;
        let given = handed(&act(&mut admin, &id, &[("viec", "password")]).await.text()).remove(0);
        let mut client = test.client();
        sign_in(&mut client, "can.bo", &given).await;
        assert_eq!(client.get("/kho").await.path, "/tai-khoan/mat-khau");
        let new = "Mùa-thu-vàng-2026!";
        let pairs = [("mat-khau-cu", given.as_str()), ("mat-khau-moi", new), ("mat-khau-lai", new)];
        assert_eq!(client.post_once("/tai-khoan/mat-khau", &pairs).await.header("location"), Some("/viec"));
        assert_eq!(client.get("/tai-khoan").await.path, "/tai-khoan");
    });
}

#[test]
fn administrators_need_a_second_factor_if_the_house_says_so_and_a_new_password_every_two_months() {
    on_both(|database| async {
        let mut test = TestApp::on(database).await;
        let (id, mut admin) = administrator(&test).await;
        assert_eq!(admin.get(ROOM).await.path, ROOM);
        test.app.administrators_need_code = true;
        let mut admin_with_code = test.client_as(&id).await;
        assert_eq!(admin_with_code.get(ROOM).await.path, "/tai-khoan/xac-thuc");
        test.clock.pass(61 * 86_400);
        let mut later = test.client_as(&id).await;
        assert_eq!(later.get(ROOM).await.path, "/tai-khoan/mat-khau");
    });
}

#[test]
fn dangerous_changes_want_the_password_again_after_ten_minutes() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (_, mut admin) = administrator(&test).await;
        let id = account(&test, "can.bo").await;
        for _ in 0..3 {
            test.clock.pass(4 * 60);
            assert_eq!(admin.get(ROOM).await.path, ROOM);
        }
        let sent = act(&mut admin, &id, &[("viec", "password")]).await;
        assert!(sent.path.starts_with("/tai-khoan/xac-nhan?ve="), "{}", sent.path);
        let back = format!("{ROOM}/{id}");
        assert_eq!(admin.post("/tai-khoan/xac-nhan", &[("mat-khau", PASSWORD), ("ve", &back)]).await.path, back);
        assert_eq!(handed(&act(&mut admin, &id, &[("viec", "password")]).await.text()).len(), 1);
    });
}

#[test]
fn nobody_switches_off_themselves_or_the_last_administrator() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (id, mut admin) = administrator(&test).await;
        let refused = act(&mut admin, &id, &[("viec", "disable"), ("ly-do", "thử")]).await;
        assert_eq!(refused.status.as_u16(), 422);
        let last = people::disable(&test.app, &Actor::Operator, &id, "thử").await.expect_err("the last one");
        assert!(format!("{last:?}").contains("account-last-administrator"));
        let other = account(&test, "can.bo").await;
        let without_reason = act(&mut admin, &other, &[("viec", "disable"), ("ly-do", " ")]).await;
        assert!(without_reason.text().contains("id=\"f-ly-do-loi\""));
    });
}

#[test]
fn others_do_not_see_that_the_room_is_there() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let mut client = test.client_as(&id).await;
        for path in [ROOM, "/quan-tri/nguoi-dung.csv", "/quan-tri/nguoi-dung/them", &format!("{ROOM}/{id}")] {
            assert_eq!(client.get(path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(act(&mut client, &id, &[("viec", "unlock")]).await.status.as_u16(), 404);
    });
}

#[test]
fn people_come_from_a_file_after_a_look_and_go_into_one() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (_, mut admin) = administrator(&test).await;
        account(&test, "can.bo").await;
        let faulty = "Tên đăng nhập;Họ và tên;Thư điện tử\nmoi.1;Lê Mẫu;sai\nmoi.1;Lê Mẫu;\n";
        let applied = admin.post(&format!("{ROOM}/nhap/ghi"), &[("tep", faulty)]).await;
        assert_eq!(applied.status.as_u16(), 422);
        assert!(applied.text().contains("2 dòng có lỗi"), "{}", applied.text());
        let text = "login,name,title\ncan.bo,Nguyễn Văn Mẫu,Chuyên viên\nmoi.1,Lê Mẫu,\n";
        let preview =
            accounts::lists::preview(&test.app, &Actor::Operator, text.as_bytes().to_vec()).await.expect("a preview");
        let states: Vec<&str> = preview.rows.iter().map(|row| row.state.word()).collect();
        assert_eq!(states, ["changed", "new"]);
        let applied = admin.post(&format!("{ROOM}/nhap/ghi"), &[("tep", text)]).await;
        assert_eq!(handed(&applied.text()).len(), 1);
        let csv = admin.get("/quan-tri/nguoi-dung.csv?loc=all").await.text();
        assert!(csv.starts_with('\u{feff}') && csv.contains("moi.1,Lê Mẫu") && csv.contains("Chuyên viên"), "{csv}");
        assert_eq!(&admin.get("/quan-tri/nguoi-dung.xlsx?loc=all").await.bytes[..2], b"PK");
    });
}

#[test]
fn the_first_administrator_comes_from_the_command_line_and_changes_of_rights_stand_in_the_log() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let code = people::first_administrator(&test.app, &Actor::Operator, "quan.tri", "Trần Thị Mẫu").await;
        let code = code.expect("a code");
        let stranger = Actor::Person("x".to_owned());
        people::first_administrator(&test.app, &stranger, "ai.do", "Ai Đó").await.expect_err("the operator alone");
        let mut client = test.client();
        let pairs = [("ma", code.as_str()), ("mat-khau-moi", PASSWORD), ("mat-khau-lai", PASSWORD)];
        client.post_once("/dang-nhap/mat-khau-moi", &pairs).await;
        assert_eq!(sign_in(&mut client, "quan.tri", PASSWORD).await.status.as_u16(), 303);
        let events = test.app.store.events().await.expect("events");
        let kinds: Vec<&str> = events.iter().filter(|e| e.round == "_house").map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["account-created", "account-code-handed", "account-password-changed"]);
        assert!(events.iter().all(|event| !event.body.contains("Trần")), "names stand in the part that can be erased");
        assert!(test.clock.now() >= TestApp::moment());
    });
}
