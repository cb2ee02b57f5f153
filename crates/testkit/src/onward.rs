//! A live round taken further on, through the real actions.

use thuocdo_app::{course, decision, submission};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::decision::Issued;
use thuocdo_base::{Actor, Clock};
use thuocdo_publication::Publication;

use crate::filled::fill_unit;
use crate::{Live, TestApp, live};

/// A round whose first two units have submitted and whose third missed the closing, at its first appraisal.
///
/// # Panics
/// If an action refuses.
pub async fn at_appraisal(test: &TestApp) -> Live {
    let live = live(&test.app).await;
    to_appraisal(test, &live).await;
    live
}

/// Takes a fresh round to its first appraisal, as [`at_appraisal`] does.
///
/// # Panics
/// If an action refuses.
pub async fn to_appraisal(test: &TestApp, live: &Live) {
    let app = &test.app;
    for (place, clerk, head) in [(0, &live.clerk, &live.head), (1, &live.other_clerk, &live.other_head)] {
        fill_unit(app, live, place, clerk).await;
        let (unit, clerk, head) = (live.units[place], person(clerk), person(head));
        submission::hand_over(app, &clerk, live.round, unit).await.expect("handed over");
        let record = app.store.look().await.expect("a link").find_record(live.round, unit).await.expect("an answer");
        let version = record.expect("a record").version;
        submission::submit(app, &head, live.round, unit, version, "k").await.expect("submitted");
    }
    // Past the closing of self-assessment, 31 March 2026.
    test.clock.pass(80 * 86_400);
    app.close_due().await.expect("a closing");
    assert_eq!(on(test, live).await, RoundStage::Appraisal);
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

/// Proposes the result, approves it with two voices and publishes it at once; gives what the public gets.
///
/// # Panics
/// If an action refuses.
pub async fn publish(test: &TestApp, live: &Live, reason: &str) -> Publication {
    let (app, secretary) = (&test.app, person(&live.secretariat));
    decision::propose(app, &secretary, live.round, reason).await.expect("a proposal");
    let seen = decision::approval(app, &secretary, live.round).await.expect("an approval");
    let digest = seen.last.expect("a proposal").proposal.digest;
    for member in [&live.committee, &live.committee2] {
        decision::approve(app, &person(member), live.round, &digest, "").await.expect("approved");
    }
    let (number, issuer) = ("12/QĐ-UBND".to_owned(), "UBND tỉnh Mẫu".to_owned());
    let issued = Issued { number, date: "2026-07-01".to_owned(), issuer, embargo: test.clock.now() };
    let at_once = decision::issue(app, &secretary, live.round, &digest, issued).await.expect("issued");
    assert!(at_once, "published at once");
    app.store.latest(live.round).await.expect("the store").expect("a publication")
}

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}
