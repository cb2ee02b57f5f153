//! B5: what somebody may not see answers as what does not exist: status, headers, length, ETag, time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use thuocdo_assessment::RoundStage;
use thuocdo_testkit::{Answer, Client, Live, TestApp, onward};

use super::world::{Examples, everybody, examples, pages};
use super::{engine, full, on_each, percentile, size};

/// What an answer gives away beside its words: bodies are as long as each other to within this many bytes.
const CLASS: usize = 64;

/// Something with an address of its own, and an address of the same kind where nothing is.
struct Thing {
    real: String,
    absent: String,
}

/// The same page of things that are there and of things that are not, of the same length.
fn things(live: &Live, units: &[&str], codes: &[String]) -> Vec<Thing> {
    let mut found = BTreeMap::new();
    for unit in units {
        for code in codes {
            let mut there = examples(live);
            set(&mut there, &[("{cq}", unit), ("{ma}", unit), ("{tc}", code), ("{tieu-chi}", code)]);
            let mut gone = there.clone();
            let ghost = ghost(unit);
            set(&mut gone, &[("{cq}", &ghost), ("{ma}", &ghost)]);
            for ((_, real), (template, absent)) in pages(&there).into_iter().zip(pages(&gone)) {
                if template.contains("{cq}") && template.contains("{ky}") {
                    found.insert(real, absent);
                }
            }
        }
    }
    found.into_iter().map(|(real, absent)| Thing { real, absent }).collect()
}

fn set(examples: &mut Examples, values: &[(&'static str, &str)]) {
    examples.extend(values.iter().map(|(name, value)| (*name, (*value).to_owned())));
}

/// A code of the same length that no unit has.
fn ghost(unit: &str) -> String {
    format!("{}9", &unit[..unit.len() - 1])
}

/// All that an answer shows to who cannot read it.
fn shape(answer: &Answer) -> (u16, Vec<(String, String)>, usize, bool) {
    let varying = ["content-length", "date", "set-cookie"];
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !varying.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    (answer.status.as_u16(), headers, answer.bytes.len() / CLASS, answer.header("etag").is_some())
}

async fn ask(client: &mut Client, path: &str) -> (Answer, Duration) {
    let started = Instant::now();
    let answer = client.once("GET", path, None).await;
    (answer, started.elapsed())
}

/// Which of these things are there for somebody at all.
async fn there(clients: &mut [(&'static str, Client)], things: &[Thing]) -> Vec<bool> {
    let mut there = vec![false; things.len()];
    for (_, client) in clients.iter_mut() {
        for (thing, there) in things.iter().zip(&mut there).filter(|(_, there)| !**there) {
            *there = ask(client, &thing.real).await.0.status == 200;
        }
    }
    there
}

#[test]
fn b5_what_is_hidden_answers_as_what_does_not_exist() {
    on_each(async |test| {
        let live = onward::at_appraisal(&test).await;
        onward::on_to(&test, &live, RoundStage::Council).await;
        let codes = codes(&test, &live).await;
        let things = things(&live, &live.units[..2], &codes[..size(4, 40).min(codes.len())]);
        let mut clients = everybody(&test, &live).await;
        let there = there(&mut clients, &things).await;
        let (mut hidden, mut told) = (0_usize, 0_usize);
        let (mut real_times, mut absent_times) = (Vec::new(), Vec::new());
        for (name, client) in &mut clients {
            for thing in things.iter().zip(&there).filter(|(_, there)| **there).map(|(thing, _)| thing) {
                // Turn about, so that neither is always the first.
                let early = if hidden.is_multiple_of(2) { Some(ask(client, &thing.absent).await) } else { None };
                let (real, real_time) = ask(client, &thing.real).await;
                let (absent, absent_time) = match early {
                    Some(early) => early,
                    None => ask(client, &thing.absent).await,
                };
                if real.status != 404 {
                    told += usize::from(shape(&real) != shape(&absent));
                    continue;
                }
                hidden += 1;
                real_times.push(real_time);
                absent_times.push(absent_time);
                assert_eq!(shape(&real), shape(&absent), "{name} {}", thing.real);
            }
        }
        let (real, absent) = (percentile(&mut real_times, 50), percentile(&mut absent_times, 50));
        println!(
            "B5 {}: {hidden} hidden answer like absent ones, medians {real:?} and {absent:?}; {told} seen differ",
            engine(&test)
        );
        assert!(hidden >= size(100, 1_000), "{hidden}");
        assert!(told > 0, "the control: what is seen differs");
        let apart = real.abs_diff(absent);
        assert!(!full() || apart * 20 <= absent, "medians differ by {apart:?}");
    });
}

async fn codes(test: &TestApp, live: &Live) -> Vec<String> {
    let mut link = test.app.store.look().await.expect("a link");
    let frozen = thuocdo_app::setup::frozen(&test.app, &mut link, live.round).await.expect("a round");
    frozen.sets[0].criteria().map(|(node, _)| node.code.clone()).collect()
}
