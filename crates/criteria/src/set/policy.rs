//! What a set says about units to which a criterion does not apply.

use super::{ClassId, NodeId};

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
