//! Scoring rules as data (cách tính điểm): a closed set of kinds, each total on every input.
//!
//! A rule turns the values of its variables into a share of the maximum, from 0 to 1, except where
//! its kind says points. Shares and points are exact.

use thuocdo_base::Number;

use crate::expr::{Expr, Test};
use crate::set::{Direction, Scope};

/// Index of a variable in [`Criterion::variables`](crate::set::Criterion::variables).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(pub u16);

impl VarId {
    /// This id as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something a person reports: `a`, `b`, an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name in answers: `a`, `b`, `option`, `p1.a`, `x`.
    pub name: String,
    /// Meaning in words.
    pub label: String,
    /// Measure, such as `máy`.
    pub measure: Option<String>,
    /// Kind of value.
    pub kind: AnswerKind,
    /// Given by the superior, not typed by the unit (P2).
    pub imposed: bool,
}

/// Kind of a reported value (loại câu trả lời).
///
/// Every value is a [`Number`] inside: yes is 1, no is 0, an option is its index from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// Any number.
    Number,
    /// A whole number, not negative.
    Whole,
    /// Yes or no.
    YesNo,
    /// One of the option codes.
    Option(Vec<String>),
    /// Numbers in rows: `x[1]`, `x[2]` …
    Rows,
}

/// What 0/0 scores: declared, never guessed (mẫu số bằng 0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ZeroPolicy {
    /// Full points.
    Full,
    /// No points.
    Zero,
    /// As if the criterion were not applicable.
    NotApplicable,
    /// Refused with a message.
    #[default]
    Refuse,
}

