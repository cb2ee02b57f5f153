//! Questions: who may be asked when, what an answer needs, what the closing makes of it.

use thuocdo_assessment::clarification::{Asking, Question, Stance, State, ask};
use thuocdo_assessment::record::Asked;
use thuocdo_assessment::{Record, Refusal, RoundStage, Stage};
use thuocdo_base::{Number, Timestamp};

use crate::{moment, record};

const WHY: &str = "Ảnh chụp không có ngày, giờ. Đề nghị bổ sung";

fn handed_in(round_stage: RoundStage, asked: &[&str], closed_at: Option<Timestamp>) -> Record {
    let stage = Stage::Submitted { seq: 9, code: "7F3A-91C2".to_owned(), by: "head".to_owned(), at: moment() };
    let criteria = asked.iter().map(|code| (*code).to_owned()).collect();
    Record { round_stage, asked: Asked { criteria, due_at: None, closed_at }, ..record(stage) }
}

fn asking(text: &str) -> Asking<'_> {
    Asking { criterion: "3.2", number: 1, text, intended: Number::parse("1.5").ok() }
}

fn question() -> Question {
    ask(&handed_in(RoundStage::Appraisal, &[], None), asking(WHY), "appraiser", moment()).expect("a question").next
}

#[test]
fn a_question_is_asked_while_appraisal_or_clarification_lasts_and_never_after_the_closing() {
    for stage in RoundStage::ALL {
        let may = matches!(stage, RoundStage::Appraisal | RoundStage::Clarification);
        let asked = ask(&handed_in(stage, &[], None), asking(WHY), "appraiser", moment());
        assert_eq!(asked.is_ok(), may, "{stage:?}");
        assert!(ask(&handed_in(stage, &[], Some(moment())), asking(WHY), "appraiser", moment()).is_err());
    }
}

#[test]
fn a_question_needs_words_and_one_at_a_time_is_asked_about_a_criterion() {
    let open = handed_in(RoundStage::Appraisal, &[], None);
    assert_eq!(ask(&open, asking("…"), "appraiser", moment()), Err(Refusal::NoReason));
    let twice = handed_in(RoundStage::Appraisal, &["3.2"], None);
    assert!(matches!(ask(&twice, asking(WHY), "appraiser", moment()), Err(Refusal::Because(_))));
}

#[test]
fn ux_73_a_question_opens_exactly_that_criterion_until_the_closing() {
    let asked = handed_in(RoundStage::Clarification, &["3.2"], None);
    assert_eq!(asked.clarify("3.2"), Ok(()));
    assert_eq!(asked.clarify("3.3"), Err(Refusal::NotAsked(vec!["3.2".to_owned()])));
    let closed = handed_in(RoundStage::Clarification, &["3.2"], Some(moment()));
    assert!(closed.clarify("3.2").is_err());
    let late = question().answer(&closed, Stance::Agree, "", "clerk", moment());
    assert!(late.is_err(), "an answer after the closing comes too late");
}

#[test]
fn ux_74_the_unit_holds_with_a_reason_or_agrees_and_does_so_once() {
    let asked = handed_in(RoundStage::Appraisal, &["3.2"], None);
    let held = |text: &str| question().answer(&asked, Stance::Hold, text, "clerk", moment());
    assert_eq!(held("  "), Err(Refusal::NoReason));
    let held = held("Đã bổ sung nhật ký hệ thống").expect("an answer").next;
    assert!(held.is_held() && held.agreed().is_none() && held.state == State::Answered);
    let agreed = question().answer(&asked, Stance::Agree, "", "clerk", moment()).expect("an answer").next;
    assert_eq!(agreed.agreed(), Number::parse("1.5").ok().as_ref());
    assert!(agreed.answer(&asked, Stance::Agree, "", "clerk", moment()).is_err(), "once");
}

#[test]
fn silence_at_the_closing_is_open_again_with_more_time_and_settled_by_the_second_appraisal() {
    let silent = question().at_closing();
    assert_eq!(silent.state, State::Silent);
    assert_eq!(silent.clone().at_extension().state, State::Open);
    assert_eq!(silent.settle().expect("a step").next.state, State::Settled);
    assert!(question().settle().is_err(), "while the unit is waited for");
    let withdrawn = question().withdraw().expect("a step").next;
    assert_eq!((withdrawn.state, withdrawn.clone().at_closing().state), (State::Withdrawn, State::Withdrawn));
    assert!(withdrawn.settle().is_err());
}

#[test]
fn words_of_states_and_stances_are_read_back() {
    assert!(State::ALL.into_iter().all(|state| State::of(state.word()) == Some(state)));
    assert!([Stance::Hold, Stance::Agree].into_iter().all(|stance| Stance::of(stance.word()) == Some(stance)));
}
