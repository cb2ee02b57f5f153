//! What a round is told before it opens.
//!
//! Appraisers, council members and whoever else acts in the round are roles; they are not repeated here.
//! Read in this order: this file, [`calendar`] (local times and working days), [`mod@check`] (what is missing).

pub mod calendar;
pub mod check;

pub use calendar::{Local, closings};
pub use check::{Finding, Known, KnownUnit, Place, check};

use thuocdo_base::Number;

use crate::stage::RoundStage;

/// Settings of a round (thiết lập đợt đánh giá).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Code, part of addresses.
    pub code: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Reference period (kỳ số liệu): `2026`, `2026-6T`.
    pub period: String,
    /// First day that figures speak of, `YYYY-MM-DD`.
    pub data_from: String,
    /// Last day that figures speak of.
    pub data_to: String,
    /// Criteria or units are written by us (minh họa).
    pub illustrative: bool,
    /// The calendar from which the dates came, if from one.
    pub calendar: Option<String>,
    /// The round of which this one is a copy.
    pub copy_of: Option<String>,
    /// Criteria sets in use.
    pub sets: Vec<SetChoice>,
    /// Ranking groups, in order.
    pub groups: Vec<GroupChoice>,
    /// Units that are assessed.
    pub units: Vec<UnitChoice>,
    /// Day on which self-assessment is to start, `YYYY-MM-DD`.
    pub opens_on: String,
    /// When each stage closes, in order of stages.
    pub stages: Vec<StagePlan>,
    /// Days without work beside Saturdays and Sundays.
    pub holidays: Vec<String>,
    /// Saturdays and Sundays that are worked (làm bù).
    pub extra_days: Vec<String>,
    /// Units with a date of their own.
    pub own_dues: Vec<OwnDue>,
    /// The appraisal council.
    pub council: Council,
    /// Nothing of the result is shown before this moment (cấm công bố trước).
    pub embargo: Option<Local>,
    /// How sheets are printed.
    pub prints: Prints,
    /// What evidence must be.
    pub evidence: EvidenceRules,
    /// Which units are asked for a remedy plan after publication.
    pub remedy: RemedyRule,
    /// Method and calculation are public before the round opens.
    pub method_public: bool,
}

/// A criteria set chosen from the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetChoice {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
}

/// A ranking group and the set that serves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChoice {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Index into [`Settings::sets`].
    pub set: u32,
}

/// A body that is assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitChoice {
    /// Id of the body.
    pub org_unit: String,
    /// Code of the group it is ranked in.
    pub group: String,
    /// Code of its class, where its set has classes.
    pub class: Option<String>,
    /// Listed without rank, on this ground.
    pub excluded: Option<String>,
}

/// When a stage closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePlan {
    /// The stage.
    pub stage: RoundStage,
    /// Its end.
    pub closes: Closes,
}

/// How an end is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closes {
    /// At this date and time in Vietnam.
    At(Local),
    /// So many working days after the stage before has closed, at this time `HH:MM`.
    After {
        /// Working days.
        days: u32,
        /// Time of day.
        time: String,
    },
}

/// A date of its own for one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDue {
    /// Id of the body.
    pub org_unit: String,
    /// The stage.
    pub stage: RoundStage,
    /// Its end for this unit.
    pub at: Local,
    /// Why.
    pub reason: String,
}

/// The appraisal council (hội đồng thẩm định).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Council {
    /// The decision that founds it.
    pub decision: Decision,
    /// Members do not see each other's points before all have given theirs.
    pub blind: bool,
}

/// A decision by number, date and issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Number and notation.
    pub number: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
}

/// How sheets are printed (thể thức).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prints {
    /// State bodies: Nghị định 30/2020/NĐ-CP.
    #[default]
    State,
    /// Party bodies: Hướng dẫn 36-HD/VPTW.
    Party,
}

impl Prints {
    /// Both.
    pub const ALL: [Self; 2] = [Self::State, Self::Party];

    /// The word by which forms and JSON know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Party => "party",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|prints| prints.word() == word)
    }
}

/// What evidence must be (quy tắc tài liệu kiểm chứng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRules {
    /// Points above zero need evidence or a written method.
    pub needed_for_points: bool,
    /// Evidence dated outside the data window raises a warning.
    pub warn_outside_window: bool,
}

impl Default for EvidenceRules {
    fn default() -> Self {
        Self { needed_for_points: true, warn_outside_window: true }
    }
}

/// Which units are asked for a remedy plan after publication (đơn vị xếp hạng thấp); none is asked by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemedyRule {
    /// The last so many of each ranking group.
    pub last: u32,
    /// Those below this share of their maximum, in per cent.
    pub below: Option<Number>,
}

impl RemedyRule {
    /// Whether the rule names anybody.
    pub fn is_declared(&self) -> bool {
        self.last > 0 || self.below.is_some()
    }
}

impl Settings {
    /// The stages that close, in the order in which they do.
    pub const CLOSING: [RoundStage; 7] = [
        RoundStage::SelfAssessment,
        RoundStage::Appraisal,
        RoundStage::Clarification,
        RoundStage::SecondAppraisal,
        RoundStage::Council,
        RoundStage::Approval,
        RoundStage::Published,
    ];

    /// When a stage is planned to close.
    pub fn plan(&self, stage: RoundStage) -> Option<&Closes> {
        self.stages.iter().find(|plan| plan.stage == stage).map(|plan| &plan.closes)
    }

    /// The set that serves a group.
    pub fn set_of(&self, group: &str) -> Option<&SetChoice> {
        let group = self.groups.iter().find(|choice| choice.code == group)?;
        self.sets.get(group.set as usize)
    }
}
