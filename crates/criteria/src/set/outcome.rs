//! What a set makes of points: steps, grades, ranks, adjustments, conversion.

use thuocdo_base::{Number, Rounding};

use super::{ClassId, NodeId};

/// A step of a maturity set (mức độ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Code, `1` … `5`.
    pub code: String,
    /// Name: Khởi động, Kết nối …
    pub name: String,
    /// Name in English, if the sidecar gives one.
    pub name_en: Option<String>,
}

/// How maturity steps are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaturityRules {
    /// A step also needs the targets of the steps below it.
    pub cumulative: bool,
    /// Steps must be reached without a gap; else the highest met step counts.
    pub contiguous: bool,
    /// What orders units on the same step.
    pub then_by: MaturityKey,
}

/// Secondary ranking key of a maturity set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaturityKey {
    /// Nothing: same step, same rank.
    None,
    /// Targets met of the next step.
    NextStepMet,
    /// Targets met over all steps.
    AllMet,
}

/// Bands of grades (xếp loại) over one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeScale {
    /// Node that is graded; the root for the unit's grade.
    pub of: NodeId,
    /// What is compared with the bands.
    pub basis: GradeBasis,
    /// Bands from best to worst.
    pub bands: Vec<Band>,
    /// Traits that lead straight to the lowest band.
    pub knock_out: Vec<String>,
}

/// What a grade looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GradeBasis {
    /// Points.
    Points,
    /// Attainment in per cent.
    Percent,
}

/// One band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Grade: Xuất sắc, Tốt …
    pub grade: String,
    /// Grade in English, if the sidecar gives one.
    pub grade_en: Option<String>,
    /// Lower end; `None` for the lowest band.
    pub from: Option<Bound>,
    /// Upper end where the decision states one (bands may leave gaps).
    pub to: Option<Bound>,
    /// Conditions beside the band.
    pub conditions: Vec<Condition>,
    /// Limit on how many units may have it.
    pub quota: Option<Quota>,
}

/// End of a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Value.
    pub value: Number,
    /// Whether the value itself belongs to the band.
    pub closed: bool,
}

/// A yes/no condition of a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Node whose attainment is looked at.
    pub node: NodeId,
    /// Attainment needed (0–1).
    pub at_least: Number,
    /// Label for readers.
    pub label: String,
    /// What happens if it fails.
    pub otherwise: ConditionFails,
}

/// What a failed condition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionFails {
    /// The authority decides; no automatic fall.
    Authority,
    /// The next lower band.
    NextLower,
}

/// Limit on a grade (tỷ lệ khống chế).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Share allowed (0–1).
    pub share: Number,
    /// Grade whose number of units is the base; `None` means all graded units of the group.
    pub of: Option<String>,
    /// Groups with fewer base units than this …
    pub small_under: u32,
    /// … may have this many.
    pub small_max: u32,
    /// How the allowed number is rounded.
    pub rounding: Rounding,
}

/// How units are ranked within their group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankingRules {
    /// What is compared.
    pub basis: RankingBasis,
    /// How equals are numbered.
    pub ties: TieRule,
    /// Nodes that break ties, in order; empty unless declared.
    pub tie_break: Vec<NodeId>,
    /// Criteria with data needed to be ranked.
    pub min_criteria: u32,
    /// Criteria with data needed in each main section.
    pub min_per_section: u32,
}

/// What a ranking compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankingBasis {
    /// Points.
    Points,
    /// Attainment (points over own maximum).
    Attainment,
    /// Maturity step, then its key.
    Maturity,
}

/// How equals are numbered (đồng hạng).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieRule {
    /// 1, 2, 2, 4.
    Competition,
    /// 1, 2, 2, 3.
    Dense,
}

/// A publication of another round that this set reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Name in rules.
    pub name: String,
    /// Title for readers.
    pub title: String,
}

/// A change after grading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// The grade falls if the linked body's grade is lower (hạ bậc).
    Downgrade {
        /// Index into [`CriteriaSet::inputs`](super::CriteriaSet::inputs).
        input: usize,
        /// Only these classes; `None` means all.
        classes: Option<Vec<ClassId>>,
        /// Their grade → our grade; empty means by name.
        matches: Vec<(String, String)>,
        /// Bands to fall.
        steps: u8,
        /// Text of the rule for readers.
        label: String,
    },
    /// Points off for units with a trait (nộp chậm).
    Deduct {
        /// Trait, such as `late_report`.
        with_trait: String,
        /// Points taken off the total.
        points: Number,
        /// Text of the rule for readers.
        label: String,
    },
}

/// Conversion of the result into an item of another set (quy đổi).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Item it feeds.
    pub title: String,
    /// Valid from, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// Valid to, `YYYY-MM-DD`.
    pub valid_to: Option<String>,
    /// Grade → value.
    pub rows: Vec<(String, Number)>,
}
