//! Criteria that have no points by their rule: not applicable, missing.

use std::sync::Arc;

use thuocdo_base::Number;
use thuocdo_criteria::set::{NaFallback, NaPolicy, Rebase, Scope, WhenMissing};

use crate::card::{BestShare, Fact, Line, Refusal, State};
use crate::leaf::{Desk, Left, refuse};
use crate::peers::best_share;
use crate::recorder::Recorder;
use crate::rule::in_range;

impl<'r, 'a> Desk<'r, 'a> {
    /// Policy and ground if the criterion is set aside before its rule is asked.
    #[inline]
    pub(crate) fn set_aside(&self) -> Option<(Option<&'a NaPolicy>, Ground<'a>)> {
        if self.leaf.na_rules.is_empty() && self.answer.not_applicable.is_none() {
            return None;
        }
        let matches = &self.seat.na_rules;
        if let Some(rule) = self.leaf.na_rules.iter().find(|rule| matches[**rule]) {
            return Some((Some(&self.round.set.not_applicable[*rule].policy), Ground::Rule(*rule as u16)));
        }
        self.answer.not_applicable.as_ref().map(|ground| (self.leaf.na, Ground::Answer(ground)))
    }

    /// No answer, and what that counts as.
    pub(crate) fn missing<R: Recorder>(&self, line: &mut Line) -> Left {
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
                self.give_points::<R>(previous, None, line);
                R::note(&mut line.trace, || Fact::CarriedOver);
            }
            None => {}
        }
    }

    /// Sets the criterion aside by the policy that holds.
    pub(crate) fn apply<R: Recorder>(&self, policy: Option<&NaPolicy>, line: &mut Line) -> Left {
        line.state = State::NotApplicable;
        match policy {
            None => refuse::<R>(Refusal::NoPolicy, line),
            Some(NaPolicy::FullPoints) => self.full_points::<R>(line),
            Some(NaPolicy::Zero) => R::note(&mut line.trace, || Fact::ZeroByPolicy),
            Some(NaPolicy::Exclude { rebase }) => {
                leave_out::<R>(line);
                return match rebase {
                    Rebase::None => Left::Out,
                    Rebase::At(node) => Left::Rebased(node.index()),
                    Rebase::Parent => Left::Rebased(self.slot.parent),
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
            line.points.assign_product(self.max, &best.share);
            R::note(&mut line.trace, || Fact::CohortBest(best.clone()));
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

    fn best(&self, scope: Scope) -> Option<&'r Arc<BestShare>> {
        let group = self.seat.group;
        let make = || {
            let peers = self.round.peers(scope, group).iter();
            let shares = peers.filter_map(|peer| {
                let peer = &self.round.seats[*peer];
                let share = Desk::at(self.round, peer, self.node)?.own_share()?;
                Some((peer.subject.unit.as_str(), share))
            });
            best_share(scope, shares)
        };
        self.round.bests.get(self.node, scope, group, make).as_ref()
    }
}

/// Why a criterion is set aside before its rule is asked.
pub(crate) enum Ground<'a> {
    /// A rule of the set, by index.
    Rule(u16),
    /// The answer, in these words.
    Answer(&'a str),
}

impl Ground<'_> {
    /// The ground as a fact.
    pub fn fact(&self) -> Fact {
        match self {
            Self::Rule(rule) => Fact::NotApplicableByRule(*rule),
            Self::Answer(ground) => Fact::NotApplicableByAnswer((*ground).to_owned()),
        }
    }
}

fn leave_out<R: Recorder>(line: &mut Line) {
    line.applicable = Number::ZERO;
    R::note(&mut line.trace, || Fact::LeftOut);
}
