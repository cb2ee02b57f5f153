//! Measures responses to a survey (L1): sealed, kept durably, mixed meanwhile; beside a raw group-commit loop.
//!
//! Both run in turns on the same disk: 64 producers, one writer, at most 256 a commit. The raw loop marks a token
//! and adds a row of the same size; it seals nothing, mixes nothing and answers nobody but its producers.
//! `THUOCDO_TRUST=full` measures 60 seconds and five turns.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use thuocdo_app::boxes::{Boxes, Founding, Nonce, ResponseBox, Sent, Strata, Token};
use thuocdo_base::Random;
use thuocdo_criteria::questionnaire::{Answer, Response, Tally};
use thuocdo_files::KeyFolder;
use thuocdo_responses::seal::SEAL;
use thuocdo_server::serve::SystemRandom;
use thuocdo_store::BoxPlace;
use thuocdo_testkit::{Database, server};
use tokio::sync::{mpsc, oneshot};

const PRODUCERS: usize = 64;
const LENGTH: usize = 512;
const FEWEST_A_SECOND: usize = 500;
const SLOWEST: Duration = Duration::from_millis(250);
/// Of the raw loop, in hundredths.
const SHARE: usize = 40;
/// More than can be sent in a second.
const TOKENS_A_SECOND: usize = 7_000;

