//! From a round's facts to its publication, and what follows.

use thuocdo_app::decision::keep::Correction;
use thuocdo_app::{ActionError, App, appeals, audit, decision, publications};
use thuocdo_assessment::decision::Issued;
use thuocdo_assessment::{RoundStage, appeal};
use thuocdo_base::{Actor, Clock, Timestamp};
use thuocdo_publication::{Publication, json};
use thuocdo_store::EventFilter;
use thuocdo_testkit::onward::publish;
use thuocdo_testkit::{Live, TestApp, on_both, onward};

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

async fn digest(app: &App, live: &Live) -> String {
    let seen = decision::approval(app, &person(&live.committee), live.round).await.expect("an approval");
    seen.last.expect("a proposal").proposal.digest
}

fn issued(embargo: Timestamp) -> Issued {
    let (number, issuer) = ("12/QĐ-UBND".to_owned(), "UBND tỉnh Mẫu".to_owned());
    Issued { number, date: "2026-07-01".to_owned(), issuer, embargo }
}

async fn propose(app: &App, live: &Live, reason: &str) -> Result<u32, ActionError> {
    decision::propose(app, &person(&live.secretariat), live.round, reason).await
}

async fn at_approval(test: &TestApp) -> Live {
    let live = onward::at_appraisal(test).await;
    onward::on_to(test, &live, RoundStage::Approval).await;
    live
}

async fn correct(app: &App, live: &Live, points: &str, reason: &str) -> Result<(), ActionError> {
    let criterion = first_criterion(app, live).await;
    let correction =
        Correction { unit: live.units[0].to_owned(), criterion, points: points.to_owned(), reason: reason.to_owned() };
    decision::correct(app, &person(&live.secretariat), live.round, correction).await
}

/// A criterion of the first unit that has points.
async fn first_criterion(app: &App, live: &Live) -> String {
    let mut link = app.store.look().await.expect("a link");
    let frozen = thuocdo_app::setup::frozen(app, &mut link, live.round).await.expect("a round");
    let board = thuocdo_app::layers::board(app, &mut link, &frozen).await.expect("a board");
    let unit = frozen.unit(live.units[0]).expect("a unit");
    let scored =
        |code: &str| board.points(live.units[0], code, thuocdo_assessment::Layer::Own).is_some_and(|it| !it.is_zero());
    let found = frozen.criteria_of(unit).find(|(node, _)| scored(&node.code));
    found.expect("a criterion with points").0.code.clone()
}

fn is_refused<T>(result: &Result<T, ActionError>, key: &str) -> bool {
    matches!(result, Err(ActionError::Refused(reasons)) if reasons.iter().any(|reason| reason.key == key))
}

#[test]
fn what_two_members_approved_is_published_byte_for_byte_with_its_decision() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        propose(&test.app, &live, "").await.expect("a proposal");
        let digest = digest(&test.app, &live).await;
        let one = |account: &str| {
            let (app, actor, digest) = (test.app.clone(), person(account), digest.clone());
            async move { decision::approve(&app, &actor, live.round, &digest, "").await }
        };
        assert!(!one(&live.committee).await.expect("one voice"), "one voice is not enough");
        assert!(is_refused(&one(&live.committee).await, "refusal-spoken"));
        assert!(matches!(one(&live.secretariat).await, Err(ActionError::NotAllowed)));
        assert!(matches!(one(&live.head).await, Err(ActionError::NotAllowed)));
        assert!(test.app.store.latest(live.round).await.expect("the store").is_none());
        assert!(one(&live.committee2).await.expect("two voices"));
        let secretary = person(&live.secretariat);
        let soon = test.clock.now().later(3_600);
        let at_once = decision::issue(&test.app, &secretary, live.round, &digest, issued(soon)).await.expect("issued");
        assert!(!at_once && decision::release_due(&test.app).await.expect("a look") == 0);
        assert!(test.app.store.list().await.expect("a list").is_empty(), "nothing before its moment");
        test.clock.pass(3_601);
        assert_eq!(decision::release_due(&test.app).await.expect("a look"), 1);
        let published = test.app.store.latest(live.round).await.expect("the store").expect("a publication");
        assert_eq!(published.decision.as_ref().map(|it| it.number.as_str()), Some("12/QĐ-UBND"));
        let approved = Publication { decision: None, ..published };
        let bytes = String::from_utf8(json::json(&approved)).expect("text");
        assert_eq!(decision::result::digest(&bytes), digest, "the approved bytes");
        let mut link = test.app.store.look().await.expect("a link");
        assert_eq!(link.round_stage(live.round).await.expect("a stage"), Some(RoundStage::Published));
        drop(link);
        assert!(publications::verify(&test.app, &Actor::Operator).await.expect("a report").breaks.is_empty());
    });
}

