//! Each step, what it needs and what it leaves.

use thuocdo_assessment::record::{Fact, Remark, Reopening};
use thuocdo_assessment::{Record, Refusal, RoundStage, Stage, StageKind};
use thuocdo_base::{Message, Timestamp};
use thuocdo_criteria::set::Source;

use crate::{moment, record, snapshot};

fn handed() -> Record {
    record(Stage::Drafting).hand_over("clerk", moment(), Vec::new()).expect("a step").next
}

fn submitted() -> Record {
    handed().submit("head", moment(), snapshot(), Vec::new()).expect("a step").next.numbered(9)
}

fn remark(criterion: &str, text: &str) -> Remark {
    Remark { criterion: criterion.to_owned(), text: text.to_owned() }
}

fn reopening(criteria: &[&str], until: Option<Timestamp>) -> Reopening {
    let criteria = criteria.iter().map(|code| (*code).to_owned()).collect();
    Reopening { criteria, reason: "Nhập nhầm số hồ sơ trực tuyến".to_owned(), until }
}

#[test]
fn par_2_nobody_can_self_score_a_survey_criterion() {
    let open = record(Stage::Drafting);
    assert_eq!(open.answer("1.1", Source::OwnReport), Ok(()));
    for source in [Source::Survey, Source::Statistics, Source::Appraiser, Source::Publication] {
        let refused = Refusal::NotSelfAssessed("8.1".to_owned());
        assert_eq!(open.answer("8.1", source), Err(refused.clone()), "{source:?}");
        assert_eq!(open.attach("8.1", source), Err(refused), "{source:?}");
    }
}

#[test]
fn par_4_the_head_submits_once() {
    let once = submitted();
    let twice = once.clone().submit("head", moment(), snapshot(), Vec::new());
    assert_eq!(twice, Err(Refusal::RecordStage(once.stage)));
}

#[test]
fn a_submission_tells_code_hash_and_content() {
    let step = handed().submit("head", moment(), snapshot(), Vec::new()).expect("a step");
    assert_eq!(step.kind, "submit");
    assert!(step.facts.contains(&("code", Fact::Text("7F3A-91C2".to_owned()))));
    assert!(step.facts.contains(&("sha256", Fact::Text("7f3a91c2".repeat(8)))));
    assert!(step.facts.contains(&("content", Fact::Json("{}".to_owned()))));
    let stage = step.next.numbered(12).stage;
    assert!(matches!(stage, Stage::Submitted { seq: 12, .. }), "{stage:?}");
}

#[test]
fn what_blocks_keeps_from_handing_over_and_from_submitting() {
    let blocking = vec![("3.3".to_owned(), Message::new("x"))];
    let refused = Refusal::Blocking(blocking.clone());
    assert_eq!(record(Stage::Drafting).hand_over("clerk", moment(), blocking.clone()), Err(refused.clone()));
    assert_eq!(handed().submit("head", moment(), snapshot(), blocking), Err(refused));
}

#[test]
fn ux_55_returning_opens_only_what_the_head_names() {
    let remarks = [remark("3.3", "Thiếu quyết định ban hành"), remark("4.2", "Sửa lại số hồ sơ")];
    let returned = handed().send_back("head", moment(), &remarks).expect("a step").next;
    assert_eq!(returned.answer("3.3", Source::OwnReport), Ok(()));
    let refused = returned.answer("1.1", Source::OwnReport);
    assert_eq!(refused, Err(Refusal::NotOpened(vec!["3.3".to_owned(), "4.2".to_owned()])));
    let again = returned.hand_over("clerk", moment(), Vec::new()).expect("a step").next;
    let back = again.take_back("clerk", moment()).expect("a step").next;
    assert_eq!(back.stage.kind(), StageKind::Returned);
    assert!(back.answer("1.1", Source::OwnReport).is_err(), "taking back opens nothing that was not open");
}

