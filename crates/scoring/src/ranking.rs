//! Order of units within their groups (xếp hạng).

use thuocdo_base::Number;
use thuocdo_criteria::set::NodeId;

/// Rankings of a round with one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// One per ranking group, in order of group code.
    pub groups: Vec<GroupRanking>,
}

/// Ranking of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRanking {
    /// Group code.
    pub group: String,
    /// Ranked units, best first, equals in order of unit code.
    pub entries: Vec<Entry>,
    /// Units without rank, in order of code.
    pub unranked: Vec<Unranked>,
    /// Rankings of the main sections: (section, entries).
    pub sections: Vec<(NodeId, Vec<Entry>)>,
}

/// One ranked unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index into the scorecards.
    pub card: usize,
    /// Rank from 1.
    pub rank: u32,
    /// How many units share it, this one included.
    pub shared_by: u32,
    /// What was compared (points, attainment or step).
    pub value: Number,
}

/// One unit without rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unranked {
    /// Index into the scorecards.
    pub card: usize,
    /// Why.
    pub ground: UnrankedGround,
}

/// Why a unit has no rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnrankedGround {
    /// Not assessed, with the ground given.
    Excluded(String),
    /// No criterion applies.
    NothingApplicable,
    /// Fewer criteria with data than the set asks for.
    TooFewData,
    /// A mandatory prerequisite that blocks rank is not met.
    Mandatory(NodeId),
}
