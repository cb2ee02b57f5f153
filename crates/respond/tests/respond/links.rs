//! Answering by a link, through the real router on both engines.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use thuocdo_app::boxes::{Nonce, Receipt, Token};
use thuocdo_testkit::{Answer, Client, OpenSurvey, TestApp, live, on_both, open_survey};

/// A number that a page may choose.
pub const NONCE: &str = "000102030405060708090a0b0c0d0e0f";
/// Answers of somebody who was never at the office: nothing more is asked of them.
pub const SHORT: [(&str, &str); 2] = [("1", "d"), ("17", "hl")];

/// A survey under way with its application.
pub async fn world(database: thuocdo_testkit::Database, people: usize) -> (TestApp, OpenSurvey) {
    let test = TestApp::on(database).await;
    let live = live(&test.app).await;
    let open = open_survey(&test.app, &live, people).await;
    (test, open)
}

async fn enter(client: &mut Client, token: &Token) -> Answer {
    client.get(&format!("/s/{}", token.text())).await
}

fn form<'a>(nonce: &'a str, answers: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    answers.iter().copied().chain([("so", nonce)]).collect()
}

#[test]
fn a6_a_link_that_scanners_open_a_hundred_times_is_still_good() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        for _ in 0..100 {
            let mut scanner = test.respondent();
            let shown = enter(&mut scanner, &open.links[0]).await;
            assert_eq!((shown.status, shown.path.as_str()), (StatusCode::OK, "/s"));
        }
        let mut scanner = test.respondent();
        enter(&mut scanner, &open.links[0]).await;
        for method in ["HEAD", "GET"] {
            assert_eq!(scanner.once(method, "/s", None).await.status, StatusCode::OK);
        }
        for pairs in
            [vec![], form(NONCE, &[]), form(NONCE, &[("1", "a")]), form("", &SHORT), form(NONCE, &[("z", "1")])]
        {
            assert_eq!(scanner.post_once("/s", &pairs).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{pairs:?}");
        }
        let mut person = test.respondent();
        enter(&mut person, &open.links[0]).await;
        let sent = person.post_once("/s", &form(NONCE, &SHORT)).await;
        assert!(sent.text().contains("Đã nhận phiếu"), "{}", sent.text());
    });
}

#[test]
fn a_response_is_sent_once_and_a_second_try_of_the_same_page_is_answered_the_same() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut person = test.respondent();
        enter(&mut person, &open.links[0]).await;
        let first = person.post_once("/s", &form(NONCE, &SHORT)).await;
        let again = person.post_once("/s", &form(NONCE, &SHORT)).await;
        assert_eq!((first.status, again.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(first.text(), again.text());
        let receipt = Receipt::of(&open.id, &open.links[0], &Nonce::parse(NONCE).expect("a nonce"));
        assert!(first.text().contains(&receipt.text()), "the receipt that the page makes again");
        let other = person.post_once("/s", &form(&"ab".repeat(16), &SHORT)).await;
        assert!(other.text().contains("Phiếu này đã được gửi"));
        let shown = person.get("/s").await.text();
        assert!(shown.contains("Phiếu này đã được gửi") && !shown.contains("<form"));
        assert!(!shown.contains("2026"), "without a time");
        assert!(!first.text().contains("hl"), "a receipt tells nothing of the answers");
    });
}

#[test]
fn thanks_have_the_same_shape_whatever_was_answered() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut sizes = Vec::new();
        let longer = [("1", "d"), ("15", "khong"), ("17", "kyk"), ("18", "a"), ("18", "b"), ("18", "c")];
        for (token, answers) in open.links.iter().zip([&SHORT[..], &longer[..]]) {
            let mut person = test.respondent();
            enter(&mut person, token).await;
            let sent = person.post_once("/s", &form(NONCE, answers)).await;
            assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
            sizes.push((sent.bytes.len(), sent.headers.keys().map(ToString::to_string).collect::<Vec<_>>()));
        }
        assert_eq!(sizes[0], sizes[1]);
    });
}

