//! One unit's record in a round, and the steps it takes.

use std::collections::BTreeSet;

use thuocdo_base::{Message, Timestamp};
use thuocdo_criteria::set::Source;

use crate::action::Action;
use crate::refusal::Refusal;
use crate::stage::{RoundStage, Stage};
use crate::table::{self, Verdict};

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
    /// What the unit is asked to clarify.
    pub asked: Asked,
}

/// What a unit is asked to clarify, and until when (yêu cầu giải trình).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Codes of the criteria with a question that is open.
    pub criteria: Vec<String>,
    /// When clarification is due for this unit, extensions included.
    pub due_at: Option<Timestamp>,
    /// When the closing of clarification happened for this unit.
    pub closed_at: Option<Timestamp>,
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

/// A remark for one criterion (ý kiến trả lại).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Code of the criterion.
    pub criterion: String,
    /// What to mend.
    pub text: String,
}

/// What is signed: the answers as they stand, whole (bản chụp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Answers and evidence list as canonical JSON.
    pub content: String,
    /// SHA-256 of the content, as 64 hexadecimal digits.
    pub hash: String,
}

impl Snapshot {
    /// The check code that people compare: the first eight digits of the hash (mã đối chiếu).
    ///
    /// # Example: a code as printed
    /// ```
    /// use thuocdo_assessment::record::Snapshot;
    /// let snapshot = Snapshot { content: "{}".to_owned(), hash: "7f3a91c2aa".to_owned() };
    /// assert_eq!(snapshot.code(), "7F3A-91C2");
    /// ```
    pub fn code(&self) -> String {
        let digits: String = self.hash.chars().take(8).collect::<String>().to_uppercase();
        format!("{}-{}", digits.get(..4).unwrap_or_default(), digits.get(4..).unwrap_or_default())
    }
}

/// A record that the head has signed and that the log has not numbered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    record: Record,
    code: String,
    by: String,
    at: Timestamp,
}

impl Signed {
    /// The record with its number in the round's log.
    pub fn numbered(self, seq: u64) -> Record {
        let Self { record, code, by, at } = self;
        Record { stage: Stage::Submitted { seq, code, by, at }, ..record }
    }
}

/// Whether a text is a reason: words, not a dot, a dash or a letter that only holds the place.
///
/// # Example: what people type to get past a field
/// ```
/// use thuocdo_assessment::record::is_reason;
/// assert!(is_reason("Số liệu lấy từ báo cáo quý IV"));
/// assert!(!is_reason(" … ") && !is_reason("xxxxxx") && !is_reason("không có") && !is_reason("n/a"));
/// ```
pub fn is_reason(text: &str) -> bool {
    const PLACEHOLDERS: [&str; 10] =
        ["khong", "khong co", "khong co gi", "chua co", "khong biet", "nhu tren", "none", "test", "asdf", "abcd"];
    let folded = thuocdo_words::collate::fold(text.trim());
    let letters: BTreeSet<char> = folded.chars().filter(|letter| letter.is_alphabetic()).collect();
    letters.len() >= 4 && !PLACEHOLDERS.contains(&folded.trim_end_matches(['.', '!', ' ']))
}

impl Record {
    /// When the closing that ends an action happened for this unit, if it has.
    pub fn closing_of(&self, action: Action) -> Option<Timestamp> {
        if action == Action::Clarify { self.asked.closed_at } else { self.closed_at }
    }

    /// Lets an asked criterion be clarified, with words and with evidence, or says why not (giải trình).
    ///
    /// # Errors
    /// The stage or the closing of clarification does not let it, or nothing is asked about the criterion.
    pub fn clarify(&self, criterion: &str) -> Result<(), Refusal> {
        self.timely(Action::Clarify)?;
        if self.asked.criteria.iter().any(|code| code == criterion) {
            return Ok(());
        }
        Err(Refusal::NotAsked(self.asked.criteria.clone()))
    }

