//! Clarification: an appraiser asks about one criterion of one unit, the unit holds or agrees, with new evidence.

use thuocdo_base::{Arg, Message, Number, Timestamp};

use crate::action::Action;
use crate::record::{Fact, Record, Step, is_reason};
use crate::refusal::Refusal;
use crate::table::{self, Verdict};

/// What a unit says to the points that are intended (ý kiến của đơn vị).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It holds to its own (giữ nguyên).
    Hold,
    /// It agrees with the intended ones (đồng ý).
    Agree,
}

impl Stance {
    /// The word by which rows and forms know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Agree => "agree",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Hold, Self::Agree].into_iter().find(|stance| stance.word() == word)
    }
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Waits for the unit.
    Open,
    /// The unit has answered.
    Answered,
    /// The closing came before an answer.
    Silent,
    /// The second appraisal has taken it up.
    Settled,
    /// Taken back by who asked.
    Withdrawn,
}

impl State {
    /// All states, in the order in which lists show them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Answered, Self::Silent, Self::Settled, Self::Withdrawn];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Silent => "silent",
            Self::Settled => "settled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What a unit replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Holds or agrees.
    pub stance: Stance,
    /// Its words.
    pub text: String,
    /// Account of who sent it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A question about one criterion of one unit (yêu cầu giải trình).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Code of the round.
    pub round: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Counts the questions of the round, from 1.
    pub number: u64,
    /// What is doubted, and why.
    pub text: String,
    /// Points that are intended unless the answer changes that.
    pub intended: Option<Number>,
    /// Account of who asks.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// What the unit replied.
    pub reply: Option<Reply>,
}

/// What somebody wants to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking<'a> {
    /// Code of the criterion.
    pub criterion: &'a str,
    /// Number that the question will have.
    pub number: u64,
    /// What is doubted, and why.
    pub text: &'a str,
    /// Points that are intended.
    pub intended: Option<Number>,
}

/// Asks about a criterion of a unit; who may ask is settled before.
///
/// # Errors
/// The stage or the closing of clarification does not let it, the same criterion is being asked about already,
/// or the question says nothing.
pub fn ask(record: &Record, asking: Asking<'_>, by: &str, at: Timestamp) -> Result<Step<Question>, Refusal> {
    match table::timely(Action::AskClarification, record.round_stage, Some(record.stage.kind()), false) {
        Verdict::Yes => {}
        Verdict::Refused(why) => return Err(why.refusal(Action::AskClarification, record)),
        Verdict::Hidden => return Err(Refusal::NoRole(Action::AskClarification)),
    }
    if let Some(closed) = record.asked.closed_at {
        return Err(table::clarification_closed(closed));
    }
    if record.asked.criteria.iter().any(|code| code == asking.criterion) {
        return Err(Refusal::Because(Message::new("refusal-asked-already").text("code", asking.criterion)));
    }
    if !is_reason(asking.text) {
        return Err(Refusal::NoReason);
    }
    let question = Question {
        round: record.round.clone(),
        unit: record.unit.clone(),
        criterion: asking.criterion.to_owned(),
        number: asking.number,
        text: asking.text.trim().to_owned(),
        intended: asking.intended,
        by: by.to_owned(),
        at,
        state: State::Open,
        reply: None,
    };
    let mut facts = question.facts();
    facts.push(("text", Fact::Text(question.text.clone())));
    facts.extend(question.intended.as_ref().map(|points| ("intended", Fact::Text(points.to_exact()))));
    Ok(Step { next: question, kind: "ask", facts })
}

impl Question {
    /// Answers it, once (gửi giải trình).
    ///
    /// # Errors
    /// The stage or the closing of clarification does not let it, it is not open, or the unit holds without a reason.
    pub fn answer(self, record: &Record, stance: Stance, text: &str, by: &str, at: Timestamp) -> Outcome {
        record.clarify(&self.criterion)?;
        self.is_open()?;
        if stance == Stance::Hold && !is_reason(text) {
            return Err(Refusal::NoReason);
        }
        let text = text.trim().to_owned();
        let more = vec![("stance", Fact::Text(stance.word().to_owned())), ("text", Fact::Text(text.clone()))];
        let reply = Reply { stance, text, by: by.to_owned(), at };
        Ok(Self { reply: Some(reply), ..self }.step(State::Answered, "clarify", more))
    }

    /// Takes it back before it is answered (thu hồi câu hỏi).
    ///
    /// # Errors
    /// It is no longer open.
    pub fn withdraw(self) -> Outcome {
        self.is_open()?;
        Ok(self.step(State::Withdrawn, "withdraw_question", Vec::new()))
    }

    /// Says that the second appraisal has taken it up.
    ///
    /// # Errors
    /// It still waits for the unit, was taken back, or is settled.
    pub fn settle(self) -> Outcome {
        match self.state {
            State::Answered | State::Silent => Ok(self.step(State::Settled, "settle_question", Vec::new())),
            State::Open | State::Settled | State::Withdrawn => Err(self.not_open()),
        }
    }

    /// What the closing of clarification makes of it: without an answer, silence.
    #[must_use]
    pub fn at_closing(self) -> Self {
        let state = if self.state == State::Open { State::Silent } else { self.state };
        Self { state, ..self }
    }

    /// What more time makes of it: silence is open again.
    #[must_use]
    pub fn at_extension(self) -> Self {
        let state = if self.state == State::Silent { State::Open } else { self.state };
        Self { state, ..self }
    }

    /// Points that the second appraisal may take with one click: the unit agreed to them.
    pub fn agreed(&self) -> Option<&Number> {
        let agrees = self.reply.as_ref().is_some_and(|reply| reply.stance == Stance::Agree);
        self.intended.as_ref().filter(|_| agrees)
    }

    /// Whether the unit holds to its own points.
    pub fn is_held(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| reply.stance == Stance::Hold)
    }

    fn is_open(&self) -> Result<(), Refusal> {
        if self.state == State::Open { Ok(()) } else { Err(self.not_open()) }
    }

    fn not_open(&self) -> Refusal {
        let state = Message::new(&format!("question-{}", self.state.word()));
        let state = Arg::Message(Box::new(state));
        Refusal::Because(Message::new("refusal-question").with("state", state))
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("unit", Fact::Text(self.unit.clone())),
            ("criterion", Fact::Text(self.criterion.clone())),
            ("number", Fact::Whole(self.number)),
        ]
    }

    fn step(self, state: State, kind: &'static str, more: Vec<(&'static str, Fact)>) -> Step<Self> {
        let facts = self.facts().into_iter().chain(more).collect();
        Step { next: Self { state, ..self }, kind, facts }
    }
}

/// A step of a question, or why not.
pub type Outcome = Result<Step<Question>, Refusal>;
