//! Slow clients, silent clients, many clients, and the end.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use thuocdo_server::serve::accept::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::client::{short, start};

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// Waits until the server closes the connection; says whether it did within two seconds.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_secs(2), stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn headers_that_never_end_close_the_connection() {
    let server = start(hello(), short()).await;
    let mut slow = server.connect().await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: test\r\n").await.expect("a start");
    let mut silent = server.connect().await;
    assert!(is_closed(&mut slow).await, "a request without end");
    assert!(is_closed(&mut silent).await, "a connection that asks nothing");
    assert_eq!(server.ask("GET", "/").await.body, "hello");
}

#[tokio::test]
async fn a_drip_of_headers_does_not_win_time() {
    let server = start(hello(), short()).await;
    let mut slow = server.connect().await;
    slow.write_all(b"GET / HTTP/1.1\r\n").await.expect("a start");
    let mut sent = 0;
    while sent < 20 && slow.write_all(b"X-Slow: 1\r\n").await.is_ok() {
        sleep(Duration::from_millis(100)).await;
        sent += 1;
    }
    assert!(sent < 20, "the connection must end although bytes keep coming");
}

#[tokio::test]
async fn an_answer_that_nobody_takes_closes_the_connection() {
    let large = Router::new().route("/", get(async || vec![b'x'; 64 * 1024 * 1024]));
    let server = start(large, short()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n").await.expect("a request");
    sleep(Duration::from_millis(900)).await;
    let mut taken = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut taken)).await.expect("an end");
    assert!(taken.len() < 64 * 1024 * 1024, "cut off after {} bytes", taken.len());
}

#[tokio::test]
async fn connections_beyond_the_cap_wait_for_their_turn() {
    let limits = Limits { connections: 2, headers: Duration::from_secs(5), ..short() };
    let server = start(hello(), limits).await;
    let (first, _second) = (server.connect().await, server.connect().await);
    sleep(Duration::from_millis(100)).await;
    let third = async { server.ask("GET", "/").await.body };
    let mut third = std::pin::pin!(third);
    assert!(timeout(Duration::from_millis(300), &mut third).await.is_err(), "no room yet");
    drop(first);
    assert_eq!(timeout(Duration::from_secs(2), third).await.expect("room"), "hello");
}

#[tokio::test]
async fn a_stop_lets_open_answers_finish_and_takes_no_new_ones() {
    let slow = Router::new().route(
        "/",
        get(async || {
            sleep(Duration::from_millis(400)).await;
            "late but whole"
        }),
    );
    let server = start(slow, Limits::default()).await;
    let asking = async { server.ask("GET", "/").await.body };
    let stopping = async {
        sleep(Duration::from_millis(100)).await;
    };
    let (body, ()) = tokio::join!(asking, stopping);
    assert_eq!(body, "late but whole");
    let address = server.address;
    let mut open = server.connect().await;
    open.write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n").await.expect("a request");
    sleep(Duration::from_millis(100)).await;
    server.stop.send(()).expect("a running server");
    let mut answer = String::new();
    timeout(Duration::from_secs(5), open.read_to_string(&mut answer)).await.expect("in time").expect("an answer");
    assert!(answer.ends_with("late but whole"), "{answer}");
    server.task.await.expect("a clean end");
    TcpStream::connect(address).await.expect_err("nobody listens");
}
