//! Laws of seals, shuffles, mixes and closings, each with what would break it.

#![expect(clippy::float_arithmetic, reason = "χ² is a figure of the test, not of the product")]

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use thuocdo_base::Random;
use thuocdo_responses::seal::{SEAL, length_for};
use thuocdo_responses::{
    Counters, Label, Nonce, Receipt, SealError, SecretKey, Step, Strata, Stratum, Token, divide, mix, shuffle,
};
use thuocdo_testkit::app::SeededRandom;

const LABEL: Label<'static> = Label { survey: "s", stratum: "dan/xa-001", epoch: 1 };

fn tree() -> Strata {
    Strata::of_codes(["dan/a", "dan/b", "can-bo"]).expect("a tree")
}

#[test]
fn what_was_sealed_opens_under_its_own_key_and_label_alone() {
    let random = SeededRandom::new(1);
    let (key, other) = (SecretKey::make(&random), SecretKey::make(&random));
    let sealed = key.public().expect("a key").seal(&LABEL, b"answers", 256, &random).expect("it fits");
    assert_eq!(key.open(&LABEL, &sealed).expect("it opens").as_slice(), b"answers");
    assert_eq!(other.open(&LABEL, &sealed).err(), Some(SealError::Closed));
    for label in [Label { survey: "t", ..LABEL }, Label { stratum: "dan", ..LABEL }, Label { epoch: 2, ..LABEL }] {
        assert_eq!(key.open(&label, &sealed).err(), Some(SealError::Closed), "{label:?}");
    }
    for at in [0, 31, 32, sealed.len() - 1] {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert_eq!(key.open(&LABEL, &altered).err(), Some(SealError::Closed), "byte {at}");
    }
    assert!(key.open(&LABEL, &[]).is_err());
}

