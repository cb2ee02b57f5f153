//! What comes out: scorecards in which every number carries its trace.

use std::fmt;
use std::sync::Arc;

use thuocdo_base::Number;
use thuocdo_criteria::set::{ClassId, NodeId, Scope};

/// Scores of all units of a cohort (kết quả chấm điểm).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundScores {
    /// Hash of the criteria set.
    pub set_hash: String,
    /// Version of this crate, which is the version of the method's implementation.
    pub engine: &'static str,
    /// Scorecards in order of unit code.
    pub cards: Vec<Scorecard>,
}

/// One unit's result (bảng điểm).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scorecard {
    /// Code of the unit.
    pub unit: String,
    /// Ranking group.
    pub group: String,
    /// Class.
    pub class: Option<ClassId>,
    /// Lines of all nodes of the set, by node index; the root's is the total.
    pub lines: Vec<Line>,
    /// Points over applicable maximum of the whole set; `None` if nothing is applicable.
    pub attainment: Option<Number>,
    /// Attainment on the index scale (giá trị chỉ số).
    pub index_value: Option<Number>,
    /// Grade of the unit and of other graded nodes.
    pub grades: Vec<Grading>,
    /// Points taken off the total by adjustments: (index into the set's adjustments, points).
    pub deducted: Vec<(usize, Number)>,
    /// Maturity, for sets with steps.
    pub maturity: Option<MaturityResult>,
    /// Mandatory prerequisites that are not met.
    pub failed: Vec<NodeId>,
    /// Listed without rank, with this ground.
    pub excluded: Option<String>,
}

/// One node of a scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// State of the node.
    pub state: State,
    /// Points; zero unless the state gives some.
    pub points: Number,
    /// Maximum that applies to this unit.
    pub applicable: Number,
    /// Maximum of the unit's class before anything was left out.
    pub nominal: Number,
    /// Value of a criterion before it became points (tỷ lệ, số lượng).
    pub value: Option<Number>,
    /// How the points came about.
    pub trace: Trace,
}

/// State of one node for one unit. Missing, not applicable and zero are three different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not in the form of the unit's class.
    Absent,
    /// Has points.
    Scored,
    /// No answer (chưa có số liệu).
    Missing,
    /// Not applicable (không áp dụng).
    NotApplicable,
    /// The rule refuses the answer; see the trace.
    Refused,
    /// Waits for another publication.
    Held,
    /// Collected, never scored.
    Unscored,
}

/// How a number came about (diễn giải cách tính); `explain` turns it into sentences.
///
/// Facts stand in the order in which they took effect. Most lines have one, which is kept in place:
/// a nation has hundreds of thousands of lines.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trace {
    first: Option<Fact>,
    more: Vec<Fact>,
}

impl Trace {
    /// Notes a fact after those noted before.
    pub fn note(&mut self, fact: Fact) {
        if self.first.is_none() {
            self.first = Some(fact);
        } else {
            self.more.push(fact);
        }
    }

    /// Lists the facts in order.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.first.iter().chain(&self.more)
    }

    /// Says whether a fact was noted.
    pub fn contains(&self, wanted: &Fact) -> bool {
        self.facts().any(|fact| fact == wanted)
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.facts()).finish()
    }
}

/// One fact of a trace. Inputs are not repeated here: they are the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The rule gave this share of the maximum.
    Share(Number),
    /// Ratio below the floor, or at full points, or cut to 0…1.
    Cut(CutReason),
    /// Bracket, option, lookup row, formula case or alternative that counted, from 0; `None`: none held.
    Branch(Option<u16>),
    /// Share of one part: (index, share of the part's own maximum); `None`: without value.
    Part(u16, Option<Number>),
    /// The target that was compared.
    Target(Number),
    /// The cohort that the value was measured against.
    Cohort(Arc<Peers>),
    /// Items with data out of all items.
    Items(u32, u32),
    /// Counted answers of a survey.
    Responses(Number),
    /// The zero policy took effect.
    ZeroDenominator,
    /// Given by a person instead of the rule.
    DirectPoints,
    /// Points of the last publication were taken.
    CarriedOver,
    /// No answer; counted as the set says.
    NoAnswer,
    /// Not applicable by the set's rule with this index.
    NotApplicableByRule(u16),
    /// Not applicable by answer, on this ground.
    NotApplicableByAnswer(String),
    /// Policy: full points.
    FullPoints,
    /// Policy: best share of the cohort.
    CohortBest(Arc<BestShare>),
    /// Nobody set a best; the fallback took effect.
    NoCohortBest,
    /// Policy: left out.
    LeftOut,
    /// Policy: no points.
    ZeroByPolicy,
    /// Stretched from the applicable to the nominal maximum; these were points and maximum before.
    Rebased(Box<[Number; 2]>),
    /// Cut to the cap of a bonus or deduction; this was the number before.
    Capped(Number),
    /// Limited to the scale or to zero; this was the number before.
    Limited(Number),
    /// Bonus added by children.
    Bonus(Number),
    /// Deduction by children or adjustments.
    Deduction(Number),
    /// Rounded before going up; this was the unrounded number.
    Rounded(Number),
    /// Plain mean of these predecessors.
    MeanOfPredecessors(Vec<String>),
    /// Refused for this reason.
    Refused(Refusal),
    /// Waits for this input (index into the set's inputs).
    WaitsFor(u16),
}

