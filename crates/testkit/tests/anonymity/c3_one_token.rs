//! C3: one token, one response, however many race for it and however often they are cut off.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use thuocdo_app::boxes::{Nonce, Sent};

use super::size;
use super::world::{World, on_each, response};

#[test]
fn c3_one_token_is_good_for_one_response() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 300).await;
        let (tokens, racers) = (size(200, 10_000), size(16, 64));
        let people = world.invite("dan", tokens).await;
        let (taken, cut) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let mixing = {
            let one = Arc::clone(&world.one);
            tokio::spawn(async move {
                loop {
                    one.mix_due().await.expect("a mix");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            })
        };
        for some in people.chunks(25) {
            let mut racing = Vec::new();
            for person in some {
                for racer in 0..racers {
                    let (one, token, taken) = (Arc::clone(&world.one), person.token.clone(), Arc::clone(&taken));
                    let nonce = Nonce::make(world.random.as_ref());
                    let race = tokio::spawn(async move {
                        let sent =
                            one.cast(&token, &response("a", &racer.to_string()), &nonce).await.expect("an answer");
                        match sent {
                            Sent::Accepted(_) => taken.fetch_add(1, Ordering::Relaxed),
                            Sent::AlreadySent => 0,
                            other => panic!("{other:?}"),
                        };
                    });
                    if racer % 5 == 4 {
                        // The line is cut: whoever asked goes away.
                        cut.fetch_add(1, Ordering::Relaxed);
                        race.abort();
                    }
                    racing.push(race);
                }
            }
            for race in racing {
                assert!(race.await.map_err(|error| error.is_cancelled()).map_or_else(|cancelled| cancelled, |()| true));
            }
        }
        mixing.abort();
        let _ = mixing.await;
        let taken = taken.load(Ordering::Relaxed);
        let world = world.again().await;
        world.one.close().await.expect("closed");
        let whole = world.one.tallies().await.expect("tallies").whole();
        println!(
            "C3: {tokens} tokens × {racers}: {taken} told that theirs was taken, {} used, {} counted",
            whole.used, whole.counted
        );
        assert_eq!(whole.used as usize, tokens, "somebody won each token");
        assert_eq!(whole.counted, whole.used);
        assert!(taken <= tokens && world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

/// The control: looking first and using up later lets several win.
#[tokio::test(flavor = "multi_thread")]
async fn c3_the_control_that_looks_first_lets_several_win() {
    let used = Arc::new(std::sync::Mutex::new(false));
    let won = Arc::new(AtomicUsize::new(0));
    let racing: Vec<_> = (0..16)
        .map(|_| {
            let (used, won) = (Arc::clone(&used), Arc::clone(&won));
            tokio::spawn(async move {
                let free = !*used.lock().expect("a flag");
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                if free {
                    *used.lock().expect("a flag") = true;
                    won.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for race in racing {
        race.await.expect("a racer");
    }
    assert!(won.load(Ordering::Relaxed) > 1);
}
