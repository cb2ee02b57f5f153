//! C3: one token, one response, however many race for it, are cut off, or see the engine killed under them.
//!
//! The engine is a process of its own that takes responses over a socket. While the racers go on it is killed without
//! warning and started anew; on a server its backend is killed as often, and the server recovers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader as Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use thuocdo_app::boxes::{Boxes, Nonce, ResponseBox, Sent};
use thuocdo_base::Random;
use thuocdo_store::BoxPlace;
use thuocdo_testkit::app::SeededRandom;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::size;
use super::world::{
    World, futures_of, in_files, keys, numbered, on_each_apart, opened_again, past, place_of, response, text_of, told,
};

/// Says to a process of this program that it is the engine: place, folder, and whether it is the leaky one.
const ENGINE: &str = "THUOCDO_C3";
/// Tokens that are raced for at once, each by all its racers.
const AT_ONCE: usize = 4;
/// How long a racer goes on asking.
const PATIENCE: Duration = Duration::from_secs(120);

/// A token by its number, and who raced for it.
type Racer = (usize, usize);

/// What racers were told, and what was kept.
struct Raced {
    tokens: usize,
    used: u64,
    told: Vec<Racer>,
    kept: Vec<Racer>,
}

impl Raced {
    /// Everything that is wrong: a token without a response or with two, a promise that was not kept.
    fn faults(&self) -> Vec<String> {
        let mut of: BTreeMap<usize, usize> = (0..self.tokens).map(|at| (at, 0)).collect();
        self.kept.iter().for_each(|(at, _)| *of.entry(*at).or_default() += 1);
        let wrong = of.iter().filter(|(_, n)| **n != 1).map(|(at, n)| format!("token {at}: {n} responses"));
        let mut faults: Vec<String> = wrong.collect();
        let kept: BTreeSet<Racer> = self.kept.iter().copied().collect();
        let broken = self.told.iter().filter(|racer| !kept.contains(racer));
        faults.extend(broken.map(|(at, racer)| format!("token {at}: {racer} was told that theirs was taken")));
        if self.used != self.tokens as u64 {
            faults.push(format!("{} of {} tokens are used", self.used, self.tokens));
        }
        faults
    }
}

/// What takes responses in the other process.
enum Taker {
    Box(Arc<ResponseBox>),
    /// The control: it looks first, and uses up and keeps later.
    Leaky(PathBuf, Mutex<BTreeSet<usize>>),
}

impl Taker {
    async fn take(&self, (at, racer): Racer) -> String {
        match self {
            Self::Box(one) => {
                let nonce = Nonce::make(&SeededRandom::new(9_000_000_000 + (at * 1_000 + racer) as u64));
                let said = response("a", &format!("{at} {racer}"));
                match one.cast(&numbered(at as u64).token, &said, &nonce).await {
                    Ok(Sent::Accepted(_)) => "taken".to_owned(),
                    Ok(Sent::AlreadySent) => "already".to_owned(),
                    Ok(other) => format!("{other:?}"),
                    Err(_) => "trouble".to_owned(),
                }
            }
            Self::Leaky(file, used) => {
                if used.lock().expect("tokens").contains(&at) {
                    return "already".to_owned();
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
                keep_line(file, &format!("{at} {racer}\n"));
                used.lock().expect("tokens").insert(at);
                "taken".to_owned()
            }
        }
    }
}

fn keep_line(file: &Path, line: &str) {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).expect("a file");
    std::io::Write::write_all(&mut file, line.as_bytes()).expect("a line");
}

fn racer(line: &str) -> Option<Racer> {
    let (at, racer) = line.split_once(' ')?;
    Some((at.parse().ok()?, racer.trim().parse().ok()?))
}

fn leaky_kept(file: &Path) -> Vec<Racer> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().filter_map(racer).collect()
}

