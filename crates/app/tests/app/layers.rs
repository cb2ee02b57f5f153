//! Layers of points and the course of a round.

use std::sync::Arc;

use thuocdo_app::layers::{self, Board, Finding, Said};
use thuocdo_app::{ActionError, App, course, setup};
use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::{Actor, Number};
use thuocdo_store::{PointsFact, PointsRow};
use thuocdo_testkit::{Live, TestApp, on_both, onward};

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

async fn board(app: &App, live: &Live) -> Arc<Board> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live.round).await.expect("a round");
    layers::board(app, &mut link, &frozen).await.expect("a board")
}

async fn say(app: &App, live: &Live, criterion: &str, layer: Layer, finding: Finding) -> Result<(), ActionError> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live.round).await.expect("a round");
    let (actor, criterion, unit) = (person(&live.appraiser), criterion.to_owned(), live.units[0]);
    let job = async move |work: &mut thuocdo_store::Work| {
        let said = Said { unit, criterion: &criterion, layer, finding: &finding, reason: None, kind: "appraise" };
        layers::say(work, &actor, &frozen, said).await.map(|_| ())
    };
    app.write(move |work| Box::pin(async move { job(work).await })).await
}

fn first(board: &Board, live: &Live) -> String {
    let unit = board.frozen().unit(live.units[0]).expect("a unit");
    let mut criteria = board.frozen().criteria_of(unit);
    let scored = criteria.find(|(node, _)| board.points(live.units[0], &node.code, Layer::Own).is_some());
    scored.expect("a criterion with points").0.code.clone()
}

#[test]
fn points_of_layers_stand_side_by_side_and_none_overwrites_another() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let before = board(&test.app, &live).await;
        let code = first(&before, &live);
        let own = before.points(live.units[0], &code, Layer::Own).expect("own points");
        let zero = Finding::of_points(&Number::ZERO);
        say(&test.app, &live, &code, Layer::Preliminary, zero.clone()).await.expect("said");
        let after = board(&test.app, &live).await;
        assert_eq!(after.points(live.units[0], &code, Layer::Own), Some(own.clone()));
        assert_eq!(after.points(live.units[0], &code, Layer::Council), Some(Number::ZERO));
        assert_eq!(after.counting(live.units[0], &code, Layer::Final), Some(Layer::Preliminary));
        let total = |board: &Board| board.card(live.units[0], Layer::Council).expect("a card").total().points.clone();
        assert_eq!(total(&after), &total(&before) - &own);
        assert_ne!(after.rank_of(live.units[0], Layer::Own), None);
        let withdrawn = Finding { withdrawn: true, ..Finding::default() };
        say(&test.app, &live, &code, Layer::Preliminary, withdrawn).await.expect("withdrawn");
        let again = board(&test.app, &live).await;
        assert_eq!(total(&again), total(&before));
    });
}

#[test]
fn what_would_be_is_computed_and_nothing_is_kept_of_it() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let now = board(&test.app, &live).await;
        let (unit, code) = (live.units[0], first(&now, &live));
        let would = now.with(&[(unit, &code, Layer::Council, Finding::of_points(&Number::ZERO))]);
        assert_eq!(would.points(unit, &code, Layer::Council), Some(Number::ZERO));
        assert_ne!(board(&test.app, &live).await.points(unit, &code, Layer::Council), Some(Number::ZERO));
    });
}

