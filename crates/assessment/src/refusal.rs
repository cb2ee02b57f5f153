//! Why the rules say no: always a reason, and until when where that is known.

use thuocdo_base::{Arg, Message, Timestamp};
use thuocdo_words::show;

use crate::action::Action;
use crate::stage::{RoundStage, Stage};

/// Why a step is refused (từ chối).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The round is at another stage.
    RoundStage(RoundStage),
    /// The record is at another stage.
    RecordStage(Stage),
    /// The closing has happened.
    Closed(Timestamp),
    /// None of the person's roles may do this.
    NoRole(Action),
    /// Only these criteria are open.
    NotOpened(Vec<String>),
    /// Only these criteria are to be clarified.
    NotAsked(Vec<String>),
    /// The criterion is not answered by the unit but comes from elsewhere (survey, statistics, appraiser).
    NotSelfAssessed(String),
    /// What must be mended first, by criterion; each reason is a sentence.
    Blocking(Vec<(String, Message)>),
    /// A reason or remark is needed and there is none, or it is a placeholder.
    NoReason,
    /// Something else that a sentence says.
    Because(Message),
}

impl Refusal {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Self::RoundStage(stage) => Message::new("refusal-round-stage").with("stage", named(round_stage(*stage))),
            Self::RecordStage(stage) => record_stage(stage),
            Self::Closed(at) => Message::new("refusal-closed").text("at", show::moment(*at)),
            Self::NoRole(action) => Message::new("refusal-no-role").with("action", named(action_name(*action))),
            Self::NotOpened(codes) => Message::new("refusal-not-opened").text("codes", codes.join(", ")),
            Self::NotAsked(codes) => {
                Message::new("refusal-not-asked").count("count", codes.len()).text("codes", codes.join(", "))
            }
            Self::NotSelfAssessed(code) => Message::new("refusal-not-self-assessed").text("code", code),
            Self::Blocking(reasons) => Message::new("refusal-blocking").count("count", reasons.len()),
            Self::NoReason => Message::new("refusal-no-reason"),
            Self::Because(message) => message.clone(),
        }
    }
}

fn named(message: Message) -> Arg {
    Arg::Message(Box::new(message))
}

/// Name of a stage of the round.
pub fn round_stage(stage: RoundStage) -> Message {
    entry("round-stage", stage.word())
}

/// Name of an action.
pub fn action_name(action: Action) -> Message {
    entry("action", action.word())
}

fn entry(of: &str, word: &str) -> Message {
    Message::new(&format!("{of}-{}", word.replace('_', "-")))
}

fn record_stage(stage: &Stage) -> Message {
    match stage {
        Stage::Drafting => Message::new("refusal-drafting"),
        Stage::WithHead { at, .. } => Message::new("refusal-with-head").text("at", show::moment(*at)),
        Stage::Returned { criteria, .. } => Message::new("refusal-returned").text("codes", criteria.join(", ")),
        Stage::Submitted { at, code, .. } => {
            Message::new("refusal-submitted").text("at", show::moment(*at)).text("code", code)
        }
        Stage::Missed => Message::new("refusal-missed"),
    }
}
