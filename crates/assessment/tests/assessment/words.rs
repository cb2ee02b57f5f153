//! Both languages say the same things, and say all of them.

use thuocdo_assessment::refusal::{action_name, round_stage};
use thuocdo_assessment::{Action, Refusal, RoundStage, Stage, StageKind, locale_text, role::Role};
use thuocdo_base::Message;
use thuocdo_words::locale::entries;
use thuocdo_words::{Lang, Locale};

use crate::moment;

fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang)])
}

#[test]
fn both_languages_have_the_same_ids_and_arguments() {
    assert_eq!(entries(locale_text(Lang::Vi)), entries(locale_text(Lang::En)));
}

#[test]
fn every_word_of_the_table_has_a_name() {
    for lang in Lang::ALL {
        let locale = locale(lang);
        let named = |message: Message| assert!(locale.has(&message.key), "{}", message.key);
        Action::ALL.into_iter().map(action_name).for_each(named);
        RoundStage::ALL.into_iter().map(round_stage).for_each(named);
        let words = StageKind::ALL.map(|stage| format!("record-stage-{}", stage.word()));
        let roles = Role::ALL.map(|role| format!("role-{}", role.word()));
        words.iter().chain(&roles).map(|id| Message::new(&id.replace('_', "-"))).for_each(named);
    }
}

#[test]
fn a_refusal_says_why_and_since_when() {
    let submitted = Stage::Submitted { seq: 1, code: "7F3A-91C2".to_owned(), by: "p".to_owned(), at: moment() };
    let cases = [
        (Refusal::Closed(moment()), "22/11/2026 07:00"),
        (Refusal::RecordStage(submitted), "22/11/2026 07:00, mã đối chiếu 7F3A-91C2"),
        (Refusal::RoundStage(RoundStage::Appraisal), "“thẩm định lần 1”"),
        (Refusal::NotOpened(vec!["3.3".to_owned(), "4.2".to_owned()]), "3.3, 4.2"),
        (Refusal::NoRole(Action::Submit), "“Ký duyệt và nộp”"),
        (Refusal::NotSelfAssessed("8.1".to_owned()), "Tiêu chí 8.1 không do đơn vị tự chấm"),
    ];
    for (refusal, part) in cases {
        let said = locale(Lang::Vi).render(&refusal.message());
        assert!(said.contains(part), "{said}");
    }
}
