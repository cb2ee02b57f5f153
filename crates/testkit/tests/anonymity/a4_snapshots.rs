//! A4: whoever copies the files after every response, and knows who answered when, still cannot tell which is whose.
//!
//! The attacker works on copies alone: of the database and its journal after every response, of the journal while a
//! mix goes on, and in the end of the keys as well. On a server he reads the rows as a copy of its data directory
//! started elsewhere would give them, and the table's own file byte by byte.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use thuocdo_responses::{Label, SecretKey};
use thuocdo_store::BoxPlace;
use thuocdo_testkit::app::SeededRandom;

use super::size;
use super::world::{K, Past, SURVEY, World, find, on_each, past_of, text_of};

/// What the attacker has seen of one mix: whose rows went, and what was opened, in every order he can see.
#[derive(Default)]
struct Mixed {
    /// Those whose sealed rows lay there, in the order they came.
    went: Vec<usize>,
    /// Owners of the opened responses (which he does not know), in an order he sees.
    orders: Vec<Vec<usize>>,
}

/// A sealed row: its name, epoch and bytes.
type Sealed = (Vec<u8>, i64, Vec<u8>);

/// What was copied at one moment.
struct Loot {
    sealed: Vec<Sealed>,
    opened: Vec<(Vec<u8>, Vec<u8>)>,
    bytes: Vec<u8>,
}

impl Loot {
    fn names(&self) -> HashSet<Vec<u8>> {
        self.sealed.iter().map(|(pid, ..)| pid.clone()).collect()
    }
}

/// Copies what there is; on a server the table's file only if it is asked for.
async fn steal(world: &World, past: &mut Past, file: bool) -> Loot {
    if let BoxPlace::Server(_) = world.place {
        let bytes = if file { past.heap().await } else { Vec::new() };
        return Loot { sealed: past.sealed().await, opened: past.opened().await, bytes };
    }
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("copy.db");
    let mut bytes = copied(&world.file(), &copy);
    bytes.extend(copied(&world.file().with_extension("db-wal"), &copy.with_extension("db-wal")));
    let mut past = past_of(&copy).await;
    Loot { sealed: past.sealed().await, opened: past.opened().await, bytes }
}

fn copied(from: &Path, to: &Path) -> Vec<u8> {
    let bytes = fs::read(from).unwrap_or_default();
    fs::write(to, &bytes).expect("a copy");
    bytes
}

/// Copies a journal again and again while something goes on; keeps the longest copy.
struct Watch {
    over: Arc<AtomicBool>,
    looks: std::thread::JoinHandle<Vec<u8>>,
}

impl Watch {
    fn over(file: PathBuf) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&over);
        let looks = std::thread::spawn(move || {
            let mut longest = Vec::new();
            while !ends.load(Ordering::Relaxed) {
                let bytes = fs::read(&file).unwrap_or_default();
                if bytes.len() > longest.len() {
                    longest = bytes;
                }
            }
            longest
        });
        Self { over, looks }
    }

    fn end(self) -> Vec<u8> {
        self.over.store(true, Ordering::Relaxed);
        self.looks.join().expect("copies")
    }
}

/// Owners in the order in which their names lie in bytes; as they are named where one is not found.
fn by_place(fresh: &[(Vec<u8>, usize)], bytes: &[u8]) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> =
        fresh.iter().map(|(bid, who)| (find(bytes, bid).unwrap_or_default(), *who)).collect();
    if places.iter().all(|(place, _)| *place > 0) {
        places.sort_unstable();
    }
    places.into_iter().map(|(_, who)| who).collect()
}

/// Everything the attacker has.
struct Attack {
    mixes: Vec<Mixed>,
    /// Every sealed row he ever copied, with its owner where he knows him.
    sealed: Vec<(Sealed, Option<usize>)>,
    /// Names of rows that lie sealed in the last copy.
    last: HashSet<Vec<u8>>,
    /// Keys as they lie there in the end.
    keys: Vec<Vec<u8>>,
}

async fn attack((place, folder): (BoxPlace, Arc<TempDir>), responses: usize) -> Attack {
    let world = World::new(place, folder, &["dan"], 40).await;
    let people = world.invite("dan", responses).await;
    let mut past = world.past().await;
    // Sealed rows he knows the owner of: the row that is new after a response. After a mix, rows that stay are new, too.
    let (mut known, mut lying): (HashSet<Vec<u8>>, Vec<usize>) = (HashSet::new(), Vec::new());
    let (mut seen, mut mixes, mut sealed) = (HashSet::new(), Vec::new(), Vec::new());
    for (at, person) in people.iter().enumerate() {
        world.send(person, "a", &at.to_string()).await;
        let loot = steal(&world, &mut past, false).await;
        let now = loot.names();
        assert_eq!(now.difference(&known).count(), 1, "he sees which row is whose");
        let own = loot.sealed.into_iter().filter(|(pid, ..)| !known.contains(pid));
        sealed.extend(own.map(|row| (row, Some(at))));
        lying.push(at);
        known = now;
        let watch = world.place.file(SURVEY).map(|file| Watch::over(file.with_extension("db-wal")));
        let is_mixed = world.one.mix_due().await.expect("a mix").is_some();
        let journal = watch.map(Watch::end).unwrap_or_default();
        if !is_mixed {
            continue;
        }
        let loot = steal(&world, &mut past, true).await;
        assert!(loot.names().is_disjoint(&known), "no row keeps its name through a mix");
        assert_eq!(loot.sealed.len(), K as usize);
        let new = loot.opened.iter().filter(|(bid, _)| seen.insert(bid.clone()));
        let fresh: Vec<(Vec<u8>, usize)> =
            new.map(|(bid, answers)| (bid.clone(), text_of(answers).parse().expect("a number"))).collect();
        assert!(fresh.len() >= K as usize);
        let by_name = fresh.iter().map(|(_, who)| *who).collect();
        let orders = vec![by_name, by_place(&fresh, &loot.bytes), by_place(&fresh, &journal)];
        mixes.push(Mixed { went: lying.clone(), orders });
        known = loot.names();
        sealed.extend(loot.sealed.into_iter().map(|row| (row, None)));
        // Any of those that went may be among the k that stayed: all of them stay candidates.
    }
    let keys = fs::read_dir(world.keys_folder()).expect("keys").map(|entry| entry.expect("an entry").path());
    let keys = keys.map(|key| fs::read(key).expect("a key")).collect();
    drop(past);
    world.boxes.shut().await;
    Attack { mixes, sealed, last: known, keys }
}

