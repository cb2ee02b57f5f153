//! L9: invitations to a mail server beside us, through kills: each person one letter, none lost.
//!
//! Beside it what the same process leaves behind: no link anywhere (A5), no half change of a list (TV1).
//!
//! The job runs in a process of its own that is killed without warning. Usual runs are small;
//! `cargo xtask trust L9` sends 85,600.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "figures are measured and printed")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use thuocdo_app::App;
use thuocdo_app::boxes::Boxes;
use thuocdo_app::surveys::letters::{self, Kind};
use thuocdo_app::surveys::{launch, links, lists, setup};
use thuocdo_assessment::survey::Stratum;
use thuocdo_base::{Actor, Random, Timestamp};
use thuocdo_files::KeyFolder;
use thuocdo_server::post::Post;
use thuocdo_server::serve::SystemRandom;
use thuocdo_store::{BoxPlace, Rosters, Store};
use thuocdo_testkit::TestApp;
use thuocdo_testkit::live::{Live, ROUND, UNITS, live};
use thuocdo_testkit::sink::Sink;

/// Says to a process of this program that it is the one to be killed: what it does, folder, and what it needs to know.
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

/// A launched survey of so many people, whose invitations are lined up; gives its id and who keeps its lists.
async fn lined_up(folder: &Path, people: usize) -> (String, String) {
    let app = opened(folder).await;
    let Live { round, secretariat, .. } = live(&app).await;
    let actor = Actor::Person(secretariat.clone());
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
    shut(app).await;
    (id, secretariat)
}

async fn shut(app: App) {
    if let Some(boxes) = &app.boxes {
        boxes.shut().await;
    }
    app.store.close().await;
}

/// Puts people on the list of a survey and takes some off again, without end.
async fn change_lists(folder: &Path, id: &str, secretariat: &str) {
    let (app, actor) = (opened(folder).await, Actor::Person(secretariat.to_owned()));
    println!("\nready");
    for n in 0_u32.. {
        let own = std::process::id();
        let rows = (0..3).map(|row| format!("moi-{own}-{n}-{row}@example.test,dan,{}\n", UNITS[0].0));
        let list = rows.fold("email,nhóm,đơn vị\n".to_owned(), |list, row| list + &row);
        lists::apply(&app, &actor, ROUND, id, &list, &lists::Otherwise::default()).await.expect("a list");
        let gone = lists::people(&app, &actor, ROUND, id, "", 1).await.expect("people").rows.swap_remove(0);
        lists::remove(&app, &actor, ROUND, id, &[gone.id]).await.expect("removed");
    }
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
    let told: Vec<&str> = told.split('|').collect();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    match told.as_slice() {
        ["send", folder, url] => runtime.block_on(send(Path::new(folder), url)),
        ["lists", folder, id, secretariat] => runtime.block_on(change_lists(Path::new(folder), id, secretariat)),
        ["stay", folder, url] => {
            runtime.block_on(send(Path::new(folder), url));
            println!("\nsent");
            std::thread::park();
        }
        other => panic!("{other:?}"),
    }
}

/// Starts this program once more, to do that.
fn child(told: &str) -> Child {
    let mut job = Command::new(std::env::current_exe().expect("this program"));
    let job = job.args(["--exact", "the_process_that_is_killed", "--nocapture"]).env(JOB, told);
    job.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a process")
}

/// Waits until it says a word.
fn says(job: &mut Child, word: &str) {
    let mut lines = BufReader::new(job.stdout.take().expect("its words")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == word), "it never said {word}");
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
        let mut job = child(&format!("send|{}|{}", folder.path().display(), sink.url()));
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

