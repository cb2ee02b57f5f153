//! Measures the staff side: what one save costs, the tree of a record, the list of two hundred bodies.
//!
//! Saves go through the action that pages use, and stand beside a bare insert and commit in the same run,
//! turn about; times are processor time of this process, so that the figure is that of one core.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod measure;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use measure::{Raw, middle, processor, report};
use thuocdo_app::answers::{self, Asked, Outcome, Place, Value};
use thuocdo_app::{App, setup};
use thuocdo_assessment::Figures;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{GroupChoice, SetChoice, Settings};
use thuocdo_base::Actor;
// For its allocator: what is measured stands on the memory of the product.
use thuocdo_server as _;
use thuocdo_store::answers::Summary;
use thuocdo_testkit::{Database, TestApp, live, statements};

const BODIES: usize = 200;
const ROUNDS: usize = 7;
const SAVES: usize = 60;
/// A set of the catalog with about eighty criteria that bodies answer.
const SET: (&str, &str) = ("bo-noi-vu/par-tinh", "2024");

fn main() -> ExitCode {
    statements::watch();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let met = runtime.expect("a runtime").block_on(async {
        let desk = Desk::open().await;
        let met = [saves(&desk).await, tree(&desk).await, list(&desk).await];
        desk.test.app.store.clone().close().await;
        met
    });
    if met.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A round with two hundred bodies, of which the first has answered everything.
struct Desk {
    test: TestApp,
    clerk: Actor,
    secretariat: String,
    criteria: Vec<(String, Vec<String>)>,
}

impl Desk {
    async fn open() -> Self {
        let test = TestApp::on(Database::file()).await;
        let app = &test.app;
        let mut bodies = Vec::with_capacity(BODIES);
        for number in 0..BODIES {
            let code = format!("xa-mau-{number}");
            bodies.push(live::body(app, live::commune(app, &code, &format!("Xã Mẫu {number}"))).await);
        }
        let (code, version) = SET;
        let set = SetChoice { code: code.to_owned(), version: version.to_owned() };
        let group = GroupChoice { code: "xa".to_owned(), name: "Xã, phường".to_owned(), set: 0 };
        let settings = Settings { sets: vec![set], groups: vec![group], ..live::settings(&bodies) };
        let admin = Actor::Person(live::account(app, "admin", "Nguyễn Văn Quản Trị", None).await);
        setup::create(app, &admin, settings).await.expect("a round");
        let clerk = live::account(app, "clerk", "Lê Thị Mẫu Một", Some(&bodies[0])).await;
        let secretariat = live::account(app, "secretariat", "Trần Thị Thường Trực", None).await;
        for (account, role, unit) in
            [(&clerk, Role::Contributor, Some("xa-mau-0")), (&secretariat, Role::Secretariat, None)]
        {
            let grant = Grant { role, unit: unit.map(str::to_owned), criteria: None, groups: None };
            setup::roles::grant(app, &admin, live::ROUND, account, grant).await.expect("a role");
        }
        setup::open(app, &admin, live::ROUND, 1).await.expect("an open round");
        let criteria = criteria(app).await;
        let mut desk = Self { clerk: Actor::Person(clerk), secretariat, criteria, test };
        desk.answer_all().await;
        desk
    }

    /// Keeps the criteria whose figures can be 1 and 0, so that saves can turn about.
    async fn answer_all(&mut self) {
        let mut kept = Vec::new();
        for (criterion, names) in std::mem::take(&mut self.criteria) {
            let mut version = Some(0);
            for value in ["0", "1"] {
                version = match version {
                    Some(base) => self.save(&criterion, &names, base, value).await,
                    None => None,
                };
            }
            if version.is_some() {
                kept.push((criterion, names));
            }
        }
        self.criteria = kept;
    }

    async fn save(&self, criterion: &str, names: &[String], base: u64, value: &str) -> Option<u64> {
        let values = names.iter().map(|name| (name.clone(), value.to_owned())).collect();
        let figures = Value::Figures(Figures { values, points: None, reason: None });
        let place = Place::new(live::ROUND, "xa-mau-0", criterion);
        match answers::save(&self.test.app, &self.clerk, &place, base, figures).await {
            Ok(Outcome::Saved(saved)) => Some(saved.version),
            _ => None,
        }
    }
}

/// Criteria that the first body answers, with the names of their figures.
async fn criteria(app: &App) -> Vec<(String, Vec<String>)> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live::ROUND).await.expect("a round");
    let unit = frozen.unit("xa-mau-0").expect("a unit");
    let own = frozen.criteria_of(unit).filter(|(_, criterion)| setup::frozen::is_self_assessed(criterion));
    own.map(|(node, criterion)| {
        (node.code.clone(), criterion.variables.iter().map(|variable| variable.name.clone()).collect())
    })
    .collect()
}

