//! Filled-in questionnaires: canonical bytes, what a tally adds, every fault of a response.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{
    Answer, AskedIf, Choice, Question, QuestionKind, QuestionSection, Questionnaire, RespondentGroup, Response, Tally,
};
use thuocdo_criteria::set::{Document, Origin};

fn choices(codes: &[&str]) -> Vec<Choice> {
    let choice = |code: &&str| Choice {
        code: (*code).to_owned(),
        label: (*code).to_owned(),
        label_en: None,
        share: Some(Number::ONE),
    };
    codes.iter().map(choice).collect()
}

fn question(code: &str, kind: QuestionKind) -> Question {
    Question {
        code: code.to_owned(),
        section: 0,
        text: code.to_owned(),
        text_en: None,
        hint: None,
        hint_en: None,
        kind,
        per_body: false,
        required: false,
        groups: Vec::new(),
        asked_if: None,
        feeds: Vec::new(),
    }
}

/// Questions of every kind: a condition, one for one group only, one per body.
fn sample() -> Questionnaire {
    let group = |code: &str| RespondentGroup { code: code.to_owned(), title: code.to_owned(), title_en: None };
    let questions = vec![
        Question { required: true, ..question("1", QuestionKind::Single(choices(&["A", "B", "C"]))) },
        Question {
            asked_if: Some(AskedIf { question: 0, choices: vec![2] }),
            ..question("2", QuestionKind::Multiple { choices: choices(&["x", "y", "zz"]), at_most: Some(2) })
        },
        Question { groups: vec![1], ..question("3", QuestionKind::Text { longest: 5 }) },
        Question { per_body: true, required: true, ..question("4", QuestionKind::Single(choices(&["1", "2"]))) },
    ];
    Questionnaire {
        code: "mau/phieu".to_owned(),
        version: "1".to_owned(),
        title: "Phiếu mẫu".to_owned(),
        title_en: None,
        document: Document::default(),
        origin: Origin::Illustrative,
        notes: Vec::new(),
        intro: String::new(),
        intro_en: None,
        hash: String::new(),
        set: None,
        groups: vec![group("dan"), group("can_bo")],
        sections: vec![QuestionSection::default()],
        questions,
    }
}

