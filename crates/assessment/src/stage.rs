//! Stages of a round and of a unit's record: enums with their data, stored and never inferred.

use thuocdo_base::Timestamp;

/// Where a round stands (giai đoạn của đợt đánh giá).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoundStage {
    /// Being set up; nobody but its makers sees it.
    Preparing,
    /// Units assess themselves.
    SelfAssessment,
    /// Agencies appraise.
    Appraisal,
    /// Units answer what was asked.
    Clarification,
    /// Agencies appraise again what was clarified.
    SecondAppraisal,
    /// The council decides.
    Council,
    /// The steering committee approves.
    Approval,
    /// The result is out.
    Published,
    /// Called off.
    Cancelled,
}

impl RoundStage {
    /// All stages in order.
    pub const ALL: [Self; 9] = [
        Self::Preparing,
        Self::SelfAssessment,
        Self::Appraisal,
        Self::Clarification,
        Self::SecondAppraisal,
        Self::Council,
        Self::Approval,
        Self::Published,
        Self::Cancelled,
    ];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::SelfAssessment => "self_assessment",
            Self::Appraisal => "appraisal",
            Self::Clarification => "clarification",
            Self::SecondAppraisal => "second_appraisal",
            Self::Council => "council",
            Self::Approval => "approval",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// Where one unit's record stands (bước của hồ sơ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being filled in.
    Drafting,
    /// Handed to the head, who signs or sends back.
    WithHead {
        /// Account of who handed it over.
        by: String,
        /// When.
        at: Timestamp,
        /// The only criteria that were open before, if not all were.
        opened: Option<Vec<String>>,
        /// Whether the record had been submitted before and the secretariat opened it.
        reopened: bool,
    },
    /// Sent back by the head, or reopened by the secretariat: only these criteria may change.
    Returned {
        /// Codes of the criteria that may change.
        criteria: Vec<String>,
        /// Account of who opened them.
        by: String,
        /// When.
        at: Timestamp,
        /// Whether the record had been submitted before: then the secretariat opened it.
        reopened: bool,
    },
    /// Signed and submitted; nothing changes any more.
    Submitted {
        /// Number in the round's log.
        seq: u64,
        /// Check code (mã đối chiếu), printed on the sheet.
        code: String,
        /// Account of the head.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The closing came before a submission.
    Missed,
}

/// Which stage a record is at, without its data: a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageKind {
    /// Being filled in.
    Drafting,
    /// Handed to the head.
    WithHead,
    /// Some criteria are open again.
    Returned,
    /// Signed and submitted.
    Submitted,
    /// The closing came first.
    Missed,
}

impl StageKind {
    /// All stages, in order.
    pub const ALL: [Self; 5] = [Self::Drafting, Self::WithHead, Self::Returned, Self::Submitted, Self::Missed];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::WithHead => "with_head",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Missed => "missed",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

impl Stage {
    /// The word by which rows and locale entries know it.
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// Which stage this is.
    pub fn kind(&self) -> StageKind {
        match self {
            Self::Drafting => StageKind::Drafting,
            Self::WithHead { .. } => StageKind::WithHead,
            Self::Returned { .. } => StageKind::Returned,
            Self::Submitted { .. } => StageKind::Submitted,
            Self::Missed => StageKind::Missed,
        }
    }

    /// Whether answers of a criterion may change at this stage, whoever asks.
    pub fn is_open_for(&self, criterion: &str) -> bool {
        match self {
            Self::Drafting => true,
            Self::Returned { criteria, .. } => criteria.iter().any(|code| code == criterion),
            Self::WithHead { .. } | Self::Submitted { .. } | Self::Missed => false,
        }
    }
}