#[test]
fn the_same_answers_are_never_the_same_sealed_row() {
    let random = SeededRandom::new(2);
    let key = SecretKey::make(&random).public().expect("a key");
    let rows: HashSet<Vec<u8>> = (0..100).map(|_| key.seal(&LABEL, b"same", 256, &random).expect("it fits")).collect();
    assert_eq!(rows.len(), 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_sealed_row_of_a_survey_has_one_length(answers in prop::collection::vec(any::<u8>(), 0..700), seed: u64) {
        let random = SeededRandom::new(seed);
        let length = length_for(700);
        let key = SecretKey::make(&random);
        let sealed = key.public().expect("a key").seal(&LABEL, &answers, length, &random).expect("it fits");
        prop_assert_eq!(sealed.len(), length + SEAL);
        prop_assert_eq!(key.open(&LABEL, &sealed).expect("it opens").to_vec(), answers);
    }

    #[test]
    fn a_mix_loses_nothing_and_never_opens_fewer_than_k(rows in 0_usize..200, k in 10_u32..40, seed: u64) {
        let divided = divide((0..rows).collect(), k, &SeededRandom::new(seed));
        let k = k as usize;
        prop_assert_eq!(divided.is_some(), rows >= 2 * k);
        if let Some(divided) = divided {
            prop_assert_eq!(divided.stay.len(), k);
            prop_assert!(divided.open.len() >= k);
            let all: HashSet<usize> = divided.stay.into_iter().chain(divided.open).collect();
            prop_assert_eq!(all.len(), rows);
        }
    }

    #[test]
    fn a_closing_opens_at_least_k_or_nothing(
        counts in prop::collection::vec(0_u64..60, 40), k in 10_u32..30,
    ) {
        let codes: Vec<String> =
            (0..40).map(|at| if at < 5 { format!("g{at}") } else { format!("g{}/b{at}", at % 5) }).collect();
        let strata = Strata::of_codes(codes.iter().map(String::as_str)).expect("a tree");
        let lying: BTreeMap<String, u64> = codes.into_iter().zip(counts).collect();
        let (mut now, mut opened, mut withheld) = (lying.clone(), 0, 0);
        for (code, step) in strata.plan(&lying, k) {
            let here = now.remove(&code).unwrap_or_default();
            match step {
                Step::Open => {
                    prop_assert!(here >= u64::from(k));
                    opened += here;
                }
                Step::MoveTo(parent) => *now.entry(parent).or_default() += here,
                Step::Withhold => withheld += here,
            }
        }
        prop_assert_eq!(opened + withheld, lying.values().sum::<u64>());
        prop_assert!(withheld < u64::from(k));
        prop_assert!(now.values().all(|left| *left == 0));
    }
}

#[test]
fn a_closing_goes_from_the_leaves_to_the_root() {
    let lying = BTreeMap::from([("dan/a".to_owned(), 30), ("dan/b".to_owned(), 7), ("can-bo".to_owned(), 4)]);
    let steps = tree().plan(&lying, 20);
    let said: Vec<(&str, &Step)> = steps.iter().map(|(code, step)| (code.as_str(), step)).collect();
    let moved = |to: &str| Step::MoveTo(to.to_owned());
    assert_eq!(
        said,
        [
            ("dan/a", &Step::Open),
            ("dan/b", &moved("dan")),
            ("can-bo", &moved("*")),
            ("dan", &moved("*")),
            ("*", &Step::Withhold)
        ]
    );
}

#[test]
fn strata_that_are_no_tree_are_refused() {
    let one = |code: &str, parent: Option<&str>| Stratum { code: code.to_owned(), parent: parent.map(str::to_owned) };
    assert!(Strata::new(vec![]).is_none());
    assert!(Strata::new(vec![one("*", None), one("a", Some("b"))]).is_none());
    assert!(Strata::new(vec![one("*", None), one("a", Some("b")), one("b", Some("a"))]).is_none());
    assert!(Strata::new(vec![one("*", None), one("a", None)]).is_none());
    assert!(Strata::new(vec![one("*", None), one("a", Some("*")), one("a", Some("*"))]).is_none());
    assert_eq!(tree().list().last().map(|root| root.code.as_str()), Some("*"));
}

/// χ² over the 24 orders of four things; 23 degrees of freedom exceed 49.7 in one of a thousand fair runs.
fn chi_squared(runs: u32, mut order: impl FnMut() -> Vec<u8>) -> f64 {
    let mut seen: HashMap<Vec<u8>, u32> = HashMap::new();
    (0..runs).for_each(|_| *seen.entry(order()).or_default() += 1);
    let expected = f64::from(runs) / 24.0;
    let missing = f64::from(24 - u32::try_from(seen.len()).unwrap_or(24)) * expected;
    seen.values().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum::<f64>() + missing
}

#[test]
fn p5_every_order_is_as_likely_as_any_other() {
    let random = SeededRandom::new(5);
    let fair = chi_squared(100_000, || {
        let mut things = vec![0, 1, 2, 3];
        shuffle(&mut things, &random);
        things
    });
    assert!(fair < 49.7, "χ² = {fair}");
}

/// The control: a poor generator, and a shuffle that swaps with any place, are found by the same figure.
#[test]
fn p5_the_controls_with_a_poor_generator_and_a_naive_shuffle_are_found() {
    #[derive(Debug)]
    struct Poor(std::sync::atomic::AtomicU32);
    impl Random for Poor {
        fn fill(&self, bytes: &mut [u8]) {
            use std::sync::atomic::Ordering::Relaxed;
            for byte in bytes {
                let next = self.0.load(Relaxed).wrapping_mul(1_103_515_245).wrapping_add(12_345);
                self.0.store(next, Relaxed);
                *byte = (next & 0xff) as u8;
            }
        }
    }
    let poor = Poor(1.into());
    let leaning = chi_squared(100_000, || {
        let mut things = vec![0, 1, 2, 3];
        shuffle(&mut things, &poor);
        things
    });
    let random = SeededRandom::new(6);
    let naive = chi_squared(100_000, || {
        let mut things = vec![0, 1, 2, 3];
        for at in 0..4 {
            let mut byte = [0];
            random.fill(&mut byte);
            things.swap(at, usize::from(byte[0] % 4));
        }
        things
    });
    assert!(leaning > 49.7 && naive > 49.7, "χ² = {leaning} and {naive}");
}

#[test]
fn receipts_and_ids_are_all_different_and_tell_nothing_of_the_answers() {
    let random = SeededRandom::new(7);
    let receipts: HashSet<String> =
        (0..10_000).map(|_| Receipt::of("s", &Token::link(&random), &Nonce::make(&random)).text()).collect();
    assert_eq!(receipts.len(), 10_000);
    let (token, nonce) = (Token::link(&random), Nonce::make(&random));
    assert_eq!(Receipt::of("s", &token, &nonce), Receipt::of("s", &token, &nonce));
    assert_ne!(Receipt::of("s", &token, &nonce), Receipt::of("t", &token, &nonce));
    assert_ne!(mix::id(&random), mix::id(&random));
}

/// So that the page and anybody else can make the same: computed with Python's `hashlib`.
#[test]
fn a_receipt_is_what_its_description_says() {
    let token = Token::parse(&"A".repeat(43)).expect("a token");
    let nonce = Nonce::parse("000102030405060708090a0b0c0d0e0f").expect("a nonce");
    let receipt = Receipt::of("khao-sat-1", &token, &nonce);
    assert_eq!(receipt.text(), "fb14f8f94cd715fa93d1e71a0d1c57135461ca50bb6489dd3f5e77c8e00ac2cc");
}

#[test]
fn tokens_are_read_back_as_links_and_as_typed_codes() {
    let random = SeededRandom::new(8);
    let link = Token::link(&random);
    assert_eq!(link.text().len(), 43);
    assert_eq!(Token::parse(link.text()), Some(link.clone()));
    let typed = Token::typed(&random);
    let by_hand = typed.groups().to_lowercase().replace('0', "o").replace('1', "l").replace('-', " - ");
    assert_eq!(typed.groups().len(), 24);
    assert_eq!(Token::parse(&by_hand), Some(typed.clone()));
    assert_eq!(Token::parse(&by_hand).map(|token| token.hash()), Some(typed.hash()));
    for wrong in ["", "x", &"U".repeat(20), &"A".repeat(21), &"A".repeat(44), &format!("{}=", "A".repeat(42)), "đ"] {
        assert_eq!(Token::parse(wrong), None, "{wrong}");
    }
    assert_eq!(format!("{link:?}"), "Token");
    assert_eq!(Nonce::parse("+1020304050607080900010203040506"), None);
    assert_eq!(Nonce::parse("đ"), None);
}

#[test]
fn counters_add_up_or_say_that_they_do_not() {
    let leaf = Counters { issued: 30, used: 9, moved: 9, ..Counters::default() };
    let root = Counters { received: 9, withheld: 9, ..Counters::default() };
    assert!(leaf.add_up() && root.add_up() && leaf.plus(&root).add_up());
    assert!(!Counters { used: 1, issued: 1, ..Counters::default() }.add_up());
    assert!(!Counters { used: 2, counted: 2, issued: 1, ..Counters::default() }.add_up());
}
