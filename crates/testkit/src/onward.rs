//! A live round taken further on, through the real actions.

use thuocdo_app::{course, submission};
use thuocdo_assessment::RoundStage;
use thuocdo_base::Actor;

use crate::filled::fill_unit;
use crate::{Live, TestApp, live};

/// A round whose first two units have submitted and whose third missed the closing, at its first appraisal.
///
/// # Panics
/// If an action refuses.
pub async fn at_appraisal(test: &TestApp) -> Live {
    let app = &test.app;
    let live = live(app).await;
    for (place, clerk, head) in [(0, &live.clerk, &live.head), (1, &live.other_clerk, &live.other_head)] {
        fill_unit(app, &live, place, clerk).await;
        let (unit, clerk, head) = (live.units[place], person(clerk), person(head));
        submission::hand_over(app, &clerk, live.round, unit).await.expect("handed over");
        let record = app.store.look().await.expect("a link").find_record(live.round, unit).await.expect("an answer");
        let version = record.expect("a record").version;
        submission::submit(app, &head, live.round, unit, version, "k").await.expect("submitted");
    }
    // Past the closing of self-assessment, 31 March 2026.
    test.clock.pass(80 * 86_400);
    app.close_due().await.expect("a closing");
    assert_eq!(on(test, &live).await, RoundStage::Appraisal);
    live
}

/// Takes the round to its next stage.
///
/// # Panics
/// If something bars it.
pub async fn on(test: &TestApp, live: &Live) -> RoundStage {
    let reason = "Chuyển bước để thử toàn bộ quy trình";
    course::advance(&test.app, &person(&live.secretariat), live.round, reason).await.expect("the next stage")
}

/// Takes the round on until it stands at a stage.
///
/// # Panics
/// If something bars it or the stage lies behind.
pub async fn on_to(test: &TestApp, live: &Live, stage: RoundStage) {
    for _ in RoundStage::ALL {
        if on(test, live).await == stage {
            return;
        }
    }
    panic!("the round never came to {stage:?}");
}

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}
