//! C5: a post whose answer is cut off and that is sent again happens once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use thuocdo_app::App;
use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_store::StoreError;

use super::{Dice, engine, on_each, size};

/// A post with a key, or, as the control, one that forgets it.
async fn post(app: &App, key: String, remembers: bool) -> Result<String, StoreError> {
    app.store
        .write(&app.clock, &app.random, move |work| {
            Box::pin(async move {
                if let Some(answer) = work.answered(&key).await?.filter(|_| remembers) {
                    return Ok(answer);
                }
                let facts = [("key", Fact::Text(key.clone()))];
                let event = work.record("r", "note", &Actor::Person("p".to_owned()), &facts).await?;
                let answer = event.seq.to_string();
                if remembers {
                    work.remember(&key, &answer).await?;
                }
                Ok(answer)
            })
        })
        .await
}

/// Posts until an answer arrives; most first answers are cut off somewhere on their way. Tells how often it posted.
async fn insist(app: App, key: String, remembers: bool, dice: Arc<Dice>) -> (String, usize) {
    for tries in 1.. {
        let patience = if tries < 4 { Duration::from_micros(dice.below(40_000)) } else { Duration::from_secs(60) };
        // What is cut off here goes on at the server: only the client stops waiting.
        let (app, key) = (app.clone(), key.clone());
        let posted = tokio::spawn(async move { post(&app, key, remembers).await });
        if let Ok(answer) = tokio::time::timeout(patience, posted).await {
            return (answer.expect("a task").expect("an answer"), tries);
        }
    }
    unreachable!("an answer comes in the end")
}

async fn posts(app: &App, count: usize, remembers: bool) -> (usize, usize, usize) {
    let dice = Arc::new(Dice::new(5));
    let (mut answers, mut tries) = (BTreeSet::new(), 0);
    for some in (0..count).collect::<Vec<_>>().chunks(50) {
        let posting: Vec<_> = some
            .iter()
            .map(|number| tokio::spawn(insist(app.clone(), format!("k{number}"), remembers, Arc::clone(&dice))))
            .collect();
        for post in posting {
            let (answer, tried) = post.await.expect("an answer");
            answers.insert(answer);
            tries += tried;
        }
    }
    // What was cut off may still be under way: the writer takes it before this.
    post(app, "last".to_owned(), true).await.expect("an answer");
    let events = app.store.events().await.expect("events").len() - 1;
    (answers.len(), events, tries)
}

#[test]
fn a_post_that_is_sent_again_happens_once() {
    on_each(async |test| {
        let count = size(200, 5_000);
        let (answers, events, tries) = posts(&test.app, count, true).await;
        let engine = engine(&test);
        println!("C5 {engine}: {count} posts, sent {tries} times: {events} events, {answers} answers");
        assert_eq!((answers, events), (count, count));
        assert!(tries > count, "answers must be cut off");
    });
}

#[test]
fn the_control_that_forgets_keys_does_things_twice() {
    on_each(async |test| {
        let (_, events, _) = posts(&test.app, 200, false).await;
        println!("C5 {} control, no key: {} events too many", engine(&test), events.saturating_sub(200));
        assert!(events > 200, "the test would not notice a double");
    });
}