#[test]
fn trust_tv1_a_kill_in_the_middle_of_a_change_leaves_a_list_that_the_log_knows() {
    let full = std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full");
    let kills = if full { 200 } else { 15 };
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (id, secretariat) = runtime.block_on(lined_up(folder.path(), 60));
    let (mut killed, mut half, mut unlinked) = (0, 0, 0);
    // Where in a change a kill falls is chance: there are more of them until one fell into the middle of one.
    while killed < kills || (half == 0 && killed < 20 * kills) {
        killed += 1;
        let mut job = child(&format!("lists|{}|{id}|{secretariat}", folder.path().display()));
        says(&mut job, "ready");
        let mut byte = [0];
        SystemRandom.fill(&mut byte);
        std::thread::sleep(Duration::from_millis(30) + Duration::from_micros(u64::from(byte[0]) * 400));
        job.kill().expect("killed");
        job.wait().expect("gone");
        runtime.block_on(async {
            let (app, actor) = (opened(folder.path()).await, Actor::Person(secretariat.clone()));
            let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
            let (coming, leaving) = roster.changing().await.expect("people");
            half += usize::from(!coming.is_empty() || !leaving.is_empty());
            unlinked += usize::from(!roster.unlinked().await.expect("people").is_empty());
            lists::tend(&app).await.expect("mended");
            let list = lists::people(&app, &actor, ROUND, &id, "", 1).await.expect("people");
            assert!(list.is_known, "the log knows another list");
            assert!(roster.unlinked().await.expect("people").is_empty(), "somebody has no link");
            shut(app).await;
        });
    }
    println!(
        "TV1: {killed} kills, {half} in the middle of a change, {unlinked} before links were given, 0 lists unknown"
    );
    assert!(half > 0, "the control: kills fell in the middle of a change");
}

/// Clear links that stand in bytes.
fn links_in(bytes: &[u8], links: &HashSet<String>, found: &mut HashSet<String>) {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    for run in bytes.split(|byte| !is_letter(byte)).filter(|run| run.len() >= 43) {
        for window in run.windows(43) {
            let text = std::str::from_utf8(window).unwrap_or_default();
            if links.contains(text) {
                found.insert(text.to_owned());
            }
        }
    }
}

/// Everything that a process has written to its memory, without the long stretches that it never touched.
fn memory(process: u32) -> Vec<Vec<u8>> {
    const STEP: usize = 64 * 1024;
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).expect("its memory");
    let file = std::fs::File::open(format!("/proc/{process}/mem")).expect("its memory");
    let mut parts = vec![Vec::new()];
    for line in maps.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|may| may.starts_with("rw"))) {
        let (from, to) = line.split_whitespace().next().and_then(|range| range.split_once('-')).expect("a range");
        let at = |digits: &str| u64::from_str_radix(digits, 16).expect("an address");
        let mut step = vec![0; STEP];
        for place in (at(from)..at(to)).step_by(STEP) {
            let step = &mut step[..usize::try_from(at(to) - place).map_or(STEP, |left| left.min(STEP))];
            match file.read_exact_at(step, place) {
                Ok(()) if *step != [0; STEP][..step.len()] => parts.last_mut().expect("a part").extend_from_slice(step),
                _ => parts.push(Vec::new()),
            }
        }
        parts.push(Vec::new());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A5 for what the file search of the application cannot see: the environment and the memory of the process that sent.
///
/// Our own copies of a link are overwritten, those of the mail library by the allocator as they are given back, and no
/// core file is ever written (`serve::harden`).
#[test]
fn trust_a5_no_link_stands_in_the_environment_or_the_memory_of_the_process_that_sent() {
    let full = std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full");
    let people = if full { 1_000 } else { 300 };
    let folder = tempfile::tempdir().expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let (id, _) = runtime.block_on(lined_up(folder.path(), people));
    let sink = runtime.block_on(Sink::start());
    let links: HashSet<String> = runtime.block_on(async {
        let app = opened(folder.path()).await;
        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        let key = roster.link_key(&SystemRandom).expect("a key");
        let everybody = roster.everybody().await.expect("people");
        let links = everybody.iter().map(|person| links::of(&key, &id, person).text().to_owned()).collect();
        shut(app).await;
        links
    });
    let mut job = child(&format!("stay|{}|{}", folder.path().display(), sink.url()));
    says(&mut job, "sent");
    assert_eq!(sink.look(|taken| taken.ids.len()), people);
    let mut around = HashSet::new();
    for of in ["environ", "cmdline"] {
        links_in(&std::fs::read(format!("/proc/{}/{of}", job.id())).expect("a process"), &links, &mut around);
    }
    let mut within = HashSet::new();
    memory(job.id()).iter().for_each(|part| links_in(part, &links, &mut within));
    job.kill().expect("killed");
    job.wait().expect("gone");
    let mut own = HashSet::new();
    memory(std::process::id()).iter().for_each(|part| links_in(part, &links, &mut own));
    println!("A5: {people} letters, links in the environment {}, in the memory {}", around.len(), within.len());
    assert_eq!(around.len(), 0);
    assert_eq!(own.len(), people, "the control: links that are kept are found");
    assert_eq!(within.len(), 0);
}
