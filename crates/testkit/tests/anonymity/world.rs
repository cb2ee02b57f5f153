//! A box with people who answer, on either engine, and ways to look past the program.

use std::collections::BTreeSet;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tempfile::TempDir;
use thuocdo_app::boxes::{Boxes, Counting, Founding, Nonce, Receipt, ResponseBox, Sent, Strata, Token};
use thuocdo_base::Random;
use thuocdo_criteria::questionnaire::{Answer, Response};
use thuocdo_files::KeyFolder;
use thuocdo_store::BoxPlace;
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, server};

pub const SURVEY: &str = "ks1";
pub const K: u32 = 10;

/// A box and all that lies around it.
pub struct World {
    pub boxes: Boxes,
    pub one: Arc<ResponseBox>,
    pub place: BoxPlace,
    pub folder: Arc<TempDir>,
    pub random: Arc<dyn Random>,
}

/// Who answers: a token, and the nonce of their page.
#[derive(Clone, Debug)]
pub struct Person {
    pub token: Token,
    pub nonce: Nonce,
}

/// The person of a number: the same in every process.
pub fn numbered(at: u64) -> Person {
    let random = SeededRandom::new(1_000_000 + at);
    Person { token: Token::link(&random), nonce: Nonce::make(&random) }
}

/// A place as it is told to another process.
pub fn told(place: &BoxPlace) -> String {
    match place {
        BoxPlace::Folder(folder) => folder.display().to_string(),
        BoxPlace::Server(address) => address.clone(),
    }
}

/// A place as another process was told.
pub fn place_of(text: &str) -> BoxPlace {
    if text.starts_with("postgres") { BoxPlace::Server(text.to_owned()) } else { BoxPlace::Folder(PathBuf::from(text)) }
}

