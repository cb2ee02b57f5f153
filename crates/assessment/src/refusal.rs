//! Why the rules say no: always a reason, and until when where that is known.

use thuocdo_base::{Message, Timestamp};

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
            Self::RoundStage(stage) => Message::new("refusal-round-stage").text("stage", stage.word()),
            Self::RecordStage(stage) => Message::new("refusal-record-stage").text("stage", stage.word()),
            Self::Closed(at) => Message::new("refusal-closed").text("at", at.to_string()),
            Self::NoRole(_) => Message::new("refusal-no-role"),
            Self::NotOpened(codes) => Message::new("refusal-not-opened").text("codes", codes.join(", ")),
            Self::NotSelfAssessed(code) => Message::new("refusal-not-self-assessed").text("code", code),
            Self::Blocking(reasons) => Message::new("refusal-blocking").count("count", reasons.len()),
            Self::NoReason => Message::new("refusal-no-reason"),
            Self::Because(message) => message.clone(),
        }
    }
}
