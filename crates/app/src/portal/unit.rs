//! The page of one unit: its result, where it stands against its group, and every number with its reason.

use super::figure::Figure;
use super::head::{GroupLink, RoundView, UnitLink};
use super::ranking::{Gap, GradeView};

/// A unit's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitView {
    /// The round.
    pub round: RoundView,
    /// Its group.
    pub group: GroupLink,
    /// The unit.
    pub unit: UnitLink,
    /// Name of its class.
    pub class: Option<String>,
    /// Units it was merged from.
    pub merged_from: Vec<UnitLink>,
    /// Rank, number of ranked units, how many share the rank.
    pub rank: Option<(u32, usize, u32)>,
    /// What changed since the period before.
    pub change: Option<ChangeView>,
    /// Why it has no rank.
    pub unranked: Option<String>,
    /// Whether it has any points; without, none of its zeros say anything.
    pub has_points: bool,
    /// Total points.
    pub points: Figure,
    /// Its maximum.
    pub max: String,
    /// Attainment in per cent.
    pub attainment: Option<Figure>,
    /// Mean points of the group.
    pub group_mean: Option<Figure>,
    /// Index value.
    pub index: Option<String>,
    /// Value in the set that this one feeds.
    pub converted: Option<String>,
    /// Grade.
    pub grade: Option<GradeView>,
    /// What led to the grade.
    pub grade_facts: Vec<String>,
    /// Grades of sections: title and grade.
    pub section_grades: Vec<(String, String)>,
    /// Main sections against the group.
    pub profile: Vec<ProfileRow>,
    /// Criteria where it gained most on the group's mean.
    pub strong: Vec<Standing>,
    /// Criteria where it lost most.
    pub weak: Vec<Standing>,
    /// Layers of points, low to high.
    pub layers: Vec<String>,
    /// Differences of main sections between the first and the last layer.
    pub gaps: Vec<Gap>,
    /// All nodes in order.
    pub tree: Vec<TreeRow>,
    /// Steps of a maturity set.
    pub maturity: Option<MaturityView>,
    /// Other periods of the series, newest first.
    pub history: Vec<HistoryRow>,
    /// Units to compare with: the first and the neighbors.
    pub near: Vec<UnitLink>,
    /// Word of the criteria set in addresses, where the round has several.
    pub set: Option<String>,
}

/// What changed for a unit since the period before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// That period.
    pub period: String,
    /// Ranks won (positive) or lost.
    pub ranks: i64,
    /// Points won or lost with their sign, where both have the same scale.
    pub points: Option<String>,
    /// Whether the criteria set is another one, or another version.
    pub method_changed: bool,
}

/// A main section of a unit against its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Attainment of the unit; absent if nothing applies.
    pub me: Option<Figure>,
    /// Mean of the group.
    pub mean: Option<Figure>,
    /// Values between which four fifths of the group lie; absent in small groups.
    pub span: Option<(Figure, Figure)>,
    /// Distance from the mean in percentage points, with its sign.
    pub apart: Option<String>,
}

/// A criterion that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Attainment of the unit.
    pub me: Figure,
    /// Mean of the group.
    pub mean: Figure,
    /// Points more or less than the group's mean would give, with the sign.
    pub points: String,
}

/// A node on a unit's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the set.
    pub depth: u8,
    /// Whether it has children.
    pub section: bool,
    /// Written by us.
    pub illustrative: bool,
    /// State of the last layer.
    pub state: String,
    /// Applicable maximum.
    pub max: String,
    /// Points by layer; absent where the layer lacks the node.
    pub layers: Vec<Option<String>>,
    /// What was answered: label and value.
    pub answers: Vec<(String, String)>,
    /// How the points came about.
    pub trace: Vec<String>,
    /// Remark that goes with the answer.
    pub reason: Option<String>,
}

/// Maturity of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaturityView {
    /// Reached step from 1; 0 if none.
    pub reached: u32,
    /// Steps from low to high.
    pub steps: Vec<StepView>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// Name.
    pub name: String,
    /// Whether it is met.
    pub met: bool,
    /// Targets that apply.
    pub targets: u32,
    /// Of those, met.
    pub reached: u32,
    /// Criteria still missing: code and title.
    pub unmet: Vec<(String, String)>,
}

/// All units of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsView {
    /// The round.
    pub round: RoundView,
    /// Groups, each with its units in order of name.
    pub groups: Vec<(GroupLink, Vec<UnitLine>)>,
}

/// A unit in the list of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// The unit.
    pub unit: UnitLink,
    /// Rank.
    pub rank: Option<u32>,
    /// Points.
    pub points: String,
    /// Grade.
    pub grade: Option<GradeView>,
}

/// A period of the same series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Code of the round.
    pub round: String,
    /// Period.
    pub period: String,
    /// Rank and number of ranked units.
    pub rank: Option<(u32, usize)>,
    /// Points.
    pub points: String,
    /// Grade.
    pub grade: Option<String>,
}
