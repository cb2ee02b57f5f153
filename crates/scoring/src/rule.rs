//! One rule on one answer: total on every input, exact, without looking at other units.

use std::borrow::Cow;
use std::collections::BTreeMap;

use thuocdo_base::{Number, read};
use thuocdo_criteria::expr::{Expr, NoValue, Test, Values};
use thuocdo_criteria::rule::{
    AnswerKind, AnswerOption, BracketStep, BracketTest, Counter, FormulaCase, Otherwise, ScoringRule, VarId, Variable,
    ZeroPolicy,
};
use thuocdo_criteria::set::Direction;

use crate::card::{CutReason, Fact, Refusal, Trace};
use crate::cohort::{Answer, InputTable};
use crate::recorder::Recorder;
use crate::rule_lists;

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
    /// Code of the unit, for other publications.
    pub unit: &'a str,
    /// Other publications.
    pub inputs: &'a [InputTable],
}

/// What a rule says.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// A share of the maximum, and the value it came from where that is not the share itself.
    Share(Number, Option<Number>),
    /// Points, and the value they came from where that is not their share of the maximum.
    Points(Number, Option<Number>),
    /// A needed variable has no value.
    Missing,
    /// The zero policy says "not applicable".
    NotApplicable,
    /// The answer cannot be scored.
    Refused(Refusal),
    /// Waits for this input.
    Held(u16),
}

/// What a rule says, or what stopped it on the way.
pub(crate) type Ruled = Result<Outcome, Outcome>;

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
    pub fn needed(&self, id: VarId) -> Result<&'a Number, Outcome> {
        self.known(id).ok_or(Outcome::Missing)
    }

    /// Reads an expression; plain variables and constants are not copied.
    pub fn read(&self, expr: &'a Expr) -> Result<Cow<'a, Number>, NoValue> {
        match expr {
            Expr::Variable(id) => self.known(*id).map(Cow::Borrowed).ok_or(NoValue::Missing(*id)),
            Expr::Number(number) => Ok(Cow::Borrowed(number)),
            other => other.eval(self).map(Cow::Owned),
        }
    }

    /// Reads an expression; a missing variable or a division by zero stops the rule.
    pub fn read_or_stop<R: Recorder>(
        &self,
        expr: &'a Expr,
        policy: ZeroPolicy,
        trace: &mut Trace,
    ) -> Result<Cow<'a, Number>, Outcome> {
        self.read(expr).map_err(|fault| stop::<R>(fault, policy, trace))
    }
}

/// Runs a rule that does not look at the cohort.
pub(crate) fn run<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, trace: &mut Trace) -> Outcome {
    rule_or_stop::<R>(rule, case, trace).unwrap_or_else(|stop| stop)
}

fn rule_or_stop<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, trace: &mut Trace) -> Ruled {
    match rule {
        ScoringRule::Points { points } => points_rule(case, *points),
        ScoringRule::Ratio { .. } => ratio::<R>(rule, case, trace),
        ScoringRule::Brackets { value, steps, otherwise, zero } => {
            let value = case.read_or_stop::<R>(value, *zero, trace)?;
            Ok(brackets::<R>(&value, steps, otherwise, trace))
        }
        ScoringRule::Option { choice, options } => option::<R>(case, *choice, options, trace),
        ScoringRule::YesNo { answer, yes, no } => yes_no(case.needed(*answer)?, yes, no),
        ScoringRule::Parts { parts } => rule_lists::parts::<R>(case, parts, trace),
        ScoringRule::Every { done, of, otherwise, zero } => every::<R>(case, [done, of], otherwise, *zero, trace),
        ScoringRule::Count { count, each, cap } => {
            counted(&*case.read_or_stop::<R>(count, ZeroPolicy::Refuse, trace)?, each, cap.as_ref(), case.max)
        }
        ScoringRule::BestOf { cases } => rule_lists::best_of::<R>(case, cases, trace),
        // The parser lets these stand only at the top, where the cohort pass takes them.
        ScoringRule::RelativeBest { .. } | ScoringRule::MinMax { .. } => Err(Outcome::Refused(Refusal::NoCohortBest)),
        ScoringRule::Target { .. } => target::<R>(rule, case, trace),
        ScoringRule::Deduct { counters } => deduct(case, counters),
        ScoringRule::Lookup { value, table } => {
            lookup::<R>(case.read_or_stop::<R>(value, ZeroPolicy::Refuse, trace)?, table, trace)
        }
        ScoringRule::Mean { .. } => rule_lists::mean::<R>(rule, case, trace),
        ScoringRule::Tally { .. } => rule_lists::tally::<R>(rule, case, trace),
        ScoringRule::Formula { cases, choice, zero } => formula::<R>(case, cases, *choice, *zero, trace),
        ScoringRule::Publication { input, field, out_of } => publication::<R>(case, (*input, field), out_of, trace),
        ScoringRule::WeightedRows { .. } => rule_lists::weighted_rows::<R>(rule, case, trace),
        ScoringRule::Unscored => Ok(Outcome::Missing),
    }
}

