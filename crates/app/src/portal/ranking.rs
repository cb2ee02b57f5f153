//! The ranking page of one group: who stands where, by the total or by one main section.

use super::figure::Figure;
use super::head::{GroupLink, RoundView, UnitLink};

/// Rows on one page of a ranking.
pub const ROWS_PER_PAGE: usize = 100;

/// What a reader asked of a ranking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RankingQuery {
    /// Code of a main section; the total if absent or unknown.
    pub section: Option<String>,
    /// Order of the rows.
    pub order: Order,
    /// Text that names must contain, accents or not.
    pub search: String,
    /// Page from 1.
    pub page: usize,
}

/// Order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By rank.
    #[default]
    Rank,
    /// By the Vietnamese alphabet.
    Name,
    /// By change of rank, risers first.
    Change,
}

/// A ranking with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankingView {
    /// The round.
    pub round: RoundView,
    /// The group.
    pub group: GroupLink,
    /// Main sections, each with the group's mean.
    pub sections: Vec<SectionView>,
    /// Index into `sections` of the section that is ranked by.
    pub by: Option<usize>,
    /// Maximum that all share, as text; absent if units have different ones.
    pub max: Option<String>,
    /// Whether attainment or index says something that points do not.
    pub shows_index: bool,
    /// Rows of this page.
    pub rows: Vec<RankRow>,
    /// Rows that match the search, on all pages.
    pub found: usize,
    /// This page, from 1.
    pub page: usize,
    /// Number of pages.
    pub pages: usize,
    /// Ranked units of the group.
    pub ranked: usize,
    /// Units without rank, by ground.
    pub unranked: Vec<UnrankedGroup>,
    /// What stands out.
    pub summary: Option<Summary>,
    /// Periods of the series with this group, newest first: round and period.
    pub periods: Vec<(String, String)>,
    /// The period before, if there is one.
    pub before: Option<BeforeView>,
    /// Grades with the number of units, best first; empty without grades.
    pub grades: Vec<GradeCount>,
    /// All ranked units as dots on the scale.
    pub dots: Vec<Dot>,
    /// Differences between two layers, widest first; empty with one layer.
    pub gaps: Vec<Gap>,
    /// Names of the two layers that `gaps` compares.
    pub gap_layers: Option<(String, String)>,
    /// Steps of a maturity set with the number of units on each; empty for point sets.
    pub steps: Vec<StepCount>,
}

/// A main section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionView {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Mean attainment of the group in per cent.
    pub mean: Option<Figure>,
}

impl RankingView {
    /// Number of units without rank.
    pub fn without_rank(&self) -> usize {
        self.unranked.iter().map(|group| group.units.len()).sum()
    }
}

/// A ranked unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankRow {
    /// Rank.
    pub rank: u32,
    /// How many share it.
    pub shared_by: u32,
    /// The unit.
    pub unit: UnitLink,
    /// Points.
    pub points: Figure,
    /// Its own maximum.
    pub max: String,
    /// Index value.
    pub index: Option<String>,
    /// Ranks won (positive) or lost since the period before.
    pub change: Option<i64>,
    /// Points won or lost since then with their sign, where both have the same scale.
    pub points_change: Option<String>,
    /// Grade.
    pub grade: Option<GradeView>,
    /// Reached step and number of steps, for maturity sets.
    pub step: Option<(u32, usize)>,
    /// Targets missing for the next step, and its name.
    pub missing: Option<(usize, String)>,
    /// Attainment by main section, in the order of the sections.
    pub heat: Vec<Option<Figure>>,
    /// Whether the unit was merged from others.
    pub merged: bool,
}

/// A grade with its place among the grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeView {
    /// Name.
    pub name: String,
    /// Place from 0 (best).
    pub place: usize,
    /// Grade before adjustments, where it differs.
    pub before: Option<String>,
}

/// Units without rank for one ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnrankedGroup {
    /// Why.
    pub ground: String,
    /// Units in order of code.
    pub units: Vec<UnrankedRow>,
}

/// A unit without rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnrankedRow {
    /// The unit.
    pub unit: UnitLink,
    /// Points, where it has some.
    pub points: Option<String>,
}

/// What stands out in a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Units on the first rank, by name.
    pub leaders: Vec<UnitLink>,
    /// Their points.
    pub best: String,
    /// Last points.
    pub worst: String,
    /// Mean points.
    pub mean: Figure,
}

/// The period before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeView {
    /// Its period.
    pub period: String,
    /// Change of the mean with its sign, if both have the same scale.
    pub mean_change: Option<String>,
    /// Whether the criteria set is another one, or another version: changes are not of the units alone.
    pub method_changed: bool,
    /// Units that rose in rank.
    pub up: usize,
    /// Units ranked in both.
    pub both: usize,
    /// How points moved, where both have the same scale.
    pub moves: Option<Moves>,
}

/// How the points of a group moved; up, down, equal and new together are all ranked units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Units with more points.
    pub up: usize,
    /// Units with fewer.
    pub down: usize,
    /// Units with as many.
    pub equal: usize,
    /// Units that were not ranked before.
    pub new: usize,
    /// Who won most, and how much.
    pub most: Option<(UnitLink, String)>,
    /// Who lost most, and how much.
    pub least: Option<(UnitLink, String)>,
}

/// A grade and how many have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeCount {
    /// Name.
    pub name: String,
    /// Units.
    pub units: usize,
    /// Lower and upper end on the scale in ten-thousandths, where the scale is one of points or per cent.
    pub ends: Option<(u32, u32)>,
}

/// A unit as a dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Code of the unit.
    pub code: String,
    /// Name.
    pub name: String,
    /// Where.
    pub at: Figure,
}

/// A difference between two layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Code of the unit or section.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First layer.
    pub from: Figure,
    /// Second layer.
    pub to: Figure,
    /// Difference with its sign.
    pub difference: String,
    /// Its size in ten-thousandths of the maximum of the whole set.
    pub size: u32,
}

/// A step and how many reached it as their highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCount {
    /// Name; empty for "none reached".
    pub name: String,
    /// Units.
    pub units: usize,
}
