//! Questionnaire files: what they mean, every fault in one pass, no text that makes the parser panic.

mod common;

use common::{ASKED, QUESTION, examples, library};
use proptest::prelude::*;
use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{AskedIf, Parsed, QuestionKind, Questionnaire, is_questionnaire, parse, read};
use thuocdo_criteria::{Severity, SourceText, locale_text};
use thuocdo_words::{Lang, Locale};

fn source(text: &str) -> SourceText {
    SourceText::new(format!("{ASKED}{text}"))
}

fn good(text: &str) -> Questionnaire {
    let parsed = parse(&source(text), &library());
    parsed.questionnaire.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics))
}

/// Findings as `line code`, lines counted behind the head.
fn check(text: &str, expected: &[&str]) {
    let above = ASKED.lines().count() as u32;
    let found = parse(&source(text), &library()).diagnostics;
    let list: Vec<String> =
        found.iter().map(|found| format!("{} {}", found.place.line.saturating_sub(above), found.code)).collect();
    assert_eq!(list, expected, "{text}");
}

/// Parses twice; everything can be said in both languages, and errors and questionnaires exclude each other.
fn answered(text: &str) -> Parsed {
    let parsed = parse(&SourceText::new(text), &library());
    let again = parse(&SourceText::new(text), &library());
    assert_eq!((&parsed.questionnaire, &parsed.diagnostics), (&again.questionnaire, &again.diagnostics));
    let errors = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(parsed.questionnaire.is_some(), !errors);
    for lang in Lang::ALL {
        let locale = Locale::new(lang, &[locale_text(lang)]);
        for found in &parsed.diagnostics {
            assert!(!locale.render(&found.message).contains("[diag"), "{:?}", found.message);
            assert!(found.hint.as_ref().is_some_and(|hint| !locale.render(hint).contains("[diag")));
        }
    }
    if let Some(questionnaire) = &parsed.questionnaire {
        assert!(questionnaire.questions.iter().all(|question| question.section < questionnaire.sections.len()));
        let _ = questionnaire.largest(&["S1".to_owned()]);
    }
    parsed
}

#[test]
fn a_named_scale_gives_its_choices_to_every_question_that_names_it() {
    let questionnaire = good(QUESTION);
    let question = &questionnaire.questions[0];
    let shares: Vec<Option<Number>> = question.choices().iter().map(|choice| choice.share.clone()).collect();
    assert_eq!(shares, [Some(Number::ONE), Some(Number::ZERO), None]);
    assert!(matches!(question.kind, QuestionKind::Single(_)));
    assert_eq!((question.groups.as_slice(), question.feeds.as_slice()), (&[0][..], &["1".to_owned()][..]));
    assert_eq!(questionnaire.set, Some(("mau/khao-sat".to_owned(), "1".to_owned())));
    assert_eq!(questionnaire.hash.len(), 64);
}

#[test]
fn questions_stand_in_the_section_above_them() {
    let one = |code: &str| format!("[[question]]\ncode = \"{code}\"\ntext = \"T\"\nkind = \"text\"\n");
    let section = |code: &str| format!("[[section]]\ncode = \"{code}\"\ntitle = \"S\"\n");
    let text = [one("a"), section("I"), one("b"), one("c"), section("II"), one("d")].concat();
    let questionnaire = good(&text);
    let codes: Vec<&str> = questionnaire.sections.iter().map(|section| section.code.as_str()).collect();
    assert_eq!(codes, ["", "I", "II"]);
    let places: Vec<usize> = questionnaire.questions.iter().map(|question| question.section).collect();
    assert_eq!(places, [0, 1, 1, 2]);
    let questionnaire = good(&[section("I"), one("b")].concat());
    assert_eq!((questionnaire.sections.len(), questionnaire.questions[0].section), (1, 0));
}

#[test]
fn conditions_scales_and_limits_are_read() {
    let text = r#"
[[question]]
code = "1"
text = "Đã đến?"
scale = "tot"
required = true
[[question]]
code = "2"
text = "Bao nhiêu?"
kind = "scale"
scale = "tot"
high = "Kém nhất"
per_body = true
asked_if = { question = "1", choices = ["E", "A"] }
[[question]]
code = "3"
text = "Những gì?"
kind = "multiple"
choices = [{ code = "x", label = "X" }, { code = "y", label = "Y" }]
at_most = 1
[[question]]
code = "4"
text = "Góp ý?"
kind = "text"
longest = 40
"#;
    let [one, two, three, four] = good(text).questions.try_into().expect("four questions");
    assert!(one.required && two.per_body);
    assert_eq!(two.asked_if, Some(AskedIf { question: 0, choices: vec![0, 2] }));
    let QuestionKind::Scale { low, high, .. } = two.kind else { panic!("a scale") };
    assert_eq!((low.as_deref(), high.as_deref()), (Some("Tốt nhất"), Some("Kém nhất")));
    assert_eq!(three.most_choices(), 1);
    assert!(matches!(four.kind, QuestionKind::Text { longest: 40 }));
}

