//! One rule on one answer: total on every input, exact, without looking at other units.

use thuocdo_base::{Number, read};
use thuocdo_criteria::expr::{Expr, NoValue, Test};
use thuocdo_criteria::rule::{
    AnswerKind, AnswerOption, BracketStep, BracketTest, Counter, FormulaCase, Otherwise, ScoringRule, VarId, Variable,
    ZeroPolicy,
};
use thuocdo_criteria::set::Direction;

use crate::card::{CutReason, Fact, Refusal, Trace};
use crate::case::{Case, Gain, Ruled, Stop, stop};
use crate::recorder::Recorder;
use crate::rule_lists;

/// Runs a rule that does not look at the cohort.
pub(crate) fn run<'a, R: Recorder>(
    rule: &'a ScoringRule,
    case: &Case<'a>,
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    match rule {
        ScoringRule::Points { points } => points_rule(case, *points, gain),
        ScoringRule::Ratio { .. } => ratio::<R>(rule, case, gain, trace),
        ScoringRule::Brackets { value, steps, otherwise, zero } => {
            let mut slot = Number::ZERO;
            let value = case.read_or_stop(value, *zero, &mut slot)?;
            brackets::<R>(value, steps, otherwise, gain, trace)
        }
        ScoringRule::Option { choice, options } => option::<R>(case, *choice, options, gain, trace),
        ScoringRule::YesNo { answer, yes, no } => yes_no::<R>(case.needed(*answer)?, yes, no, gain),
        ScoringRule::Parts { parts } => rule_lists::parts::<R>(case, parts, gain, trace),
        ScoringRule::Every { done, of, otherwise, zero } => every::<R>(case, [done, of], otherwise, *zero, gain),
        ScoringRule::Count { count, each, cap } => {
            let mut slot = Number::ZERO;
            let count = case.read_or_stop(count, ZeroPolicy::Refuse, &mut slot)?;
            counted::<R>(count, each, cap.as_ref(), case.max, gain)
        }
        ScoringRule::BestOf { cases } => rule_lists::best_of::<R>(case, cases, gain, trace),
        // The parser lets these stand only at the top, where the cohort pass takes them.
        ScoringRule::RelativeBest { .. } | ScoringRule::MinMax { .. } => Err(Stop::Refused(Refusal::NoCohortBest)),
        ScoringRule::Target { .. } => target::<R>(rule, case, gain, trace),
        ScoringRule::Deduct { counters } => deduct(case, counters, gain),
        ScoringRule::Lookup { value, table } => {
            let mut slot = Number::ZERO;
            let value = case.read_or_stop(value, ZeroPolicy::Refuse, &mut slot)?;
            lookup::<R>(value, table, gain, trace)
        }
        ScoringRule::Mean { .. } => rule_lists::mean::<R>(rule, case, gain, trace),
        ScoringRule::Tally { .. } => rule_lists::tally::<R>(rule, case, gain, trace),
        ScoringRule::Formula { cases, choice, zero } => formula::<R>(case, cases, *choice, *zero, gain, trace),
        ScoringRule::Publication { input, field, out_of } => {
            publication::<R>(case, (*input, field), out_of, gain, trace)
        }
        ScoringRule::WeightedRows { .. } => rule_lists::weighted_rows::<R>(rule, case, gain, trace),
        ScoringRule::Unscored => Err(Stop::Missing),
    }
}

/// What a zero policy gives, unless it sets aside or refuses.
pub(crate) fn at_zero(policy: ZeroPolicy) -> Option<Number> {
    match policy {
        ZeroPolicy::Full => Some(Number::ONE),
        ZeroPolicy::Zero => Some(Number::ZERO),
        ZeroPolicy::NotApplicable | ZeroPolicy::Refuse => None,
    }
}

/// Limits a share to 0…1.
pub(crate) fn clamp<R: Recorder>(share: Number, trace: &mut Trace) -> Number {
    let Some((reason, limit)) = outside(&share) else { return share };
    R::note(trace, || Fact::Cut(reason));
    limit
}

/// The end of 0…1 that a share lies beyond.
#[inline]
fn outside(share: &Number) -> Option<(CutReason, Number)> {
    if share.is_negative() {
        Some((CutReason::BelowZero, Number::ZERO))
    } else if *share > Number::ONE {
        Some((CutReason::AboveFull, Number::ONE))
    } else {
        None
    }
}

/// Counts and parts of ratios may not be negative.
pub(crate) fn not_negative(value: &Number) -> Result<(), Stop> {
    if value.is_negative() { Err(Stop::Refused(Refusal::Negative)) } else { Ok(()) }
}