#[test]
fn what_is_not_whole_comes_back_with_what_was_typed_and_the_server_keeps_none_of_it() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut person = test.respondent();
        enter(&mut person, &open.links[0]).await;
        let back = person.post_once("/s", &form(NONCE, &[("1", "b"), ("4", "khl")])).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = back.text();
        assert!(text.contains(r#"name="4" value="khl" checked"#) && text.contains(r##"href="#c-17""##));
        assert!(text.contains(&format!(r#"value="{NONCE}""#)), "the same sending goes on");
        assert!(!holds(test.folder.path(), b"khl"), "an answer lies at the server before it is sent");
    });
}

/// Whether a file below a folder holds some bytes.
fn holds(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn links_that_do_not_exist_are_told_so_and_too_many_of_them_have_to_wait() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut guesser = test.respondent();
        let wrong = "x".repeat(43);
        for _ in 0..30 {
            assert_eq!(guesser.get(&format!("/s/{wrong}")).await.status, StatusCode::NOT_FOUND);
        }
        let many = guesser.get("/s").await;
        assert_eq!(many.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(many.header("retry-after").is_some() && many.text().contains("Thử quá nhiều lần"));
        let mut neighbour = test.respondent();
        assert_eq!(enter(&mut neighbour, &open.links[1]).await.status, StatusCode::OK, "behind the same address");
        assert_eq!(guesser.get("/s/khong-phai").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn before_the_opening_and_after_the_end_the_page_says_so() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut person = test.respondent();
        test.clock.pass(-3_600);
        assert!(enter(&mut person, &open.links[0]).await.text().contains("Chưa đến lúc trả lời"));
        test.clock.pass(3_600 + 11 * 86_400);
        assert!(person.get("/s").await.text().contains("Đợt khảo sát đã kết thúc"));
        let late = person.post_once("/s", &form(NONCE, &SHORT)).await;
        assert!(late.text().contains("Đợt khảo sát đã kết thúc"));
    });
}

#[test]
fn nothing_is_kept_by_browsers_or_told_to_others_and_the_secret_leaves_the_address() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        let mut person = test.respondent();
        let token = open.links[0].text().to_owned();
        let entered = person.once("GET", &format!("/s/{token}"), None).await;
        assert_eq!(entered.header("location"), Some("/s"));
        let cookie = entered.header("set-cookie").unwrap_or_default().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/s"));
        assert!(!cookie.contains("Secure"), "over http");
        person.headers.insert("x-forwarded-proto".into(), "https".into());
        let secure = person.once("GET", &format!("/s/{token}"), None).await;
        assert!(secure.header("set-cookie").is_some_and(|cookie| cookie.contains("; Secure")));
        let shown = person.get("/s").await;
        for answer in [&entered, &shown] {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert!(answer.header("content-security-policy").is_some_and(|policy| !policy.contains("unsafe")));
        }
        assert!(!shown.text().contains(&token), "the form does not carry the secret");
        let english = person.get(&format!("/s/{token}/en")).await;
        assert_eq!(english.path, "/s/en");
        assert!(english.text().contains("Your answers are anonymous"));
        person.headers.insert("sec-fetch-site".into(), "cross-site".into());
        let foreign = person.post_once("/s", &form(NONCE, &SHORT)).await;
        assert!(!foreign.text().contains("Đã nhận phiếu"), "a form of another site is not taken");
    });
}

#[test]
fn a_code_from_a_letter_is_typed_as_people_type() {
    on_both(async |database| {
        let (test, _) = world(database, 40).await;
        let mut person = test.respondent();
        let asked = person.get("/s").await;
        assert!(asked.text().contains("Mã trên thư"));
        let typed = person.post_once("/s/ma", &[("ma", " abcd-efgh-jkmn-pqrs-tv00 ")]).await;
        assert_eq!(typed.header("location"), Some("/s"));
        assert_eq!(person.post_once("/s/ma", &[("ma", "abc")]).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn forty_responses_are_mixed_and_counted() {
    on_both(async |database| {
        let (test, open) = world(database, 40).await;
        for token in &open.links {
            let mut person = test.respondent();
            enter(&mut person, token).await;
            let sent = person.post_once("/s", &form(NONCE, &SHORT)).await;
            assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        }
        let boxes = test.app.boxes.clone().expect("boxes");
        boxes.mix_due().await;
        let held = boxes.find(&open.id).await.expect("a box");
        let tallies = held.tallies().await.expect("tallies");
        assert_eq!(tallies.whole().counted, 20, "half of them stay as a residue");
        assert!(held.adds_up().await.expect("an answer"));
    });
}
