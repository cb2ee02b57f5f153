//! Random walks: whatever people try in whatever order, the promises hold.

use proptest::prelude::*;
use thuocdo_assessment::record::{Remark, Reopening};
use thuocdo_assessment::{Record, Refusal, Stage, StageKind};
use thuocdo_base::{Message, Timestamp};
use thuocdo_criteria::set::Source;
use thuocdo_words::{Lang, Locale};

use crate::{moment, record, snapshot};

#[derive(Clone, Debug)]
enum Try {
    Answer(u8),
    HandOver { blocked: bool },
    TakeBack,
    SendBack(Vec<u8>, bool),
    Submit,
    Reopen(Vec<u8>, bool),
    Close,
    Extend,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let codes = || prop::collection::vec(0..4_u8, 0..3);
    let one = prop_oneof![
        (0..4_u8).prop_map(Try::Answer),
        any::<bool>().prop_map(|blocked| Try::HandOver { blocked }),
        Just(Try::TakeBack),
        (codes(), any::<bool>()).prop_map(|(codes, words)| Try::SendBack(codes, words)),
        Just(Try::Submit),
        (codes(), any::<bool>()).prop_map(|(codes, until)| Try::Reopen(codes, until)),
        Just(Try::Close),
        Just(Try::Extend),
    ];
    prop::collection::vec(one, 0..60)
}

/// A record with its answers: what the promises are about.
struct Walk {
    record: Record,
    answers: [u32; 4],
    submitted: Option<(Stage, [u32; 4])>,
}

fn code(number: u8) -> String {
    format!("1.{number}")
}

impl Walk {
    fn go(&mut self, what: &Try, at: Timestamp) -> Result<(), Refusal> {
        let now = self.record.clone();
        let (by, text) = ("p".to_owned(), "Số liệu chưa khớp báo cáo");
        self.record = match what {
            Try::Answer(number) => {
                now.answer(&code(*number), Source::OwnReport)?;
                self.answers[usize::from(*number)] += 1;
                now
            }
            Try::HandOver { blocked } => {
                let blocking = if *blocked { vec![(code(0), Message::new("x"))] } else { Vec::new() };
                now.hand_over(&by, at, blocking)?.next
            }
            Try::TakeBack => now.take_back(&by, at)?.next,
            Try::SendBack(codes, words) => {
                let text = if *words { text } else { "…" };
                let remark = |number: &u8| Remark { criterion: code(*number), text: text.to_owned() };
                now.send_back(&by, at, &codes.iter().map(remark).collect::<Vec<_>>())?.next
            }
            Try::Submit => {
                let record = now.submit(&by, at, snapshot(), Vec::new())?.next.numbered(1);
                self.submitted = Some((record.stage.clone(), self.answers));
                record
            }
            Try::Reopen(codes, until) => {
                let criteria = codes.iter().map(|number| code(*number)).collect();
                let reopening = Reopening { criteria, reason: text.to_owned(), until: until.then_some(at) };
                now.reopen(&by, at, &reopening)?.next
            }
            Try::Close => {
                let earlier = self.submitted.as_ref().map(|(stage, _)| stage.clone());
                Record { closed_at: Some(at), ..now.at_closing(earlier) }
            }
            Try::Extend => now.at_extension(at),
        };
        Ok(())
    }
}

fn open_codes(stage: &Stage) -> Vec<u8> {
    (0..4).filter(|number| stage.is_open_for(&code(*number))).collect()
}

proptest! {
    #[test]
    fn whatever_people_try_the_promises_hold(tries in tries()) {
        let locales = Lang::ALL.map(|lang| Locale::new(lang, &[thuocdo_assessment::locale_text(lang)]));
        let mut walk = Walk { record: record(Stage::Drafting), answers: [0; 4], submitted: None };
        for what in &tries {
            let (before, answers) = (walk.record.clone(), walk.answers);
            let went = walk.go(what, moment());
            let changed = walk.record != before || walk.answers != answers;
            if let Err(refusal) = &went {
                prop_assert!(!changed, "a refusal changes nothing");
                for locale in &locales {
                    let message = refusal.message();
                    let known = matches!(refusal, Refusal::Blocking(_)) || !locale.render(&message).contains('[');
                    prop_assert!(known && locale.has(&message.key), "{message:?}");
                }
            }
            let frozen = before.stage.kind() == StageKind::Submitted;
            let moved_by_people = changed && !matches!(what, Try::Close | Try::Extend | Try::Reopen(..));
            prop_assert!(!(frozen && moved_by_people), "{what:?} moved what was submitted");
            prop_assert!(!(before.closed_at.is_some() && moved_by_people), "{what:?} moved what was closed");
            if walk.answers != answers {
                prop_assert!(matches!(what, Try::Answer(number) if before.stage.is_open_for(&code(*number))));
            }
            let was_submitted = walk.submitted.is_some();
            if was_submitted && !matches!(what, Try::Reopen(..) | Try::Submit) && before.stage.kind() == StageKind::Returned {
                let (open, now) = (open_codes(&before.stage), open_codes(&walk.record.stage));
                prop_assert!(now.iter().all(|number| open.contains(number)), "{what:?} opened more: {open:?} {now:?}");
            }
        }
    }
}
