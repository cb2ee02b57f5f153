//! Measures the portal: how much of a bare handler's speed a ranking page keeps, cold start, idle memory.
//!
//! Both servers run in this process, one after the other in turns, asked by the same clients over
//! loopback; the figure is the median of the rounds. Starts are measured on the program itself.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::routing::get;
use thuocdo_app::App;
use thuocdo_server::{demo, serve};
use thuocdo_store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const ROUNDS: usize = 7;
const TURN: Duration = Duration::from_millis(1_500);
const CLIENTS: usize = 8;
/// Starts of each kind; the median counts.
const STARTS: usize = 3;

fn main() -> ExitCode {
    let folder = std::env::temp_dir().join(format!("thuocdo-bench-{}", std::process::id()));
    let met = [pages(&folder), starts(&folder)];
    let _ = std::fs::remove_dir_all(&folder);
    if met.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Compares a ranking page with a bare handler that returns the same bytes.
fn pages(folder: &Path) -> bool {
    let runtime = Runtime::new().expect("a runtime");
    let published = runtime.block_on(demo::prepare(&folder.join("pages"))).expect("a demo");
    let app = runtime.block_on(app(&folder.join("pages")));
    let page =
        published.iter().map(|packed| &packed.brief).flat_map(|one| one.groups.iter().map(move |group| (one, group)));
    let page = page
        .max_by_key(|(_, group)| group.ranking.len())
        .map(|(one, group)| format!("/ket-qua/{}/{}", one.round, group.code));
    let page = page.expect("a ranking");
    let ours = runtime.block_on(listen(serve::router(app, published)));
    let body = once(ours, &page);
    println!("{page}: {} bytes", body.len());
    let bytes = axum::body::Bytes::from(body);
    let handler = move || std::future::ready(([(CONTENT_TYPE, "text/html"), (CONTENT_ENCODING, "br")], bytes.clone()));
    let bare = Router::new().route(&page, get(handler));
    let bare = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(async { axum::serve(listener, bare).await });
        address
    });
    let mut ratios: Vec<(u64, u64)> = (0..ROUNDS).map(|_| (load(ours, &page), load(bare, &page))).collect();
    ratios.sort_by_key(|(ours, bare)| ours * 1_000 / (*bare).max(1));
    let (ours, bare) = ratios[ROUNDS / 2];
    let thousandths = ours * 1_000 / bare.max(1);
    report("ranking page / bare axum handler, requests", thousandths >= 600, || {
        format!("0.{thousandths:03} ({ours}/s / {bare}/s), at least 0.600")
    })
}

/// Starts the program with nothing, then with its database, three times over; looks at its memory when idle.
fn starts(folder: &Path) -> bool {
    const MOST_MS: u128 = 2_000;
    const MOST_MB: u64 = 80;
    let folders: Vec<_> = (0..STARTS).map(|turn| folder.join(format!("start-{turn}"))).collect();
    ["first start, demo published", "later start"].iter().fold(true, |met, what| {
        let mut turns: Vec<(u128, u64)> = folders.iter().map(|data| start(data)).collect();
        turns.sort_unstable();
        let (elapsed, _) = turns[STARTS / 2];
        let memory = turns.iter().map(|(_, memory)| *memory).max().unwrap_or_default();
        let soon = report(what, elapsed <= MOST_MS, || format!("{elapsed} ms, at most {MOST_MS} ms"));
        met & soon & report("  memory when idle", memory <= MOST_MB, || format!("{memory} MB, at most {MOST_MB} MB"))
    })
}

/// Milliseconds from the start to the first page, and megabytes two seconds later.
fn start(data: &Path) -> (u128, u64) {
    let begun = Instant::now();
    let mut program = Program::start(data);
    assert!(!once(program.address, "/").is_empty(), "the first page is empty");
    let elapsed = begun.elapsed().as_millis();
    thread::sleep(Duration::from_secs(2));
    let memory = program.resident_kilobytes() / 1_024;
    program.child.kill().expect("an end");
    let _ = program.child.wait();
    (elapsed, memory)
}

fn report(what: &str, met: bool, figure: impl Fn() -> String) -> bool {
    println!("{} {what}: {}", if met { "ok  " } else { "MISS" }, figure());
    met
}

/// The application over the demo's database.
async fn app(data: &Path) -> App {
    let store = Store::open(&Store::file_address(&data.join(demo::file_name()))).await.expect("an open store");
    App::new(store, Arc::new(serve::SystemClock), Arc::new(serve::SystemRandom))
}

async fn listen(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(serve::serve_on(listener, router));
    address
}

/// Answers a second to all clients together.
fn load(address: SocketAddr, page: &str) -> u64 {
    let answers: u64 = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| client(address, page))).collect();
        clients.into_iter().map(|client| client.join().expect("a client")).sum()
    });
    answers * 1_000 / u64::try_from(TURN.as_millis()).expect("a short turn")
}

fn client(address: SocketAddr, page: &str) -> u64 {
    let mut connection = Connection::open(address);
    let begun = Instant::now();
    let mut answers = 0;
    while begun.elapsed() < TURN {
        assert!(!connection.ask(page).is_empty(), "an answer without body");
        answers += 1;
    }
    answers
}

fn once(address: SocketAddr, page: &str) -> Vec<u8> {
    Connection::open(address).ask(page)
}

/// A connection that is kept, with a request for compressed pages.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: BufReader::with_capacity(64 * 1_024, stream) }
    }

    fn ask(&mut self, page: &str) -> Vec<u8> {
        let request = format!("GET {page} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: br\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes()).expect("a request");
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("a head");
            let line = line.trim_end().to_ascii_lowercase();
            assert!(!line.starts_with("http/1.1 ") || line.starts_with("http/1.1 200"), "{page}: {line}");
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().expect("a length");
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a body");
        body
    }
}

/// The program with its demo.
struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_thuocdo"))
            .env("THUOCDO_LISTEN", "127.0.0.1:0")
            .env("THUOCDO_DATA", data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let told = lines.find_map(|line| {
            let line = line.expect("a line");
            let rest = line.split_once("http://")?.1;
            rest.split_whitespace().next()?.parse().ok()
        });
        thread::spawn(move || lines.for_each(drop));
        Self { child, address: told.expect("an address") }
    }

    fn resident_kilobytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }
}
