//! One unit's record in a round, and the steps it takes.

use thuocdo_base::Timestamp;

use crate::stage::{RoundStage, Stage};

/// One unit's record in a round (hồ sơ đánh giá).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Code of the round.
    pub round: String,
    /// Code of the unit.
    pub unit: String,
    /// Where the record stands.
    pub stage: Stage,
    /// Where its round stands.
    pub round_stage: RoundStage,
    /// When the closing of self-assessment happened for this unit; `None` while it is open.
    pub closed_at: Option<Timestamp>,
    /// When self-assessment is due for this unit, extensions included.
    pub due_at: Option<Timestamp>,
    /// Counts changes of stage, so that two at once are noticed.
    pub version: u64,
}

/// What a step leads to, with the event that tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<T> {
    /// What will be.
    pub next: T,
    /// Kind of the event: `submit`, `send_back`, `open` …
    pub kind: &'static str,
    /// Facts of the event by key; the store writes them as canonical JSON.
    pub facts: Vec<(&'static str, Fact)>,
}

/// A fact of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// A whole number.
    Whole(u64),
    /// JSON that another room has written (answers of a submission).
    Json(String),
}