    /// Lets a step pass if its time is there; who may take it is settled by [`table::judge`].
    fn timely(&self, action: Action) -> Result<(), Refusal> {
        let closed = self.closing_of(action).is_some();
        match table::timely(action, self.round_stage, Some(self.stage.kind()), closed) {
            Verdict::Yes => Ok(()),
            Verdict::Refused(why) => Err(why.refusal(action, self)),
            Verdict::Hidden => Err(Refusal::NoRole(action)),
        }
    }

    /// Lets an answer to a criterion change, or says why not.
    ///
    /// # Errors
    /// The stage or the closing does not let it, the criterion is not open, or the unit does not answer it.
    pub fn answer(&self, criterion: &str, source: Source) -> Result<(), Refusal> {
        self.change(Action::Answer, criterion, source)
    }

    /// Lets evidence of a criterion be put on or taken off, or says why not.
    ///
    /// # Errors
    /// As [`Record::answer`].
    pub fn attach(&self, criterion: &str, source: Source) -> Result<(), Refusal> {
        self.change(Action::Attach, criterion, source)
    }

    fn change(&self, action: Action, criterion: &str, source: Source) -> Result<(), Refusal> {
        self.timely(action)?;
        if source != Source::OwnReport {
            return Err(Refusal::NotSelfAssessed(criterion.to_owned()));
        }
        match &self.stage {
            stage if stage.is_open_for(criterion) => Ok(()),
            Stage::Returned { criteria, .. } => Err(Refusal::NotOpened(criteria.clone())),
            stage => Err(Refusal::RecordStage(stage.clone())),
        }
    }

    /// Hands the record to the head (trình ký).
    ///
    /// # Errors
    /// The stage or the closing does not let it, or something still blocks.
    pub fn hand_over(self, by: &str, at: Timestamp, blocking: Vec<(String, Message)>) -> Result<Step<Self>, Refusal> {
        self.timely(Action::HandOver)?;
        none_blocks(blocking)?;
        let (opened, reopened) = match &self.stage {
            Stage::Returned { criteria, reopened, .. } => (Some(criteria.clone()), *reopened),
            _ => (None, false),
        };
        let stage = Stage::WithHead { by: by.to_owned(), at, opened, reopened };
        Ok(self.step(stage, "hand_over", Vec::new()))
    }

    /// Takes the record back before the head has signed: what was open before is open again, and no more.
    ///
    /// # Errors
    /// The stage or the closing does not let it.
    pub fn take_back(self, by: &str, at: Timestamp) -> Result<Step<Self>, Refusal> {
        self.timely(Action::TakeBack)?;
        let stage = match &self.stage {
            Stage::WithHead { opened: Some(criteria), reopened, .. } => {
                Stage::Returned { criteria: criteria.clone(), by: by.to_owned(), at, reopened: *reopened }
            }
            _ => Stage::Drafting,
        };
        Ok(self.step(stage, "take_back", Vec::new()))
    }

    /// Sends the record back with remarks: only the criteria they name are open then (trả lại).
    ///
    /// # Errors
    /// The stage or the closing does not let it, a remark is missing, or a criterion was not reopened.
    pub fn send_back(self, by: &str, at: Timestamp, remarks: &[Remark]) -> Result<Step<Self>, Refusal> {
        self.timely(Action::SendBack)?;
        if remarks.is_empty() || !remarks.iter().all(|remark| is_reason(&remark.text)) {
            return Err(Refusal::NoReason);
        }
        let criteria = named(remarks.iter().map(|remark| remark.criterion.as_str()));
        let reopened = match &self.stage {
            Stage::WithHead { opened: Some(opened), reopened: true, .. } => {
                if !criteria.iter().all(|code| opened.contains(code)) {
                    return Err(Refusal::NotOpened(opened.clone()));
                }
                true
            }
            _ => false,
        };
        let texts = remarks.iter().map(|remark| remark.text.trim().to_owned()).collect();
        let facts = vec![("criteria", Fact::List(criteria.clone())), ("remarks", Fact::List(texts))];
        Ok(self.step(Stage::Returned { criteria, by: by.to_owned(), at, reopened }, "send_back", facts))
    }

