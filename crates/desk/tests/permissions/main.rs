//! Who gets what: every route × person × membership × stage, asked for real (TRUST S1).
//!
//! What is expected comes from each route's [`Access`] and the table of `thuocdo_assessment`, and from nothing
//! else: what no line allows must look like nothing. The whole stands in `docs/reference/permissions.csv`;
//! a route that is missing there fails. `THUOCDO_WRITE=1` writes the file anew. A part of the cases is asked by
//! default, all of them by `cargo xtask trust S1`.

#![allow(clippy::print_stdout, reason = "figures are printed")]

mod expected;
mod people;
mod stages;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::{HeaderMap, Method, StatusCode, header};
use expected::{Outcome, expected};
use people::{PEOPLE, Person, Standing};
use stages::{STAGES, Stage};
use thuocdo_desk::routes::{Access, Route, table};
use thuocdo_testkit::live::{Live, live};
use thuocdo_testkit::{Client, Database, Engine, TestApp, server};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/permissions.csv");

/// The file as the table of routes and the table of the rules have it.
fn matrix() -> String {
    let stages: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
    let mut out = format!("method,path,access,person,{}\n", stages.join(","));
    let mut routes = table();
    routes.sort_by(|one, other| (one.path, one.method.as_str()).cmp(&(other.path, other.method.as_str())));
    for route in routes {
        for person in &PEOPLE {
            let access = format!("{:?}", route.access);
            let _ = write!(out, "{},{},{access},{}", route.method, route.path, person.name);
            for stage in &STAGES {
                let _ = write!(out, ",{}", expected(&route, person, Standing::Active, stage).word());
            }
            out.push('\n');
        }
    }
    out
}

#[test]
fn the_written_matrix_is_what_the_tables_say_for_every_route() {
    let matrix = matrix();
    if std::env::var("THUOCDO_WRITE").is_ok() {
        std::fs::write(FILE, &matrix).expect("a written file");
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    let differs = matrix.lines().zip(written.lines().chain(std::iter::repeat(""))).find(|(now, then)| now != then);
    let hint = "THUOCDO_WRITE=1 cargo test -p thuocdo-desk --test permissions writes it; read the difference first";
    assert!(differs.is_none() && matrix.lines().count() == written.lines().count(), "{differs:?}\n{hint}");
}

#[test]
fn every_route_answers_everybody_as_the_matrix_says() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let whole = std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full");
    runtime.block_on(async { ask_all(TestApp::on(Database::file()).await, if whole { 1 } else { 7 }).await });
    if let Some(server) = server::server() {
        runtime.block_on(async { ask_all(TestApp::on(Database::on(server).await).await, 23).await });
    }
}

/// Asks every route in every case, or every n-th: then another part of the routes for each person.
async fn ask_all(test: TestApp, every: usize) {
    let mut world = World::new(test).await;
    let (mut asked, mut surprises) = (0, Vec::new());
    for standing in Standing::ALL {
        for stage in STAGES.iter().take(if standing == Standing::Active { STAGES.len() } else { 2 }) {
            world.set(stage, standing).await;
            for (number, (route, person)) in world.cases().into_iter().enumerate() {
                if number % every == 0 && person.is_here(standing) {
                    asked += 1;
                    surprises.extend(world.ask(&route, person, standing, stage).await);
                }
            }
        }
    }
    let engine = if world.test.database.engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    assert!(asked > 100, "{asked} requests on {engine}");
    surprises.dedup();
    println!("S1 {engine}: {asked} requests, {} surprises", surprises.len());
    assert!(surprises.is_empty(), "{} of {asked} on {engine}:\n{}", surprises.len(), surprises.join("\n"));
}

/// The application with everybody signed in.
struct World {
    test: TestApp,
    clients: BTreeMap<&'static str, Client>,
    accounts: BTreeMap<&'static str, String>,
    examples: Vec<(&'static str, String)>,
}

impl World {
    async fn new(test: TestApp) -> Self {
        let live: Live = live(&test.app).await;
        let accounts = people::accounts(&live);
        let examples = stages::examples(&test.app, &live).await;
        test.database.execute(stages::KEEP).await.expect("kept rows");
        Self { test, clients: BTreeMap::new(), accounts, examples }
    }

    /// Brings record, round and people to where a case begins.
    async fn set(&mut self, stage: &Stage, standing: Standing) {
        self.test.database.execute(people::EVERYBODY).await.expect("people as they were");
        self.test.database.execute(stage.sql).await.expect("a stage");
        self.clients.clear();
        for person in &PEOPLE {
            self.sign_in(person).await;
        }
        self.test.database.execute(standing.sql()).await.expect("a standing");
    }

    async fn sign_in(&mut self, person: &Person) {
        let client = match self.accounts.get(person.name) {
            Some(account) => self.test.client_as(account).await,
            None => self.test.client(),
        };
        self.clients.insert(person.name, client);
    }

    fn cases(&self) -> Vec<(Route, &'static Person)> {
        let people = PEOPLE.iter().flat_map(|person| table().into_iter().map(move |route| (route, person)));
        people.collect()
    }

    /// Asks, and says what came otherwise than expected.
    async fn ask(&mut self, route: &Route, person: &Person, standing: Standing, stage: &Stage) -> Option<String> {
        let expected = expected(route, person, standing, stage);
        let client = self.clients.get(person.name)?;
        let path = stages::fill(route.path, &self.examples)?;
        let form = (route.method != Method::GET).then_some(());
        let token = match form {
            Some(()) => client.token().await,
            None => String::new(),
        };
        let form = form.map(|()| format!("{}={token}&{}", thuocdo_desk::form::TOKEN, stages::FORM));
        let (status, headers) = client.head_of(route.method.as_str(), &path, form).await;
        let surprise = (!fits(route, expected, status, &headers)).then(|| {
            let to = headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            let Person { name, .. } = person;
            let Stage { name: at, .. } = stage;
            format!(
                "{} {} {name} {standing:?} {at}: expected {}, got {status} {to}",
                route.method,
                route.path,
                expected.word()
            )
        });
        if route.method != Method::GET && status.as_u16() < 400 {
            self.test.database.execute(stage.sql).await.expect("a stage");
        }
        if route.method != Method::GET && matches!(route.access, Access::Person | Access::Anyone) {
            self.test.database.execute(people::EVERYBODY).await.expect("people as they were");
            self.sign_in(person).await;
            self.test.database.execute(standing.sql()).await.expect("a standing");
        }
        surprise
    }
}

/// Whether an answer is what was expected. What is hidden must be hidden in every case; what may be done may
/// still fail for what the empty form lacks, and things that are not there yet are not found.
fn fits(route: &Route, expected: Outcome, status: StatusCode, headers: &HeaderMap) -> bool {
    let to = headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    let turned_away =
        status == StatusCode::UNAUTHORIZED || status == StatusCode::LOCKED || to.starts_with("/dang-nhap");
    if status.is_server_error() {
        return false;
    }
    if route.path == thuocdo_desk::urls::routes::SIGN_OUT && expected == Outcome::Yes {
        return turned_away;
    }
    match expected {
        Outcome::Open => true,
        Outcome::SignIn => turned_away,
        Outcome::Hidden => status == StatusCode::NOT_FOUND,
        Outcome::Refused => !turned_away && status.is_client_error(),
        Outcome::Yes if turned_away => false,
        Outcome::Yes if route.method == Method::GET => !status.is_client_error() || stages::may_be_absent(route.path),
        Outcome::Yes => status != StatusCode::NOT_FOUND || stages::may_be_absent(route.path),
        Outcome::ByItem => !turned_away,
    }
}