/// Points must lie between 0 and the maximum.
pub(crate) fn in_range(points: &Number, max: &Number) -> bool {
    !points.is_negative() && points <= max
}

fn points_rule(case: &Case<'_>, points: VarId, gain: &mut Gain) -> Ruled {
    let points = case.needed(points)?;
    if !in_range(points, case.max) {
        return Err(Stop::Refused(Refusal::OutOfRange));
    }
    gain.points(points.clone(), None)
}

fn ratio<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let ScoringRule::Ratio { of, to, less, zero, .. } = rule else {
        return Err(Stop::Missing);
    };
    if let (Expr::Variable(of), Expr::Variable(to), None) = (of, to, less) {
        let (over, under) = (case.needed(*of)?, case.needed(*to)?);
        not_negative(over)?;
        not_negative(under)?;
        return quotient::<R>(rule, over, under, gain, trace);
    }
    let mut slots = [Number::ZERO, Number::ZERO, Number::ZERO];
    let [over, whole, part] = &mut slots;
    let over = case.read_or_stop(of, *zero, over)?;
    let whole = case.read_or_stop(to, *zero, whole)?;
    let less = less.as_ref().map(|less| case.read_or_stop(less, *zero, part)).transpose()?;
    not_negative(over)?;
    not_negative(whole)?;
    let Some(less) = less else {
        return quotient::<R>(rule, over, whole, gain, trace);
    };
    not_negative(less)?;
    let under = whole - less;
    not_negative(&under)?;
    quotient::<R>(rule, over, &under, gain, trace)
}

/// Divides, then cuts as the rule says.
#[inline]
fn quotient<R: Recorder>(
    rule: &ScoringRule,
    over: &Number,
    under: &Number,
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let ScoringRule::Ratio { complement, floor, full_at, zero, .. } = rule else {
        return Err(Stop::Missing);
    };
    if !gain.amount.assign_quotient(over, under) {
        return Err(Stop::Zero(*zero));
    }
    if *complement {
        gain.amount = &Number::ONE - &gain.amount;
    }
    if R::KEEPS {
        gain.value = Some(gain.amount.clone());
    }
    if let Some(share) = cut::<R>(&gain.amount, floor.as_ref(), full_at.as_ref(), trace) {
        gain.amount = share;
    }
    Ok(())
}

/// What a ratio counts as where that is not the ratio itself.
#[inline]
fn cut<R: Recorder>(
    value: &Number,
    floor: Option<&Number>,
    full_at: Option<&Number>,
    trace: &mut Trace,
) -> Option<Number> {
    let (reason, share) = if floor.is_some_and(|floor| value < floor) {
        (CutReason::BelowFloor, Number::ZERO)
    } else if full_at.is_some_and(|full| value >= full) {
        (CutReason::FullAt, Number::ONE)
    } else {
        outside(value)?
    };
    R::note(trace, || Fact::Cut(reason));
    Some(share)
}

fn brackets<R: Recorder>(
    value: &Number,
    steps: &[BracketStep],
    otherwise: &Number,
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let held = steps.iter().position(|step| match step.test {
        BracketTest::From => *value >= step.bound,
        BracketTest::Above => *value > step.bound,
        BracketTest::To => *value <= step.bound,
        BracketTest::Under => *value < step.bound,
    });
    R::note(trace, || Fact::Branch(held.map(|index| index as u16)));
    let share = held.map_or(otherwise, |index| &steps[index].share);
    gain.share_of::<R>(share.clone(), || value.clone())
}

fn option<R: Recorder>(
    case: &Case<'_>,
    choice: VarId,
    options: &[AnswerOption],
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let chosen = case.needed(choice)?.to_i64().and_then(|index| usize::try_from(index).ok());
    let index = chosen.and_then(|index| option_index(case, choice, options, index));
    let index = index.ok_or(Stop::Refused(Refusal::NoSuchOption))?;
    R::note(trace, || Fact::Branch(Some(index as u16)));
    gain.share(options[index].share.clone())
}

/// The option that an answered index means: rules of single classes may list other options.
fn option_index(case: &Case<'_>, choice: VarId, options: &[AnswerOption], index: usize) -> Option<usize> {
    match case.variables.get(choice.index()) {
        Some(Variable { kind: AnswerKind::Option(codes), .. }) if !case.aligned => {
            let code = codes.get(index)?;
            options.iter().position(|option| option.code == *code)
        }
        _ => (index < options.len()).then_some(index),
    }
}