/// The child: takes responses over its socket and mixes all the while.
#[test]
fn child_that_takes_responses_until_it_is_killed() {
    let Ok(said) = std::env::var(ENGINE) else { return };
    let mut said = said.split('|').map(str::to_owned);
    let (place, folder) = (said.next().expect("a place"), PathBuf::from(said.next().expect("a folder")));
    let is_leaky = said.next().is_some_and(|kind| kind == "leaky");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let taker = if is_leaky {
            let file = folder.join("leaky");
            let used = leaky_kept(&file).into_iter().map(|(at, _)| at).collect();
            Taker::Leaky(file, Mutex::new(used))
        } else {
            let seed = u64::from(std::process::id());
            let boxes = Boxes::new(place_of(&place), keys(&folder), Arc::new(SeededRandom::new(seed)));
            let one = opened_again(&boxes).await;
            assert!(one.adds_up().await.expect("counts"));
            tokio::spawn(mixing(Arc::clone(&one)));
            Taker::Box(one)
        };
        serve(&folder.join("socket"), Arc::new(taker)).await;
    });
}

/// A killed backend is a mix that comes to nothing; the next one finds what it left.
async fn mixing(one: Arc<ResponseBox>) {
    loop {
        let _ = one.mix_due().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn serve(socket: &Path, taker: Arc<Taker>) {
    let _ = std::fs::remove_file(socket);
    let listener = UnixListener::bind(socket).expect("a socket");
    println!("\nready");
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let taker = Arc::clone(&taker);
        tokio::spawn(async move {
            let (read, mut write) = stream.split();
            let mut line = String::new();
            let _ = BufReader::new(read).read_line(&mut line).await;
            if let Some(racer) = racer(&line) {
                let answer = taker.take(racer).await;
                let _ = write.write_all(answer.as_bytes()).await;
            }
        });
    }
}

/// The other process, while it lives.
struct Engine {
    child: Child,
    _said: Lines<ChildStdout>,
}

impl Engine {
    fn start(told: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "c3_one_token::child_that_takes_responses_until_it_is_killed", "--nocapture"])
            .env(ENGINE, told)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let mut said = Lines::new(child.stdout.take().expect("its words"));
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert!(said.read_line(&mut line).expect("its words") > 0, "the engine did not get ready");
        }
        Self { child, _said: said }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One racer: asks until there is an answer; every fifth hangs up without waiting for it. Says whether theirs was taken.
async fn run(socket: &Path, (at, racer): Racer) -> bool {
    let begun = tokio::time::Instant::now();
    loop {
        match ask(socket, (at, racer)).await.as_deref() {
            Ok("taken") => return true,
            Ok("already" | "cut") => return false,
            Ok("trouble" | "") | Err(_) => {}
            Ok(other) => panic!("{other}"),
        }
        assert!(begun.elapsed() < PATIENCE, "token {at}, racer {racer}: no answer");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn ask(socket: &Path, (at, racer): Racer) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket).await?;
    stream.write_all(format!("{at} {racer}\n").as_bytes()).await?;
    if racer % 5 == 4 {
        return Ok("cut".to_owned());
    }
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await?;
    Ok(answer)
}

/// Lets everybody race while the engine is killed again and again; gives whose was said to be taken.
async fn race(
    told: String,
    socket: PathBuf,
    place: BoxPlace,
    (tokens, racers, kills): (usize, usize, usize),
) -> Vec<Racer> {
    let done = Arc::new(AtomicUsize::new(0));
    let killing = tokio::spawn(kill(told, place, Arc::clone(&done), (tokens, kills)));
    let one = |at: usize| {
        let (done, socket) = (Arc::clone(&done), socket.as_path());
        async move {
            let all = (0..racers).map(|racer| async move { run(socket, (at, racer)).await.then_some((at, racer)) });
            let told = futures_of(all).await;
            done.fetch_add(1, Ordering::Relaxed);
            told.into_iter().flatten().collect::<Vec<Racer>>()
        }
    };
    let told: Vec<Vec<Racer>> = stream::iter(0..tokens).map(one).buffer_unordered(AT_ONCE).collect().await;
    killing.await.expect("kills");
    told.into_iter().flatten().collect()
}