impl Attack {
    /// Sealed rows that some key of the end opens.
    fn opened(&self) -> impl Iterator<Item = &(Sealed, Option<usize>)> {
        self.sealed.iter().filter(|((_, epoch, bytes), _)| {
            let label = Label { survey: SURVEY, stratum: "dan", epoch: u32::try_from(*epoch).expect("an epoch") };
            let opens = |key: &Vec<u8>| {
                let key: [u8; 32] = key.as_slice().try_into().expect("a key");
                SecretKey::from_bytes(key).open(&label, bytes).is_ok()
            };
            self.keys.iter().any(opens)
        })
    }

    /// Everything that tells more than one of k: a guess that is right too often, a mix of too few.
    fn faults(&self, name: &str) -> Vec<String> {
        let k = K as usize;
        let small = self.mixes.iter().filter(|mix| mix.went.len() < 2 * k).count();
        let mut faults = if small > 0 { vec![format!("{small} mixes of fewer than 2k")] } else { Vec::new() };
        // The strongest guess looks at those who came last: the k that stayed before and all since.
        let recent: Vec<Mixed> = self
            .mixes
            .iter()
            .map(|mix| {
                let opened = mix.orders[0].len();
                let last = mix.went.len().saturating_sub(opened + k.min(opened));
                Mixed { went: mix.went[last..].to_vec(), orders: mix.orders.clone() }
            })
            .collect();
        for (who, honest) in [("all honest", 1_usize), ("half his own", 2)] {
            let (best, chance, spread) = best_guess(&recent, |who| who % honest == 0);
            let most = honest as f64 / f64::from(K) + 3.0 * spread;
            println!(
                "A4 {name}, {who}: {} mixes, best guess {best:.3}, chance {chance:.3} ± {spread:.3}, at most {most:.3}",
                self.mixes.len()
            );
            if best > most {
                faults.push(format!("{who}: {best:.3} are guessed"));
            }
        }
        faults
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
            if went.is_empty() {
                continue;
            }
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

#[test]
fn a4_copies_after_every_response_do_not_tell_whose_a_response_is() {
    on_each(async |place, folder| {
        let name = if matches!(place, BoxPlace::Server(_)) { "server" } else { "files" };
        let responses = size(255, 1_215);
        let attack = attack((place, folder), responses).await;
        assert_eq!(attack.faults(name), Vec::<String>::new());
        // With the keys of the end he opens what lies sealed then, and nothing that he copied before.
        let opened: Vec<_> = attack.opened().collect();
        assert!(opened.iter().all(|((pid, ..), _)| attack.last.contains(pid)), "an old copy opens");
        let named = opened.iter().filter(|(_, who)| who.is_some()).count();
        println!(
            "A4 {name}, with the keys of the end: {} of {responses} open, {named} of them sent since the last mix",
            opened.len()
        );
        assert_eq!(opened.len(), attack.last.len(), "the control: what lies sealed now does open");
        assert_eq!(opened.len() - named, K as usize, "those that were mixed have no owner");
    });
}

/// The controls: a mix of fewer than k leaves a guess that is right too often; so does an order that nobody shuffled.
#[test]
fn a4_the_controls_that_mix_too_few_or_do_not_shuffle_are_guessed() {
    let of = |mixes| Attack { mixes, sealed: Vec::new(), last: HashSet::new(), keys: Vec::new() };
    // The box itself mixes no fewer than ten; this one opens one of two, drawn by chance.
    let random = SeededRandom::new(41);
    let (mut stays, mut went, mut few) = (0, vec![0], Vec::new());
    for who in 1..300 {
        went.push(who);
        let mut both = [stays, who];
        thuocdo_responses::shuffle(&mut both, &random);
        stays = both[1];
        few.push(Mixed { went: went.clone(), orders: vec![vec![both[0]]] });
    }
    let faults = of(few).faults("control, one of two");
    assert!(faults.len() >= 3, "{faults:?}");
    let ordered = (0..10).map(|mix| {
        let went: Vec<usize> = (mix * 20..mix * 20 + 20).collect();
        Mixed { orders: vec![went.clone()], went }
    });
    assert!(!of(ordered.collect()).faults("control, no shuffle").is_empty());
}
