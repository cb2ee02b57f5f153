//! A criteria set as the other rooms see it: checked, linked, ready to score.

use thuocdo_base::{Number, Rounding};

use crate::rule::{ScoringRule, Variable};

/// Index of a node in [`CriteriaSet::nodes`]; the root is 0 and parents come before children.
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

/// Index of a subject class in [`CriteriaSet::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// One issued version of a criteria set (bộ chỉ số, bộ tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaSet {
    /// Stable code, such as `vinh-long/so-nganh`.
    pub code: String,
    /// Version within the code, such as `2022`.
    pub version: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English, if the sidecar gives one.
    pub title_en: Option<String>,
    /// The instrument that issues the set.
    pub document: Document,
    /// Legal bases (căn cứ pháp lý), as printed.
    pub legal_basis: Vec<String>,
    /// Remarks for readers of the method page.
    pub notes: Vec<String>,
    /// SHA-256 of the file's text (line ends LF), in hex; borrowed sets are hashed in after it.
    pub hash: String,
    /// Names of the levels of the tree, from depth 1 down (Chỉ số chính, Tiêu chí …).
    pub levels: Vec<Level>,
    /// Classes of subjects; empty when every unit has the same form.
    pub classes: Vec<Class>,
    /// Maximum of the whole set (thang điểm) for units whose class gives none of its own.
    pub scale: Number,
    /// How points are rounded when shown.
    pub rounding: PointsRounding,
    /// The index value: its maximum (1 or 100) and shown decimals.
    pub index: IndexScale,
    /// What bonus and deduction may do to the total.
    pub bounds: TotalBounds,
    /// Nodes in the order of the file, parents first; `nodes[0]` is the set itself.
    pub nodes: Vec<Node>,
    /// Automatic not-applicable rules, first match first.
    pub not_applicable: Vec<NaRule>,
    /// Maturity steps from low to high; empty for point sets.
    pub steps: Vec<Step>,
    /// How steps are reached; present exactly when `steps` is not empty.
    pub maturity: Option<MaturityRules>,
    /// Grade scales; at most one of the root.
    pub grade_scales: Vec<GradeScale>,
    /// How units are ranked.
    pub ranking: RankingRules,
    /// Named publications of other rounds that rules or adjustments read.
    pub inputs: Vec<Input>,
    /// Changes after grading, in order.
    pub adjustments: Vec<Adjustment>,
    /// Conversion into an item of another set (quy đổi KPI).
    pub conversion: Option<Conversion>,
    /// What the decision states about the set.
    pub declares: Vec<Declares>,
}

/// Name of one level of the tree in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
}

/// A class of subjects with a form of its own (biến thể: cấp tỉnh, cấp xã).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Code used in files.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// Name in English, if the sidecar gives one.
    pub name_en: Option<String>,
    /// Its own maximum, where it differs from the set's.
    pub scale: Option<Number>,
}

/// The issuing instrument (văn bản ban hành).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Kind as printed: Quyết định, Quy định, Công văn (dự thảo lấy ý kiến) …
    pub kind: String,
    /// Number and notation, `2554/QĐ-UBND`; empty if unknown.
    pub number: String,
    /// Date as `YYYY-MM-DD`; empty if unknown.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Where our knowledge of the set comes from.
    pub source: Option<PublishedSource>,
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

/// Rounding of shown points (làm tròn).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsRounding {
    /// Decimals shown.
    pub decimals: u8,
    /// Rounding mode.
    pub mode: Rounding,
    /// Whether each criterion is rounded before it is summed; false unless the decision says so.
    pub each_criterion: bool,
}

/// Scale of the index value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexScale {
    /// 1 for 0–1, 100 for per cent.
    pub max: Number,
    /// Decimals shown.
    pub decimals: u8,
}

/// What bonus and deduction may do to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalBounds {
    /// The total may pass the scale.
    pub above_max: bool,
    /// The total may fall below zero.
    pub below_zero: bool,
}

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
    /// Index into [`CriteriaSet::steps`].
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

/// Scope of rules that look at other units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Units of the same ranking group.
    #[default]
    Group,
    /// All units assessed with this set in the round.
    Round,
}

/// How a not-applicable criterion scores (chính sách không áp dụng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NaPolicy {
    /// Full points.
    FullPoints,
    /// The best share any applicable unit of the scope reached, times its own maximum.
    CohortBest {
        /// Whose best.
        scope: Scope,
        /// If nobody in scope has points of their own.
        fallback: NaFallback,
    },
    /// Left out of points and maximum.
    Exclude {
        /// Where the rest is stretched to the full maximum.
        rebase: Rebase,
    },
    /// No points, full maximum.
    Zero,
}

/// What holds if nobody sets the best of the cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NaFallback {
    /// Full points.
    FullPoints,
    /// No points.
    Zero,
    /// Left out, not rebased.
    Exclude,
    /// Scoring refuses with a message.
    Refuse,
}

/// Node at which what is left is stretched to the full maximum (quy đổi lại).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebase {
    /// Nowhere: the maximum is lower.
    None,
    /// At this node, an ancestor of the one left out.
    At(NodeId),
    /// At the parent of the one left out.
    Parent,
}

/// An automatic not-applicable rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaRule {
    /// Criteria it covers.
    pub criteria: Vec<NodeId>,
    /// Only units of this class.
    pub class: Option<ClassId>,
    /// Only units with this trait (`no_subordinates`).
    pub with_trait: Option<String>,
    /// How they score.
    pub policy: NaPolicy,
    /// Ground shown to readers.
    pub ground: String,
}

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
        /// Index into [`CriteriaSet::inputs`].
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

/// What the decision states, counted and compared by `thuocdo check` (số lượng đã nêu).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declares {
    /// Only units of this class.
    pub class: Option<ClassId>,
    /// Only this step of a maturity set.
    pub step: Option<usize>,
    /// Only below this section.
    pub section: Option<NodeId>,
    /// Only this source.
    pub source: Option<Source>,
    /// Total points.
    pub points: Option<Number>,
    /// Nodes by depth: (depth, count).
    pub levels: Vec<(u8, u32)>,
    /// Number of leaves.
    pub leaves: Option<u32>,
    /// Who states it, where it is not the decision itself.
    pub stated_by: Option<String>,
}

impl CriteriaSet {
    /// Looks a node up.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The set itself as a node.
    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    /// Finds a node by its code.
    pub fn find(&self, code: &str) -> Option<&Node> {
        self.nodes.iter().skip(1).find(|node| node.code == code)
    }

    /// Lists the leaves in order.
    pub fn criteria(&self) -> impl Iterator<Item = (&Node, &Criterion)> {
        self.nodes.iter().filter_map(|node| Some((node, node.criterion()?)))
    }

    /// Says whether a node, with all above it, belongs to the form of a class.
    pub fn applies(&self, id: NodeId, class: Option<ClassId>) -> bool {
        let node = self.node(id);
        let here = node.applies_to.as_ref().is_none_or(|classes| class.is_some_and(|class| classes.contains(&class)));
        here && node.parent.is_none_or(|parent| self.applies(parent, class))
    }

    /// Finds a class by its code.
    pub fn class(&self, code: &str) -> Option<ClassId> {
        self.classes.iter().position(|class| class.code == code).map(|index| ClassId(index as u16))
    }

    /// Says whether any criterion is illustrative (minh họa), so that pages and prints must say so.
    pub fn is_illustrative(&self) -> bool {
        self.criteria().any(|(node, _)| node.origin == Origin::Illustrative)
    }
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
