//! Hostile files through the real child: refused or neutralised, within time, and the parent lives.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "time is what is measured and printed")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thuocdo_app::ActionError;
use thuocdo_app::appraisal::book;
use thuocdo_app::books::Books;
use thuocdo_app::criteria_sets::annex;
use thuocdo_app::evidence::uploads::{self, Target};
use thuocdo_base::Actor;
use thuocdo_files::Kind;
use thuocdo_server::workbook::ChildReader;
use thuocdo_testkit::{Database, onward, samples};

use crate::room::Room;

#[test]
fn s7_every_hostile_file_is_refused_by_the_child_and_the_parent_lives() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let clerk = Actor::Person(room.live.clerk.clone());
        let mut slowest = Duration::ZERO;
        for (name, bytes, why) in samples::hostile() {
            let began = Instant::now();
            let piece = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let taken = uploads::take(&room.test.app, &clerk, &Target::Store(String::new()), &name, true, piece).await;
            assert!(taken.is_err(), "{name} was let in, though {why:?}");
            slowest = slowest.max(began.elapsed());
        }
        assert!(slowest < Duration::from_secs(12), "the slowest took {slowest:?}");
        let good = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(samples::pdf(2, b""))]);
        uploads::take(&room.test.app, &clerk, &Target::Store(String::new()), "a.pdf", true, good).await.expect("alive");
    });
}

/// Doors that read what is inside: workbooks of lists, annexes of decisions, the appraisal matrix.
#[test]
fn s7_no_hostile_file_passes_the_doors_that_read_workbooks_and_annexes() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut room = Room::on(Database::file()).await;
        let books = Arc::new(ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo"))));
        room.test.app = room.test.app.clone().with_books(books.clone());
        onward::to_appraisal(&room.test, &room.live).await;
        let (app, admin) = (room.test.app.clone(), Actor::Person(room.live.admin.clone()));
        let (round, appraiser) = (room.live.round, Actor::Person(room.live.appraiser.clone()));
        let own = samples::hostile().into_iter().map(|(name, bytes, why)| (format!("{name}, {why:?}"), bytes));
        let all: Vec<(String, Vec<u8>)> =
            own.chain(samples::greedy().into_iter().map(|(name, bytes)| (name.to_owned(), bytes))).collect();
        assert!(all.len() >= 80, "{} files", all.len());
        // Refused for what they are, not by chance; the third may run out of time on a slow machine.
        for (name, bytes) in samples::greedy().into_iter().take(2) {
            let why = books.read(bytes).await.expect_err(name);
            assert_eq!(why.key, "evidence-unfit-too-large", "{name}");
        }
        let mut slowest = Duration::ZERO;
        for (name, bytes) in &all {
            let began = Instant::now();
            assert!(books.read(bytes.clone()).await.is_err(), "{name} was read as a list");
            let taken = annex::take_in(&app, &admin, name, bytes.clone()).await;
            assert!(matches!(taken, Err(ActionError::Refused(_))), "{name} was taken for an annex: {taken:?}");
            let taken = book::take_in(&app, &appraiser, round, name, bytes.clone()).await;
            assert!(matches!(taken, Err(ActionError::Refused(_))), "{name} was taken for a matrix: {taken:?}");
            slowest = slowest.max(began.elapsed() / 3);
        }
        // A child that was built for looking into is many times slower, above all where others work beside it.
        let most = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 12 });
        assert!(slowest < most, "the slowest took {slowest:?}");
        println!("{} files, each refused by three doors; the slowest took {slowest:?}", all.len());
        let good =
            samples::workbook(&format!("<sheetData><row r=\"1\">{}</row></sheetData>", samples::cell("A1", "xã")));
        assert_eq!(books.read(good).await.expect("a list"), "xã\n".as_bytes());
    });
}

/// Fifty at once: each is answered in time, others are served meanwhile, and we hardly grow.
#[test]
fn s7_fifty_greedy_workbooks_at_once_hold_nobody_up() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let books = Arc::new(ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo"))));
        let greedy: Vec<Vec<u8>> = samples::greedy().into_iter().map(|(_, bytes)| bytes).collect();
        let mut clerk = room.clerk().await;
        let before = resident();
        let began = Instant::now();
        let tasks: Vec<_> = (0..50)
            .map(|at| {
                let (books, bytes) = (books.clone(), greedy[at % greedy.len()].clone());
                tokio::spawn(async move { books.cells(bytes).await.is_err() })
            })
            .collect();
        let mut pages = Vec::new();
        while began.elapsed() < Duration::from_millis(1_500) {
            let asked = Instant::now();
            assert!(clerk.get("/viec").await.status.is_success());
            pages.push(asked.elapsed());
        }
        for task in tasks {
            assert!(task.await.expect("a task"), "a greedy workbook was read");
        }
        let all = began.elapsed();
        pages.sort_unstable();
        let grown = resident().saturating_sub(before) / 1024;
        println!(
            "50 at once in {all:?}; pages meanwhile: {} with p99 {:?}; grown by {grown} MiB",
            pages.len(),
            pages[pages.len() * 99 / 100]
        );
        let most = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 12 });
        assert!(all < most, "all took {all:?}");
        assert!(pages[pages.len() * 99 / 100] < Duration::from_secs(2), "pages waited");
        // Other tests of this process grow it, too; the promise is proved where it runs alone.
        let alone = std::env::var("THUOCDO_TRUST").is_ok();
        assert!(!alone || grown < 64, "grown by {grown} MiB");
    });
}

/// Memory that this process holds, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[test]
fn s7_papers_with_scripts_are_kept_as_they_are() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let clerk = Actor::Person(room.live.clerk.clone());
        for (name, bytes) in samples::inert() {
            let piece = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let taken = uploads::take(&room.test.app, &clerk, &Target::Store(String::new()), name, true, piece).await;
            // Handed out as a file only: tests of headers prove that no page opens it.
            taken.expect("kept as it is");
        }
    });
}

#[test]
fn pages_made_to_exhaust_the_drawing_end_in_time() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let (app, clerk) = (&room.test.app, Actor::Person(room.live.clerk.clone()));
        let files = app.files.clone().expect("files");
        for (name, bytes) in [("deep", deep()), ("huge", huge()), ("selfish", selfish())] {
            let began = Instant::now();
            let piece = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let taken = uploads::take(app, &clerk, &Target::Store(String::new()), "a.pdf", true, piece).await;
            // Let in or not: what is let in is drawn within limits or not at all.
            if let Ok(sha256) = taken {
                let drawn = files.draw(&sha256, Kind::Pdf, 1, 900).await.expect("a disk");
                assert!(drawn.is_err() || drawn.is_ok_and(|png| png.len() < 16 << 20), "{name}");
            }
            assert!(began.elapsed() < Duration::from_secs(45), "{name} took {:?}", began.elapsed());
        }
    });
}

/// A page that saves its state half a million times.
fn deep() -> Vec<u8> {
    samples::pdf_of(b"", "595 842", &b"q ".repeat(500_000))
}

/// A page that shows text over and over.
fn selfish() -> Vec<u8> {
    samples::pdf_of(b"", "595 842", &b"BT /F1 48 Tf 72 700 Td (MMMMMMMMMMMMMMMM) Tj ET\n".repeat(200_000))
}

/// A page as large as the paper of giants.
fn huge() -> Vec<u8> {
    samples::pdf_of(b"", "99999999 99999999", b"0 0 1 rg 0 0 99999999 99999999 re f")
}
