//! D1: the program is killed again and again while responses come in, are mixed and closed: none is lost, none doubled.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use thuocdo_app::boxes::{Boxes, Nonce, Sent, Standing, Token};
use thuocdo_base::Random;
use thuocdo_store::BoxPlace;
use thuocdo_testkit::app::SeededRandom;

use super::size;
use super::world::{SURVEY, World, counting, keys, on_each, response};

/// The person of a number: the same in the child and here.
fn person(at: u64) -> (Token, Nonce) {
    let random = SeededRandom::new(1_000_000 + at);
    (Token::link(&random), Nonce::make(&random))
}

fn place_of(text: &str) -> BoxPlace {
    if text.starts_with("postgres") { BoxPlace::Server(text.to_owned()) } else { BoxPlace::Folder(PathBuf::from(text)) }
}

/// The child: opens the box, sends for everybody from a number on, mixes all the while; tells whose was taken.
#[test]
fn child_that_sends_until_it_is_killed() {
    let Ok(said) = std::env::var("THUOCDO_D1") else { return };
    let mut said = said.split('|');
    let (place, folder) = (place_of(said.next().expect("a place")), PathBuf::from(said.next().expect("a folder")));
    let (from, count): (u64, u64) = (
        said.next().and_then(|n| n.parse().ok()).expect("a number"),
        said.next().and_then(|n| n.parse().ok()).expect("a number"),
    );
    let seed = u64::from(std::process::id());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let boxes = Boxes::new(place, keys(&folder), Arc::new(SeededRandom::new(seed)) as Arc<dyn Random>);
        let one = loop {
            // A server needs a moment to notice that the last holder is dead.
            if let Ok(found) = boxes.open(SURVEY, counting()).await {
                break found.expect("a box");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
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
                for at in (from + lane..from + count).step_by(16) {
                    let (token, nonce) = person(at);
                    let sent = one.cast(&token, &response("a", &at.to_string()), &nonce).await.expect("an answer");
                    assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
                    println!("\ntaken {at}");
                }
            })
        });
        for sender in senders.collect::<Vec<_>>() {
            sender.await.expect("a sender");
        }
        println!("\ndone");
        std::future::pending::<()>().await;
    });
}

/// Runs the child and kills it after a while; says whose response it told to be taken, and whether it got ready.
fn run_and_kill(place: &str, folder: &TempDir, from: u64, count: u64, after: Duration) -> (Vec<u64>, bool) {
    let said = format!("{place}|{}|{from}|{count}", folder.path().display());
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "d1_kills::child_that_sends_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env("THUOCDO_D1", said)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut is_ready = false;
    let mut taken = Vec::new();
    for line in lines.by_ref().map_while(Result::ok) {
        if line == "ready" {
            is_ready = true;
            break;
        }
    }
    std::thread::sleep(after);
    child.kill().expect("killed");
    let _ = child.wait();
    for line in lines.map_while(Result::ok) {
        taken.extend(line.strip_prefix("taken ").and_then(|at| at.parse::<u64>().ok()));
    }
    (taken, is_ready)
}

#[test]
fn d1_kills_lose_nothing_and_double_nothing() {
    on_each(async |place, folder| {
        let kills = size(6, 200) as u64;
        let each = 400;
        let named = match &place {
            BoxPlace::Folder(folder) => folder.display().to_string(),
            BoxPlace::Server(address) => address.clone(),
        };
        let world = World::new(place.clone(), Arc::clone(&folder), &["dan"], 100).await;
        let invitations: Vec<_> = (0..kills * each).map(|at| (person(at).0.hash(), "dan".to_owned())).collect();
        world.one.issue(&invitations).await.expect("invitations");
        world.boxes.shut().await;
        let dice = SeededRandom::new(101);
        let mut told: Vec<u64> = Vec::new();
        for kill in 0..kills {
            let mut byte = [0; 2];
            dice.fill(&mut byte);
            let after = Duration::from_millis(20 + u64::from(u16::from_be_bytes(byte)) % 780);
            let (named, folder) = (named.clone(), Arc::clone(&folder));
            let (taken, is_ready) =
                tokio::task::spawn_blocking(move || run_and_kill(&named, &folder, kill * each, each, after))
                    .await
                    .expect("a run");
            assert!(is_ready, "kill {kill}: the child did not get ready");
            told.extend(taken);
        }
        let boxes = Boxes::new(place, keys(folder.path()), Arc::clone(&world.random));
        let one = loop {
            if let Ok(found) = boxes.open(SURVEY, counting()).await {
                break found.expect("a box");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(one.standing().await.expect("standing"), Standing::Open);
        assert!(one.adds_up().await.expect("counts"));
        for at in &told {
            let (token, nonce) = person(*at);
            let again = one.cast(&token, &response("b", "nothing"), &nonce).await.expect("an answer");
            assert!(matches!(again, Sent::Accepted(_)), "{at} was told to be taken: {again:?}");
        }
        one.close().await.expect("closed");
        assert!(one.adds_up().await.expect("counts"));
        let responses = one.responses().await.expect("responses");
        let opened: HashSet<Vec<u8>> = responses.iter().map(|row| row.answers.clone()).collect();
        assert_eq!(opened.len(), responses.len(), "none twice");
        let lost = told.iter().filter(|at| !opened.contains(&response("a", &at.to_string()).bytes())).count();
        println!("D1: {kills} kills, {} told to be taken, {} kept, {lost} lost", told.len(), responses.len());
        assert_eq!(lost, 0);
        assert!(told.len() > kills as usize, "responses were in flight");
        boxes.shut().await;
    });
}
