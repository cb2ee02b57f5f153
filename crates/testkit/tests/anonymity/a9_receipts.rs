//! A9: a receipt proves that a response was taken in, and nothing of what it says.

use std::collections::HashSet;

use thuocdo_app::boxes::{Nonce, Receipt, Sent, Token};
use thuocdo_testkit::app::SeededRandom;

use super::size;
use super::world::{World, on_each, response};

#[test]
fn a9_receipts_are_published_and_prove_inclusion_alone() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 90).await;
        let people = world.invite("dan", size(60, 1_000)).await;
        let mut receipts = Vec::new();
        for (at, person) in people.iter().enumerate() {
            let choice = if at % 2 == 0 { "a" } else { "mot-lua-chon-rat-dai" };
            let text = "x".repeat(at % 150);
            let sent = world.one.cast(&person.token, &response(choice, &text), &person.nonce).await.expect("an answer");
            let Sent::Accepted(receipt) = sent else { panic!("{sent:?}") };
            assert_eq!(receipt.text().len(), 64, "one shape for all");
            // What it says plays no part: whoever knows token and nonce makes the same.
            assert_eq!(receipt, Receipt::of(world.one.survey(), &person.token, &person.nonce));
            receipts.push(receipt);
        }
        world.one.close().await.expect("closed");
        let published = world.one.receipts().await.expect("receipts");
        assert!(receipts.iter().all(|receipt| published.contains(&receipt.hash())));
        let stranger = Receipt::of(world.one.survey(), &Token::link(world.random.as_ref()), &people[0].nonce);
        assert!(!published.contains(&stranger.hash()), "the control: not everything is included");
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!(published.len() as u64, whole.counted + whole.withheld + whole.lost);
        // No receipt, nor its hash, stands beside an answer.
        let answers: HashSet<Vec<u8>> =
            world.one.responses().await.expect("responses").into_iter().map(|row| row.answers).collect();
        let within = |needle: &[u8]| answers.iter().any(|bytes| super::world::find(bytes, needle).is_some());
        assert!(!receipts.iter().any(|receipt| within(&receipt.hash()) || within(receipt.text().as_bytes())));
        world.boxes.shut().await;
    });
}

#[test]
fn a9_no_two_receipts_are_alike() {
    let random = SeededRandom::new(91);
    let count = size(20_000, 100_000);
    let all: HashSet<String> =
        (0..count).map(|_| Receipt::of("s", &Token::link(&random), &Nonce::make(&random)).text()).collect();
    assert_eq!(all.len(), count);
}
