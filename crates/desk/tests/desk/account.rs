//! What one does with one's own account: password, second factor, sessions, idle lock.

use thuocdo_app::accounts::{self, second_factor};
use thuocdo_testkit::{Client, TestApp, on_both};

use crate::sign_in::{PASSWORD, account, sign_in};

const NEW: &str = "Mùa-hè-nóng-2026!";

async fn change(client: &mut Client, old: &str, new: &str) -> thuocdo_testkit::Answer {
    let pairs = [("mat-khau-cu", old), ("mat-khau-moi", new), ("mat-khau-lai", new)];
    client.post_once("/tai-khoan/mat-khau", &pairs).await
}

async fn is_in(test: &TestApp, client: &Client) -> bool {
    let secret = client.cookies.get("phien").cloned().unwrap_or_default();
    accounts::signed_in_quietly(&test.app, &secret).await.expect("an answer").is_some()
}

#[test]
fn a_new_password_ends_every_other_session_and_renews_this_one() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let (mut here, there) = (test.client_as(&id).await, test.client_as(&id).await);
        let before = here.cookies["phien"].clone();
        for (old, new, says) in [
            ("sai", NEW, "Mật khẩu không đúng"),
            (PASSWORD, "ngan", "ít nhất 14 ký tự"),
            (PASSWORD, PASSWORD, "10 mật khẩu gần nhất"),
        ] {
            let refused = change(&mut here, old, new).await;
            assert_eq!(refused.status.as_u16(), 422);
            assert!(refused.text().contains(says) && !refused.text().contains("ngan\""), "{}", refused.text());
        }
        assert!(is_in(&test, &there).await);
        assert_eq!(change(&mut here, PASSWORD, NEW).await.header("location"), Some("/tai-khoan"));
        assert_ne!(here.cookies["phien"], before);
        assert!(is_in(&test, &here).await && !is_in(&test, &there).await);
        assert_eq!(accounts::signed_in(&test.app, &before).await.expect("an answer"), None);
    });
}

#[test]
fn an_idle_session_locks_and_the_password_opens_it_with_what_was_being_sent() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let mut client = test.client_as(&id).await;
        let token = client.token().await;
        let left = client.get("/tai-khoan/phien/con-lai").await.text();
        assert_eq!(left, r#"{"left":900}"#);
        test.clock.pass(14 * 60);
        assert_eq!(client.get("/tai-khoan/phien/con-lai").await.text(), r#"{"left":60}"#, "asking keeps nothing open");
        let prolonged = client.post_once("/tai-khoan/phien/con-lai", &[]).await;
        assert_eq!(prolonged.text(), r#"{"left":900}"#);
        test.clock.pass(15 * 60);
        let page = client.get("/tai-khoan").await;
        assert_eq!(page.path, "/dang-nhap/mo-khoa?ve=%2Ftai-khoan");
        let kept = client.post_once("/tai-khoan/phien", &[("phien", "mã & dấu"), ("csrf", &token)]).await;
        assert_eq!(kept.status.as_u16(), 401);
        let kept_form = "phien=m%C3%A3+%26+d%E1%BA%A5u&csrf=x";
        assert!(kept.text().contains("phien=m%C3%A3"), "{}", kept.text());
        let wrong = client.post_once("/dang-nhap/mo-khoa", &[("mat-khau", "sai"), ("gui", "/tai-khoan/phien")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        let pairs = [("mat-khau", PASSWORD), ("gui", "/tai-khoan/phien"), ("giu", kept_form)];
        let again = client.post_once("/dang-nhap/mo-khoa", &pairs).await;
        assert_eq!(again.status.as_u16(), 200);
        assert!(again.text().contains("value=\"mã &#38; dấu\""), "{}", again.text());
        assert_eq!(client.token().await, token, "pages that are open go on with their forms");
        test.clock.pass(12 * 3_600);
        assert!(client.get("/tai-khoan").await.path.starts_with("/dang-nhap?ve="));
    });
}

#[test]
fn five_wrong_passwords_end_a_locked_session() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let mut client = test.client_as(&id).await;
        test.clock.pass(16 * 60);
        for _ in 0..5 {
            client.post_once("/dang-nhap/mo-khoa", &[("mat-khau", "sai")]).await;
        }
        let answer = client.post_once("/dang-nhap/mo-khoa", &[("mat-khau", PASSWORD)]).await;
        assert_eq!(answer.header("location"), Some("/dang-nhap"));
    });
}

