//! B2: whoever gives more than others is found from the items that two people appraise, and hardly anybody else is.

use std::time::Instant;

use thuocdo_assessment::appraisal::twice_of;
use thuocdo_assessment::leaning::{Pair, leanings};
use thuocdo_base::Number;

use super::{Dice, size};

const APPRAISERS: usize = 20;
const ITEMS: usize = 8_000;
/// What twelve numbers from 0 to 100 scatter by, all added up: the noise of one opinion, and the bias that is planted.
const DEVIATION: i64 = 101;

/// What rounds came to.
#[derive(Default)]
struct Found {
    rounds: usize,
    biased: usize,
    with_false_alarm: usize,
    false_alarms: usize,
}

/// One round with a tenth of its items appraised twice; the first of the appraisers gives `bias` too much.
fn round(dice: &Dice, names: &[String], bias: i64) -> (bool, usize) {
    let noise = |who: usize| {
        let sum: u64 = (0..12).map(|_| dice.below(101)).sum();
        i64::try_from(sum).unwrap_or_default() - 600 + if who == 0 { bias } else { 0 }
    };
    let pick = |most: usize| usize::try_from(dice.below(most as u64)).unwrap_or_default();
    let pairs: Vec<Pair> = (0..twice_of(ITEMS))
        .map(|_| {
            let first = pick(names.len());
            let second = (first + 1 + pick(names.len() - 1)) % names.len();
            let apart = Number::from(noise(first) - noise(second));
            Pair { first: names[first].clone(), second: names[second].clone(), apart }
        })
        .collect();
    let said = leanings(&pairs);
    let outstanding = |planted: bool| said.iter().filter(|it| it.stands_out && (it.who == names[0]) == planted).count();
    (outstanding(true) == 1, outstanding(false))
}

fn rounds(count: usize, bias: i64) -> Found {
    let names: Vec<String> = (0..APPRAISERS).map(|at| format!("cv{at:02}")).collect();
    let (dice, mut found) = (Dice::new(2), Found::default());
    for _ in 0..count {
        let (biased, others) = round(&dice, &names, bias);
        found.rounds += 1;
        found.biased += usize::from(biased);
        found.false_alarms += others;
        found.with_false_alarm += usize::from(others > 0);
    }
    found
}

#[test]
fn b2_a_bias_of_one_deviation_is_found_and_false_alarms_are_rare() {
    let started = Instant::now();
    let found = rounds(size(60, 500), DEVIATION);
    println!(
        "B2: {} rounds, the biased one found in {}, {} rounds with a false alarm ({} in all), {:?}",
        found.rounds,
        found.biased,
        found.with_false_alarm,
        found.false_alarms,
        started.elapsed()
    );
    assert!(found.biased * 10 >= found.rounds * 9, "recall of 0.9");
    assert!(found.with_false_alarm * 20 <= found.rounds, "false alarms in at most 5 % of the rounds");
}

/// The control: where nobody leans, nobody is found.
#[test]
fn b2_the_control_without_bias_finds_nobody_to_speak_of() {
    let found = rounds(size(60, 500), 0);
    println!("B2 control: found in {} of {} rounds", found.biased + found.with_false_alarm, found.rounds);
    assert!((found.biased + found.with_false_alarm) * 20 <= found.rounds, "it would find anybody");
}
