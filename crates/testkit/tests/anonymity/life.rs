//! What a box does from the first invitation to the end, and after stops.

use std::fs;

use thuocdo_app::boxes::{InvitationState, Nonce, Sent, Standing, Token};

use super::world::{K, World, in_files, on_each, response};

#[test]
fn a_response_is_taken_once_and_a_retry_is_answered_the_same() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 1).await;
        let person = &world.invite("dan", 1).await[0];
        let h = person.token.hash();
        assert_eq!(world.one.state(&h).await.expect("state"), InvitationState::Open { stratum: "dan".to_owned() });
        let receipt = world.send(person, "a", "").await;
        let again = world.one.cast(&person.token, &response("b", ""), &person.nonce).await.expect("an answer");
        assert_eq!(again, Sent::Accepted(receipt));
        let other = Nonce::make(world.random.as_ref());
        let twice = world.one.cast(&person.token, &response("a", ""), &other).await.expect("an answer");
        assert_eq!(twice, Sent::AlreadySent);
        assert_eq!(world.one.state(&h).await.expect("state"), InvitationState::Used);
        let stranger = Token::link(world.random.as_ref());
        let unknown = world.one.cast(&stranger, &response("a", ""), &other).await.expect("an answer");
        assert_eq!(unknown, Sent::Unknown);
        let world = world.again().await;
        let after = world.one.cast(&person.token, &response("a", ""), &person.nonce).await.expect("an answer");
        assert_eq!(after, Sent::Accepted(receipt), "after a stop");
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn a_revoked_invitation_is_void_and_a_new_link_gives_no_second_response() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 2).await;
        let people = world.invite("dan", 3).await;
        world.one.revoke(people[0].token.hash()).await.expect("revoked");
        let sent = world.one.cast(&people[0].token, &response("a", ""), &people[0].nonce).await.expect("an answer");
        assert_eq!(sent, Sent::Unknown);
        let (fresh, spent) = (Token::link(world.random.as_ref()), Token::link(world.random.as_ref()));
        world.send(&people[2], "a", "").await;
        world.one.replace(people[1].token.hash(), fresh.hash()).await.expect("replaced");
        world.one.replace(people[2].token.hash(), spent.hash()).await.expect("replaced");
        let nonce = Nonce::make(world.random.as_ref());
        let old = world.one.cast(&people[1].token, &response("a", ""), &nonce).await.expect("an answer");
        assert_eq!(old, Sent::Unknown);
        assert!(matches!(
            world.one.cast(&fresh, &response("a", ""), &nonce).await.expect("an answer"),
            Sent::Accepted(_)
        ));
        assert_eq!(world.one.cast(&spent, &response("a", ""), &nonce).await.expect("an answer"), Sent::AlreadySent);
        let counters = world.one.tallies().await.expect("tallies").whole();
        assert_eq!((counters.issued, counters.used), (3, 0), "nothing shows before a mix");
        assert!(world.one.adds_up().await.is_ok_and(|sum| sum || counters.used == 0));
        world.boxes.shut().await;
    });
}

