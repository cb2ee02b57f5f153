//! State and points of one criterion for one unit, in the order that the language reference fixes.

use std::sync::Arc;

use thuocdo_base::Number;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule, ZeroPolicy};
use thuocdo_criteria::set::{Direction, Scope};

use crate::card::{Fact, Line, Peers, Refusal, State, Trace};
use crate::case::{Case, Gain, NO_ANSWER, Ruled, Stop};
use crate::cohort::Answer;
use crate::form::{Kind, Leaf, Slot};
use crate::peers::Spread;
use crate::recorder::{Forget, Recorder};
use crate::round::{Round, Seat};
use crate::rule::{at_zero, clamp, in_range, not_negative, run};

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

/// One criterion of one unit, seen by all passes.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'r, 'a> {
    pub(crate) round: &'r Round<'a>,
    pub(crate) seat: &'r Seat<'a>,
    pub(crate) node: usize,
    pub(crate) leaf: &'r Leaf<'a>,
    pub(crate) slot: &'r Slot<'a>,
    pub(crate) max: &'r Number,
    pub(crate) answer: &'a Answer,
}

impl<'r, 'a> Desk<'r, 'a> {
    /// The criterion of a unit, unless it is a section or not in the unit's form.
    pub fn at(round: &'r Round<'a>, seat: &'r Seat<'a>, node: usize) -> Option<Self> {
        let slot = &round.forms[seat.form].slots[node];
        match &slot.kind {
            Kind::Leaf(leaf) => Some(Self::new(round, seat, node, slot, leaf)),
            Kind::Absent | Kind::Unscored | Kind::Section(_) => None,
        }
    }

    /// The criterion that a slot of the unit's form holds.
    pub fn new(round: &'r Round<'a>, seat: &'r Seat<'a>, node: usize, slot: &'r Slot<'a>, leaf: &'r Leaf<'a>) -> Self {
        let answer = seat.subject.answers.get(node).and_then(Option::as_ref).unwrap_or(&NO_ANSWER);
        Self { round, seat, node, leaf, slot, max: &slot.max, answer }
    }