#[test]
fn a_result_that_was_sent_back_is_mended_and_proposed_again() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        propose(&test.app, &live, "").await.expect("a proposal");
        assert!(is_refused(&propose(&test.app, &live, "").await, "refusal-proposal-open"));
        let early = correct(&test.app, &live, "0", "Đối chiếu lại biên bản họp").await;
        assert!(is_refused(&early, "refusal-proposal-open"), "what members look at stands still");
        let first = digest(&test.app, &live).await;
        let back = |reason: &'static str| {
            let (app, actor, first) = (test.app.clone(), person(&live.committee), first.clone());
            async move { decision::send_back(&app, &actor, live.round, &first, reason).await }
        };
        assert!(is_refused(&back("...").await, "refusal-no-reason"));
        back("Đề nghị rà soát điểm của Xã Mẫu 1").await.expect("sent back");
        correct(&test.app, &live, "0", "Đối chiếu lại biên bản họp").await.expect("mended");
        test.clock.pass(60);
        propose(&test.app, &live, "").await.expect("again");
        assert_ne!(digest(&test.app, &live).await, first);
        let stale = decision::approve(&test.app, &person(&live.committee), live.round, &first, "").await;
        assert!(is_refused(&stale, "refusal-other-digest"));
    });
}

#[test]
fn khanh_hoa_6_a_correction_supersedes_with_a_reason_and_is_never_an_edit() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        let first = publish(&test, &live, "").await;
        assert_eq!(first.version, 1);
        assert!(is_refused(&propose(&test.app, &live, "Không có gì thay đổi cả").await, "decision-same"));
        correct(&test.app, &live, "0", "Văn bản minh chứng bị thu hồi").await.expect("a correction");
        assert!(is_refused(&propose(&test.app, &live, "").await, "refusal-no-reason"));
        let second = publish(&test, &live, "Đính chính theo kiến nghị số 1").await;
        assert_eq!(second.version, 2);
        assert_eq!(second.supersedes_because.as_deref(), Some("Đính chính theo kiến nghị số 1"));
        let kept = test.app.store.load(live.round, 1).await.expect("the store").expect("version 1");
        assert_eq!(kept, first, "the first version stands as it was");
        let differ = decision::differences(&first, &second);
        assert!(differ.iter().any(|it| it.unit == live.units[0] && !it.criteria.is_empty()), "{differ:?}");
        assert!(publications::verify(&test.app, &Actor::Operator).await.expect("a report").breaks.is_empty());
    });
}

#[test]
fn nobody_publishes_before_the_moment_that_the_round_was_set_up_with() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let early = propose(&test.app, &live, "").await;
        assert!(matches!(early, Err(ActionError::Refused(_))), "the round is still appraised");
        let seen = decision::preview(&test.app, &person(&live.committee), live.round).await;
        assert!(matches!(seen, Err(ActionError::NotAllowed)), "the committee's turn has not come");
        let seen = decision::preview(&test.app, &person(&live.clerk), live.round).await;
        assert!(matches!(seen, Err(ActionError::NotAllowed)));
    });
}

#[test]
fn the_preview_tells_what_changed_since_one_looked_and_who_did_it() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        let secretary = person(&live.secretariat);
        let before = decision::preview(&test.app, &secretary, live.round).await.expect("a preview");
        decision::mark_seen(&test.app, &secretary, live.round, before.seq).await.expect("noted");
        correct(&test.app, &live, "0", "Văn bản minh chứng bị thu hồi").await.expect("a correction");
        let after = decision::preview(&test.app, &secretary, live.round).await.expect("a preview");
        assert_eq!(after.changes.len(), 1);
        let change = &after.changes[0];
        assert_eq!((change.unit.as_str(), change.by.as_str()), (live.units[0], "Trần Thị Thường Trực"));
        assert!(change.from > change.to && change.reason.is_some());
    });
}

