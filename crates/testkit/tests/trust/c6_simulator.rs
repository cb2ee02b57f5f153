//! C6 and C8: whole rounds by seed keep what must hold, and come to the same bytes wherever they are played.

use std::sync::Arc;
use std::time::Instant;

use thuocdo_scoring::Cohort;
use thuocdo_scoring::card::Trace;
use thuocdo_testkit::simulation::{Depth, Plan, Played, Size, check, driven, play};

use super::{engine, full, on_each, size};

const SMALL: Size = Size { units: 12, criteria: 20 };
const WHOLE: Size = Size { units: 100, criteria: 80 };

#[test]
fn c6_whole_rounds_keep_what_must_hold() {
    let rounds = size(4, 400) as u64;
    let started = Instant::now();
    for seed in 0..rounds {
        let size = if full() { WHOLE } else { SMALL };
        let played = play(Plan::new(seed, size), if seed.is_multiple_of(16) { Depth::Bytes } else { Depth::Numbers });
        check::all(&played).unwrap_or_else(|found| panic!("seed {seed}: {found}"));
        assert!(!played.votes.is_empty() && played.published.len() == 2, "seed {seed}: a whole round");
    }
    println!("C6: {rounds} rounds in {:?}", started.elapsed());
}

#[test]
fn c8_the_same_round_gives_the_same_bytes_without_a_database_and_on_both() {
    on_each(async |test| {
        let size = if full() { WHOLE } else { SMALL };
        let (expected, found) =
            (play(Plan::new(1, size), Depth::Bytes), driven::drive(&test, Plan::new(1, size)).await);
        compare(&expected, &found);
        println!("C8 {}: {} bodies, {} bytes", engine(&test), size.units, found.bodies.concat().len());
    });
}

fn compare(expected: &Played, found: &Played) {
    check::all(found).unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(expected.bodies.len(), 2);
    for (version, (expected, found)) in expected.bodies.iter().zip(&found.bodies).enumerate() {
        if expected != found {
            let at = expected.iter().zip(found).position(|(one, other)| one != other).unwrap_or_default();
            let near = |bytes: &[u8]| {
                String::from_utf8_lossy(&bytes[at.saturating_sub(300)..(at + 200).min(bytes.len())]).into_owned()
            };
            panic!("version {} differs at {at}:\n{}\n---\n{}", version + 1, near(expected), near(found));
        }
    }
}

/// The controls: what each check is there to find is found.
#[test]
fn c6_every_check_finds_what_it_is_there_for() {
    let sound = || play(Plan::new(5, SMALL), Depth::Numbers);
    let fails = |name: &str, played: &Played| {
        let (_, check) = check::ALL.iter().find(|(known, _)| *known == name).expect("a check");
        assert!(check(played).is_err(), "{name}");
    };
    let mut round = sound();
    assert_eq!(check::all(&round), Ok(()));
    round.facts.push(round.facts[0].clone());
    fails("what a unit submitted is never changed", &round);
    let mut round = sound();
    round.votes.push((round.plan.units[3].code.clone(), "hd3".to_owned()));
    fails("nobody appraises or votes on a unit they are tied to", &round);
    let mut round = sound();
    let last = round.facts.len() - 1;
    Arc::make_mut(&mut round.facts[last]).answer = r#"{"points":"0"}"#.to_owned();
    fails("the result is what its facts come to", &round);
    let mut round = sound();
    round.published[1].opinions.pop();
    fails("a result is published after two others approved it", &round);
    let mut round = sound();
    round.opened[0].2.push(' ');
    fails("sealed votes are what was committed to", &round);
    let round = sound();
    let scored = round.board.scored(0, thuocdo_assessment::Layer::Final);
    let (mut scores, mut ranking) = (scored.scores.clone(), scored.ranking.clone());
    let rules = Arc::clone(&round.board.frozen().sets[0]);
    let bare = rules.criteria().map(|(node, _)| node.id.index());
    bare.for_each(|at| scores.cards[0].lines[at].trace = Trace::default());
    let cohort = Cohort { subjects: Vec::new(), ..scored.cohort.clone() };
    assert!(check::traced(&rules, &scores, &cohort).is_err(), "a number without trace");
    ranking.groups[0].entries.reverse();
    assert!(check::ordered(&scores, &ranking).is_err(), "the last before the first");
}
