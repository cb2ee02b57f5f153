//! What every answer carries, whatever was asked.

use axum::Router;
use axum::routing::get;
use thuocdo_server::serve::accept::Limits;
use thuocdo_server::serve::answer::{POLICY, guarded};
use thuocdo_testkit::publications::sample;
use thuocdo_testkit::{Database, TestApp};

use crate::client::{Answer, Running, start};

/// A running server and the database behind it.
struct House {
    running: Running,
    _test: TestApp,
}

impl std::ops::Deref for House {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

async fn portal() -> House {
    let test = TestApp::on(Database::file()).await;
    let router = thuocdo_server::serve::router(test.app.clone(), vec![sample("mau-2025").into()]);
    House { running: start(router, Limits::default()).await, _test: test }
}

fn check(answer: &Answer) {
    assert_eq!(answer.header("content-security-policy"), Some(POLICY), "{}", answer.head);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "deny"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} in {}", answer.head);
    }
    assert_eq!(answer.header("server"), None, "nothing tells what we run on");
}

#[tokio::test]
async fn pages_files_and_faults_all_carry_the_headers() {
    let server = portal().await;
    for path in ["/", "/en", "/ket-qua/mau-2025/xa", "/co-quan/xa-mau-1", "/khong-co-trang-nay", "/%ff%fe", "/../etc"] {
        for method in ["GET", "HEAD", "POST", "DELETE", "OPTIONS"] {
            let answer = server.ask(method, path).await;
            check(&answer);
            assert!(answer.status < 500, "{method} {path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn the_home_page_answers_and_its_head_has_no_body() {
    let server = portal().await;
    let page = server.ask("GET", "/").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<html"), "{}", page.body);
    let head = server.ask("HEAD", "/").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), page.header("content-length"));
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_that_says_so() {
    let server = portal().await;
    for path in ["/khong-co-trang-nay", "/ket-qua/mau-1999/xa", "/ket-qua/mau-2025/khong-co", "/co-quan/khong-co"] {
        let answer = server.ask("GET", path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("<html"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_method_that_a_page_does_not_have_is_refused() {
    let server = portal().await;
    let answer = server.ask("POST", "/").await;
    assert_eq!(answer.status, 405);
    assert!(answer.header("allow").is_some_and(|allow| allow.contains("get")), "{}", answer.head);
}

#[tokio::test]
async fn a_panic_becomes_a_page_with_a_number_and_says_nothing_of_itself() {
    async fn fail() -> &'static str {
        panic!("secret of the house")
    }
    let server = start(guarded(Router::new().route("/", get(fail))), Limits::default()).await;
    let (first, second) = (server.ask("GET", "/").await, server.ask("GET", "/").await);
    assert_eq!((first.status, second.status), (500, 500));
    check(&first);
    assert!(!first.body.contains("secret"), "{}", first.body);
    assert_ne!(first.body, second.body, "each case has its number");
}

#[tokio::test]
async fn a_long_body_is_refused_before_it_is_read() {
    let server = portal().await;
    let told = "POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 1073741824\r\n\r\n";
    let untold = "POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    for request in [told, untold] {
        let answer = server.send(request).await;
        assert_eq!(answer.status, 413);
        check(&answer);
    }
}