/// Notes the zero policy and does what it says.
pub(crate) fn zero<R: Recorder>(policy: ZeroPolicy, trace: &mut Trace) -> Outcome {
    R::note(trace, || Fact::ZeroDenominator);
    match policy {
        ZeroPolicy::Full => Outcome::Share(Number::ONE, None),
        ZeroPolicy::Zero => Outcome::Share(Number::ZERO, None),
        ZeroPolicy::NotApplicable => Outcome::NotApplicable,
        ZeroPolicy::Refuse => Outcome::Refused(Refusal::ZeroDenominator),
    }
}

fn stop<R: Recorder>(fault: NoValue, policy: ZeroPolicy, trace: &mut Trace) -> Outcome {
    match fault {
        NoValue::Missing(_) => Outcome::Missing,
        NoValue::DividedByZero => zero::<R>(policy, trace),
    }
}

/// Limits a share to 0…1.
pub(crate) fn clamp<R: Recorder>(share: Number, trace: &mut Trace) -> Number {
    if share.is_negative() {
        R::note(trace, || Fact::Cut(CutReason::BelowZero));
        return Number::ZERO;
    }
    if share > Number::ONE {
        R::note(trace, || Fact::Cut(CutReason::AboveFull));
        return Number::ONE;
    }
    share
}

/// Counts and parts of ratios may not be negative.
pub(crate) fn not_negative(value: &Number) -> Result<(), Outcome> {
    if value.is_negative() { Err(Outcome::Refused(Refusal::Negative)) } else { Ok(()) }
}

/// Points must lie between 0 and the maximum.
pub(crate) fn in_range(points: &Number, max: &Number) -> bool {
    !points.is_negative() && points <= max
}

fn points_rule(case: &Case<'_>, points: VarId) -> Ruled {
    let points = case.needed(points)?;
    if !in_range(points, case.max) {
        return Err(Outcome::Refused(Refusal::OutOfRange));
    }
    Ok(Outcome::Points(points.clone(), None))
}

fn ratio<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, trace: &mut Trace) -> Ruled {
    let ScoringRule::Ratio { of, to, less, complement, floor, full_at, zero: policy } = rule else {
        return Err(Outcome::Missing);
    };
    let of = case.read_or_stop::<R>(of, *policy, trace)?;
    let mut under = case.read_or_stop::<R>(to, *policy, trace)?;
    let less = less.as_ref().map(|less| case.read_or_stop::<R>(less, *policy, trace)).transpose()?;
    not_negative(&of)?;
    not_negative(&under)?;
    if let Some(less) = less {
        not_negative(&less)?;
        under = Cow::Owned(&*under - &*less);
        not_negative(&under)?;
    }
    let Some(plain) = of.divided_by(&under) else {
        return Err(zero::<R>(*policy, trace));
    };
    let value = if *complement { &Number::ONE - &plain } else { plain };
    let share = cut::<R>(&value, floor.as_ref(), full_at.as_ref(), trace);
    Ok(Outcome::Share(share, Some(value)))
}

