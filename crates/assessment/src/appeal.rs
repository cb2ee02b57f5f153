//! Appeals against a published result (kiến nghị): received, answered, traced.

use thuocdo_base::{Message, Timestamp};

use crate::action::Action;
use crate::record::{Fact, Record, Step, is_reason};
use crate::refusal::Refusal;
use crate::stage::RoundStage;
use crate::table::{self, Verdict};

/// Where an appeal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Received, not yet answered.
    Received,
    /// The unit is right; a correction may follow.
    Upheld,
    /// The result stands.
    Rejected,
    /// Taken back by the unit.
    Withdrawn,
}

impl State {
    /// All states, in order.
    pub const ALL: [Self; 4] = [Self::Received, Self::Upheld, Self::Rejected, Self::Withdrawn];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An appeal of a unit against its published result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Id.
    pub id: String,
    /// Version of the publication it speaks of.
    pub version: u32,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion, if it is about one.
    pub criterion: Option<String>,
    /// What the unit says.
    pub text: String,
    /// Account of who filed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// What the secretariat answered.
    pub answer: Option<String>,
    /// Account of who answered, or took it back, and when.
    pub answered: Option<(String, Timestamp)>,
    /// Version that corrects the result because of it.
    pub correction: Option<u32>,
}

/// What a unit files.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// Id of the appeal.
    pub id: &'a str,
    /// Version of the publication it speaks of.
    pub version: u32,
    /// Code of the criterion, if it is about one.
    pub criterion: Option<&'a str>,
    /// What the unit says.
    pub text: &'a str,
}

/// Files an appeal (gửi kiến nghị).
///
/// # Errors
/// The round is not published, or there is no reason in the text.
pub fn file(record: &Record, filing: &Filing<'_>, by: &str, at: Timestamp) -> Result<Step<Appeal>, Refusal> {
    match table::timely(Action::Appeal, record.round_stage, Some(record.stage.kind()), false) {
        Verdict::Yes => {}
        Verdict::Refused(why) => return Err(why.refusal(Action::Appeal, record)),
        Verdict::Hidden => return Err(Refusal::NoRole(Action::Appeal)),
    }
    if !is_reason(filing.text) {
        return Err(Refusal::NoReason);
    }
    let appeal = Appeal {
        id: filing.id.to_owned(),
        version: filing.version,
        unit: record.unit.clone(),
        criterion: filing.criterion.map(str::to_owned),
        text: filing.text.trim().to_owned(),
        by: by.to_owned(),
        at,
        state: State::Received,
        answer: None,
        answered: None,
        correction: None,
    };
    let text = Fact::Text(appeal.text.clone());
    Ok(appeal.step("appeal", vec![("text", text)]))
}

impl Appeal {
    /// Answers it: the unit is right, or the result stands; either way with words (trả lời).
    ///
    /// # Errors
    /// The round is at another stage, it is no longer open, or there is no reason.
    pub fn answer(
        self,
        stage: RoundStage,
        by: &str,
        at: Timestamp,
        upheld: bool,
        words: &str,
    ) -> Result<Step<Self>, Refusal> {
        if table::timely(Action::AnswerAppeal, stage, None, false) != Verdict::Yes {
            return Err(Refusal::RoundStage(stage));
        }
        self.open()?;
        if !is_reason(words) {
            return Err(Refusal::NoReason);
        }
        let words = words.trim().to_owned();
        let facts = vec![("answer", Fact::Text(words.clone()))];
        let state = if upheld { State::Upheld } else { State::Rejected };
        let next = Self { state, answer: Some(words), answered: Some((by.to_owned(), at)), ..self };
        Ok(next.step("answer_appeal", facts))
    }

    /// Takes it back (rút kiến nghị).
    ///
    /// # Errors
    /// It is no longer open.
    pub fn withdraw(self, by: &str, at: Timestamp) -> Result<Step<Self>, Refusal> {
        self.open()?;
        let next = Self { state: State::Withdrawn, answered: Some((by.to_owned(), at)), ..self };
        Ok(next.step("withdraw_appeal", Vec::new()))
    }

    /// Names the version that corrects the result because of it.
    ///
    /// # Errors
    /// It was not upheld, or the version is not later than the one it speaks of.
    pub fn corrected_by(self, version: u32) -> Result<Self, Refusal> {
        if self.state != State::Upheld || version <= self.version {
            return Err(Refusal::Because(Message::new("refusal-appeal-not-upheld")));
        }
        Ok(Self { correction: Some(version), ..self })
    }

    fn open(&self) -> Result<(), Refusal> {
        let closed = self.state != State::Received;
        if closed { Err(Refusal::Because(Message::new("refusal-appeal-closed"))) } else { Ok(()) }
    }

    fn step(self, kind: &'static str, more: Vec<(&'static str, Fact)>) -> Step<Self> {
        let mut facts = vec![
            ("appeal", Fact::Text(self.id.clone())),
            ("state", Fact::Text(self.state.word().to_owned())),
            ("unit", Fact::Text(self.unit.clone())),
            ("version", Fact::Whole(u64::from(self.version))),
        ];
        facts.extend(self.criterion.clone().map(|code| ("criterion", Fact::Text(code))));
        facts.extend(more);
        Step { next: self, kind, facts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Asked;
    use crate::stage::Stage;

    fn at() -> Timestamp {
        Timestamp::from_micros(0)
    }

    fn record(round_stage: RoundStage) -> Record {
        Record {
            round: "mau".to_owned(),
            unit: "xa-mau-1".to_owned(),
            stage: Stage::Missed,
            round_stage,
            closed_at: Some(at()),
            due_at: None,
            version: 1,
            asked: Asked::default(),
        }
    }

    fn filed(text: &str, stage: RoundStage) -> Result<Appeal, Refusal> {
        let filing = Filing { id: "a", version: 1, criterion: None, text };
        file(&record(stage), &filing, "head", at()).map(|step| step.next)
    }

    #[test]
    fn an_appeal_speaks_of_a_published_result_in_words() {
        assert!(matches!(filed("Thiếu báo cáo quý IV", RoundStage::Approval), Err(Refusal::RoundStage(_))));
        assert_eq!(filed("...", RoundStage::Published), Err(Refusal::NoReason));
        assert_eq!(filed("Thiếu báo cáo quý IV", RoundStage::Published).map(|it| it.state), Ok(State::Received));
    }

    #[test]
    fn an_appeal_is_answered_once_and_only_an_upheld_one_leads_to_a_correction() {
        let appeal = filed("Thiếu báo cáo quý IV", RoundStage::Published).expect("an appeal");
        let answer = |it: Appeal, upheld| it.answer(RoundStage::Published, "sec", at(), upheld, "Đã đối chiếu báo cáo");
        assert!(matches!(appeal.clone().answer(RoundStage::Published, "sec", at(), true, "-"), Err(Refusal::NoReason)));
        let rejected = answer(appeal.clone(), false).expect("an answer").next;
        assert!(answer(rejected.clone(), true).is_err() && rejected.clone().withdraw("head", at()).is_err());
        assert!(rejected.corrected_by(2).is_err());
        let upheld = answer(appeal, true).expect("an answer").next;
        assert!(upheld.clone().corrected_by(1).is_err());
        assert_eq!(upheld.corrected_by(2).map(|it| it.correction), Ok(Some(2)));
    }
}
