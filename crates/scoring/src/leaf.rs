//! State and points of one criterion for one unit, in the order that the language reference fixes.

use thuocdo_base::Number;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{Direction, NaFallback, NaPolicy, Rebase, Scope, WhenMissing};

use crate::card::{BestShare, Fact, Line, Peers, Refusal, State, Trace};
use crate::cohort::Answer;
use crate::form::{Kind, Leaf};
use crate::peers::{Best, Spread};
use crate::recorder::{Forget, Recorder};
use crate::round::Round;
use crate::rule::{Case, NO_ANSWER, Outcome, Ruled, clamp, in_range, not_negative, run, zero};

/// Whether a criterion counts in the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// It counts.
    In,
    /// It is left out.
    Out,
    /// It is left out, and this node stretches what remains.
    Rebased(usize),
}

/// What is found before policies take effect.
enum Verdict<'s> {
    /// Not applicable, with the policy that holds.
    SetAside(Option<&'s NaPolicy>),
    /// Points given by a person.
    Direct(&'s Number),
    /// What the rule says.
    Ruled(Outcome),
}

/// One criterion of one unit, seen by all passes.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'r, 'a> {
    round: &'r Round<'a>,
    seat: usize,
    node: usize,
    leaf: &'r Leaf<'a>,
    max: &'r Number,
    answer: &'a Answer,
}

impl<'r, 'a> Desk<'r, 'a> {
    /// The criterion of a unit, unless it is a section or not in the unit's form.
    pub fn at(round: &'r Round<'a>, seat: usize, node: usize) -> Option<Self> {
        let slot = &round.form(seat).slots[node];
        let Kind::Leaf(leaf) = &slot.kind else { return None };
        let answer = round.seats[seat].subject.answers.get(node).and_then(Option::as_ref).unwrap_or(&NO_ANSWER);
        Some(Self { round, seat, node, leaf, max: &slot.max, answer })
    }