#[test]
fn a_fact_that_cannot_be_read_stops_the_board_instead_of_counting_as_nothing() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let now = board(&test.app, &live).await;
        let code = first(&now, &live);
        let row = |layer: &str, criterion: &str, answer: &str| PointsRow {
            unit: live.units[0].to_owned(),
            criterion: criterion.to_owned(),
            layer: layer.to_owned(),
            seq: 9_999,
            answer: answer.to_owned(),
            reason: None,
            account: live.appraiser.clone(),
            at: TestApp::moment(),
        };
        assert!(now.and(vec![row("preliminary", &code, r#"{"points":"1"}"#)]).is_ok());
        let damages = [
            ("preliminary", &code[..], r#"{"points":"#),
            ("preliminary", &code, r#"{"points":"much"}"#),
            ("self", &code, "[]"),
            ("appraised", "99.9", "{}"),
            ("noise", &code, "{}"),
        ];
        for (layer, criterion, answer) in damages {
            assert!(now.and(vec![row(layer, criterion, answer)]).is_err(), "{layer} {criterion} {answer}");
        }
        let account = live.appraiser.clone();
        let told = test.app.write(move |work| {
            Box::pin(async move {
                let fact = PointsFact {
                    criterion: &code,
                    layer: "preliminary",
                    seq: 9_999,
                    answer: "{",
                    reason: None,
                    account: &account,
                };
                Ok(work.add_points(live.round, live.units[0], fact).await?)
            })
        });
        told.await.expect("a damaged fact");
        let mut link = test.app.store.look().await.expect("a link");
        let frozen = setup::frozen(&test.app, &mut link, live.round).await.expect("a round");
        let read = layers::board(&test.app, &mut link, &frozen).await;
        assert!(matches!(read, Err(ActionError::Internal(_))), "no result stands on what could not be read");
    });
}

#[test]
fn points_above_the_maximum_and_unknown_criteria_are_refused() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let now = board(&test.app, &live).await;
        let code = first(&now, &live);
        let much = Finding { points: Some("1000".to_owned()), ..Finding::default() };
        let less = Finding { points: Some("-1".to_owned()), ..Finding::default() };
        for finding in [much, less] {
            let refused = say(&test.app, &live, &code, Layer::Preliminary, finding).await;
            assert!(matches!(refused, Err(ActionError::Refused(_))), "{refused:?}");
        }
        let unknown = say(&test.app, &live, "99.9", Layer::Preliminary, Finding::default()).await;
        assert!(matches!(unknown, Err(ActionError::NotAllowed)), "{unknown:?}");
    });
}

#[test]
fn a_round_goes_on_only_by_the_secretariat_and_unfinished_work_needs_a_reason() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        for account in [&live.clerk, &live.appraiser, &live.auditor, &live.committee] {
            let refused = course::advance(&test.app, &person(account), live.round, "Muốn chuyển ngay").await;
            assert!(matches!(refused, Err(ActionError::NotAllowed)), "{refused:?}");
        }
        let secretariat = person(&live.secretariat);
        let ready = course::ready(&test.app, &secretariat, live.round).await.expect("a page");
        assert_eq!((ready.stage, ready.next), (RoundStage::Appraisal, Some(RoundStage::Clarification)));
        assert!(ready.barring.is_empty() && !ready.lacking.is_empty());
        let bare = course::advance(&test.app, &secretariat, live.round, "...").await;
        assert!(matches!(bare, Err(ActionError::Refused(_))), "{bare:?}");
        onward::on_to(&test, &live, RoundStage::Approval).await;
        let last = course::advance(&test.app, &secretariat, live.round, "Muốn chuyển tiếp").await;
        assert!(matches!(last, Err(ActionError::Refused(_))), "{last:?}");
    });
}

#[test]
fn trust_b1_a_round_is_not_appraised_while_nobody_may_appraise_a_criterion_and_each_is_named() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = thuocdo_testkit::live(&test.app).await;
        test.clock.pass(80 * 86_400);
        test.app.close_due().await.expect("a closing");
        let secretariat = person(&live.secretariat);
        let advance = async || course::advance(&test.app, &secretariat, live.round, "Đã đủ hồ sơ").await;
        // One left, who is tied to the first unit.
        let leave = "update round_role set revoked_at = 1 where role = 'appraiser' and account in \
                     (select id from account where login = 'appraiser2'); \
                     insert into conflict_of_interest (account, org_unit, ground, at) \
                     select account.id, round_unit.org_unit, 'Nguyên lãnh đạo', 1 from account, round_unit \
                     where account.login = 'appraiser' and round_unit.code = 'xa-mau-1'";
        test.database.execute(leave).await.expect("one left");
        let Err(ActionError::Refused(reasons)) = advance().await else { panic!("an impossible roster") };
        let named = reasons.iter().filter(|reason| reason.key == "appraisal-nobody").count();
        assert!(named == reasons.len() && named > 40, "{} reasons, {named} of them name a criterion", reasons.len());
        test.database.execute("update round_role set revoked_at = null").await.expect("both again");
        assert_eq!(advance().await.expect("appraisal"), RoundStage::Appraisal);
    });
}

#[test]
fn a_round_with_open_records_waits_for_its_closing() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = thuocdo_testkit::live(&test.app).await;
        let early = course::advance(&test.app, &person(&live.secretariat), live.round, "Đã đủ hồ sơ").await;
        assert!(matches!(early, Err(ActionError::Refused(_))), "{early:?}");
    });
}
