//! What a rule reads and what it gives.

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::expr::{Expr, NoValue, Values};
use thuocdo_criteria::rule::{VarId, Variable, ZeroPolicy};

use crate::card::Refusal;
use crate::cohort::{Answer, InputTable};
use crate::recorder::Recorder;

/// An answer that says nothing.
pub(crate) static NO_ANSWER: Answer =
    Answer { values: Vec::new(), rows: BTreeMap::new(), points: None, previous: None, not_applicable: None };

/// What a rule may look at.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// The criterion's variables.
    pub variables: &'a [Variable],
    /// The maximum the rule works on.
    pub max: &'a Number,
    /// An answered index of the criterion's own option rule is that of the option.
    pub aligned: bool,
    /// Code of the unit, for other publications.
    pub unit: &'a str,
    /// Other publications.
    pub inputs: &'a [InputTable],
}

/// What a rule gives; filled in place, because it is made for every cell of a nation.
#[derive(Debug, Default)]
pub(crate) struct Gain {
    /// A share of the maximum, or points.
    pub amount: Number,
    /// Whether the amount is points.
    pub is_points: bool,
    /// The value it came from, where that is not the share itself; left out where nothing is kept.
    pub value: Option<Number>,
}

/// What stops a rule on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A needed variable has no value.
    Missing,
    /// A denominator is zero, and this is what that scores.
    Zero(ZeroPolicy),
    /// The answer cannot be scored.
    Refused(Refusal),
    /// Waits for this input.
    Held(u16),
}

/// Whether a rule came to its end; what it gives stands in the [`Gain`].
pub(crate) type Ruled = Result<(), Stop>;

impl Gain {
    /// A share that is its own value.
    pub fn share(&mut self, share: Number) -> Ruled {
        self.amount = share;
        Ok(())
    }

    /// A share that came from a value.
    pub fn share_of<R: Recorder>(&mut self, share: Number, value: impl FnOnce() -> Number) -> Ruled {
        self.amount = share;
        if R::KEEPS {
            self.value = Some(value());
        }
        Ok(())
    }

    /// Points that came from a value, unless that is their share of the maximum.
    pub fn points(&mut self, points: Number, value: Option<Number>) -> Ruled {
        self.amount = points;
        self.is_points = true;
        self.value = value;
        Ok(())
    }
}

impl Values for Case<'_> {
    fn value(&self, id: VarId) -> Option<&Number> {
        self.answer.values.get(id.index())?.as_ref()
    }

    fn max(&self) -> &Number {
        self.max
    }
}

impl<'a> Case<'a> {
    /// A variable, if it has a value.
    pub fn known(&self, id: VarId) -> Option<&'a Number> {
        self.answer.values.get(id.index())?.as_ref()
    }

    /// A variable that must have a value.
    pub fn needed(&self, id: VarId) -> Result<&'a Number, Stop> {
        self.known(id).ok_or(Stop::Missing)
    }

    /// Reads an expression; plain variables and constants are not copied, other values are kept in `slot`.
    pub fn read<'s>(&self, expr: &'a Expr, slot: &'s mut Number) -> Result<&'s Number, NoValue>
    where
        'a: 's,
    {
        match expr {
            Expr::Variable(id) => self.known(*id).ok_or(NoValue::Missing(*id)),
            Expr::Number(number) => Ok(number),
            other => {
                *slot = other.eval(self)?;
                Ok(slot)
            }
        }
    }

    /// Reads an expression; a missing variable or a division by zero stops the rule.
    pub fn read_or_stop<'s>(&self, expr: &'a Expr, policy: ZeroPolicy, slot: &'s mut Number) -> Result<&'s Number, Stop>
    where
        'a: 's,
    {
        self.read(expr, slot).map_err(|fault| stop(fault, policy))
    }
}

/// Why an expression without value stops a rule.
pub(crate) fn stop(fault: NoValue, policy: ZeroPolicy) -> Stop {
    match fault {
        NoValue::Missing(_) => Stop::Missing,
        NoValue::DividedByZero => Stop::Zero(policy),
    }
}
