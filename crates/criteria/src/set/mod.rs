//! A criteria set as the other rooms see it: checked, linked, ready to score.

mod node;
mod outcome;
mod policy;

use thuocdo_base::{Number, Rounding};

pub use node::{
    Aggregation, Blocks, ClassId, Criterion, Direction, Home, Node, NodeId, NodeKind, Origin, PublishedSource, Section,
    SectionRole, Source, Target, WhenMissing,
};
pub use outcome::{
    Adjustment, Band, Bound, Condition, ConditionFails, Conversion, GradeBasis, GradeScale, Input, MaturityKey,
    MaturityRules, Quota, RankingBasis, RankingRules, Step, TieRule,
};
pub use policy::{NaFallback, NaPolicy, NaRule, Rebase, Scope};

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
