//! Measures the second half of a round: recomputing it, the grid, saving a cell, publishing, whole simulated rounds.
//!
//! The round is a simulated one of 124 bodies and 63 criteria that went through the real actions. Each figure
//! stands beside a floor of the same run: scoring alone, a bare insert and commit.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod measure;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use measure::{Raw, middle, processor, report};
use thuocdo_app::appraisal::{self, Edit};
use thuocdo_assessment::Layer;
use thuocdo_scoring::{rank, score_round};
// For its allocator: what is measured stands on the memory of the product.
use thuocdo_server as _;
use thuocdo_store::PointsRow;
use thuocdo_testkit::simulation::driven::Drive;
use thuocdo_testkit::simulation::plan::ROUND;
use thuocdo_testkit::simulation::{Depth, Plan, Size, check, play};
use thuocdo_testkit::{Database, TestApp, statements};
use thuocdo_words::Lang;

/// Communes and wards of a province, and the criteria of their set.
const OF_A_PROVINCE: Size = Size { units: 124, criteria: 63 };
const SIMULATED: Size = Size { units: 100, criteria: 80 };
const TURNS: usize = 7;
const SAVES: usize = 40;

/// Measures everything, or with the argument `simulated` only whole simulated rounds.
fn main() -> ExitCode {
    let only_simulated = std::env::args().any(|word| word == "simulated");
    let met = (only_simulated || through_actions()) & simulated();
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn through_actions() -> bool {
    statements::watch();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let met = runtime.expect("a runtime").block_on(async {
        let test = TestApp::on(Database::file()).await;
        let plan = Plan::new(11, OF_A_PROVINCE);
        let mut drive = Drive::open(&test, &plan).await;
        drive.assess().await;
        drive.appraise().await;
        let mut met = vec![recompute(&drive).await];
        let cell = Cell::of(&plan);
        met.push(saves(&test, &drive, &cell).await);
        met.push(grid(&test, &drive, &cell).await);
        drive.to_approval().await;
        met.push(publish(&mut drive).await);
        test.app.store.clone().close().await;
        met
    });
    met.iter().all(|met| *met)
}

/// One item that an appraiser has given points.
struct Cell {
    unit: String,
    criterion: String,
    who: &'static str,
}

impl Cell {
    fn of(plan: &Plan) -> Self {
        let (unit, criterion) = (plan.units[6].code.clone(), "1.1".to_owned());
        let who = plan.appraiser(&unit, &criterion);
        Self { unit, criterion, who }
    }
}

/// The whole round after one appraised change: points, ranks and grades of every layer above.
async fn recompute(drive: &Drive<'_>) -> bool {
    const MOST: Duration = Duration::from_millis(50);
    let board = drive.board().await;
    board.scored(0, Layer::Final);
    let unit = drive.frozen.units[6].code.clone();
    let row = PointsRow {
        unit,
        criterion: "1.1".to_owned(),
        layer: Layer::Preliminary.word().to_owned(),
        seq: board.seq.unwrap_or_default() + 1,
        answer: r#"{"points":"0.43"}"#.to_owned(),
        reason: None,
        account: String::new(),
        at: TestApp::moment(),
    };
    let whole = middle(40, || {
        let next = board.and(vec![row.clone()]).expect("a board");
        Layer::ALL.map(|layer| next.scored(0, layer).scores.cards.len())
    });
    let (set, cohort) = (&drive.frozen.sets[0], &board.scored(0, Layer::Final).cohort);
    let floor = middle(40, || rank(set, &score_round(set, cohort)).groups.len());
    report("whole round after one change, all layers", whole <= MOST, || {
        format!("{whole:?}, at most {MOST:?}; scoring one layer of it alone {floor:?}")
    })
}

async fn save(test: &TestApp, drive: &Drive<'_>, cell: &Cell, base: u64, points: &str) -> u64 {
    let (unit, criterion, points) = (cell.unit.clone(), cell.criterion.clone(), points.to_owned());
    let edit =
        Edit { unit, criterion, base, points, reason: "Ảnh chụp không có ngày".to_owned(), ..Edit::default() };
    match appraisal::save(&test.app, &drive.person(cell.who), Lang::Vi, ROUND, edit).await {
        Ok(appraisal::Outcome::Saved(saved)) => saved.version,
        other => panic!("{other:?}"),
    }
}

/// What one cell costs: statements, processor time, beside a bare insert and commit.
async fn saves(test: &TestApp, drive: &Drive<'_>, cell: &Cell) -> bool {
    const MOST_STATEMENTS: usize = 10;
    const MOST_CPU: Duration = Duration::from_millis(5);
    let stands = drive.board().await.fact(&cell.unit, &cell.criterion, Layer::Preliminary).map_or(0, |row| row.seq);
    let mut version = save(test, drive, cell, stands, "0,11").await;
    drive.board().await;
    let before = statements::count();
    version = save(test, drive, cell, version, "0,12").await;
    let statements = statements::count() - before;
    let mut raw = Raw::open().await;
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        drive.board().await;
        let cpu = processor();
        for number in 0..SAVES {
            version = save(test, drive, cell, version, if number % 2 == 0 { "0,21" } else { "0,22" }).await;
        }
        let ours = processor() - cpu;
        let cpu = processor();
        for _ in 0..SAVES {
            raw.insert().await;
        }
        turns.push((ours, processor() - cpu));
    }
    turns.sort_unstable();
    let each = |total: Duration| total / u32::try_from(SAVES).unwrap_or(1);
    let (cpu, bare) = (each(turns[TURNS / 2].0), each(turns[TURNS / 2].1));
    let few = report("save of a cell: statements", statements <= MOST_STATEMENTS, || {
        format!("{statements}, at most {MOST_STATEMENTS}, as for a criterion")
    });
    let times = cpu.as_micros() / bare.as_micros().max(1);
    few & report("save of a cell: processor time", cpu <= MOST_CPU, || {
        format!("{cpu:?} ({times} × a bare insert and commit, {bare:?}), at most {MOST_CPU:?}, as for a criterion")
    })
}

