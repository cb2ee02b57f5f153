//! L9: invitations to a mail server beside us, through kills: each person one letter, none lost.
//!
//! The job runs in a process of its own that is killed without warning. Usual runs are small;
//! `cargo xtask trust L9` sends 85,600.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "figures are measured and printed")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use thuocdo_app::App;
use thuocdo_app::boxes::Boxes;
use thuocdo_app::surveys::letters::{self, Kind};
use thuocdo_app::surveys::{launch, lists, setup};
use thuocdo_assessment::survey::Stratum;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_files::KeyFolder;
use thuocdo_server::post::Post;
use thuocdo_server::serve::SystemRandom;
use thuocdo_store::{BoxPlace, Rosters, Store};
use thuocdo_testkit::TestApp;
use thuocdo_testkit::live::{Live, UNITS, live};
use thuocdo_testkit::sink::Sink;

/// Says to a process of this program that it is the one to be killed: folder, then address of the mail server.
const JOB: &str = "THUOCDO_TEST_INVITATIONS";
const KILLS: usize = 20;

fn app(folder: &Path, store: Store) -> App {
    let (clock, random) = (Arc::new(TestApp::moment()), Arc::new(SystemRandom));
    let keys = folder.join("keys");
    let place = BoxPlace::Folder(folder.join("surveys"));
    let boxes = Boxes::new(place, KeyFolder::open(keys.clone()).expect("keys"), random.clone());
    let rosters = Rosters { folder: folder.join("surveys"), keys, server: None };
    let mut app = App::new(store, clock, random).with_rosters(rosters).with_boxes(Arc::new(boxes));
    app.office.base = Some("https://mau.test".to_owned());
    app
}

async fn opened(folder: &Path) -> App {
    let store = Store::open(&Store::file_address(&folder.join("mau.db"))).await.expect("a store");
    app(folder, store)
}

/// A launched survey of so many people, whose invitations are lined up.
async fn lined_up(folder: &Path, people: usize) {
    let app = opened(folder).await;
    let Live { round, secretariat, .. } = live(&app).await;
    let actor = Actor::Person(secretariat);
    let id = setup::create(&app, &actor, round, "Khảo sát mẫu", "vinh-long/cap-xa/nguoi-dan@2022").await.expect("made");
    let now = app.clock.now().micros();
    let typed = setup::Typed {
        title: "Khảo sát mẫu".to_owned(),
        k: 20,
        sealed: false,
        opens: Some(Timestamp::from_micros(now)),
        closes: Some(Timestamp::from_micros(now + 86_400_000_000)),
    };
    setup::save(&app, &actor, round, &id, 1, typed).await.expect("saved");
    let strata = vec![Stratum::new("dan", UNITS[0].0)];
    setup::save_strata(&app, &actor, round, &id, 2, strata).await.expect("strata");
    for first in (0..people).step_by(15_000) {
        let rows = (first..people.min(first + 15_000)).map(|n| format!("mau-{n:05}@example.test,dan,{}\n", UNITS[0].0));
        let list = rows.fold("email,nhóm,đơn vị\n".to_owned(), |list, row| list + &row);
        lists::apply(&app, &actor, round, &id, &list, &lists::Otherwise::default()).await.expect("a list");
    }
    launch::launch(&app, &actor, round, &id, 3).await.expect("launched");
    letters::begin(&app, &actor, round, &id, Kind::Invitation).await.expect("begun");
    if let Some(boxes) = &app.boxes {
        boxes.shut().await;
    }
    app.store.close().await;
}

/// The job of a process that is killed: it sends until nothing is left.
async fn send(folder: &Path, url: &str) {
    let app = opened(folder).await;
    let post = Post::smtp(url, "khao-sat@mau.test").expect("a way out");
    while letters::send_due(&app, &post).await.expect("a turn").letters() > 0 {}
    app.store.close().await;
}

#[test]
fn the_process_that_is_killed() {
    // On its own it does nothing: it is started by the test below.
    let Ok(told) = std::env::var(JOB) else { return };
    let (folder, url) = told.split_once('|').expect("folder and address");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(send(Path::new(folder), url));
}

#[test]
fn trust_l9_invitations_reach_everybody_through_kills_and_nobody_twice() {
    let full = std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full");
    let (people, kills) = if full { (85_600, KILLS) } else { (1_500, 5) };
    let folder = tempfile::tempdir().expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(lined_up(folder.path(), people));
    let sink = runtime.block_on(Sink::start());
    let (begun, mut killed) = (Instant::now(), 0);
    loop {
        let told = format!("{}|{}", folder.path().display(), sink.url());
        let mut job = Command::new(std::env::current_exe().expect("this program"));
        let job = job.args(["--exact", "the_process_that_is_killed", "--nocapture"]).env(JOB, told);
        let mut job = job.stdout(Stdio::null()).spawn().expect("a process");
        // Each process has its share before it is killed; the last one finishes.
        let until = people * (killed + 1) / (kills + 1);
        while killed < kills && sink.look(|taken| taken.ids.len()) < until {
            assert!(job.try_wait().expect("a process").is_none(), "the job ended before everything was sent");
            std::thread::sleep(Duration::from_millis(3));
        }
        if killed == kills {
            assert!(job.wait().expect("a process").success());
            break;
        }
        job.kill().expect("killed");
        job.wait().expect("gone");
        killed += 1;
    }
    let took = begun.elapsed();
    sink.look(|taken| {
        let again = taken.letters - taken.ids.len();
        let a_second = people as u128 * 1_000 / took.as_millis().max(1);
        println!("L9: {people} invitations, {kills} kills, {took:?}, {a_second}/s, {again} handed over again with the same id");
        assert_eq!((taken.ids.len(), taken.addresses.len()), (people, people), "none is lost");
        assert!(taken.addresses.values().all(|ids| ids.len() == 1), "nobody gets two letters");
        assert!(again <= kills * letters::A_BATCH as usize, "{again} were in doubt");
        assert!(took < Duration::from_secs(3_600));
    });
}
