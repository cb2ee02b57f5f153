//! A4: whoever copies the database after every response, and knows who answered when, still cannot tell which is whose.

use std::collections::HashSet;
use std::fs;

use thuocdo_criteria::questionnaire::{Answer, Response};

use super::size;
use super::world::{K, World, find, in_files};

/// What the attacker has seen of one mix: whose rows went, and what was opened, in every order he can see.
#[derive(Default)]
struct Mixed {
    /// Those whose sealed rows lay there, in the order they came.
    went: Vec<usize>,
    /// Owners of the opened responses (which he does not know), in an order he sees.
    orders: Vec<Vec<usize>>,
}

fn owner(answers: &[u8]) -> usize {
    let response = Response::read(answers).expect("answers");
    match response.answers.get(&("2".to_owned(), String::new())) {
        Some(Answer::Text(text)) => text.parse().expect("a number"),
        _ => panic!("no text"),
    }
}

/// How often a guess "the i-th that went is the i-th that was opened" is right, the best of all orders; and how often
/// a guess by chance would be, with its spread.
fn best_guess(mixes: &[Mixed], honest: impl Fn(usize) -> bool) -> (f64, f64, f64) {
    let orders = mixes.first().map_or(0, |mix| mix.orders.len());
    let mut best = 0.0_f64;
    let (mut guesses, mut expected) = (0_usize, 0.0_f64);
    for order in 0..orders {
        let mut right = 0_usize;
        (guesses, expected) = (0, 0.0);
        for mix in mixes {
            // He knows his own, and strikes them out on both sides.
            let went: Vec<usize> = mix.went.iter().copied().filter(|one| honest(*one)).collect();
            let opened: Vec<usize> = mix.orders[order].iter().copied().filter(|one| honest(*one)).collect();
            for (at, who) in opened.iter().enumerate() {
                // Those opened are some of those that went: he stretches one order over the other.
                let guess = went[at * went.len() / opened.len()];
                right += usize::from(guess == *who);
                guesses += 1;
                expected += 1.0 / went.len() as f64;
            }
        }
        best = best.max(right as f64 / guesses.max(1) as f64);
    }
    let chance = expected / guesses.max(1) as f64;
    (best, chance, (chance * (1.0 - chance) / guesses.max(1) as f64).sqrt())
}

fn attack(responses: usize) -> Vec<Mixed> {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 40).await;
        let people = world.invite("dan", responses).await;
        let mut past = world.past().await;
        // Sealed rows he knows the owner of: the row that is new after a response. After a mix, rows that stay are new, too.
        let (mut known, mut lying): (HashSet<Vec<u8>>, Vec<usize>) = (HashSet::new(), Vec::new());
        let mut opened: HashSet<Vec<u8>> = HashSet::new();
        let mut mixes = Vec::new();
        for (at, person) in people.iter().enumerate() {
            world.send(person, "a", &at.to_string()).await;
            let now: HashSet<Vec<u8>> = past.bytes("select pid from pool").await.into_iter().collect();
            assert_eq!(now.difference(&known).count(), 1, "he sees which row is whose");
            lying.push(at);
            known = now;
            if world.one.mix_due().await.expect("a mix").is_none() {
                continue;
            }
            let sealed: HashSet<Vec<u8>> = past.bytes("select pid from pool").await.into_iter().collect();
            assert!(sealed.is_disjoint(&known), "no row keeps its name through a mix");
            assert_eq!(sealed.len(), K as usize);
            let bids = past.bytes("select bid from response order by bid").await;
            let answers = past.bytes("select answers from response order by bid").await;
            let raw = fs::read(world.file()).expect("the database");
            let fresh: Vec<(Vec<u8>, usize)> = bids
                .into_iter()
                .zip(answers.iter().map(|answers| owner(answers)))
                .filter(|(bid, _)| !opened.contains(bid))
                .collect();
            assert!(fresh.len() >= K as usize);
            opened.extend(fresh.iter().map(|(bid, _)| bid.clone()));
            let mut by_place: Vec<(usize, usize)> =
                fresh.iter().map(|(bid, who)| (find(&raw, bid).unwrap_or_default(), *who)).collect();
            by_place.sort_unstable();
            let by_name = fresh.iter().map(|(_, who)| *who).collect();
            let by_place = by_place.into_iter().map(|(_, who)| who).collect();
            mixes.push(Mixed { went: lying.clone(), orders: vec![by_name, by_place] });
            known = sealed;
            // Any of those that went may be among the k that stayed: all of them stay candidates.
        }
        drop(past);
        world.boxes.shut().await;
        mixes
    })
}

#[test]
fn a4_snapshots_after_every_response_do_not_tell_whose_a_response_is() {
    let mixes = attack(size(240, 1_200));
    // Candidates shrink by those whose response he cannot place either: none. Every mix has at least 2k of them.
    let recent: Vec<Mixed> = mixes
        .iter()
        .map(|mix| {
            // The strongest guess looks at those who came last: the k that stayed before and all since.
            let last = mix.went.len().saturating_sub(2 * K as usize);
            Mixed { went: mix.went[last..].to_vec(), orders: mix.orders.clone() }
        })
        .collect();
    for (name, honest) in [("all honest", 1_usize), ("half his own", 2)] {
        let (best, chance, spread) = best_guess(&recent, |who| who % honest == 0);
        let k = f64::from(K) / honest as f64;
        println!(
            "A4 {name}: {} mixes, best guess {best:.3}, chance {chance:.3} ± {spread:.3}, 1/k {:.3}",
            mixes.len(),
            1.0 / k
        );
        assert!(best <= 1.0 / k + 3.0 * spread, "{best}");
    }
    assert!(mixes.iter().all(|mix| mix.went.len() >= 2 * K as usize));
}

/// The control: opened in the order they came, or each by itself, the same guess is right.
#[test]
fn a4_the_control_without_a_shuffle_is_guessed() {
    let ordered: Vec<Mixed> = (0..10)
        .map(|mix| {
            let went: Vec<usize> = (mix * 20..mix * 20 + 20).collect();
            Mixed { orders: vec![went.clone()], went }
        })
        .collect();
    let alone: Vec<Mixed> = (0..100).map(|who| Mixed { went: vec![who], orders: vec![vec![who]] }).collect();
    for leaky in [ordered, alone] {
        let (best, _, _) = best_guess(&leaky, |_| true);
        assert!(best > 0.99, "{best}");
    }
}