#[test]
fn a_remark_needs_words() {
    for text in ["", " ", ".", "---", "xxxx", "không", "Không có."] {
        let refused = handed().send_back("head", moment(), &[remark("3.3", text)]);
        assert_eq!(refused, Err(Refusal::NoReason), "{text:?}");
    }
    assert_eq!(handed().send_back("head", moment(), &[]), Err(Refusal::NoReason));
}

#[test]
fn nothing_of_a_unit_moves_after_the_closing() {
    let at = moment();
    let closed = |record: Record| Record { closed_at: Some(at), ..record };
    let refused = Err(Refusal::Closed(at));
    assert_eq!(closed(record(Stage::Drafting)).answer("1.1", Source::OwnReport), refused);
    assert!(closed(record(Stage::Drafting)).hand_over("clerk", at, Vec::new()).is_err());
    assert!(closed(handed()).take_back("clerk", at).is_err());
    assert!(closed(handed()).send_back("head", at, &[remark("1.1", "Sửa lại số liệu")]).is_err());
    assert!(closed(handed()).submit("head", at, snapshot(), Vec::new()).is_err());
}

#[test]
fn a_round_that_left_self_assessment_takes_no_submission() {
    let later = Record { round_stage: RoundStage::Appraisal, ..handed() };
    let refused = later.submit("head", moment(), snapshot(), Vec::new());
    assert_eq!(refused, Err(Refusal::RoundStage(RoundStage::Appraisal)));
}

#[test]
fn reopening_names_criteria_gives_a_reason_and_after_the_closing_a_new_deadline() {
    let closed = Record { closed_at: Some(moment()), ..submitted() };
    assert!(closed.clone().reopen("s", moment(), &reopening(&["3.3"], None)).is_err());
    assert!(closed.clone().reopen("s", moment(), &reopening(&[], Some(moment()))).is_err());
    let silent = Reopening { reason: "…".to_owned(), ..reopening(&["3.3"], Some(moment())) };
    assert_eq!(closed.clone().reopen("s", moment(), &silent), Err(Refusal::NoReason));
    let until = Timestamp::of_date("2026-12-05").expect("a date");
    let open = closed.reopen("s", moment(), &reopening(&["3.3", "3.3"], Some(until))).expect("a step").next;
    assert_eq!((open.due_at, open.closed_at), (Some(until), None));
    assert_eq!(open.answer("3.3", Source::OwnReport), Ok(()));
    assert!(open.answer("3.4", Source::OwnReport).is_err());
    assert!(record(Stage::Drafting).reopen("s", moment(), &reopening(&["3.3"], None)).is_err());
}

#[test]
fn the_head_cannot_open_more_than_the_secretariat_did() {
    let open = submitted().reopen("s", moment(), &reopening(&["3.3"], None)).expect("a step").next;
    let again = open.hand_over("clerk", moment(), Vec::new()).expect("a step").next;
    let refused = again.clone().send_back("head", moment(), &[remark("1.1", "Sửa lại số liệu")]);
    assert_eq!(refused, Err(Refusal::NotOpened(vec!["3.3".to_owned()])));
    let back = again.send_back("head", moment(), &[remark("3.3", "Sửa lại số liệu")]).expect("a step").next;
    assert!(matches!(back.stage, Stage::Returned { reopened: true, .. }));
}

#[test]
fn the_closing_misses_drafts_and_falls_back_to_what_was_submitted() {
    let earlier = submitted().stage;
    assert_eq!(submitted().at_closing(Some(earlier.clone())).stage, earlier);
    assert_eq!(record(Stage::Drafting).at_closing(None).stage, Stage::Missed);
    assert_eq!(handed().at_closing(None).stage, Stage::Missed);
    let open = submitted().reopen("s", moment(), &reopening(&["3.3"], None)).expect("a step").next;
    assert_eq!(open.at_closing(Some(earlier.clone())).stage, earlier);
    let more = record(Stage::Missed).at_extension(moment());
    assert_eq!((more.stage, more.closed_at), (Stage::Drafting, None));
}