fn cut<R: Recorder>(value: &Number, floor: Option<&Number>, full_at: Option<&Number>, trace: &mut Trace) -> Number {
    if floor.is_some_and(|floor| value < floor) {
        R::note(trace, || Fact::Cut(CutReason::BelowFloor));
        return Number::ZERO;
    }
    if full_at.is_some_and(|full| value >= full) {
        R::note(trace, || Fact::Cut(CutReason::FullAt));
        return Number::ONE;
    }
    clamp::<R>(value.clone(), trace)
}

fn brackets<R: Recorder>(value: &Number, steps: &[BracketStep], otherwise: &Number, trace: &mut Trace) -> Outcome {
    let held = steps.iter().position(|step| match step.test {
        BracketTest::From => *value >= step.bound,
        BracketTest::Above => *value > step.bound,
        BracketTest::To => *value <= step.bound,
        BracketTest::Under => *value < step.bound,
    });
    R::note(trace, || Fact::Branch(held.map(|index| index as u16)));
    let share = held.map_or(otherwise, |index| &steps[index].share);
    Outcome::Share(share.clone(), Some(value.clone()))
}

fn option<R: Recorder>(case: &Case<'_>, choice: VarId, options: &[AnswerOption], trace: &mut Trace) -> Ruled {
    let chosen = case.needed(choice)?.to_i64().and_then(|index| usize::try_from(index).ok());
    let index = chosen.and_then(|index| option_index(case, choice, options, index));
    let index = index.ok_or(Outcome::Refused(Refusal::NoSuchOption))?;
    R::note(trace, || Fact::Branch(Some(index as u16)));
    Ok(Outcome::Share(options[index].share.clone(), None))
}

/// The option that an answered index means: rules of single classes may list other options.
fn option_index(case: &Case<'_>, choice: VarId, options: &[AnswerOption], index: usize) -> Option<usize> {
    let Some(Variable { kind: AnswerKind::Option(codes), .. }) = case.variables.get(choice.index()) else {
        return (index < options.len()).then_some(index);
    };
    let code = codes.get(index)?;
    if options.get(index).is_some_and(|option| option.code == *code) {
        return Some(index);
    }
    options.iter().position(|option| option.code == *code)
}

fn yes_no(answer: &Number, yes: &Number, no: &Number) -> Ruled {
    if answer.is_zero() {
        Ok(Outcome::Share(no.clone(), Some(Number::ZERO)))
    } else if *answer == Number::ONE {
        Ok(Outcome::Share(yes.clone(), Some(Number::ONE)))
    } else {
        Err(Outcome::Refused(Refusal::NoSuchOption))
    }
}

fn every<'a, R: Recorder>(
    case: &Case<'a>,
    [done, of]: [&'a Expr; 2],
    otherwise: &Number,
    policy: ZeroPolicy,
    trace: &mut Trace,
) -> Ruled {
    let done = case.read_or_stop::<R>(done, policy, trace)?;
    let of = case.read_or_stop::<R>(of, policy, trace)?;
    not_negative(&done)?;
    not_negative(&of)?;
    let Some(value) = done.divided_by(&of) else {
        return Err(zero::<R>(policy, trace));
    };
    let share = if done >= of { Number::ONE } else { otherwise.clone() };
    Ok(Outcome::Share(share, Some(value)))
}

fn counted(count: &Number, each: &Number, cap: Option<&Number>, max: &Number) -> Ruled {
    not_negative(count)?;
    let points = (count * each).least(max.clone());
    let points = cap.map_or(points.clone(), |cap| points.least(cap.clone()));
    Ok(Outcome::Points(points, Some(count.clone())))
}

