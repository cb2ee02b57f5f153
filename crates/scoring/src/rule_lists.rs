//! Rules made of several pieces: parts, alternatives, items, survey counts, rows.

use std::collections::BTreeSet;

use thuocdo_base::Number;
use thuocdo_criteria::rule::{Part, ScoringRule, TallyGroup};

use crate::card::{Fact, Refusal, Trace};
use crate::case::{Case, Gain, Ruled, Stop};
use crate::recorder::{Forget, Recorder};
use crate::rule::{at_zero, clamp, not_negative, run};

/// What one part gives: into `whole` its share of the whole; answers its share of its own maximum, if that is
/// not zero and if anything is kept.
fn part<'a, R: Recorder>(case: &Case<'a>, part: &'a Part, whole: &mut Number) -> Result<Option<Number>, Stop> {
    let mut max = Number::ZERO;
    max.assign_product(&part.share, case.max);
    let inner = Case { max: &max, aligned: false, ..*case };
    let mut gain = Gain::default();
    match run::<Forget>(&part.rule, &inner, &mut gain, &mut Trace::default()) {
        Ok(()) => {}
        Err(Stop::Zero(policy)) => gain.share(at_zero(policy).ok_or(Stop::Zero(policy))?)?,
        Err(stop) => return Err(stop),
    }
    if gain.is_points {
        *whole = gain.amount.divided_by(case.max).unwrap_or_default();
        return Ok(if R::KEEPS { gain.amount.divided_by(&max) } else { None });
    }
    whole.assign_product(&part.share, &gain.amount);
    Ok(if R::KEEPS { Some(gain.amount) } else { None })
}

/// Sum of all parts; one without value leaves the criterion without value.
pub(crate) fn parts<'a, R: Recorder>(case: &Case<'a>, parts: &'a [Part], gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let mut whole = Number::ZERO;
    for (index, item) in parts.iter().enumerate() {
        let own = part::<R>(case, item, &mut whole);
        let own = own.inspect_err(|_| R::note(trace, || Fact::Part(index as u16, None)))?;
        R::note(trace, || Fact::Part(index as u16, own));
        gain.amount += &whole;
    }
    Ok(())
}

/// The greatest of the cases that have a value; the first among equals.
pub(crate) fn best_of<'a, R: Recorder>(
    case: &Case<'a>,
    cases: &'a [Part],
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let (mut best, mut whole) = (None, Number::ZERO);
    for (index, item) in cases.iter().enumerate() {
        match part::<R>(case, item, &mut whole) {
            Ok(own) => {
                R::note(trace, || Fact::Part(index as u16, own));
                if best.is_none() || whole > gain.amount {
                    best = Some(index as u16);
                    gain.amount.clone_from(&whole);
                }
            }
            Err(Stop::Missing) => R::note(trace, || Fact::Part(index as u16, None)),
            Err(stop) => return Err(stop),
        }
    }
    R::note(trace, || Fact::Branch(best));
    best.map(|_| ()).ok_or(Stop::Missing)
}

/// Mean of the items that have data.
pub(crate) fn mean<R: Recorder>(rule: &ScoringRule, case: &Case<'_>, gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let ScoringRule::Mean { items, table, out_of, min_items } = rule else {
        return Err(Stop::Missing);
    };
    let (mut total, mut known) = (Number::ZERO, 0u32);
    for item in items {
        if let Some(value) = case.known(*item) {
            total += &item_share(value, table, out_of)?;
            known += 1;
        }
    }
    R::note(trace, || Fact::Items(known, items.len() as u32));
    if known < (*min_items).max(1) {
        return Err(Stop::Missing);
    }
    let share = total.divided_by(&Number::from(i64::from(known))).ok_or(Stop::Missing)?;
    gain.share(share)
}

fn item_share(value: &Number, table: &[(Number, Number)], out_of: &Number) -> Result<Number, Stop> {
    if table.is_empty() {
        let share = value.divided_by(out_of).ok_or(Stop::Refused(Refusal::ZeroDenominator))?;
        return Ok(clamp::<Forget>(share, &mut Trace::default()));
    }
    let row = table.iter().find(|(at, _)| at == value);
    row.map(|(_, share)| share.clone()).ok_or(Stop::Refused(Refusal::NotInTable))
}

/// Survey answers counted by option, weighted between groups of respondents.
pub(crate) fn tally<R: Recorder>(rule: &ScoringRule, case: &Case<'_>, gain: &mut Gain, trace: &mut Trace) -> Ruled {
    let ScoringRule::Tally { groups, options, min_responses } = rule else {
        return Err(Stop::Missing);
    };
    let (mut total, mut weights, mut counted, mut answered) = (Number::ZERO, Number::ZERO, Number::ZERO, false);
    for (index, group) in groups.iter().enumerate() {
        let sums = group_sums(case, group, options)?;
        answered |= sums.answered;
        counted += &sums.counted;
        let mean = sums.weighted.divided_by(&sums.counted);
        if groups.len() > 1 {
            R::note(trace, || Fact::Part(index as u16, mean.clone()));
        }
        if let Some(mean) = mean {
            total += &(&group.weight * &mean);
            weights += &group.weight;
        }
    }
    R::note(trace, || Fact::Responses(counted.clone()));
    if !answered || counted < Number::from(i64::from(*min_responses)) {
        return Err(Stop::Missing);
    }
    let share = total.divided_by(&weights).ok_or(Stop::Missing)?;
    gain.share(share)
}

struct GroupSums {
    weighted: Number,
    counted: Number,
    answered: bool,
}

fn group_sums(case: &Case<'_>, group: &TallyGroup, options: &[(String, Option<Number>)]) -> Result<GroupSums, Stop> {
    let mut sums = GroupSums { weighted: Number::ZERO, counted: Number::ZERO, answered: false };
    for (count, (_, share)) in group.counts.iter().zip(options) {
        let Some(count) = case.known(*count) else { continue };
        not_negative(count)?;
        sums.answered = true;
        if let Some(share) = share {
            sums.weighted += &(count * share);
            sums.counted += count;
        }
    }
    Ok(sums)
}

/// Mean over subordinate units, weighted by their size.
pub(crate) fn weighted_rows<R: Recorder>(
    rule: &ScoringRule,
    case: &Case<'_>,
    gain: &mut Gain,
    trace: &mut Trace,
) -> Ruled {
    let ScoringRule::WeightedRows { value, weight, out_of, zero: policy } = rule else {
        return Err(Stop::Missing);
    };
    let (mut total, mut weights, mut both) = (Number::ZERO, Number::ZERO, 0u32);
    let rows: BTreeSet<u32> = case.answer.rows.keys().map(|(_, row)| *row).collect();
    for row in &rows {
        let cell = |variable: u16| case.answer.rows.get(&(variable, *row));
        if let (Some(value), Some(weight)) = (cell(value.0), cell(weight.0)) {
            not_negative(weight)?;
            not_negative(value)?;
            total += &(value * weight);
            weights += weight;
            both += 1;
        }
    }
    R::note(trace, || Fact::Items(both, rows.len() as u32));
    if both == 0 {
        return Err(Stop::Missing);
    }
    let mean = total.divided_by(&weights).ok_or(Stop::Zero(*policy))?;
    let share = mean.divided_by(out_of).ok_or(Stop::Refused(Refusal::ZeroDenominator))?;
    gain.share(clamp::<R>(share, trace))
}