    /// Signs and submits: the snapshot is frozen and nothing changes any more (ký duyệt và nộp).
    ///
    /// # Errors
    /// The stage or the closing does not let it, or something still blocks.
    pub fn submit(
        self,
        by: &str,
        at: Timestamp,
        snapshot: Snapshot,
        blocking: Vec<(String, Message)>,
    ) -> Result<Step<Signed>, Refusal> {
        self.timely(Action::Submit)?;
        none_blocks(blocking)?;
        let code = snapshot.code();
        let facts = vec![
            ("unit", Fact::Text(self.unit.clone())),
            ("code", Fact::Text(code.clone())),
            ("sha256", Fact::Text(snapshot.hash)),
            ("content", Fact::Json(snapshot.content)),
        ];
        Ok(Step { next: Signed { record: self, code, by: by.to_owned(), at }, kind: "submit", facts })
    }

    /// Opens named criteria of a submitted record again, with a reason and a new deadline (mở lại).
    ///
    /// # Errors
    /// The stage does not let it, no criterion or no reason is given, or the closing has been and no time is given.
    pub fn reopen(self, by: &str, at: Timestamp, reopening: &Reopening) -> Result<Step<Self>, Refusal> {
        self.timely(Action::Reopen)?;
        if !is_reason(&reopening.reason) {
            return Err(Refusal::NoReason);
        }
        let criteria = named(reopening.criteria.iter().map(String::as_str));
        if criteria.is_empty() {
            return Err(Refusal::Because(Message::new("refusal-no-criteria")));
        }
        if self.closed_at.is_some() && reopening.until.is_none() {
            return Err(Refusal::Because(Message::new("refusal-no-new-deadline")));
        }
        let mut facts = vec![
            ("criteria", Fact::List(criteria.clone())),
            ("reason", Fact::Text(reopening.reason.trim().to_owned())),
        ];
        facts.extend(reopening.until.map(|until| ("until", Fact::Text(until.to_string()))));
        let mut step = self.step(Stage::Returned { criteria, by: by.to_owned(), at, reopened: true }, "reopen", facts);
        if let Some(until) = reopening.until {
            step.next.due_at = Some(until);
            step.next.closed_at = None;
        }
        Ok(step)
    }

    /// What the closing makes of the record; `earlier` is the stage of its last submission, if there is one.
    ///
    /// A record that was reopened falls back to what had been submitted; the others are missed.
    #[must_use]
    pub fn at_closing(self, earlier: Option<Stage>) -> Self {
        let stage = match (self.stage, earlier) {
            (stage @ (Stage::Submitted { .. } | Stage::Missed), _) => stage,
            (Stage::Returned { reopened: true, .. } | Stage::WithHead { reopened: true, .. }, Some(earlier)) => earlier,
            (_, _) => Stage::Missed,
        };
        Self { stage, ..self }
    }

    /// What an extension makes of the record: whoever missed the closing goes on.
    #[must_use]
    pub fn at_extension(self, until: Timestamp) -> Self {
        let stage = if self.stage == Stage::Missed { Stage::Drafting } else { self.stage };
        Self { stage, due_at: Some(until), closed_at: None, ..self }
    }

    fn step(self, stage: Stage, kind: &'static str, facts: Vec<(&'static str, Fact)>) -> Step<Self> {
        let unit = ("unit", Fact::Text(self.unit.clone()));
        Step { next: Self { stage, ..self }, kind, facts: [unit].into_iter().chain(facts).collect() }
    }
}

/// What the secretariat opens again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// Codes of the criteria.
    pub criteria: Vec<String>,
    /// Why.
    pub reason: String,
    /// Until when; needed once the closing has been.
    pub until: Option<Timestamp>,
}

fn none_blocks(blocking: Vec<(String, Message)>) -> Result<(), Refusal> {
    if blocking.is_empty() { Ok(()) } else { Err(Refusal::Blocking(blocking)) }
}

/// Codes once each, in the order in which they first come.
fn named<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    codes.map(str::trim).filter(|code| !code.is_empty() && seen.insert(*code)).map(str::to_owned).collect()
}