fn chosen(codes: &[&str]) -> Answer {
    Answer::Chosen(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn response(answers: &[(&str, &str, Answer)]) -> Response {
    let answers =
        answers.iter().map(|(question, body, answer)| (((*question).to_owned(), (*body).to_owned()), answer.clone()));
    Response { answers: answers.collect() }
}

fn faults(answers: &[(&str, &str, Answer)], group: &str) -> Vec<String> {
    let bodies = ["S1".to_owned(), "S2".to_owned()];
    sample().check(&response(answers), group, &bodies).into_iter().map(|message| message.key).collect()
}

#[test]
fn a_good_response_has_no_faults() {
    let good = [
        ("1", "", chosen(&["C"])),
        ("2", "", chosen(&["x", "zz"])),
        ("4", "S1", chosen(&["1"])),
        ("4", "S2", chosen(&["2"])),
    ];
    assert_eq!(faults(&good, "dan"), [""; 0]);
}

#[test]
fn every_fault_of_a_response_is_found() {
    let both = [("4", "S1", chosen(&["1"])), ("4", "S2", chosen(&["2"]))];
    let with = |more: &[(&'static str, &'static str, Answer)]| [both.as_slice(), more].concat();
    assert_eq!(faults(&with(&[]), "dan"), ["response-required"]);
    assert_eq!(faults(&with(&[("1", "", chosen(&["D"]))]), "dan"), ["response-unknown-choice"]);
    assert_eq!(faults(&with(&[("1", "", chosen(&["A", "B"]))]), "dan"), ["response-too-many"]);
    assert_eq!(faults(&with(&[("1", "", Answer::Text("A".into()))]), "dan"), ["response-wrong-kind"]);
    let a = ("1", "", chosen(&["A"]));
    assert_eq!(faults(&with(&[a.clone(), ("2", "", chosen(&["x"]))]), "dan"), ["response-not-asked"]);
    assert_eq!(faults(&with(&[a.clone(), ("3", "", Answer::Text("ok".into()))]), "dan"), ["response-not-asked"]);
    assert_eq!(faults(&with(&[a.clone(), ("3", "", Answer::Text("ốiốiốố".into()))]), "can_bo"), ["response-too-long"]);
    assert_eq!(faults(&with(&[a.clone(), ("3", "", Answer::Text("ốiốiố".into()))]), "can_bo"), [""; 0]);
    assert_eq!(faults(&with(&[a.clone(), ("9", "", chosen(&["x"]))]), "dan"), ["response-unknown-question"]);
    assert_eq!(faults(&with(&[a.clone(), ("4", "S9", chosen(&["1"]))]), "dan"), ["response-unknown-question"]);
    assert_eq!(faults(&[a.clone(), ("4", "S1", chosen(&["1"]))], "dan"), ["response-required"]);
    assert_eq!(faults(&with(&[a]), "khach"), ["response-unknown-group"]);
}

#[test]
fn skipped_questions_are_counted_as_such_and_words_never() {
    let answers = [("1", "", chosen(&["B"])), ("3", "", Answer::Text("ok".into())), ("4", "S2", chosen(&["2"]))];
    let mut tally = Tally::default();
    assert!(sample().count(&response(&answers).bytes(), &mut tally));
    assert!(
        sample().count(&response(&[("1", "", chosen(&["B"])), ("2", "", chosen(&["x", "y"]))]).bytes(), &mut tally)
    );
    let counts: Vec<_> = tally.counts().collect();
    assert_eq!(
        counts,
        [("1", "", "B", 2), ("2", "", "", 1), ("2", "", "x", 1), ("2", "", "y", 1), ("4", "S2", "2", 1)]
    );
}

#[test]
fn what_is_no_response_adds_nothing() {
    let good = response(&[("1", "", chosen(&["A"])), ("2", "", chosen(&["x", "y"]))]).bytes();
    let mut tally = Tally::default();
    assert!(!sample().count(&good[..good.len() - 1], &mut tally));
    assert_eq!(tally, Tally::default());
}

#[test]
fn the_largest_response_is_reached_and_never_passed() {
    let answers = [
        ("1", "", chosen(&["A"])),
        ("2", "", chosen(&["x", "zz"])),
        ("3", "", Answer::Text("𝄞".repeat(5))),
        ("4", "S1", chosen(&["1"])),
        ("4", "Số 2", chosen(&["2"])),
    ];
    let bodies = ["S1".to_owned(), "Số 2".to_owned()];
    assert_eq!(sample().largest(&bodies), response(&answers).bytes().len());
}

#[test]
fn bytes_in_another_order_or_form_are_refused() {
    let good = response(&[("1", "", chosen(&["A"])), ("2", "", chosen(&["x", "y"]))]).bytes();
    assert!(Response::read(&good).is_some());
    let swapped = [&[1][..], b"\x012\x00\x00\x02\x01x\x01y", b"\x011\x00\x00\x01\x01A"].concat();
    assert_eq!(Response::read(&swapped), None);
    let twice = [&[1][..], b"\x011\x00\x00\x02\x01A\x01A"].concat();
    assert_eq!(Response::read(&twice), None);
    let long_length = [&[1][..], b"\x81\x001\x00\x00\x01\x01A"].concat();
    assert_eq!(Response::read(&long_length), None);
    for cut in 0..good.len() {
        let read = Response::read(&good[..cut]);
        assert!(read.is_none_or(|read| read.bytes() == good[..cut]));
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    let codes = proptest::collection::btree_set("[a-zố]{1,3}", 1..4);
    prop_oneof![codes.prop_map(Answer::Chosen), ".{1,200}".prop_map(Answer::Text)]
}

proptest! {
    #[test]
    fn bytes_come_back_as_the_same_answers(
        answers in proptest::collection::btree_map(("[0-9]{1,3}", "[a-z]{0,3}"), answer(), 0..12),
    ) {
        let response = Response { answers };
        let bytes = response.bytes();
        prop_assert_eq!(Response::read(&bytes), Some(response));
    }

    #[test]
    fn what_can_be_read_has_one_form_only(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let bytes = [vec![1], bytes].concat();
        if let Some(read) = Response::read(&bytes) {
            prop_assert_eq!(read.bytes(), bytes);
        }
    }

    #[test]
    fn good_responses_fit_and_add_up(
        one in 0usize..4, two in 0usize..4, text in ".{0,5}", rated in proptest::collection::vec(0usize..3, 2),
    ) {
        let questionnaire = sample();
        let bodies = ["S1".to_owned(), "S2".to_owned()];
        let mut answers = BTreeMap::new();
        let mut put = |question: &str, body: &str, code: Option<&&str>| {
            let chosen: BTreeSet<String> = code.iter().map(|code| (**code).to_owned()).collect();
            answers.insert((question.to_owned(), body.to_owned()), Answer::Chosen(chosen));
        };
        put("1", "", ["A", "B", "C"].get(one));
        put("2", "", ["x", "y", "zz"].get(two));
        for (body, code) in bodies.iter().zip(&rated) {
            put("4", body, ["1", "2"].get(*code));
        }
        answers.insert(("3".to_owned(), String::new()), Answer::Text(text));
        let response = Response { answers };
        if questionnaire.check(&response, "can_bo", &bodies).is_empty() {
            prop_assert!(response.bytes().len() <= questionnaire.largest(&bodies));
            let mut tally = Tally::default();
            prop_assert!(questionnaire.count(&response.bytes(), &mut tally));
            for code in ["1", "2"] {
                let of_it = tally.counts().filter(|(question, ..)| *question == code);
                prop_assert_eq!(of_it.map(|(.., n)| n).sum::<u64>(), 1);
            }
        }
    }
}