/// A scoring rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScoringRule {
    /// Points given directly; must lie between 0 and the maximum.
    Points {
        /// The points.
        points: VarId,
    },
    /// Ratio × maximum (P1, P2, P13, P14, P39).
    Ratio {
        /// Numerator.
        of: Expr,
        /// Denominator.
        to: Expr,
        /// Taken off the denominator (not yet due).
        less: Option<Expr>,
        /// Count what is left: 1 − ratio.
        complement: bool,
        /// Below this share nothing.
        floor: Option<Number>,
        /// From this share on full points.
        full_at: Option<Number>,
        /// Denominator zero.
        zero: ZeroPolicy,
    },
    /// Ordered steps on a value (P3, P38, P39).
    Brackets {
        /// The value.
        value: Expr,
        /// Steps, tried in order; the first that holds counts.
        steps: Vec<BracketStep>,
        /// Share if no step holds.
        otherwise: Number,
        /// Division by zero in the value.
        zero: ZeroPolicy,
    },
    /// Exactly one option (P4).
    Option {
        /// The chosen option.
        choice: VarId,
        /// Options with their shares.
        options: Vec<AnswerOption>,
    },
    /// Yes or no (P7).
    YesNo {
        /// The answer.
        answer: VarId,
        /// Share for yes.
        yes: Number,
        /// Share for no.
        no: Number,
    },
    /// Parts with shares of their own, added (P5, P8).
    Parts {
        /// Parts; their shares add up to 1.
        parts: Vec<Part>,
    },
    /// Full points only if every occurrence is met (P6, P17).
    Every {
        /// Met.
        done: Expr,
        /// Occurrences.
        of: Expr,
        /// Share if one is not met.
        otherwise: Number,
        /// No occurrence at all.
        zero: ZeroPolicy,
    },
    /// Points for each, up to a cap (P9).
    Count {
        /// How many.
        count: Expr,
        /// Points for each.
        each: Number,
        /// Most points; the maximum where not given.
        cap: Option<Number>,
    },
    /// The best of alternatives (P10).
    BestOf {
        /// Alternatives; `share` limits each.
        cases: Vec<Part>,
    },
    /// Relative to the best of the cohort (P11).
    RelativeBest {
        /// The value.
        value: Expr,
        /// Which way is better.
        direction: Direction,
        /// Whose best.
        scope: Scope,
        /// Best is zero, or a division by zero.
        zero: ZeroPolicy,
    },
    /// Position between worst and best of the cohort (P12).
    MinMax {
        /// The value.
        value: Expr,
        /// Which way is better.
        direction: Direction,
        /// Whose worst and best.
        scope: Scope,
        /// Share if all are equal.
        equal: Number,
        /// Share of the worst.
        low: Number,
        /// Share of the best.
        high: Number,
        /// Division by zero in the value.
        zero: ZeroPolicy,
    },
    /// Target of the period met (P15).
    Target {
        /// The value.
        value: Expr,
        /// The target.
        target: Expr,
        /// Which way is better.
        direction: Direction,
        /// Below it.
        otherwise: Otherwise,
        /// Division by zero.
        zero: ZeroPolicy,
    },
    /// Full points less a share per event (P16).
    Deduct {
        /// Counters.
        counters: Vec<Counter>,
    },
    /// Value looked up in a table (P33).
    Lookup {
        /// The value.
        value: Expr,
        /// (value, share) rows.
        table: Vec<(Number, Number)>,
    },
    /// Mean of the items that have data (P32, P34).
    Mean {
        /// Items.
        items: Vec<VarId>,
        /// Value → share; empty means value over `out_of`.
        table: Vec<(Number, Number)>,
        /// Full value of an item.
        out_of: Number,
        /// Fewer items with data than this: missing.
        min_items: u32,
    },
    /// Survey answers counted by option (P31, P32).
    Tally {
        /// Respondent groups; one without name if there is only one.
        groups: Vec<TallyGroup>,
        /// Shares by option; `None` is not counted (other, no opinion).
        options: Vec<(String, Option<Number>)>,
        /// Fewer counted answers in all than this: missing.
        min_responses: u32,
    },
    /// Conditional formulas over declared variables (P35).
    Formula {
        /// Cases in order; the first that holds is proposed.
        cases: Vec<FormulaCase>,
        /// Chosen case from 1, where the unit chose another.
        choice: VarId,
        /// Division by zero.
        zero: ZeroPolicy,
    },
    /// Read from another publication (P30).
    Publication {
        /// Index into the set's inputs.
        input: usize,
        /// Column read: `points`, `index` or another.
        field: String,
        /// Full value.
        out_of: Number,
    },
    /// Mean over subordinate units, weighted (P41).
    WeightedRows {
        /// Values in rows.
        value: VarId,
        /// Weights in rows.
        weight: VarId,
        /// Full value.
        out_of: Number,
        /// Weights add up to zero.
        zero: ZeroPolicy,
    },
    /// Collected, never scored (P24).
    Unscored,
}

/// One bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BracketStep {
    /// How the value is compared.
    pub test: BracketTest,
    /// The bound.
    pub bound: Number,
    /// Share of the maximum.
    pub share: Number,
}

/// Comparison of a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BracketTest {
    /// Value ≥ bound.
    From,
    /// Value > bound.
    Above,
    /// Value ≤ bound.
    To,
    /// Value < bound.
    Under,
}

/// An option with its share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerOption {
    /// Code in answers.
    pub code: String,
    /// Label.
    pub label: String,
    /// Share of the maximum.
    pub share: Number,
}

/// A part or a case: a rule under a share of the maximum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Code, the prefix of its variables.
    pub code: String,
    /// Label.
    pub label: String,
    /// Share of the maximum.
    pub share: Number,
    /// Its rule; never one that looks at the cohort.
    pub rule: ScoringRule,
}

/// A counter of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// How many (exempt ones already left out).
    pub count: VarId,
    /// Share of the maximum taken for each.
    pub each: Number,
}

/// A respondent group of a tally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyGroup {
    /// Name; empty if there is only one.
    pub name: String,
    /// Weight between groups.
    pub weight: Number,
    /// Counts, in the order of the options.
    pub counts: Vec<VarId>,
}

/// A conditional formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaCase {
    /// Label.
    pub label: String,
    /// Condition; `None` always holds.
    pub when: Option<Test>,
    /// Points.
    pub points: Expr,
}

/// What a target that is not met gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// This share.
    Share(Number),
    /// In proportion to the target.
    Proportional,
}
