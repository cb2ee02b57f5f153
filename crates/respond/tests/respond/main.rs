//! Respondents' pages: forms read and shown, their size, their words.

mod devices;
mod links;
mod locales;
mod old_phones;
mod reading;
mod showing;

use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{
    AskedIf, Choice, Question, QuestionKind, QuestionSection, Questionnaire, RespondentGroup,
};
use thuocdo_criteria::set::{Document, Origin};
use thuocdo_respond::sheet::Rated;

/// A choice.
fn choice(code: &str, label: &str) -> Choice {
    Choice { code: code.into(), label: label.into(), label_en: None, share: Some(Number::from(1)) }
}

/// What most questions offer.
fn four() -> Vec<Choice> {
    [("a", "Rất kịp thời"), ("b", "Kịp thời"), ("c", "Chưa kịp thời"), ("d", "Không có ý kiến")]
        .map(|(code, label)| choice(code, label))
        .to_vec()
}

/// A question that must be answered.
fn question(code: &str, kind: QuestionKind) -> Question {
    Question {
        code: code.into(),
        section: 0,
        text: format!("Anh/chị đánh giá thế nào về tính kịp thời của việc ban hành văn bản, câu {code}?"),
        text_en: Some(format!("How timely are documents issued, question {code}?")),
        hint: None,
        hint_en: None,
        kind,
        per_body: false,
        required: true,
        groups: Vec::new(),
        asked_if: None,
        feeds: Vec::new(),
    }
}

/// A questionnaire of these questions for two groups.
fn questionnaire(questions: Vec<Question>) -> Questionnaire {
    let group = |code: &str, title: &str| RespondentGroup { code: code.into(), title: title.into(), title_en: None };
    Questionnaire {
        code: "mau/khao-sat".into(),
        version: "2026".into(),
        title: "Khảo sát mẫu".into(),
        title_en: None,
        document: Document::default(),
        origin: Origin::Illustrative,
        notes: Vec::new(),
        intro: "Phiếu mẫu.".into(),
        intro_en: None,
        hash: String::new(),
        set: None,
        groups: vec![group("dan", "Người dân"), group("can_bo", "Cán bộ")],
        sections: vec![QuestionSection { code: "I".into(), title: "Phần một".into(), title_en: None }],
        questions,
    }
}

/// Choice, condition on it, several choices with a limit, own words, and a question about each of two bodies.
fn mixed() -> Questionnaire {
    let mut later = question("2", QuestionKind::Single(four()));
    later.asked_if = Some(AskedIf { question: 0, choices: vec![0, 1] });
    let mut many = question("3", QuestionKind::Multiple { choices: four(), at_most: Some(2) });
    many.required = false;
    let mut words = question("4", QuestionKind::Text { longest: 10 });
    words.required = false;
    let mut bodies = question("5", QuestionKind::Single(four()));
    bodies.per_body = true;
    let mut officials = question("6", QuestionKind::Single(four()));
    officials.groups = vec![1];
    questionnaire(vec![question("1", QuestionKind::Single(four())), later, many, words, bodies, officials])
}

/// Two bodies.
fn two() -> Vec<Rated> {
    ["xa-001", "xa-002"].map(|code| Rated { code: code.into(), name: format!("Phường Mẫu {code}") }).to_vec()
}
