//! Signing in and out.

use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_app::guide::Guide;
use thuocdo_base::Actor;
use thuocdo_testkit::{Client, TestApp, on_both};

pub const PASSWORD: &str = "Mùa-xuân-2026!";

/// Makes an account that can sign in at once.
pub async fn account(test: &TestApp, login: &str) -> String {
    let new = NewAccount {
        login: login.to_owned(),
        name: "Nguyễn Văn Mẫu".to_owned(),
        password: Some(PASSWORD.to_owned()),
        ..NewAccount::default()
    };
    accounts::create(&test.app, &Actor::Operator, new).await.expect("an account")
}

pub async fn sign_in(client: &mut Client, login: &str, password: &str) -> thuocdo_testkit::Answer {
    client.post_once("/dang-nhap", &[("ten", login), ("mat-khau", password), ("ve", "/tai-khoan")]).await
}

#[test]
fn a_person_signs_in_and_out() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = account(&test, "can.bo").await;
        let mut client = test.client();
        let entered = sign_in(&mut client, " Can.Bo ", PASSWORD).await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, Some("/tai-khoan")));
        let cookie = entered.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"));
        let secret = client.cookies["phien"].clone();
        let me = accounts::signed_in(&test.app, &secret).await.expect("an answer").expect("somebody");
        assert_eq!((me.account, me.name.as_str()), (id, "Nguyễn Văn Mẫu"));
        let left = client.post_once("/dang-xuat", &[]).await;
        assert_eq!(left.header("location"), Some("/dang-nhap"));
        assert!(!client.cookies.contains_key("phien"));
        assert_eq!(accounts::signed_in(&test.app, &secret).await.expect("an answer"), None);
    });
}

#[test]
fn the_id_from_before_signing_in_is_dead_afterwards() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        account(&test, "can.bo").await;
        let mut client = test.client();
        client.cookies.insert("phien".to_owned(), "planted".to_owned());
        sign_in(&mut client, "can.bo", PASSWORD).await;
        let first = client.cookies["phien"].clone();
        assert_ne!(first, "planted");
        sign_in(&mut client, "can.bo", PASSWORD).await;
        assert_ne!(client.cookies["phien"], first);
        assert_eq!(accounts::signed_in(&test.app, &first).await.expect("an answer"), None);
    });
}

#[test]
fn by_https_the_cookie_is_secure() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        account(&test, "can.bo").await;
        let mut client = test.client();
        client.headers.insert("x-forwarded-proto".to_owned(), "https".to_owned());
        let entered = sign_in(&mut client, "can.bo", PASSWORD).await;
        assert!(entered.header("set-cookie").is_some_and(|cookie| cookie.contains("; Secure")));
    });
}

#[test]
fn who_fails_learns_nothing_and_five_failures_lock_without_ending_sessions() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        account(&test, "can.bo").await;
        let mut holder = test.client();
        sign_in(&mut holder, "can.bo", PASSWORD).await;
        let secret = holder.cookies["phien"].clone();
        let mut other = test.client();
        for turn in 0..5 {
            let known = sign_in(&mut other, "can.bo", "sai").await;
            let unknown = sign_in(&mut other, "khong.co", "sai").await;
            assert_eq!((known.status.as_u16(), unknown.status.as_u16()), (422, 422), "turn {turn}");
            assert_eq!(known.text().replace("can.bo", "khong.co"), unknown.text());
        }
        test.clock.pass(60);
        let locked = sign_in(&mut other, "can.bo", PASSWORD).await;
        assert_eq!(locked.status.as_u16(), 422, "the right password does not open a locked account");
        assert!(accounts::signed_in(&test.app, &secret).await.expect("an answer").is_some(), "live sessions go on");
        test.clock.pass(12 * 3_600);
        assert_eq!(sign_in(&mut other, "can.bo", PASSWORD).await.status.as_u16(), 303);
    });
}

#[test]
fn too_many_attempts_are_told_when_to_come_again() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = test.client();
        for _ in 0..6 {
            assert_eq!(sign_in(&mut client, "khong.co", "sai").await.status.as_u16(), 422);
        }
        let waiting = sign_in(&mut client, "khong.co", "sai").await;
        assert_eq!(waiting.status.as_u16(), 429);
        assert!(waiting.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    });
}

#[test]
fn a_form_of_another_site_is_not_taken() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        account(&test, "can.bo").await;
        let mut client = test.client();
        client.headers.insert("sec-fetch-site".to_owned(), "cross-site".to_owned());
        assert_eq!(sign_in(&mut client, "can.bo", PASSWORD).await.status.as_u16(), 403);
    });
}

#[test]
fn the_demo_leads_from_signing_in_to_whom_to_play_and_a_real_house_does_not() {
    on_both(|database| async {
        let mut test = TestApp::on(database).await;
        let bare = test.client().get("/dang-nhap").await.text();
        assert!(!bare.contains("/bat-dau"), "{bare}");
        let (rounds, password, people) = (vec!["mau-2026".to_owned()], PASSWORD.to_owned(), Vec::new());
        test.app.guide = Some(std::sync::Arc::new(Guide { rounds, password, people }));
        let demo = test.client().get("/dang-nhap").await.text();
        assert!(demo.contains("href=\"/bat-dau\""), "{demo}");
    });
}