/// The grid of one criterion through the router, as it stands and right after a change.
async fn grid(test: &TestApp, drive: &Drive<'_>, cell: &Cell) -> bool {
    const MOST: Duration = Duration::from_millis(100);
    let mut client = test.client_as(&drive.people["tt"]).await;
    let path = format!("/ky/{ROUND}/tham-dinh/{}", cell.criterion);
    let mut version =
        drive.board().await.fact(&cell.unit, &cell.criterion, Layer::Preliminary).map_or(0, |row| row.seq);
    let (mut still, mut changed) = (Vec::new(), Vec::new());
    for number in 0..60 {
        version = save(test, drive, cell, version, if number % 2 == 0 { "0,31" } else { "0,32" }).await;
        for times in [&mut changed, &mut still] {
            let started = Instant::now();
            let answer = client.once("GET", &path, None).await;
            times.push(started.elapsed());
            if answer.status != 200 {
                println!("{path} answers {}", answer.status);
                return false;
            }
        }
    }
    still.sort_unstable();
    changed.sort_unstable();
    let late = |times: &[Duration]| times[times.len() * 95 / 100];
    let (still, changed) = (late(&still), late(&changed));
    report("grid of 124 bodies, p95", still <= MOST, || format!("{still:?}, at most {MOST:?}"))
        & report("grid of 124 bodies after a change, p95", changed <= MOST, || format!("{changed:?}, at most {MOST:?}"))
}

/// Proposing, approving and publishing 124 × 63, with the signatures of held grades.
async fn publish(drive: &mut Drive<'_>) -> bool {
    const MOST: Duration = Duration::from_secs(2);
    let started = Instant::now();
    drive.decide().await;
    let took = started.elapsed();
    report("a round of 124 × 63 is published", took <= MOST, || {
        format!("{took:?} from proposing on, at most {MOST:?}")
    })
}

/// Whole rounds of 100 × 80 without a database, on two threads.
fn simulated() -> bool {
    const LEAST: u64 = 20;
    const SPAN: Duration = Duration::from_secs(4);
    let play_on = |depth: Depth| {
        let started = Instant::now();
        let run = |first: u64| {
            let mut rounds = 0;
            while started.elapsed() < SPAN {
                let played = play(Plan::new(first + rounds * 2, SIMULATED), depth);
                check::all(&played).expect("what must hold");
                rounds += 1;
            }
            (rounds, of_this_thread())
        };
        let done = std::thread::scope(|scope| {
            let both = [0, 1].map(|first| scope.spawn(move || run(first)));
            both.map(|running| running.join().expect("rounds"))
        });
        let rounds: u64 = done.iter().map(|(rounds, _)| rounds).sum();
        let used: Duration = done.iter().map(|(_, used)| *used).sum();
        let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(1).max(1);
        (rounds * 1_000 / millis, used / u32::try_from(rounds).unwrap_or(1).max(1))
    };
    let ((numbers, used), (bytes, _)) = (play_on(Depth::Numbers), play_on(Depth::Bytes));
    report("simulated rounds of 100 × 80 a second", numbers >= LEAST, || {
        format!(
            "{numbers}, at least {LEAST}, with all checks, {used:?} of a core each; with both versions frozen to \
             bytes {bytes}"
        )
    })
}

/// Processor time that this thread has used.
fn of_this_thread() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|used| used.parse().ok()).unwrap_or_default())
}
