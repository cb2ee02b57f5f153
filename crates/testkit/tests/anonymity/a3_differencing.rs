//! A3: figures change by mixes of at least k, and never between.

use std::collections::BTreeMap;

use thuocdo_app::boxes::{Counters, Tallies, TokenHash};

use super::size;
use super::world::{K, Person, World, on_each, response};

/// What is wrong with a change of figures: too few at once, or a change without a mix.
fn too_fine(before: &Tallies, after: &Tallies) -> Vec<String> {
    let mut found = Vec::new();
    let figures = |all: &Tallies| (all.rows.clone(), all.counters.clone());
    if before.mix == after.mix && figures(before) != figures(after) {
        found.push("figures changed without a mix".to_owned());
    }
    for (code, now) in &after.counters {
        let then = before.counters.get(code).copied().unwrap_or_default();
        let counted = now.counted - then.counted;
        if counted > 0 && counted < u64::from(K) {
            found.push(format!("{code}: {counted} were counted at once"));
        }
    }
    found
}

/// Strata from very small to large.
async fn people(world: &World, whole: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for (stratum, share) in
        [("dan/a", 40), ("dan/b", 30), ("dan/c", 20), ("dan/d", 6), ("can-bo/a", 3), ("can-bo/b", 1)]
    {
        people.extend(world.invite(stratum, whole * share / 100).await);
    }
    thuocdo_responses::shuffle(&mut people, world.random.as_ref());
    people
}

const STRATA: [&str; 6] = ["dan/a", "dan/b", "dan/c", "dan/d", "can-bo/a", "can-bo/b"];

#[test]
fn a3_every_figure_changes_by_mixes_alone() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &STRATA, 30).await;
        let people = people(&world, size(300, 2_000)).await;
        let hashes: Vec<TokenHash> = people.iter().map(|one| one.token.hash()).collect();
        let mut before = world.one.tallies().await.expect("tallies");
        let mut reminded = 0;
        let mut changes = 0;
        for (at, person) in people.iter().enumerate() {
            let choice = if at % 3 == 0 { "a" } else { "b" };
            world.send(person, choice, "").await;
            world.one.mix_due().await.expect("a mix");
            let after = world.one.tallies().await.expect("tallies");
            assert_eq!(too_fine(&before, &after), Vec::<String>::new());
            let answered = world.one.answered_as_of_mix(&hashes).await.expect("hashes").len();
            assert!(answered == reminded || answered - reminded >= K as usize, "{reminded} then {answered}");
            changes += usize::from(after.mix != before.mix);
            (before, reminded) = (after, answered);
        }
        world.one.close().await.expect("closed");
        let after = world.one.tallies().await.expect("tallies");
        assert_eq!(too_fine(&before, &after), Vec::<String>::new(), "at closing");
        assert!(world.one.adds_up().await.expect("counts"));
        let opened = after.whole().counted;
        println!("A3: {} responses, {changes} changes, {opened} counted, none finer than {K}", people.len());
        assert!(changes > 5 && opened + after.whole().withheld == people.len() as u64);
        world.boxes.shut().await;
    });
}

/// The control: figures that are brought up to date by every response are found by the same look.
#[test]
fn a3_the_control_with_counters_per_response_is_found() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 31).await;
        let people = world.invite("dan", 3).await;
        let mut past = world.past().await;
        let live = async |past: &mut super::world::Past| {
            let used = past.count("select count(*) from invite where used > 0").await.cast_unsigned();
            let counters = Counters { counted: used, used, ..Counters::default() };
            Tallies { mix: 0, rows: Vec::new(), counters: BTreeMap::from([("dan".to_owned(), counters)]) }
        };
        let before = live(&mut past).await;
        world.one.cast(&people[0].token, &response("a", ""), &people[0].nonce).await.expect("an answer");
        let found = too_fine(&before, &live(&mut past).await);
        assert_eq!(found, ["figures changed without a mix", "dan: 1 were counted at once"]);
        drop(past);
        world.boxes.shut().await;
    });
}