    fn case(&self) -> Case<'r> {
        Case {
            answer: self.answer,
            variables: &self.leaf.criterion.variables,
            max: self.max,
            unit: &self.round.seats[self.seat].subject.unit,
            inputs: &self.round.cohort.inputs,
        }
    }

    /// Fills the line of this criterion.
    pub fn fill<R: Recorder>(&self, line: &mut Line) -> Left {
        if !self.leaf.scored {
            line.state = State::Unscored;
            line.value = self.collected();
            return Left::In;
        }
        line.applicable.clone_from(self.max);
        let verdict = self.verdict::<R>(&mut line.trace);
        let left = self.settle::<R>(verdict, line);
        if self.round.set.rounding.each_criterion {
            self.round_points::<R>(line);
        }
        left
    }

    /// Yes or no of a criterion that is only collected, where it asks that.
    fn collected(&self) -> Option<Number> {
        let variable = match self.leaf.rule {
            ScoringRule::YesNo { answer, .. } => answer.index(),
            _ => self.leaf.criterion.variables.iter().position(|variable| variable.kind == AnswerKind::YesNo)?,
        };
        self.answer.values.get(variable)?.clone()
    }

    /// Policy and ground if the criterion is set aside before its rule is asked.
    fn set_aside(&self) -> Option<(Option<&'a NaPolicy>, Ground<'a>)> {
        let matches = &self.round.seats[self.seat].na_rules;
        if let Some(rule) = self.leaf.na_rules.iter().find(|rule| matches[**rule]) {
            return Some((Some(&self.round.set.not_applicable[*rule].policy), Ground::Rule(*rule as u16)));
        }
        self.answer.not_applicable.as_ref().map(|ground| (self.leaf.na, Ground::Answer(ground)))
    }

    fn verdict<R: Recorder>(&self, trace: &mut Trace) -> Verdict<'a> {
        if let Some((policy, ground)) = self.set_aside() {
            R::note(trace, || ground.fact());
            return Verdict::SetAside(policy);
        }
        if let Some(points) = &self.answer.points {
            R::note(trace, || Fact::DirectPoints);
            return Verdict::Direct(points);
        }
        let outcome = self.ruled::<R>(trace);
        if matches!(outcome, Outcome::NotApplicable) {
            Verdict::SetAside(self.leaf.na)
        } else {
            Verdict::Ruled(outcome)
        }
    }

    fn ruled<R: Recorder>(&self, trace: &mut Trace) -> Outcome {
        let outcome = match self.leaf.rule {
            ScoringRule::RelativeBest { .. } => self.relative_best::<R>(trace).unwrap_or_else(|stop| stop),
            ScoringRule::MinMax { .. } => self.min_max::<R>(trace).unwrap_or_else(|stop| stop),
            rule => run::<R>(rule, &self.case(), trace),
        };
        match outcome {
            Outcome::Share(..) | Outcome::Points(..) if !self.wholes_are_whole() => Outcome::Refused(Refusal::NotWhole),
            outcome => outcome,
        }
    }

    fn wholes_are_whole(&self) -> bool {
        let mut values = self.leaf.wholes.iter().filter_map(|whole| self.answer.values.get(whole.index())?.as_ref());
        values.all(Number::is_whole)
    }

    /// The value that this unit brings into the cohort of its criterion.
    fn relative_value(&self) -> Option<Number> {
        if !self.leaf.scored || self.set_aside().is_some() || self.answer.points.is_some() {
            return None;
        }
        if !self.wholes_are_whole() {
            return None;
        }
        let (value, may_be_negative) = match self.leaf.rule {
            ScoringRule::RelativeBest { value, .. } => (value, false),
            ScoringRule::MinMax { value, .. } => (value, true),
            _ => return None,
        };
        let value = self.case().read(value).ok()?;
        (may_be_negative || !value.is_negative()).then(|| value.into_owned())
    }

    /// The spread of the cohort; a unit outside of every cohort is measured by it all the same.
    fn spread(&self, scope: Scope) -> Option<&'r Spread> {
        let group = self.round.seats[self.seat].group;
        let make = || {
            let peers = self.round.peers(scope, group).iter();
            Spread::of(peers.filter_map(|peer| {
                let value = Desk::at(self.round, *peer, self.node)?.relative_value()?;
                Some((self.round.seats[*peer].subject.unit.as_str(), value))
            }))
        };
        self.round.spreads.get(self.node, scope, group, make).as_ref()
    }

    /// The cohort of a unit that nobody else is measured with.
    fn alone(&self, value: &Number) -> Spread {
        Spread::alone(&self.round.seats[self.seat].subject.unit, value)
    }

    fn note_spread<R: Recorder>(spread: &Spread, direction: Direction, scope: Scope, trace: &mut Trace) {
        R::note(trace, || {
            let (worst, best, holders) = spread.sides(direction);
            let (worst, best, holders) = (worst.clone(), best.clone(), holders.to_vec());
            Fact::Cohort(Box::new(Peers { worst, best, holders, scope }))
        });
    }

    fn relative_best<R: Recorder>(&self, trace: &mut Trace) -> Ruled {
        let ScoringRule::RelativeBest { value, direction, scope, zero: policy } = self.leaf.rule else {
            return Err(Outcome::Missing);
        };
        let value = self.case().read_or_stop::<R>(value, *policy, trace)?;
        not_negative(&value)?;
        let alone = self.alone(&value);
        let spread = self.spread(*scope).unwrap_or(&alone);
        Self::note_spread::<R>(spread, *direction, *scope, trace);
        let share = match direction {
            Direction::Higher => value.divided_by(&spread.most),
            Direction::Lower => Some(spread.least.divided_by(&value).unwrap_or(Number::ONE)),
        };
        let share = clamp::<R>(share.ok_or_else(|| zero::<R>(*policy, trace))?, trace);
        Ok(Outcome::Share(share, Some(value.into_owned())))
    }

    fn min_max<R: Recorder>(&self, trace: &mut Trace) -> Ruled {
        let ScoringRule::MinMax { value, direction, scope, equal, low, high, zero: policy } = self.leaf.rule else {
            return Err(Outcome::Missing);
        };
        let value = self.case().read_or_stop::<R>(value, *policy, trace)?;
        let alone = self.alone(&value);
        let spread = self.spread(*scope).unwrap_or(&alone);
        Self::note_spread::<R>(spread, *direction, *scope, trace);
        let gap = match direction {
            Direction::Higher => &*value - &spread.least,
            Direction::Lower => &spread.most - &*value,
        };
        let share = match gap.divided_by(&(&spread.most - &spread.least)) {
            Some(position) => low + &(&(high - low) * &clamp::<R>(position, trace)),
            None => equal.clone(),
        };
        Ok(Outcome::Share(share, Some(value.into_owned())))
    }

    /// The share this unit reached by its rule or by direct points, if it is scored.
    fn own_share(&self) -> Option<Number> {
        if !self.leaf.scored {
            return None;
        }
        match self.verdict::<Forget>(&mut Trace::default()) {
            Verdict::Ruled(Outcome::Share(share, _)) => Some(share),
            Verdict::Ruled(Outcome::Points(points, _)) => Some(points.divided_by(self.max).unwrap_or_default()),
            Verdict::Direct(points) if in_range(points, self.max) => {
                Some(points.divided_by(self.max).unwrap_or_default())
            }
            _ => None,
        }
    }

    fn best(&self, scope: Scope) -> Option<&'r Best> {
        let group = self.round.seats[self.seat].group;
        let make = || {
            let peers = self.round.peers(scope, group).iter();
            Best::of(peers.filter_map(|peer| {
                let share = Desk::at(self.round, *peer, self.node)?.own_share()?;
                Some((self.round.seats[*peer].subject.unit.as_str(), share))
            }))
        };
        self.round.bests.get(self.node, scope, group, make).as_ref()
    }

    fn settle<R: Recorder>(&self, verdict: Verdict<'_>, line: &mut Line) -> Left {
        match verdict {
            Verdict::SetAside(policy) => {
                line.state = State::NotApplicable;
                return self.apply::<R>(policy, line);
            }
            Verdict::Direct(points) if !in_range(points, self.max) => refuse::<R>(Refusal::OutOfRange, line),
            Verdict::Direct(points) => self.give_points::<R>(points.clone(), None, line),
            Verdict::Ruled(Outcome::Share(share, value)) => {
                line.points = times(self.max, &share);
                if R::KEEPS {
                    line.value = Some(value.unwrap_or_else(|| share.clone()));
                }
                R::note(&mut line.trace, || Fact::Share(share));
            }
            Verdict::Ruled(Outcome::Points(points, value)) => self.give_points::<R>(points, value, line),
            Verdict::Ruled(Outcome::Refused(refusal)) => refuse::<R>(refusal, line),
            Verdict::Ruled(Outcome::Held(input)) => {
                line.state = State::Held;
                R::note(&mut line.trace, || Fact::WaitsFor(input));
            }
            Verdict::Ruled(Outcome::Missing | Outcome::NotApplicable) => return self.missing::<R>(line),
        }
        Left::In
    }

    fn give_points<R: Recorder>(&self, points: Number, value: Option<Number>, line: &mut Line) {
        if R::KEEPS {
            line.value = value.or_else(|| points.divided_by(self.max));
        }
        line.points = points;
    }

    fn missing<R: Recorder>(&self, line: &mut Line) -> Left {
        line.state = State::Missing;
        R::note(&mut line.trace, || Fact::NoAnswer);
        match self.leaf.criterion.when_missing {
            _ if !self.round.cohort.closed => {}
            WhenMissing::Zero => {}
            WhenMissing::CarryOver => self.carry_over::<R>(line),
            WhenMissing::Exclude => {
                leave_out::<R>(line);
                return Left::Out;
            }
        }
        Left::In
    }

    fn carry_over<R: Recorder>(&self, line: &mut Line) {
        match &self.answer.previous {
            Some(previous) if !in_range(previous, self.max) => refuse::<R>(Refusal::OutOfRange, line),
            Some(previous) => {
                line.state = State::Scored;
                self.give_points::<R>(previous.clone(), None, line);
                R::note(&mut line.trace, || Fact::CarriedOver);
            }
            None => {}
        }
    }

    fn apply<R: Recorder>(&self, policy: Option<&NaPolicy>, line: &mut Line) -> Left {
        match policy {
            None => refuse::<R>(Refusal::NoPolicy, line),
            Some(NaPolicy::FullPoints) => self.full_points::<R>(line),
            Some(NaPolicy::Zero) => R::note(&mut line.trace, || Fact::ZeroByPolicy),
            Some(NaPolicy::Exclude { rebase }) => {
                leave_out::<R>(line);
                return match rebase {
                    Rebase::None => Left::Out,
                    Rebase::At(node) => Left::Rebased(node.index()),
                    Rebase::Parent => Left::Rebased(self.round.form(self.seat).slots[self.node].parent),
                };
            }
            Some(NaPolicy::CohortBest { scope, fallback }) => return self.cohort_best::<R>(*scope, *fallback, line),
        }
        Left::In
    }

    fn full_points<R: Recorder>(&self, line: &mut Line) {
        R::note(&mut line.trace, || Fact::FullPoints);
        line.points = self.max.clone();
    }

    fn cohort_best<R: Recorder>(&self, scope: Scope, fallback: NaFallback, line: &mut Line) -> Left {
        if let Some(best) = self.best(scope) {
            line.points = times(self.max, &best.share);
            R::note(&mut line.trace, || {
                let (share, holders) = (best.share.clone(), best.holders.clone());
                Fact::CohortBest(Box::new(BestShare { share, holders, scope }))
            });
            return Left::In;
        }
        R::note(&mut line.trace, || Fact::NoCohortBest);
        match fallback {
            NaFallback::FullPoints => self.full_points::<R>(line),
            NaFallback::Zero => R::note(&mut line.trace, || Fact::ZeroByPolicy),
            NaFallback::Exclude => {
                leave_out::<R>(line);
                return Left::Out;
            }
            NaFallback::Refuse => refuse::<R>(Refusal::NoCohortBest, line),
        }
        Left::In
    }

    fn round_points<R: Recorder>(&self, line: &mut Line) {
        let rounding = &self.round.set.rounding;
        let rounded = line.points.rounded(rounding.decimals, rounding.mode);
        if rounded != line.points {
            let before = std::mem::replace(&mut line.points, rounded);
            R::note(&mut line.trace, || Fact::Rounded(before));
        }
    }
}

/// Why a criterion is set aside before its rule is asked.
enum Ground<'a> {
    Rule(u16),
    Answer(&'a str),
}

impl Ground<'_> {
    fn fact(&self) -> Fact {
        match self {
            Self::Rule(rule) => Fact::NotApplicableByRule(*rule),
            Self::Answer(ground) => Fact::NotApplicableByAnswer((*ground).to_owned()),
        }
    }
}

/// The maximum times a share; a full share needs no arithmetic.
fn times(max: &Number, share: &Number) -> Number {
    if *share == Number::ONE { max.clone() } else { max * share }
}

fn refuse<R: Recorder>(refusal: Refusal, line: &mut Line) {
    line.state = State::Refused;
    R::note(&mut line.trace, || Fact::Refused(refusal));
}

fn leave_out<R: Recorder>(line: &mut Line) {
    line.applicable = Number::ZERO;
    R::note(&mut line.trace, || Fact::LeftOut);
}

impl Line {
    /// A line that says nothing but its state.
    pub(crate) fn blank(state: State) -> Self {
        let (points, applicable, nominal) = (Number::ZERO, Number::ZERO, Number::ZERO);
        Self { state, points, applicable, nominal, value: None, trace: Trace::default() }
    }
}
