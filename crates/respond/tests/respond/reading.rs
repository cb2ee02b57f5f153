use proptest::prelude::*;
use thuocdo_criteria::questionnaire::{Answer, Response};
use thuocdo_respond::fields::response;
use thuocdo_respond::sheet::Subject;

use super::{mixed, two};

fn read(pairs: &[(&str, &str)]) -> Response {
    let (questionnaire, bodies) = (mixed(), two());
    let subject = Subject { questionnaire: &questionnaire, group: "dan", bodies: &bodies };
    let pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    response(&questionnaire, "dan", &subject.codes(), &pairs)
}

fn check(response: &Response) -> Vec<String> {
    let bodies: Vec<String> = two().into_iter().map(|body| body.code).collect();
    mixed().check(response, "dan", &bodies).into_iter().map(|fault| fault.key).collect()
}

#[test]
fn a_whole_form_becomes_a_response_without_faults() {
    let whole = read(&[
        ("so", "00"),
        ("1", "a"),
        ("2", "b"),
        ("3", "a"),
        ("3", "c"),
        ("4", " lời\r\nriêng "),
        ("5@xa-001", "a"),
        ("5@xa-002", "d"),
        ("7", "x"),
    ]);
    assert_eq!(check(&whole), Vec::<String>::new());
    assert_eq!(whole.answers[&("4".to_owned(), String::new())], Answer::Text("lời\nriêng".to_owned()));
    assert_eq!(whole.chosen("5", "xa-002").collect::<Vec<_>>(), ["d"]);
    assert_eq!(whole.chosen("3", "").collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(whole.answers.len(), 6);
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_is_passed_over() {
    let told = read(&[("1", "c"), ("2", "a"), ("6", "a"), ("5@xa-001", "a"), ("5@xa-002", "a")]);
    assert_eq!(told.chosen("2", "").count(), 0);
    assert_eq!(told.chosen("6", "").count(), 0, "another group's question");
    assert_eq!(check(&told), Vec::<String>::new());
}

#[test]
fn what_is_missing_or_wrong_is_found_and_never_guessed() {
    assert_eq!(read(&[]).answers.len(), 0);
    assert_eq!(check(&read(&[])), ["response-required"; 3]);
    let wrong = read(&[("1", "z"), ("3", "a"), ("3", "b"), ("3", "c"), ("4", "mười một chữ"), ("5@xa-001", "a")]);
    let expected = ["response-unknown-choice", "response-too-many", "response-too-long", "response-required"];
    assert_eq!(check(&wrong), expected);
    assert_eq!(
        check(&read(&[("1", "a"), ("1", "b"), ("2", "a"), ("5@xa-001", "a"), ("5@xa-002", "a")])),
        ["response-too-many"]
    );
}

proptest! {
    #[test]
    fn any_form_is_read_and_what_is_read_keeps_its_bytes(
        pairs in prop::collection::vec(("[1-7](@xa-00[1-3])?", "[a-e]|\\PC{0,14}"), 0..20)
    ) {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let told = read(&pairs);
        prop_assert!(!check(&told).iter().any(|key| key == "response-not-asked" || key == "response-unknown-question"));
        prop_assert_eq!(Response::read(&told.bytes()), Some(told));
    }
}