#[test]
fn the_second_factor_is_set_up_asked_for_once_a_code_and_replaced_by_recovery_codes() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let mut client = test.client_as(&id).await;
        let page = client.get("/tai-khoan/xac-thuc").await.text();
        assert!(page.contains("<svg") && !page.contains("<?xml"));
        let key = page.split("<code class=\"code\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a key");
        let code =
            |test: &TestApp| second_factor::code_at(key, thuocdo_base::Clock::now(&*test.clock)).expect("a code");
        let wrong = client.post_once("/tai-khoan/xac-thuc", &[("ma", "000000")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        let shown = client.post_once("/tai-khoan/xac-thuc", &[("ma", &code(&test))]).await.text();
        let codes: Vec<String> =
            shown.split("<li><code>").skip(1).filter_map(|rest| Some(rest.split('<').next()?.to_owned())).collect();
        assert_eq!(codes.len(), 10);

        let mut other = test.client();
        let used = code(&test);
        assert_eq!(
            sign_in(&mut other, "can.bo", PASSWORD).await.header("location"),
            Some("/dang-nhap/ma?ve=%2Ftai-khoan")
        );
        let waiting = other.cookies["phien"].clone();
        assert!(other.get("/tai-khoan").await.path.starts_with("/dang-nhap/ma"), "the password alone opens nothing");
        let replayed = other.post_once("/dang-nhap/ma", &[("ma", &used), ("ve", "/tai-khoan")]).await;
        assert_eq!(replayed.status.as_u16(), 422, "a code counts once");
        test.clock.pass(30);
        let entered = other.post_once("/dang-nhap/ma", &[("ma", &code(&test)), ("ve", "/tai-khoan")]).await;
        assert_eq!(entered.header("location"), Some("/tai-khoan"));
        assert_ne!(other.cookies["phien"], waiting, "a new id after the second factor");
        assert!(is_in(&test, &other).await);

        for turn in 0..2 {
            let mut third = test.client();
            sign_in(&mut third, "can.bo", PASSWORD).await;
            let status = third.post_once("/dang-nhap/ma", &[("ma", &codes[3].to_uppercase())]).await.status.as_u16();
            assert_eq!(status, if turn == 0 { 303 } else { 422 }, "a recovery code counts once");
        }
        let removed = client.post_once("/tai-khoan/xac-thuc/bo", &[]).await;
        assert_eq!(removed.header("location"), Some("/tai-khoan/mat-khau"));
    });
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (id, stranger) = (account(&test, "can.bo").await, account(&test, "nguoi.khac").await);
        let (mut here, second, third) =
            (test.client_as(&id).await, test.client_as(&id).await, test.client_as(&id).await);
        let foreign = test.client_as(&stranger).await;
        let page = here.get("/tai-khoan/phien").await.text();
        let ids: Vec<&str> =
            page.split("name=\"phien\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), 3);
        let own = accounts::signed_in(&test.app, &here.cookies["phien"]).await.expect("an answer").expect("me").session;
        let other = ids.iter().find(|id| **id != own).expect("another");
        here.post("/tai-khoan/phien", &[("phien", other)]).await;
        assert_eq!([is_in(&test, &second).await, is_in(&test, &third).await].iter().filter(|on| **on).count(), 1);
        let theirs =
            accounts::signed_in(&test.app, &foreign.cookies["phien"]).await.expect("an answer").expect("x").session;
        assert_eq!(here.post("/tai-khoan/phien", &[("phien", &theirs)]).await.status.as_u16(), 404);
        here.post("/tai-khoan/phien", &[]).await;
        assert!(is_in(&test, &here).await && is_in(&test, &foreign).await);
        assert!(!is_in(&test, &second).await && !is_in(&test, &third).await);
    });
}