#[test]
fn many_faults_are_found_in_one_pass() {
    let text = r#"[[question]]
code = "1"
text = "Một"
scale = "tốt"
[[question]]
code = "1"
text = "Hai"
kind = "text"
at_most = 2
asked_if = { question = "2", choices = ["A"] }
[[question]]
code = "2"
text = "Ba"
scale = "tot"
feeds = ["1", "1.1"]
colour = "red"
[[question]]
code = "3"
text = "Bốn"
choices = []
"#;
    check(text, &["4 TD904", "6 TD210", "9 TD116", "10 TD902", "15 TD917", "15 TD914", "16 TD101", "20 TD907"]);
}

#[test]
fn options_must_be_those_of_the_criterion_with_the_same_shares() {
    let with = |choices: &str| QUESTION.replace("scale = \"tot\"", &format!("choices = [{choices}]"));
    let [a, b, e] = [
        "{ code = \"A\", label = \"T\", share = 1 }",
        "{ code = \"B\", label = \"K\", share = 0 }",
        "{ code = \"E\", label = \"Y\" }",
    ];
    check(&with(&[a, b, e].join(",")), &[]);
    check(&with(&[a, b].join(",")), &["11 TD916"]);
    check(&with(&[a, b, "{ code = \"E\", label = \"Y\", share = 0 }"].join(",")), &["11 TD916"]);
    check(&with(&[a, b, e, "{ code = \"F\", label = \"Y\" }"].join(",")), &["11 TD916"]);
}

#[test]
fn english_words_come_from_the_sidecar_and_only_warn() {
    let sidecar = r#"title = "Sample"
intro = "Please answer."
[groups]
dan = "Citizens"
ai = "Who"
[sections]
I = "General"
[questions]
1 = "What do you think?"
[hints]
1 = "Choose one."
[scales.tot]
A = "Good"
F = "Nothing"
"#;
    let source = SourceText { text: format!("{ASKED}{QUESTION}"), sidecar: Some(sidecar.to_owned()) };
    let parsed = parse(&source, &library());
    let places: Vec<(u32, &str)> = parsed.diagnostics.iter().map(|found| (found.place.line, found.code)).collect();
    assert_eq!(places, [(5, "TD801"), (14, "TD801")]);
    assert!(parsed.diagnostics.iter().all(|found| found.sidecar));
    let questionnaire = parsed.questionnaire.expect("usable");
    let question = &questionnaire.questions[0];
    assert_eq!(questionnaire.title_en.as_deref(), Some("Sample"));
    assert_eq!(questionnaire.groups[0].title_en.as_deref(), Some("Citizens"));
    assert_eq!(question.text_en.as_deref(), Some("What do you think?"));
    assert_eq!(question.choices()[0].label_en.as_deref(), Some("Good"));
    assert_eq!(question.choices()[1].label_en, None);
}

#[test]
fn a_questionnaire_is_told_from_a_set_by_its_head() {
    assert!(is_questionnaire(ASKED) && is_questionnaire("# x\n  [questionnaire]\n"));
    assert!(!is_questionnaire(common::HEAD));
}

#[test]
fn no_questionnaire_panics_when_cut_anywhere() {
    let mut texts: Vec<String> =
        examples().iter().filter(|example| example.code.starts_with("TD9")).map(|one| one.text.to_owned()).collect();
    texts.push(QUESTION.to_owned());
    for text in texts {
        let text = format!("{ASKED}{text}");
        for (at, _) in text.char_indices().skip(ASKED.chars().count() - 60).step_by(3) {
            answered(&text[..at]);
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"".to_owned()),
        Just("[[question]]\n".to_owned()),
        Just("scale = \"tot\"\n".to_owned()),
        Just("choices = [{}]\n".to_owned()),
        Just("asked_if = { question = \"1\" }\n".to_owned()),
        Just("feeds = [\"1\"]\n".to_owned()),
        Just("}".to_owned()),
        "[a-z.=\\[\\]\"{}0-9 \n]{0,8}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let parsed = read(&bytes, &());
        prop_assert!(parsed.questionnaire.is_none() && !parsed.diagnostics.is_empty());
    }

    #[test]
    fn keys_at_random_are_answered(pieces in proptest::collection::vec(piece(), 0..40)) {
        answered(&format!("{ASKED}{}", pieces.concat()));
    }

    #[test]
    fn a_good_file_with_a_wound_is_answered(start in 0usize..10_000, length in 0usize..30, put in piece()) {
        let text = format!("{ASKED}{QUESTION}");
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let start = start % places.len();
        let end = (start + length).min(places.len() - 1);
        answered(&format!("{}{put}{}", &text[..places[start]], &text[places[end]..]));
    }
}