#[test]
fn a_mix_leaves_k_sealed_and_closing_opens_from_the_leaves_to_the_root() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan/a", "dan/b", "can-bo"], 3).await;
        let (a, b, officials) =
            (world.invite("dan/a", 30).await, world.invite("dan/b", 7).await, world.invite("can-bo", 4).await);
        world.send_all(&a[..19], "a").await;
        assert_eq!(world.one.mix_due().await.expect("a mix"), None, "19 are too few for k = 10");
        world.send_all(&a[19..], "b").await;
        assert_eq!(world.one.mix_due().await.expect("a mix"), Some(1));
        let tallies = world.one.tallies().await.expect("tallies");
        let leaf = tallies.counters["dan/a"];
        assert_eq!((leaf.used, leaf.counted, leaf.pooled), (30, 20, u64::from(K)));
        assert_eq!(tallies.rows.iter().map(|row| row.n).sum::<u64>(), 20);
        world.send_all(&b, "b").await;
        world.send_all(&officials, "a").await;
        let world = world.again().await;
        world.one.close().await.expect("closed");
        assert_eq!(world.one.standing().await.expect("standing"), Standing::Closed);
        let tallies = world.one.tallies().await.expect("tallies");
        let of = |code: &str| tallies.counters[code];
        assert_eq!((of("dan/a").counted, of("dan/a").pooled), (30, 0));
        assert_eq!((of("dan/b").used, of("dan/b").moved, of("dan/b").counted), (7, 7, 0));
        assert_eq!((of("dan").received, of("dan").moved), (7, 7));
        assert_eq!((of("*").received, of("*").counted, of("*").withheld), (11, 11, 0));
        assert!(tallies.counters.values().all(|one| one.add_up()), "{:?}", tallies.counters);
        assert!(world.one.adds_up().await.expect("counts"));
        assert_eq!(world.one.responses().await.expect("responses").len(), 41);
        assert_eq!(world.one.receipts().await.expect("receipts").len(), 41);
        let late = world.one.cast(&a[0].token, &response("a", ""), &Nonce::make(world.random.as_ref())).await;
        assert_eq!(late.expect("an answer"), Sent::AlreadySent);
        let world = world.again().await;
        assert_eq!(world.one.standing().await.expect("standing"), Standing::Closed);
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn fewer_than_k_in_the_whole_survey_are_withheld_and_nobody_can_send_after_closing() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan/a"], 4).await;
        let people = world.invite("dan/a", 10).await;
        world.send_all(&people[..9], "a").await;
        world.one.close().await.expect("closed");
        let sent = world.one.cast(&people[9].token, &response("a", ""), &people[9].nonce).await.expect("an answer");
        assert_eq!(sent, Sent::Closed);
        let tallies = world.one.tallies().await.expect("tallies");
        assert_eq!((tallies.whole().withheld, tallies.whole().counted, tallies.rows.len()), (9, 0, 0));
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn casting_goes_on_while_mixes_change_the_keys() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 5).await;
        let people = world.invite("dan", 300).await;
        let mixing = async {
            let mut mixes = 0;
            for _ in 0..40 {
                mixes += usize::from(world.one.mix_due().await.expect("a mix").is_some());
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            mixes
        };
        let sending = async {
            for some in people.chunks(10) {
                world.send_all(some, "a").await;
            }
        };
        let (mixes, ()) = tokio::join!(mixing, sending);
        assert!(mixes > 1, "{mixes}");
        world.one.close().await.expect("closed");
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!((whole.used, whole.counted), (300, 300));
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

/// Disk or database may fail anywhere in a mix: whatever stands then is what the next mix begins with.
#[test]
fn a_mix_that_came_to_nothing_is_finished_by_the_next() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 7).await;
        let people = world.invite("dan", 90).await;
        world.send_all(&people[..30], "a").await;
        let place_of = world.one.founding().strata.list().iter().position(|one| one.code == "dan").expect("a stratum");
        let key = |n: u32| world.keys_folder().join(format!("{place_of}-{n}.key"));
        // The next key was made, and its epoch never begun.
        fs::write(key(2), [7; 32]).expect("a key");
        assert_eq!(world.one.mix_due().await.expect("a mix"), Some(1));
        // The next key is in use, and the rows of the last one were never opened.
        world.send_all(&people[30..60], "a").await;
        let random = world.random.as_ref();
        let next = thuocdo_responses::SecretKey::make(random);
        fs::write(key(3), next.bytes()).expect("a key");
        let mut past = world.past().await;
        past.epoch("dan", 3, &next.public().expect("a key").0).await;
        drop(past);
        world.send_all(&people[60..], "b").await;
        let in_use = fs::read(key(3)).expect("a key");
        assert_eq!(world.one.mix_due().await.expect("a mix"), Some(3), "the one that was begun, then its own");
        assert!(!key(2).exists() && !key(3).exists() && key(4).exists() && !in_use.is_empty());
        world.one.close().await.expect("closed");
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!((whole.used, whole.counted), (90, 90));
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn a_mix_runs_to_its_end_when_whoever_asked_goes_away() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 8).await;
        let people = world.invite("dan", 200).await;
        for (turn, some) in people.chunks(10).enumerate() {
            world.send_all(some, "a").await;
            let one = std::sync::Arc::clone(&world.one);
            let asked = tokio::spawn(async move { one.mix_due().await.map(|_| ()) });
            tokio::time::sleep(std::time::Duration::from_millis(turn as u64)).await;
            asked.abort();
        }
        let one = std::sync::Arc::clone(&world.one);
        let asked = tokio::spawn(async move { one.close().await });
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        asked.abort();
        while world.one.standing().await.expect("standing") != Standing::Closed {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!((whole.used, whole.counted), (200, 200));
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn a_closing_that_was_interrupted_while_writing_anew_is_finished() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 6).await;
        let people = world.invite("dan", 30).await;
        world.send_all(&people, "a").await;
        world.one.close().await.expect("closed");
        world.past().await.execute("update about set value = 'rewriting' where name = 'state'").await;
        let file = world.file();
        world.boxes.shut().await;
        // Both leftovers at once: a half-written new file, and a second name of the file in its place.
        fs::write(file.with_extension("db.new"), b"half").expect("a file");
        fs::hard_link(&file, file.with_extension("db.old")).expect("a second name");
        let world = World { one: world.one, ..world }.again().await;
        assert_eq!(world.one.standing().await.expect("standing"), Standing::Closed);
        assert!(world.one.adds_up().await.expect("counts"));
        assert_eq!(world.one.responses().await.expect("responses").len(), 30);
        assert!(!file.with_extension("db.new").exists() && !file.with_extension("db.old").exists());
        world.boxes.shut().await;
    });
}