/// Opens the box that another process held until it was killed: a server needs a moment to notice.
pub async fn opened_again(boxes: &Boxes) -> Arc<ResponseBox> {
    for _ in 0..1_500 {
        if let Ok(found) = boxes.open(SURVEY, counting()).await {
            return found.expect("a box");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the box does not open again");
}

/// Runs a test on a fresh place of each engine, with real threads.
pub fn on_each<F: Future<Output = ()>>(test: impl Fn(BoxPlace, Arc<TempDir>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = || Arc::new(tempfile::tempdir().expect("a folder"));
    let here = folder();
    runtime.block_on(test(BoxPlace::Folder(here.path().join("surveys")), here));
    if let Some(server) = server::server() {
        runtime.block_on(async {
            let database = Database::on(server).await;
            test(BoxPlace::Server(database.address.clone()), folder()).await;
        });
    }
}

/// As [`on_each`], on a server of our own, which may be killed.
pub fn on_each_apart<F: Future<Output = ()>>(test: impl Fn(BoxPlace, Arc<TempDir>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = || Arc::new(tempfile::tempdir().expect("a folder"));
    let here = folder();
    runtime.block_on(test(BoxPlace::Folder(here.path().join("surveys")), here));
    if let Some(server) = server::apart() {
        runtime.block_on(async { test(BoxPlace::Server(Database::on(&server).await.address), folder()).await });
    }
}

/// A fresh folder, for what only files can show.
pub fn in_files<F: Future>(test: impl FnOnce(BoxPlace, Arc<TempDir>) -> F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let here = Arc::new(tempfile::tempdir().expect("a folder"));
    runtime.block_on(test(BoxPlace::Folder(here.path().join("surveys")), here))
}

/// What a response says, counted without a questionnaire.
pub fn counting() -> Counting {
    Arc::new(|bytes, tally| {
        let Some(response) = Response::read(bytes) else { return };
        for ((question, body), answer) in &response.answers {
            if let Answer::Chosen(codes) = answer {
                codes.iter().for_each(|choice| tally.add(question, body, choice));
            }
        }
    })
}

/// A response with a choice and a text of its own.
pub fn response(choice: &str, text: &str) -> Response {
    let mut response = Response::default();
    response.answers.insert(("1".into(), String::new()), Answer::Chosen(BTreeSet::from([choice.to_owned()])));
    response.answers.insert(("2".into(), String::new()), Answer::Text(text.to_owned()));
    response
}

/// The text of a response.
pub fn text_of(answers: &[u8]) -> String {
    let response = Response::read(answers).expect("answers");
    match response.answers.get(&("2".to_owned(), String::new())) {
        Some(Answer::Text(text)) => text.clone(),
        _ => panic!("no text"),
    }
}

pub fn founding(strata: &[&str]) -> Founding {
    let strata = Strata::of_codes(strata.iter().copied()).expect("a tree");
    Founding { survey: SURVEY.to_owned(), k: K, length: 256, strata }
}

impl World {
    /// Makes a fresh box.
    pub async fn new(place: BoxPlace, folder: Arc<TempDir>, strata: &[&str], seed: u64) -> Self {
        let random: Arc<dyn Random> = Arc::new(SeededRandom::new(seed));
        let boxes = Boxes::new(place.clone(), keys(folder.path()), Arc::clone(&random));
        let one = boxes.create(&founding(strata), counting()).await.expect("a box");
        Self { boxes, one, place, folder, random }
    }

    /// Closes everything and opens it again, as after a stop.
    pub async fn again(self) -> Self {
        self.boxes.shut().await;
        let boxes = Boxes::new(self.place.clone(), keys(self.folder.path()), Arc::clone(&self.random));
        let one = boxes.open(SURVEY, counting()).await.expect("an answer").expect("a box");
        Self { boxes, one, ..self }
    }

    /// Invites people into a stratum.
    pub async fn invite(&self, stratum: &str, count: usize) -> Vec<Person> {
        let person = |_| Person { token: Token::link(self.random.as_ref()), nonce: Nonce::make(self.random.as_ref()) };
        let people: Vec<Person> = (0..count).map(person).collect();
        let invitations: Vec<_> = people.iter().map(|one| (one.token.hash(), stratum.to_owned())).collect();
        assert_eq!(self.one.issue(&invitations).await.expect("invitations"), count as u64);
        people
    }

    /// Sends a response that must be taken.
    pub async fn send(&self, person: &Person, choice: &str, text: &str) -> Receipt {
        match self.one.cast(&person.token, &response(choice, text), &person.nonce).await.expect("an answer") {
            Sent::Accepted(receipt) => receipt,
            other => panic!("not taken: {other:?}"),
        }
    }

    /// Sends for many at once.
    pub async fn send_all(&self, people: &[Person], choice: &str) {
        futures_of(people.iter().map(|person| self.send(person, choice, ""))).await;
    }

    /// The file of the box.
    pub fn file(&self) -> PathBuf {
        self.place.file(SURVEY).expect("a file")
    }

    /// Looks past the program, as somebody with the database's password could.
    pub async fn past(&self) -> Past {
        past(&self.place).await
    }

    pub fn keys_folder(&self) -> PathBuf {
        self.folder.path().join("keys").join(SURVEY)
    }
}

pub async fn futures_of<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running = futures_util::stream::FuturesUnordered::new();
    all.for_each(|one| running.push(one));
    let mut done = Vec::new();
    while let Some(one) = futures_util::StreamExt::next(&mut running).await {
        done.push(one);
    }
    done
}

pub fn keys(folder: &Path) -> KeyFolder {
    KeyFolder::open(folder.join("keys")).expect("a folder of keys")
}

/// Looks into a file, or a copy of one.
pub async fn past_of(file: &Path) -> Past {
    Past::File(SqliteConnectOptions::new().filename(file).connect().await.expect("a connection"))
}

/// A connection past the program.
pub enum Past {
    File(SqliteConnection),
    Server(PgConnection),
}

pub async fn past(place: &BoxPlace) -> Past {
    match place {
        BoxPlace::Folder(folder) => past_of(&folder.join(SURVEY).join("responses.db")).await,
        BoxPlace::Server(address) => {
            let options = PgConnectOptions::from_str(address).expect("an address");
            let options = options.options([("search_path", format!("responses_{SURVEY}"))]);
            Past::Server(options.connect().await.expect("a connection"))
        }
    }
}

impl Past {
    pub async fn execute(&mut self, sql: &'static str) {
        match self {
            Self::File(db) => sqlx::raw_sql(sql).execute(db).await.map(|_| ()),
            Self::Server(db) => sqlx::raw_sql(sql).execute(db).await.map(|_| ()),
        }
        .expect(sql);
    }

    /// Puts a key in use.
    pub async fn epoch(&mut self, stratum: &str, n: i64, key: &[u8]) {
        const ADD: &str = "insert into epoch (stratum, n, public_key) values ($1, $2, $3)";
        match self {
            Self::File(db) => sqlx::query(ADD).bind(stratum).bind(n).bind(key).execute(db).await.map(|_| ()),
            Self::Server(db) => sqlx::query(ADD).bind(stratum).bind(n).bind(key).execute(db).await.map(|_| ()),
        }
        .expect("an epoch");
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        let row: (i64,) = match self {
            Self::File(db) => sqlx::query_as(sql).fetch_one(db).await,
            Self::Server(db) => sqlx::query_as(sql).fetch_one(db).await,
        }
        .expect(sql);
        row.0
    }

    /// Names, epochs and bytes of sealed rows.
    pub async fn sealed(&mut self) -> Vec<(Vec<u8>, i64, Vec<u8>)> {
        let sql = "select pid, epoch, sealed from pool";
        match self {
            Self::File(db) => sqlx::query_as(sql).fetch_all(db).await,
            Self::Server(db) => sqlx::query_as(sql).fetch_all(db).await,
        }
        .expect(sql)
    }

    /// Names and answers of opened rows, in the order of names.
    pub async fn opened(&mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let sql = "select bid, answers from response order by bid";
        match self {
            Self::File(db) => sqlx::query_as(sql).fetch_all(db).await,
            Self::Server(db) => sqlx::query_as(sql).fetch_all(db).await,
        }
        .expect(sql)
    }

    /// The file of opened responses on the server, as whoever has its disk reads it.
    pub async fn heap(&mut self) -> Vec<u8> {
        self.execute("checkpoint").await;
        let found = self.texts("select current_setting('data_directory'), pg_relation_filepath('response')").await;
        let (folder, file) = found.first().expect("a table");
        fs::read(Path::new(folder).join(file)).expect("the table's file")
    }

    pub async fn texts(&mut self, sql: &'static str) -> Vec<(String, String)> {
        match self {
            Self::File(db) => sqlx::query_as(sql).fetch_all(db).await,
            Self::Server(db) => sqlx::query_as(sql).fetch_all(db).await,
        }
        .expect(sql)
    }
}

/// Where each of some needles first appears in bytes; needles are all of one length and begin alike.
pub fn first_appearances(bytes: &[u8], prefix: &[u8], length: usize) -> std::collections::HashMap<Vec<u8>, usize> {
    let mut found = std::collections::HashMap::new();
    let mut at = 0;
    while let Some(next) = find(&bytes[at..], prefix) {
        let start = at + next;
        if let Some(needle) = bytes.get(start..start + length) {
            found.entry(needle.to_vec()).or_insert(start);
        }
        at = start + prefix.len();
    }
    found
}

pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == first) {
        let start = at + next;
        if bytes[start..].starts_with(needle) {
            return Some(start);
        }
        at = start + 1;
    }
    None
}

/// Every byte of every file below a folder.
pub fn everything(folder: &Path) -> Vec<u8> {
    let (mut all, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { all.extend(fs::read(path).unwrap_or_default()) }
        }
    }
    all
}

/// Kendall's τ between two orders of the same things.
pub fn tau(places: &[usize]) -> f64 {
    let (mut sum, mut pairs) = (0_i64, 0_i64);
    for (at, first) in places.iter().enumerate() {
        for second in &places[at + 1..] {
            sum += if second > first { 1 } else { -1 };
            pairs += 1;
        }
    }
    sum as f64 / pairs.max(1) as f64
}
