//! Sections and criteria: the tree of a set.

use thuocdo_base::Number;

use super::NaPolicy;
use crate::rule::{ScoringRule, Variable};

/// Index of a node in [`CriteriaSet::nodes`](super::CriteriaSet::nodes); the root is 0 and parents come before children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The set itself.
    pub const ROOT: Self = Self(0);

    /// This id as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a subject class in [`CriteriaSet::classes`](super::CriteriaSet::classes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// A section or a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its own index.
    pub id: NodeId,
    /// Code within the set, such as `4.22.11`; borrowed nodes carry a prefix.
    pub code: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English, if the sidecar gives one.
    pub title_en: Option<String>,
    /// Parent; `None` for the root.
    pub parent: Option<NodeId>,
    /// Children in order.
    pub children: Vec<NodeId>,
    /// Depth below the root, which is 0.
    pub depth: u8,
    /// Maximum points where no class says otherwise; the root's equals the sum of its scored children.
    pub max: Number,
    /// Maximum of single classes, where it differs.
    pub max_by_class: Vec<(ClassId, Number)>,
    /// Weight inside a weighted mean.
    pub weight: Number,
    /// Classes it applies to; `None` means all.
    pub applies_to: Option<Vec<ClassId>>,
    /// Policy for units that are found not applicable here; inherited by children.
    pub na: Option<NaPolicy>,
    /// False for unscored blocks: collected, never totalled.
    pub scored: bool,
    /// What failing this node blocks.
    pub mandatory: Option<Blocks>,
    /// Labels by which rules point to it.
    pub tags: Vec<String>,
    /// Whose words it is.
    pub origin: Origin,
    /// Set, version and code it was borrowed from.
    pub home: Option<Home>,
    /// Remark.
    pub note: Option<String>,
    /// Section or criterion.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// Has children (chỉ số chính, lĩnh vực, nhóm).
    Section(Section),
    /// A leaf (tiêu chí, chỉ số thành phần).
    Criterion(Box<Criterion>),
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// How children make its points.
    pub aggregation: Aggregation,
    /// Regular, bonus or deduction.
    pub role: SectionRole,
}

/// How children make a section's points (phép tổng hợp).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// Sum of points.
    Sum,
    /// Maximum × weighted mean of the children's attainment.
    WeightedMean,
    /// Maximum if every applicable child has its full points, else nothing.
    AllOf,
}

/// Part a section plays in its parent's total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionRole {
    /// Counts in points and maximum.
    Regular,
    /// Adds points outside the scale, at most the cap (điểm cộng).
    Bonus {
        /// Most it may add.
        cap: Number,
    },
    /// Takes points off, at most the cap (điểm trừ); children state positive numbers.
    Deduction {
        /// Most it may take.
        cap: Number,
    },
}

/// A leaf: what is answered and scored (tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its rule.
    pub rule: ScoringRule,
    /// Rules of single classes, where they differ.
    pub rule_by_class: Vec<(ClassId, ScoringRule)>,
    /// What is asked; answers keep this order. Covers the rules of all classes.
    pub variables: Vec<Variable>,
    /// Where the figure comes from.
    pub source: Source,
    /// Measured by a system rather than reported (đo được).
    pub measured: bool,
    /// Which way is better.
    pub direction: Direction,
    /// Measure of its value (đơn vị tính): %, máy, hồ sơ.
    pub measure: Option<String>,
    /// Agency that appraises it (cơ quan phụ trách).
    pub owner: Option<String>,
    /// Evidence expected.
    pub evidence: Vec<String>,
    /// Text of the rule as printed in the decision, if it is known.
    pub method: Option<String>,
    /// What a missing answer does when the stage closes.
    pub when_missing: WhenMissing,
    /// Targets by step, for maturity sets.
    pub targets: Vec<Target>,
}

/// Where a figure comes from (nguồn số liệu).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The unit's own report.
    OwnReport,
    /// The appraising agency.
    Appraiser,
    /// Statistics or a system that measures.
    Statistics,
    /// A sociological survey.
    Survey,
    /// Another publication.
    Publication,
}

/// Which way is better (chiều).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    #[default]
    Higher,
    /// Less is better.
    Lower,
}

/// What a missing answer does once the stage is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenMissing {
    /// Counts as no points and still shows as missing.
    #[default]
    Zero,
    /// Takes the points of the last publication.
    CarryOver,
    /// Leaves the criterion out of the mean or sum and of the maximum.
    Exclude,
}

/// A target that a criterion must meet at one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Index into [`CriteriaSet::steps`](super::CriteriaSet::steps).
    pub step: usize,
    /// Value to reach: at least this, or at most where lower is better.
    pub value: Number,
}

/// What a mandatory prerequisite blocks when it is not met (điều kiện bắt buộc).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// The unit cannot submit.
    Submission,
    /// The unit gets no grade.
    Grade,
    /// The unit gets no rank.
    Rank,
}

/// Where a borrowed node lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Code of its set.
    pub set: String,
    /// Version of its set.
    pub version: String,
    /// Its code there.
    pub code: String,
}

/// Whose words a node is written in (nguồn gốc).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The issuing decision: annex and row.
    Decision {
        /// Annex and row.
        place: String,
    },
    /// A published table.
    Published(PublishedSource),
    /// Written by us to fill a structure whose annex is not public (minh họa).
    Illustrative,
}

/// A public source: title, publisher, address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSource {
    /// Title of the page or annex.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Address or page.
    pub address: String,
}

impl Node {
    /// Maximum points for a class, before anything is found not applicable.
    pub fn max_for(&self, class: Option<ClassId>) -> &Number {
        class
            .and_then(|class| self.max_by_class.iter().find(|(other, _)| *other == class))
            .map_or(&self.max, |(_, max)| max)
    }

    /// The leaf's content.
    pub fn criterion(&self) -> Option<&Criterion> {
        match &self.kind {
            NodeKind::Criterion(criterion) => Some(criterion),
            NodeKind::Section(_) => None,
        }
    }

    /// The section's content.
    pub fn section(&self) -> Option<&Section> {
        match &self.kind {
            NodeKind::Section(section) => Some(section),
            NodeKind::Criterion(_) => None,
        }
    }
}

impl Criterion {
    /// The rule for a class.
    pub fn rule_for(&self, class: Option<ClassId>) -> &ScoringRule {
        class
            .and_then(|class| self.rule_by_class.iter().find(|(other, _)| *other == class))
            .map_or(&self.rule, |(_, rule)| rule)
    }
}
