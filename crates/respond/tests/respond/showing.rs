use std::io::Write as _;

use thuocdo_criteria::questionnaire::{Answer, QuestionKind, Response};
use thuocdo_respond::frame::Frame;
use thuocdo_respond::pages::{Paper, Sending, render};
use thuocdo_respond::sheet::{Sheet, Subject};
use thuocdo_respond::urls::Place;
use thuocdo_respond::{assets, locale};
use thuocdo_web::door::Display;
use thuocdo_web::text::Text;
use thuocdo_words::Lang;

use super::{four, mixed, question, questionnaire, two};

/// What is read first, at its usual length.
const INTRO: &str = "Phiếu này thu thập ý kiến về việc giải quyết thủ tục hành chính tại địa phương. Mỗi người \
                     trả lời một phiếu; trả lời mất khoảng năm phút. Kết quả chỉ dùng để chấm điểm và cải thiện phục vụ.";

fn paper(subject: Subject<'_>, lang: Lang, told: &Response, again: bool) -> String {
    let locale = locale(lang);
    let bodies = subject.codes();
    let faults = if again { subject.questionnaire.check(told, subject.group, &bodies) } else { Vec::new() };
    let paper = Paper {
        sheet: Sheet::new(subject, &locale, told, &faults),
        sending: Sending { key: "0123456789abcdef".into(), nonce: "00".repeat(16), again },
        action: Place::Form.address(lang),
        home: None,
        intro: vec![INTRO.to_owned()],
        closes: "17:00 30/11/2026".into(),
        k: 20,
        contact: "Nguyễn Văn Mẫu, 0123 456 789".into(),
        is_sample: false,
    };
    let title = "Khảo sát chỉ số cải cách hành chính năm 2026".to_owned();
    render(Frame::new(Text::new(&locale), Display::default(), Place::Form, title), &paper)
}

fn packed(text: &str) -> usize {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    gzip.write_all(text.as_bytes()).expect("memory");
    gzip.finish().expect("memory").len()
}

#[test]
fn a_form_of_eighteen_questions_with_all_it_needs_stays_within_15_kilobytes() {
    let eighteen = questionnaire(
        (1..=18)
            .map(|number| {
                let mut one = question(&number.to_string(), QuestionKind::Single(four()));
                // Texts that have nothing in common: what is packed is no gift of repetition.
                one.text = (0..14).map(|word| format!("{:x} ", (number * 7919 + word * 104_729) % 65_521)).collect();
                one
            })
            .collect(),
    );
    let subject = Subject { questionnaire: &eighteen, group: "dan", bodies: &[] };
    let page = paper(subject, Lang::Vi, &Response::default(), false);
    let whole = packed(&page) + packed(assets::STYLE) + packed(assets::SCRIPT);
    assert!(whole <= 15 * 1024, "{whole} bytes");
}

#[test]
fn every_question_of_the_group_is_shown_with_what_was_said() {
    let (questionnaire, bodies) = (mixed(), two());
    let subject = Subject { questionnaire: &questionnaire, group: "dan", bodies: &bodies };
    let mut told = Response::default();
    told.answers.insert(("1".into(), String::new()), Answer::Chosen(["b".to_owned()].into()));
    told.answers.insert(("5".into(), "xa-002".into()), Answer::Chosen(["c".to_owned()].into()));
    let page = paper(subject, Lang::Vi, &told, true);
    assert!(page.contains(r#"name="1" value="b" checked"#));
    assert!(page.contains(r#"name="5@xa-002" value="c" checked"#));
    assert!(!page.contains(r#"name="6""#), "a question of another group");
    assert!(page.contains(r##"href="#c-2""##) && page.contains(r##"href="#c-5@xa-001""##), "links to what is missing");
    assert!(page.contains("Chỉ trả lời nếu ở câu 1 anh/chị chọn: Rất kịp thời; Kịp thời."));
    assert!(page.contains(r#"data-if="1" data-in="a b""#));
    assert!(page.contains("ít nhất 19 phiếu khác"));
    assert!(!page.contains(" style=") && !page.contains("<style"), "nothing inline");
}

#[test]
fn the_english_form_says_the_same() {
    let (questionnaire, bodies) = (mixed(), two());
    let subject = Subject { questionnaire: &questionnaire, group: "dan", bodies: &bodies };
    let page = paper(subject, Lang::En, &Response::default(), true);
    assert!(page.contains("at least 19 others"));
    assert!(page.contains("How timely are documents issued, question 1?"));
    assert!(page.contains("Not sent: 3 places to look at again"));
    assert!(page.contains(r#"action="/s/en""#));
}