fn main() -> ExitCode {
    // Before the server of the test kit starts: here commits must be on the disk.
    if std::env::var("THUOCDO_POSTGRES_LASTS").is_err() {
        let program = std::env::current_exe().expect("this program");
        let status = std::process::Command::new(program)
            .args(std::env::args().skip(1))
            .env("THUOCDO_POSTGRES_LASTS", "1")
            .status();
        return if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut met = runtime.block_on(measured("SQLite", BoxPlace::Folder(folder.path().join("surveys")), folder.path()));
    if let Some(server) = server::server() {
        let folder = tempfile::tempdir().expect("a folder");
        met &= runtime.block_on(async {
            let database = Database::on(server).await;
            measured("PostgreSQL", BoxPlace::Server(database.address.clone()), folder.path()).await
        });
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn measured(engine: &str, place: BoxPlace, folder: &std::path::Path) -> bool {
    let full = std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full");
    let (turns, turn) = if full { (5, Duration::from_secs(12)) } else { (3, Duration::from_secs(3)) };
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let keys = KeyFolder::open(folder.join("keys")).expect("a folder of keys");
    let boxes = Arc::new(Boxes::new(place.clone(), keys, Arc::clone(&random)));
    let strata = Strata::of_codes(["dan/a", "dan/b", "can-bo"]).expect("a tree");
    let founding = Founding { survey: "l1".to_owned(), k: 20, length: LENGTH, strata };
    let counting = |bytes: &[u8], tally: &mut Tally| {
        for (question, body) in Response::read(bytes).iter().flat_map(|response| response.answers.keys()) {
            tally.add(question, body, "a");
        }
    };
    let one = boxes.create(&founding, Arc::new(counting)).await.expect("a box");
    let (mut ratios, mut rates, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..turns {
        let raw = raw(&place, folder, turn).await;
        let (count, mut each) = sent(&boxes, &one, &random, turn).await;
        let rate = count * 1_000 / turn.as_millis() as usize;
        println!("{engine}: {rate} responses a second through the box, {raw} raw");
        ratios.push(rate * 100 / raw.max(1));
        rates.push(rate);
        times.append(&mut each);
    }
    assert!(one.adds_up().await.expect("counts"), "counts add up");
    let mixes = *one.mixes().borrow();
    boxes.shut().await;
    for all in [&mut ratios, &mut rates] {
        all.sort_unstable();
    }
    times.sort_unstable();
    let late = times[times.len() * 99 / 100];
    let (ratio, rate) = (ratios[turns / 2], rates[turns / 2]);
    report(&format!("{engine}: durable responses a second"), rate >= FEWEST_A_SECOND, || {
        format!("{rate} ({FEWEST_A_SECOND})")
    }) & report(&format!("{engine}: p99"), late <= SLOWEST, || {
        format!("{late:?} ({SLOWEST:?}), {mixes} mixes meanwhile")
    }) & report(&format!("{engine}: share of a raw loop"), ratio >= SHARE, || format!("0.{ratio:02} (0.{SHARE})"))
}

/// Prints a line, and says whether the target was met.
fn report(what: &str, met: bool, figures: impl FnOnce() -> String) -> bool {
    println!("{what:<44} {} {}", figures(), if met { "" } else { "  MISSED" });
    met
}

/// Sends through the box for a while, mixing as the server does; how many were accepted, and how long each took.
async fn sent(
    boxes: &Arc<Boxes>,
    one: &Arc<ResponseBox>,
    random: &Arc<dyn Random>,
    turn: Duration,
) -> (usize, Vec<Duration>) {
    let count = TOKENS_A_SECOND * turn.as_secs() as usize;
    let tokens: Vec<Token> = (0..count).map(|_| Token::link(random.as_ref())).collect();
    let strata = ["dan/a", "dan/b", "can-bo"];
    let invitations: Vec<_> =
        tokens.iter().enumerate().map(|(at, token)| (token.hash(), strata[at % 3].to_owned())).collect();
    one.issue(&invitations).await.expect("invitations");
    let mixing = {
        let boxes = Arc::clone(boxes);
        tokio::spawn(async move {
            loop {
                boxes.some_are_due().await;
                boxes.mix_due().await;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        })
    };
    let (tokens, next) = (Arc::new(tokens), Arc::new(AtomicUsize::new(0)));
    let until = Instant::now() + turn;
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|_| {
            let (one, tokens, next, random) =
                (Arc::clone(one), Arc::clone(&tokens), Arc::clone(&next), Arc::clone(random));
            tokio::spawn(async move {
                let response = filled();
                let mut times = Vec::new();
                while Instant::now() < until {
                    let Some(token) = tokens.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let asked = Instant::now();
                    let answer = one.cast(token, &response, &Nonce::make(random.as_ref())).await.expect("an answer");
                    assert!(matches!(answer, Sent::Accepted(_)), "{answer:?}");
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for producer in producers {
        times.extend(producer.await.expect("a producer"));
    }
    mixing.abort();
    let _ = mixing.await;
    (times.len(), times)
}

/// A response to 18 questions.
fn filled() -> Response {
    let mut response = Response::default();
    for question in 1..=18 {
        let chosen = Answer::Chosen(BTreeSet::from(["rat-hai-long".to_owned()]));
        response.answers.insert((question.to_string(), String::new()), chosen);
    }
    response
}

enum Raw {
    File(SqliteConnection),
    Server(PgConnection),
}

const TABLES: &str = "create table if not exists token (h bytea not null primary key, used bigint not null);
create table if not exists row_of (pid bytea not null primary key, sealed bytea not null);";

impl Raw {
    async fn open(place: &BoxPlace, folder: &std::path::Path) -> Self {
        match place {
            BoxPlace::Folder(_) => {
                let options = SqliteConnectOptions::new().filename(folder.join("raw.db")).create_if_missing(true);
                let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
                let mut db = options.connect().await.expect("a connection");
                sqlx::raw_sql(TABLES).execute(&mut db).await.expect("tables");
                Self::File(db)
            }
            BoxPlace::Server(address) => {
                let options = PgConnectOptions::from_str(address).expect("an address");
                let mut db = options.connect().await.expect("a connection");
                sqlx::raw_sql(TABLES).execute(&mut db).await.expect("tables");
                Self::Server(db)
            }
        }
    }

    async fn commit(&mut self, rows: &[[u8; 16]], sealed: &[u8]) {
        macro_rules! commit {
            ($db:expr) => {{
                let mut tx = $db.begin().await.expect("a transaction");
                for row in rows {
                    let token = sqlx::query("update token set used = 1 where h = $1 and used = 0").bind(row.as_slice());
                    token.execute(&mut *tx).await.expect("a token");
                    let add = sqlx::query("insert into row_of (pid, sealed) values ($1, $2)")
                        .bind(row.as_slice())
                        .bind(sealed);
                    add.execute(&mut *tx).await.expect("a row");
                }
                tx.commit().await.expect("a commit");
            }};
        }
        match self {
            Self::File(db) => commit!(db),
            Self::Server(db) => commit!(db),
        }
    }

    async fn issue(&mut self, rows: &[[u8; 16]]) {
        macro_rules! issue {
            ($db:expr) => {{
                let mut tx = $db.begin().await.expect("a transaction");
                for row in rows {
                    let token = sqlx::query("insert into token (h, used) values ($1, 0)").bind(row.as_slice());
                    token.execute(&mut *tx).await.expect("a token");
                }
                tx.commit().await.expect("a commit");
            }};
        }
        match self {
            Self::File(db) => issue!(db),
            Self::Server(db) => issue!(db),
        }
    }
}

/// The raw loop for a while: rows a second.
async fn raw(place: &BoxPlace, folder: &std::path::Path, turn: Duration) -> usize {
    let mut db = Raw::open(place, folder).await;
    let sealed = vec![7; LENGTH + SEAL];
    let rows: Vec<[u8; 16]> = (0..2 * TOKENS_A_SECOND * turn.as_secs() as usize)
        .map(|_| {
            let mut row = [0; 16];
            SystemRandom.fill(&mut row);
            row
        })
        .collect();
    db.issue(&rows).await;
    let (sender, mut asked) = mpsc::channel::<([u8; 16], oneshot::Sender<()>)>(1_024);
    let writer = tokio::spawn(async move {
        let mut waiting = Vec::new();
        while asked.recv_many(&mut waiting, 256).await > 0 {
            let rows: Vec<[u8; 16]> = waiting.iter().map(|(row, _)| *row).collect();
            db.commit(&rows, &sealed).await;
            for (_, answer) in waiting.drain(..) {
                answer.send(()).expect("a producer that waits");
            }
        }
    });
    let (rows, next) = (Arc::new(rows), Arc::new(AtomicUsize::new(0)));
    let until = Instant::now() + turn;
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|_| {
            let (sender, rows, next) = (sender.clone(), Arc::clone(&rows), Arc::clone(&next));
            tokio::spawn(async move {
                let mut count = 0;
                while Instant::now() < until {
                    let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let (answer, done) = oneshot::channel();
                    sender.send((*row, answer)).await.expect("a writer");
                    done.await.expect("a commit");
                    count += 1;
                }
                count
            })
        })
        .collect();
    drop(sender);
    let mut count = 0;
    for producer in producers {
        count += producer.await.expect("a producer");
    }
    writer.await.expect("a writer");
    count * 1_000 / turn.as_millis() as usize
}