fn target<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, trace: &mut Trace) -> Ruled {
    let ScoringRule::Target { value, target, direction, otherwise, zero: policy } = rule else {
        return Err(Outcome::Missing);
    };
    let value = case.read_or_stop::<R>(value, *policy, trace)?;
    let target = case.read_or_stop::<R>(target, *policy, trace)?;
    R::note(trace, || Fact::Target(target.clone().into_owned()));
    let (met, reached) = match direction {
        Direction::Higher => (value >= target, (&value, &target)),
        Direction::Lower => (value <= target, (&target, &value)),
    };
    let share = match otherwise {
        _ if met => Number::ONE,
        Otherwise::Share(share) => share.clone(),
        Otherwise::Proportional => match reached.0.divided_by(reached.1) {
            Some(share) => clamp::<R>(share, trace),
            None => return Err(zero::<R>(*policy, trace)),
        },
    };
    Ok(Outcome::Share(share, Some(value.into_owned())))
}

fn deduct(case: &Case<'_>, counters: &[Counter]) -> Ruled {
    let mut share = Number::ONE;
    for counter in counters {
        let count = case.needed(counter.count)?;
        not_negative(count)?;
        share = &share - &(&counter.each * count);
    }
    Ok(Outcome::Share(share.most(Number::ZERO), None))
}

fn lookup<R: Recorder>(value: Cow<'_, Number>, table: &[(Number, Number)], trace: &mut Trace) -> Ruled {
    let row = table.iter().position(|(at, _)| *at == *value);
    let row = row.ok_or(Outcome::Refused(Refusal::NotInTable))?;
    R::note(trace, || Fact::Branch(Some(row as u16)));
    Ok(Outcome::Share(table[row].1.clone(), Some(value.into_owned())))
}

fn formula<R: Recorder>(
    case: &Case<'_>,
    cases: &[FormulaCase],
    choice: VarId,
    policy: ZeroPolicy,
    trace: &mut Trace,
) -> Ruled {
    let chosen = match case.known(choice) {
        Some(number) => Some(chosen_case(number, cases.len()).ok_or(Outcome::Refused(Refusal::NoSuchOption))?),
        None => first_case(case, cases).map_err(|fault| stop::<R>(fault, policy, trace))?,
    };
    R::note(trace, || Fact::Branch(chosen.map(|index| index as u16)));
    let Some(index) = chosen else {
        return Ok(Outcome::Points(Number::ZERO, None));
    };
    let points = cases[index].points.eval(case).map_err(|fault| stop::<R>(fault, policy, trace))?;
    if !in_range(&points, case.max) {
        return Err(Outcome::Refused(Refusal::OutOfRange));
    }
    Ok(Outcome::Points(points, None))
}

fn chosen_case(number: &Number, cases: usize) -> Option<usize> {
    let index = usize::try_from(number.to_i64()?).ok()?.checked_sub(1)?;
    (index < cases).then_some(index)
}

fn first_case(case: &Case<'_>, cases: &[FormulaCase]) -> Result<Option<usize>, NoValue> {
    for (index, candidate) in cases.iter().enumerate() {
        let holds = candidate.when.as_ref().map_or(Ok(true), |test: &Test| test.holds(case))?;
        if holds {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn publication<R: Recorder>(
    case: &Case<'_>,
    (input, field): (usize, &str),
    out_of: &Number,
    trace: &mut Trace,
) -> Ruled {
    let row = case.inputs.get(input).and_then(|table| table.rows.get(case.unit));
    let text = row.and_then(|row| row.get(field)).map(|text| text.trim());
    let value = text.and_then(|text| Number::parse(text).or_else(|_| read::typed(text)).ok());
    let value = value.ok_or(Outcome::Held(input as u16))?;
    let share = value.divided_by(out_of).ok_or(Outcome::Refused(Refusal::ZeroDenominator))?;
    Ok(Outcome::Share(clamp::<R>(share, trace), None))
}