#[test]
fn an_appeal_is_filed_answered_and_leads_to_a_named_correction() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        let (app, head, secretary) = (&test.app, person(&live.head), person(&live.secretariat));
        assert!(matches!(appeals::appeals(app, &head, live.round).await, Err(ActionError::NotAllowed)));
        publish(&test, &live, "").await;
        let text = "Thiếu báo cáo quý IV trong hồ sơ thẩm định";
        let other = appeals::file(app, &head, live.round, live.units[1], None, text).await;
        assert!(matches!(other, Err(ActionError::NotAllowed)), "another unit's result");
        let id = appeals::file(app, &head, live.round, live.units[0], None, text).await.expect("filed");
        let refused = appeals::answer(app, &head, live.round, &id, true, text).await;
        assert!(matches!(refused, Err(ActionError::NotAllowed)));
        appeals::answer(app, &secretary, live.round, &id, true, "Báo cáo đã nộp đúng hạn").await.expect("answered");
        let early = appeals::corrected_by(app, &secretary, live.round, &id, 2).await;
        assert!(is_refused(&early, "refusal-appeal-not-upheld"));
        correct(app, &live, "0", "Theo kiến nghị của đơn vị").await.expect("a correction");
        publish(&test, &live, "Đính chính theo kiến nghị của Xã Mẫu 1").await;
        appeals::corrected_by(app, &secretary, live.round, &id, 2).await.expect("named");
        let seen = appeals::appeals(app, &head, live.round).await.expect("appeals");
        assert_eq!((seen.appeals[0].appeal.state, seen.appeals[0].appeal.correction), (appeal::State::Upheld, Some(2)));
        let others = appeals::appeals(app, &person(&live.other_head), live.round).await.expect("appeals");
        assert!(others.appeals.is_empty(), "a unit sees its own");
        let stranger = appeals::appeals(app, &person(&live.stranger), live.round).await;
        assert!(matches!(stranger, Err(ActionError::NotAllowed)));
    });
}

#[test]
fn khanh_hoa_3_the_way_of_a_score_names_who_when_and_why_and_reading_it_is_noted() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_approval(&test).await;
        correct(&test.app, &live, "0", "Văn bản minh chứng bị thu hồi").await.expect("a correction");
        publish(&test, &live, "").await;
        let auditor = person(&live.auditor);
        let criterion = first_criterion(&test.app, &live).await;
        let way = audit::way(&test.app, &auditor, live.round, live.units[0], &criterion).await.expect("a way");
        let layers: Vec<&str> =
            way.moments.iter().filter(|it| it.kind == "points").map(|it| it.what.as_str()).collect();
        assert_eq!(layers, ["self", "final"]);
        let last = way.moments.iter().rfind(|it| it.kind == "points").expect("points");
        assert_eq!((last.by.as_str(), last.reason.as_str()), ("Trần Thị Thường Trực", "Văn bản minh chứng bị thu hồi"));
        assert!(way.moments.iter().any(|it| it.kind == "publication" && it.hash.len() == 64));
        let filter = EventFilter { kind: "propose".to_owned(), search: String::new() };
        let log = audit::log(&test.app, &auditor, live.round, &filter, 1).await.expect("a log");
        assert_eq!(log.found, 1);
        assert_eq!(log.readings.first().map(|(name, ..)| name.as_str()), Some("Ngô Thị Kiểm Tra"));
        let found = EventFilter { search: "100%".to_owned(), ..EventFilter::default() };
        assert_eq!(audit::log(&test.app, &auditor, live.round, &found, 1).await.expect("a log").found, 0);
        assert!(audit::check(&test.app, &auditor, live.round).await.expect("a report").breaks.is_empty());
        for nobody in [&live.head, &live.committee, &live.stranger] {
            let seen = audit::way(&test.app, &person(nobody), live.round, live.units[0], &criterion).await;
            assert!(matches!(seen, Err(ActionError::NotAllowed)));
        }
    });
}