/// Kills at even shares of the race, a random moment later; every other time on a server its backend.
async fn kill(told: String, place: BoxPlace, done: Arc<AtomicUsize>, (tokens, kills): (usize, usize)) {
    let start = |told: String| tokio::task::spawn_blocking(move || Engine::start(&told));
    let mut engine = start(told.clone()).await.expect("an engine");
    let dice = SeededRandom::new(301);
    for kill in 0..kills {
        while done.load(Ordering::Relaxed) < tokens * (kill + 1) / (kills + 1) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let mut byte = [0];
        dice.fill(&mut byte);
        tokio::time::sleep(Duration::from_millis(u64::from(byte[0] % 30))).await;
        if matches!(place, BoxPlace::Server(_)) && kill % 2 == 1 {
            kill_backend(&place).await;
        } else {
            drop(engine);
            engine = start(told.clone()).await.expect("an engine");
        }
    }
    while done.load(Ordering::Relaxed) < tokens {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Kills the backend that writes the box: the whole server recovers from its log.
async fn kill_backend(place: &BoxPlace) {
    let mut past = past(place).await;
    let writer = past.count("select coalesce(max(pid), 0)::bigint from pg_locks where locktype = 'advisory'").await;
    if writer > 0 {
        let done = Command::new("kill").args(["-9", &writer.to_string()]).status().expect("kill");
        assert!(done.success());
    }
}

#[test]
fn c3_one_token_is_good_for_one_response() {
    on_each_apart(async |place, folder| {
        let world = World::new(place.clone(), folder, &["dan"], 300).await;
        let (tokens, racers, kills) = (size(200, 10_000), size(16, 64), size(6, 100));
        let invitations: Vec<_> = (0..tokens as u64).map(|at| (numbered(at).token.hash(), "dan".to_owned())).collect();
        world.one.issue(&invitations).await.expect("invitations");
        world.boxes.shut().await;
        let folder = world.folder.path().to_owned();
        let engine = format!("{}|{}|box", told(&place), folder.display());
        let told = race(engine, folder.join("socket"), place, (tokens, racers, kills)).await;
        let world = world.again().await;
        assert!(world.one.adds_up().await.expect("counts"));
        world.one.close().await.expect("closed");
        let whole = world.one.tallies().await.expect("tallies").whole();
        let kept = world.one.responses().await.expect("responses");
        let kept = kept.iter().filter_map(|row| racer(&text_of(&row.answers))).collect();
        let raced = Raced { tokens, used: whole.used, told, kept };
        println!(
            "C3: {tokens} tokens × {racers}, {kills} kills: {} told that theirs was taken, {} used, {} kept, {} faults",
            raced.told.len(),
            raced.used,
            raced.kept.len(),
            raced.faults().len()
        );
        assert_eq!(raced.faults(), Vec::<String>::new());
        assert_eq!(whole.counted, whole.used);
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

/// The control: an engine that looks first and uses up later is raced for and killed just so; the same check finds it.
#[test]
fn c3_the_control_that_looks_first_lets_several_win() {
    in_files(async |place, folder| {
        let folder = folder.path().to_owned();
        let (tokens, engine) = (60, format!("none|{}|leaky", folder.display()));
        let told = race(engine, folder.join("socket"), place, (tokens, 16, 2)).await;
        let kept = leaky_kept(&folder.join("leaky"));
        let used = kept.iter().map(|(at, _)| *at).collect::<BTreeSet<_>>().len() as u64;
        let raced = Raced { tokens, used, told, kept };
        let doubled = raced.faults().iter().filter(|fault| fault.ends_with("responses")).count();
        println!("C3 control: {tokens} tokens × 16, {doubled} with more than one response");
        assert!(doubled > tokens / 2, "{doubled}");
    });
}