fn yes_no<R: Recorder>(answer: &Number, yes: &Number, no: &Number, gain: &mut Gain) -> Ruled {
    let share = match (answer.is_zero(), *answer == Number::ONE) {
        (true, _) => no,
        (_, true) => yes,
        _ => return Err(Stop::Refused(Refusal::NoSuchOption)),
    };
    gain.share_of::<R>(share.clone(), || answer.clone())
}

fn every<'a, R: Recorder>(
    case: &Case<'a>,
    [done, of]: [&'a Expr; 2],
    otherwise: &Number,
    zero: ZeroPolicy,
    gain: &mut Gain,
) -> Ruled {
    let (mut first, mut second) = (Number::ZERO, Number::ZERO);
    let done = case.read_or_stop(done, zero, &mut first)?;
    let of = case.read_or_stop(of, zero, &mut second)?;
    not_negative(done)?;
    not_negative(of)?;
    let value = done.divided_by(of).ok_or(Stop::Zero(zero))?;
    let share = if done >= of { Number::ONE } else { otherwise.clone() };
    gain.share_of::<R>(share, || value)
}

fn counted<R: Recorder>(count: &Number, each: &Number, cap: Option<&Number>, max: &Number, gain: &mut Gain) -> Ruled {
    not_negative(count)?;
    let limit = cap.filter(|cap| *cap < max).unwrap_or(max);
    gain.is_points = true;
    gain.amount.assign_product(count, each);
    if gain.amount > *limit {
        gain.amount.clone_from(limit);
    }
    if R::KEEPS {
        gain.value = Some(count.clone());
    }
    Ok(())
}

fn target<'a, R: Recorder>(rule: &'a ScoringRule, case: &Case<'a>, gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let ScoringRule::Target { value, target, direction, otherwise, zero } = rule else {
        return Err(Stop::Missing);
    };
    let (mut first, mut second) = (Number::ZERO, Number::ZERO);
    let value = case.read_or_stop(value, *zero, &mut first)?;
    let target = case.read_or_stop(target, *zero, &mut second)?;
    R::note(trace, || Fact::Target(target.clone()));
    let (met, [reached, needed]) = match direction {
        Direction::Higher => (value >= target, [value, target]),
        Direction::Lower => (value <= target, [target, value]),
    };
    let share = match otherwise {
        _ if met => Number::ONE,
        Otherwise::Share(share) => share.clone(),
        Otherwise::Proportional => clamp::<R>(reached.divided_by(needed).ok_or(Stop::Zero(*zero))?, trace),
    };
    gain.share_of::<R>(share, || value.clone())
}

fn deduct(case: &Case<'_>, counters: &[Counter], gain: &mut Gain) -> Ruled {
    let mut share = Number::ONE;
    for counter in counters {
        let count = case.needed(counter.count)?;
        not_negative(count)?;
        share = &share - &(&counter.each * count);
    }
    gain.share(share.most(Number::ZERO))
}

fn lookup<R: Recorder>(value: &Number, table: &[(Number, Number)], gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let row = table.iter().position(|(at, _)| at == value);
    let row = row.ok_or(Stop::Refused(Refusal::NotInTable))?;
    R::note(trace, || Fact::Branch(Some(row as u16)));
    gain.share_of::<R>(table[row].1.clone(), || value.clone())
}

fn formula<R: Recorder>(
    case: &Case<'_>,
    cases: &[FormulaCase],
    choice: VarId,
    zero: ZeroPolicy,
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let chosen = match case.known(choice) {
        Some(number) => Some(chosen_case(number, cases.len()).ok_or(Stop::Refused(Refusal::NoSuchOption))?),
        None => first_case(case, cases).map_err(|fault| stop(fault, zero))?,
    };
    R::note(trace, || Fact::Branch(chosen.map(|index| index as u16)));
    let Some(index) = chosen else {
        return gain.points(Number::ZERO, None);
    };
    let points = cases[index].points.eval(case).map_err(|fault| stop(fault, zero))?;
    if !in_range(&points, case.max) {
        return Err(Stop::Refused(Refusal::OutOfRange));
    }
    gain.points(points, None)
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
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let row = case.inputs.get(input).and_then(|table| table.rows.get(case.unit));
    let text = row.and_then(|row| row.get(field)).map(|text| text.trim());
    let value = text.and_then(|text| Number::parse(text).or_else(|_| read::typed(text)).ok());
    let value = value.ok_or(Stop::Held(input as u16))?;
    let share = value.divided_by(out_of).ok_or(Stop::Refused(Refusal::ZeroDenominator))?;
    gain.share(clamp::<R>(share, trace))
}