/// What one save costs: statements, processor time, beside a bare insert and commit.
async fn saves(desk: &Desk) -> bool {
    const MOST_STATEMENTS: usize = 10;
    const MOST_CPU: Duration = Duration::from_millis(5);
    let (criterion, names) = &desk.criteria[0];
    let before = statements::count();
    let mut version = desk.save(criterion, names, 2, "0").await.expect("a save");
    let statements = statements::count() - before;
    let mut raw = Raw::open().await;
    let mut turns = Vec::new();
    for _ in 0..ROUNDS {
        let (cpu, clock) = (processor(), Instant::now());
        for save in 0..SAVES {
            version =
                desk.save(criterion, names, version, if save % 2 == 0 { "1" } else { "0" }).await.expect("a save");
        }
        let ours = (processor() - cpu, clock.elapsed());
        let (cpu, clock) = (processor(), Instant::now());
        for _ in 0..SAVES {
            raw.insert().await;
        }
        turns.push((ours.0, ours.1, processor() - cpu, clock.elapsed()));
    }
    turns.sort_unstable();
    let each = |total: Duration| total / u32::try_from(SAVES).unwrap_or(1);
    let (cpu, wall, raw_cpu, raw_wall) = turns[ROUNDS / 2];
    let (cpu, wall, raw_cpu, raw_wall) = (each(cpu), each(wall), each(raw_cpu), each(raw_wall));
    let a_second = 1_000_000 / cpu.as_micros().max(1);
    let times = cpu.as_micros() / raw_cpu.as_micros().max(1);
    println!("set {} with {} criteria answered of {BODIES} bodies", SET.0, desk.criteria.len());
    let few = report("save: statements", statements <= MOST_STATEMENTS, || {
        format!(
            "{statements}, at most {MOST_STATEMENTS} (savepoint and release among them; begin and commit are the batch's)"
        )
    });
    let soon = report("save: processor time", cpu <= MOST_CPU, || {
        format!(
            "{cpu:?} ({times} × a bare insert and commit, {raw_cpu:?}), at most {MOST_CPU:?}; waits {wall:?} (bare {raw_wall:?})"
        )
    });
    few & soon & report("saves a second on one core", a_second >= 200, || format!("{a_second}, at least 200"))
}

/// The tree of a record with its points.
async fn tree(desk: &Desk) -> bool {
    const MOST: Duration = Duration::from_millis(3);
    let mut link = desk.test.app.store.look().await.expect("a link");
    let frozen = setup::frozen(&desk.test.app, &mut link, live::ROUND).await.expect("a round");
    let loaded = answers::Loaded::of(&mut link, &frozen, "xa-mau-0").await.expect("a record");
    let computed = middle(200, || loaded.tally(&frozen));
    let mut whole = Vec::new();
    for _ in 0..100 {
        let asked = Asked { round: live::ROUND.to_owned(), unit: "xa-mau-0".to_owned(), ..Asked::default() };
        let started = Instant::now();
        answers::workbench(&desk.test.app, &desk.clerk, &asked).await.expect("a workbench");
        whole.push(started.elapsed());
    }
    whole.sort_unstable();
    let view = whole[whole.len() / 2];
    report("tree of a record: points of all criteria", computed <= MOST, || {
        format!("{computed:?}, at most {MOST:?}; the whole workbench with its queries {view:?}")
    })
}

/// The list of two hundred bodies.
async fn list(desk: &Desk) -> bool {
    const MOST: Duration = Duration::from_millis(100);
    let summary = Summary {
        answered: 40,
        of_criteria: u64::try_from(desk.criteria.len()).unwrap_or(80),
        lacking: 3,
        points: "123/4".to_owned(),
        maximum: "100".to_owned(),
    };
    let touched = desk.clerk.id().to_owned();
    let filled = desk.test.app.write(move |work| {
        Box::pin(async move {
            for number in 0..BODIES {
                let now = work.now();
                work.save_summary(live::ROUND, &format!("xa-mau-{number}"), &summary, (&touched, now)).await?;
            }
            Ok(())
        })
    });
    filled.await.expect("summaries");
    let mut rows = Vec::new();
    for _ in 0..100 {
        let started = Instant::now();
        let mut link = desk.test.app.store.look().await.expect("a link");
        assert_eq!(link.list_records(live::ROUND).await.expect("records").len(), BODIES);
        rows.push(started.elapsed());
    }
    rows.sort_unstable();
    println!("{:<44} {:?} (median)", "  records of 200 bodies from the store", rows[50]);
    let mut client = desk.test.client_as(&desk.secretariat).await;
    let path = format!("/ky/{}", live::ROUND);
    let mut pages = Vec::new();
    for _ in 0..60 {
        let started = Instant::now();
        let answer = client.once("GET", &path, None).await;
        if answer.status != 200 {
            println!("{:<44} {} answers {}", "list of 200 bodies", path, answer.status);
            return false;
        }
        pages.push(started.elapsed());
    }
    pages.sort_unstable();
    let late = pages[pages.len() * 95 / 100];
    report("list of 200 bodies, p95", late <= MOST, || format!("{late:?}, at most {MOST:?}"))
}