/// Weakest and strongest value of a cohort (đơn vị cao nhất, thấp nhất của nhóm).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peers {
    /// Weakest value.
    pub worst: Number,
    /// Strongest value.
    pub best: Number,
    /// Units with the strongest value, in order of code, at most three.
    pub holders: Vec<String>,
    /// Whose values.
    pub scope: Scope,
}

/// The best share that any unit of a cohort reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestShare {
    /// The best share.
    pub share: Number,
    /// Units that reached it, in order of code, at most three.
    pub holders: Vec<String>,
    /// Whose best.
    pub scope: Scope,
}

/// Why a ratio is not what a ÷ b says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutReason {
    /// Above 1.
    AboveFull,
    /// Below 0.
    BelowZero,
    /// Below the floor.
    BelowFloor,
    /// Reached the share that gives full points.
    FullAt,
}

/// Why a rule refuses an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Denominator zero and the set does not say what that scores.
    ZeroDenominator,
    /// A count or part of a ratio is negative.
    Negative,
    /// Points outside 0…maximum.
    OutOfRange,
    /// No row of the table has this value.
    NotInTable,
    /// No such option or case.
    NoSuchOption,
    /// Not applicable, but the set has no policy for it.
    NoPolicy,
    /// Nobody sets the best of the cohort and the set refuses to guess.
    NoCohortBest,
    /// A number that must be whole is not.
    NotWhole,
    /// A predecessor of a merged unit is not in the cohort.
    NoPredecessor,
}

/// Grade of one node (xếp loại).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grading {
    /// Graded node; the root for the unit.
    pub node: NodeId,
    /// Index of the grade scale in the set.
    pub scale: usize,
    /// Band before adjustments, from 0 (best); `None`: in a gap or nothing applicable.
    pub before: Option<usize>,
    /// Band after adjustments; `None` also while held.
    pub band: Option<usize>,
    /// What led here.
    pub facts: Vec<GradeFact>,
}

/// A fact about a grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GradeFact {
    /// A trait led to the lowest band.
    KnockedOut(String),
    /// The value lies between two bands.
    Gap,
    /// This condition (band, index) failed and the authority must decide.
    NeedsDecision(usize, usize),
    /// This condition (band, index) failed, so the next band was tried.
    ConditionFailed(usize, usize),
    /// A mandatory prerequisite is not met.
    MandatoryFailed(NodeId),
    /// Fell by an adjustment: its index, their grade as printed.
    Downgraded(usize, String),
    /// An adjustment looked and found nothing to change: its index, their grade.
    NotDowngraded(usize, String),
    /// Held: an adjustment misses the linked body's result.
    HeldFor(usize),
    /// Held, but a signed override lets it stand; its reason.
    HeldAccepted(usize, String),
    /// More units have the grade than the quota allows: the authority decides.
    OverQuota(u32),
}

/// Maturity of a unit (mức độ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaturityResult {
    /// Reached step from 1; 0 if none.
    pub reached: usize,
    /// Each step with what it still misses.
    pub steps: Vec<StepResult>,
    /// Secondary key.
    pub key: u32,
}

/// One step for one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepResult {
    /// Whether all its targets are met (with those of lower steps, if cumulative).
    pub met: bool,
    /// Targets of the step that apply.
    pub targets: u32,
    /// Of those, met.
    pub reached: u32,
    /// Criteria whose target at this step is not met.
    pub unmet: Vec<NodeId>,
}

impl Scorecard {
    /// The total.
    pub fn total(&self) -> &Line {
        &self.lines[0]
    }

    /// The unit's own grade.
    pub fn grade(&self) -> Option<&Grading> {
        self.grades.iter().find(|grading| grading.node == NodeId::ROOT)
    }
}