    fn case(&self) -> Case<'r> {
        Case {
            answer: self.answer,
            variables: &self.leaf.criterion.variables,
            max: self.max,
            aligned: self.leaf.aligned,
            unit: &self.seat.subject.unit,
            inputs: &self.round.cohort.inputs,
        }
    }

    /// Fills the line of this criterion.
    pub fn fill<R: Recorder>(&self, line: &mut Line) -> Left {
        if !self.leaf.scored {
            line.state = State::Unscored;
            line.applicable = Number::ZERO;
            line.value = self.collected();
            return Left::In;
        }
        let left = self.settle::<R>(line);
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

    /// What the rule says.
    fn ruled<R: Recorder>(&self, gain: &mut Gain, trace: &mut Trace) -> Ruled {
        match self.leaf.rule {
            ScoringRule::RelativeBest { .. } => self.relative_best::<R>(gain, trace)?,
            ScoringRule::MinMax { .. } => self.min_max::<R>(gain, trace)?,
            rule => run::<R>(rule, &self.case(), gain, trace)?,
        }
        if self.wholes_are_whole() { Ok(()) } else { Err(Stop::Refused(Refusal::NotWhole)) }
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
        let mut slot = Number::ZERO;
        let value = self.case().read(value, &mut slot).ok()?;
        (may_be_negative || !value.is_negative()).then(|| value.clone())
    }

    /// The cohort that a value is measured by; a unit outside of every cohort is its own.
    fn peers(&self, scope: Scope, direction: Direction, value: &Number) -> Option<Arc<Peers>> {
        let group = self.seat.group;
        let make = || {
            let peers = self.round.peers(scope, group).iter();
            let values = peers.filter_map(|peer| {
                let peer = &self.round.seats[*peer];
                let value = Desk::at(self.round, peer, self.node)?.relative_value()?;
                Some((peer.subject.unit.as_str(), value))
            });
            Spread::of(scope, values)
        };
        if let Some(spread) = self.round.spreads.get(self.node, scope, group, make) {
            return Some(spread.side(direction).clone());
        }
        let alone = std::iter::once((self.seat.subject.unit.as_str(), value.clone()));
        Some(Spread::of(scope, alone)?.side(direction).clone())
    }

    fn relative_best<R: Recorder>(&self, gain: &mut Gain, trace: &mut Trace) -> Ruled {
        let ScoringRule::RelativeBest { value, direction, scope, zero } = self.leaf.rule else {
            return Err(Stop::Missing);
        };
        let mut slot = Number::ZERO;
        let value = self.case().read_or_stop(value, *zero, &mut slot)?;
        not_negative(value)?;
        let peers = self.peers(*scope, *direction, value).ok_or(Stop::Missing)?;
        let share = match direction {
            Direction::Higher => value.divided_by(&peers.best).ok_or(Stop::Zero(*zero)),
            Direction::Lower => Ok(peers.best.divided_by(value).unwrap_or(Number::ONE)),
        };
        R::note(trace, || Fact::Cohort(peers));
        gain.share_of::<R>(clamp::<R>(share?, trace), || value.clone())
    }

    fn min_max<R: Recorder>(&self, gain: &mut Gain, trace: &mut Trace) -> Ruled {
        let ScoringRule::MinMax { value, direction, scope, equal, low, high, zero } = self.leaf.rule else {
            return Err(Stop::Missing);
        };
        let mut slot = Number::ZERO;
        let value = self.case().read_or_stop(value, *zero, &mut slot)?;
        let peers = self.peers(*scope, *direction, value).ok_or(Stop::Missing)?;
        let position = (value - &peers.worst).divided_by(&(&peers.best - &peers.worst));
        R::note(trace, || Fact::Cohort(peers));
        let share = match position {
            Some(position) => low + &(&(high - low) * &clamp::<R>(position, trace)),
            None => equal.clone(),
        };
        gain.share_of::<R>(share, || value.clone())
    }

    /// The share this unit reached by its rule or by direct points, if it is scored.
    pub(crate) fn own_share(&self) -> Option<Number> {
        if !self.leaf.scored || self.set_aside().is_some() {
            return None;
        }
        let of_max = |points: &Number| points.divided_by(self.max).unwrap_or_default();
        if let Some(points) = &self.answer.points {
            return in_range(points, self.max).then(|| of_max(points));
        }
        let mut gain = Gain::default();
        match self.ruled::<Forget>(&mut gain, &mut Trace::default()) {
            Ok(()) if gain.is_points => Some(of_max(&gain.amount)),
            Ok(()) => Some(gain.amount),
            Err(Stop::Zero(policy)) => at_zero(policy),
            Err(_) => None,
        }
    }

    /// Decides state and points in the order of the reference.
    fn settle<R: Recorder>(&self, line: &mut Line) -> Left {
        if let Some((policy, ground)) = self.set_aside() {
            R::note(&mut line.trace, || ground.fact());
            return self.apply::<R>(policy, line);
        }
        if let Some(points) = &self.answer.points {
            return self.direct::<R>(points, line);
        }
        let mut gain = Gain::default();
        match self.ruled::<R>(&mut gain, &mut line.trace) {
            Ok(()) if gain.is_points => self.give_points::<R>(&gain.amount, gain.value, line),
            Ok(()) => self.give_share::<R>(&mut gain, line),
            Err(Stop::Zero(policy)) => return self.zero::<R>(policy, line),
            Err(Stop::Missing) => return self.missing::<R>(line),
            Err(Stop::Refused(refusal)) => refuse::<R>(refusal, line),
            Err(Stop::Held(input)) => {
                line.state = State::Held;
                R::note(&mut line.trace, || Fact::WaitsFor(input));
            }
        }
        Left::In
    }

    fn direct<R: Recorder>(&self, points: &Number, line: &mut Line) -> Left {
        R::note(&mut line.trace, || Fact::DirectPoints);
        if in_range(points, self.max) {
            self.give_points::<R>(points, None, line);
        } else {
            refuse::<R>(Refusal::OutOfRange, line);
        }
        Left::In
    }

    /// Does what the rule says about a zero denominator.
    fn zero<R: Recorder>(&self, policy: ZeroPolicy, line: &mut Line) -> Left {
        R::note(&mut line.trace, || Fact::ZeroDenominator);
        match (policy, at_zero(policy)) {
            (_, Some(share)) => {
                self.give_share::<R>(&mut Gain { amount: share, is_points: false, value: None }, line);
            }
            (ZeroPolicy::NotApplicable, None) => return self.apply::<R>(self.leaf.na, line),
            (_, None) => refuse::<R>(Refusal::ZeroDenominator, line),
        }
        Left::In
    }

    /// The share of the maximum; a full share needs no arithmetic.
    #[inline]
    fn give_share<R: Recorder>(&self, gain: &mut Gain, line: &mut Line) {
        if gain.amount == Number::ONE {
            line.points.clone_from(self.max);
        } else {
            line.points.assign_product(self.max, &gain.amount);
        }
        if R::KEEPS {
            line.value = Some(gain.value.take().unwrap_or_else(|| gain.amount.clone()));
        }
        R::note(&mut line.trace, || Fact::Share(std::mem::take(&mut gain.amount)));
    }

    pub(crate) fn give_points<R: Recorder>(&self, points: &Number, value: Option<Number>, line: &mut Line) {
        line.points.clone_from(points);
        if R::KEEPS {
            line.value = value.or_else(|| points.divided_by(self.max));
        }
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

/// Refuses the answer for this reason.
pub(crate) fn refuse<R: Recorder>(refusal: Refusal, line: &mut Line) {
    line.state = State::Refused;
    R::note(&mut line.trace, || Fact::Refused(refusal));
}

impl Line {
    /// A line that says nothing but its state.
    pub(crate) fn blank(state: State) -> Self {
        let (points, applicable, nominal) = (Number::ZERO, Number::ZERO, Number::ZERO);
        Self { state, points, applicable, nominal, value: None, trace: Trace::default() }
    }

    /// Makes this a line that says nothing but its state and its maxima.
    #[inline]
    pub(crate) fn reset<R: Recorder>(&mut self, state: State, nominal: &Number, applicable: &Number) {
        self.state = state;
        self.points = Number::ZERO;
        self.applicable.clone_from(applicable);
        if R::KEEPS {
            self.nominal.clone_from(nominal);
            self.value = None;
            self.trace = Trace::default();
        }
    }
}
