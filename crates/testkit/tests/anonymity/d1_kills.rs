//! D1: the program is killed again and again while responses come in, are mixed and closed: none is lost, none doubled.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use thuocdo_app::boxes::{Boxes, ResponseBox, Sent, Standing};
use thuocdo_base::Random;
use thuocdo_testkit::app::SeededRandom;

use super::size;
use super::world::{World, in_files, keys, numbered, on_each, opened_again, place_of, response, text_of, told};

/// Says to a process of this program that it is the one to be killed: place, folder, first and count, and which it is.
const CHILD: &str = "THUOCDO_D1";
/// Responses of one run.
const EACH: u64 = 400;

/// The child: sends for everybody from a number on; tells whose was taken.
#[test]
fn child_that_sends_until_it_is_killed() {
    let Ok(said) = std::env::var(CHILD) else { return };
    let mut said = said.split('|').map(str::to_owned);
    let (place, folder) = (said.next().expect("a place"), PathBuf::from(said.next().expect("a folder")));
    let from: u64 = said.next().and_then(|n| n.parse().ok()).expect("a number");
    let is_leaky = said.next().is_some_and(|kind| kind == "leaky");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        if is_leaky {
            keep_later(&folder.join("leaky"), from).await;
        } else {
            let seed = u64::from(std::process::id());
            let boxes = Boxes::new(place_of(&place), keys(&folder), Arc::new(SeededRandom::new(seed)));
            send(opened_again(&boxes).await, from).await;
        }
        println!("\ndone");
        std::future::pending::<()>().await;
    });
}

/// Sends and mixes all the while.
async fn send(one: Arc<ResponseBox>, from: u64) {
    assert!(one.adds_up().await.expect("counts"));
    println!("\nready");
    let mixing = Arc::clone(&one);
    tokio::spawn(async move {
        loop {
            mixing.mix_due().await.expect("a mix");
            tokio::task::yield_now().await;
        }
    });
    let senders = (0..16_u64).map(|lane| {
        let one = Arc::clone(&one);
        tokio::spawn(async move {
            for at in (from + lane..from + EACH).step_by(16) {
                let person = numbered(at);
                let sent = one.cast(&person.token, &response("a", &at.to_string()), &person.nonce).await;
                let sent = sent.expect("an answer");
                assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
                println!("\ntaken {at}");
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.expect("a sender");
    }
}

/// The control: tells at once that a response was taken, and writes it down a moment later.
async fn keep_later(file: &Path, from: u64) {
    println!("\nready");
    let waiting = Arc::new(Mutex::new(String::new()));
    let (writes, file) = (Arc::clone(&waiting), file.to_owned());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let lines = std::mem::take(&mut *writes.lock().expect("lines"));
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(&file).expect("a file");
            file.write_all(lines.as_bytes()).expect("lines");
        }
    });
    for at in from..from + EACH {
        waiting.lock().expect("lines").push_str(&format!("{at}\n"));
        println!("\ntaken {at}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Runs the child and kills it after a while; says whose response it told to be taken.
fn run_and_kill(child: &str, after: Duration) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "d1_kills::child_that_sends_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, child)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "ready"), "the child did not get ready");
    std::thread::sleep(after);
    child.kill().expect("killed");
    let _ = child.wait();
    lines.filter_map(|line| line.strip_prefix("taken ").and_then(|at| at.parse().ok())).collect()
}

/// Kills so often, each time after 20 to 800 ms; gives everything that was told.
async fn killed(child: impl Fn(u64) -> String, kills: u64) -> Vec<u64> {
    let dice = SeededRandom::new(101);
    let mut told: Vec<u64> = Vec::new();
    for kill in 0..kills {
        let mut byte = [0; 2];
        dice.fill(&mut byte);
        let after = Duration::from_millis(20 + u64::from(u16::from_be_bytes(byte)) % 780);
        let child = child(kill * EACH);
        told.extend(tokio::task::spawn_blocking(move || run_and_kill(&child, after)).await.expect("a run"));
    }
    told
}

/// Everything that is wrong: told to be taken and not kept, or kept twice.
fn faults(told: &[u64], kept: &[u64]) -> Vec<String> {
    let mut of: BTreeMap<u64, usize> = told.iter().map(|at| (*at, 0)).collect();
    kept.iter().for_each(|at| *of.entry(*at).or_default() += 1);
    let wrong = of.into_iter().filter(|(_, n)| *n != 1);
    wrong.map(|(at, n)| if n == 0 { format!("{at} is lost") } else { format!("{at} is kept {n} times") }).collect()
}

#[test]
fn d1_kills_lose_nothing_and_double_nothing() {
    on_each(async |place, folder| {
        let kills = size(6, 200) as u64;
        let world = World::new(place.clone(), Arc::clone(&folder), &["dan"], 100).await;
        let invitations: Vec<_> = (0..kills * EACH).map(|at| (numbered(at).token.hash(), "dan".to_owned())).collect();
        world.one.issue(&invitations).await.expect("invitations");
        world.boxes.shut().await;
        let child = |from| format!("{}|{}|{from}|box", told(&place), folder.path().display());
        let taken = killed(child, kills).await;
        let boxes = Boxes::new(place.clone(), keys(folder.path()), Arc::clone(&world.random));
        let one = opened_again(&boxes).await;
        assert_eq!(one.standing().await.expect("standing"), Standing::Open);
        assert!(one.adds_up().await.expect("counts"));
        for at in &taken {
            let person = numbered(*at);
            let again = one.cast(&person.token, &response("b", "nothing"), &person.nonce).await.expect("an answer");
            assert!(matches!(again, Sent::Accepted(_)), "{at} was told to be taken: {again:?}");
        }
        one.close().await.expect("closed");
        assert!(one.adds_up().await.expect("counts"));
        let kept = one.responses().await.expect("responses");
        let kept: Vec<u64> = kept.iter().map(|row| text_of(&row.answers).parse().expect("a number")).collect();
        let faults = faults(&taken, &kept);
        println!("D1: {kills} kills, {} told to be taken, {} kept, {} faults", taken.len(), kept.len(), faults.len());
        assert_eq!(faults, Vec::<String>::new());
        assert!(taken.len() > kills as usize, "responses were in flight");
        boxes.shut().await;
    });
}

/// The control: what is told before it lasts is lost by the same kills, and the same check finds it.
#[test]
fn d1_the_control_that_tells_before_it_keeps_loses_some() {
    in_files(async |_, folder| {
        let told = killed(|from| format!("none|{}|{from}|leaky", folder.path().display()), 6).await;
        let kept = std::fs::read_to_string(folder.path().join("leaky")).unwrap_or_default();
        let kept: Vec<u64> = kept.lines().filter_map(|line| line.parse().ok()).collect();
        let lost = faults(&told, &kept).iter().filter(|fault| fault.ends_with("is lost")).count();
        println!("D1 control: 6 kills, {} told to be taken, {lost} lost", told.len());
        assert!(lost > 0);
    });
}
