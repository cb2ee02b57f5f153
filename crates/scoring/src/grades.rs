//! Grades: bands, knock-outs, conditions, prerequisites, then downgrades (xếp loại, hạ bậc).

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Adjustment, Band, Blocks, Condition, ConditionFails, GradeBasis, GradeScale, NodeId};

use crate::card::{GradeFact, Grading, Line, Scorecard, State};
use crate::cohort::{InputTable, Subject};

/// Column of an input that holds the grade.
const GRADE: &str = "grade";

/// Grades the unit and every graded section of its form; units that are not assessed have no grade.
pub(crate) fn grade(set: &CriteriaSet, subject: &Subject, inputs: &[InputTable], card: &Scorecard) -> Vec<Grading> {
    if subject.excluded.is_some() {
        return Vec::new();
    }
    let mut grades = Vec::with_capacity(set.grade_scales.len());
    for (index, scale) in set.grade_scales.iter().enumerate() {
        let line = &card.lines[scale.of.index()];
        if matches!(line.state, State::Absent | State::Unscored) {
            continue;
        }
        let mut grading = Grading { node: scale.of, scale: index, before: None, band: None, facts: Vec::new() };
        propose(set, subject, scale, card, &mut grading);
        grading.band = grading.before;
        if scale.of == NodeId::ROOT {
            adjust(set, subject, inputs, scale, &mut grading);
        }
        grades.push(grading);
    }
    grades
}

/// Finds the band before adjustments.
fn propose(set: &CriteriaSet, subject: &Subject, scale: &GradeScale, card: &Scorecard, grading: &mut Grading) {
    if let Some(node) = card.failed.iter().find(|node| blocks_grade(set, **node, scale.of)) {
        grading.facts.push(GradeFact::MandatoryFailed(*node));
        return;
    }
    if let Some(with_trait) = scale.knock_out.iter().find(|knock_out| subject.traits.contains(knock_out)) {
        grading.facts.push(GradeFact::KnockedOut(with_trait.clone()));
        grading.before = scale.bands.len().checked_sub(1);
        return;
    }
    let Some(value) = graded_value(&card.lines[scale.of.index()], scale.basis) else { return };
    let reached = scale.bands.iter().position(|band| reaches(band, &value));
    let Some(first) = reached.filter(|band| !passes(&scale.bands[*band], &value)) else {
        grading.facts.push(GradeFact::Gap);
        return;
    };
    grading.before = Some(after_conditions(scale, first, card, &mut grading.facts));
}

/// Whether this failed prerequisite blocks grades of the node: it lies at or below it.
fn blocks_grade(set: &CriteriaSet, failed: NodeId, graded: NodeId) -> bool {
    let mut at = Some(failed);
    let below = std::iter::from_fn(|| {
        let here = at?;
        at = set.node(here).parent;
        Some(here)
    });
    set.node(failed).mandatory == Some(Blocks::Grade) && below.into_iter().any(|node| node == graded)
}

fn graded_value(line: &Line, basis: GradeBasis) -> Option<Number> {
    let attainment = line.attainment()?;
    Some(match basis {
        GradeBasis::Percent => &attainment * &Number::from(100),
        GradeBasis::Points => line.points.clone(),
    })
}

/// Whether the value meets the lower end of a band.
fn reaches(band: &Band, value: &Number) -> bool {
    band.from.as_ref().is_none_or(|end| *value > end.value || (end.closed && *value == end.value))
}

/// Whether the value passes the upper end of a band.
fn passes(band: &Band, value: &Number) -> bool {
    band.to.as_ref().is_some_and(|end| *value > end.value || (!end.closed && *value == end.value))
}

/// Goes down from the first band while a condition says so.
fn after_conditions(scale: &GradeScale, first: usize, card: &Scorecard, facts: &mut Vec<GradeFact>) -> usize {
    for (index, band) in scale.bands.iter().enumerate().skip(first) {
        let failed: Vec<usize> = (0..band.conditions.len()).filter(|i| !holds(&band.conditions[*i], card)).collect();
        let falls = failed.iter().find(|i| band.conditions[**i].otherwise == ConditionFails::NextLower);
        match falls {
            Some(condition) if index + 1 < scale.bands.len() => {
                facts.push(GradeFact::ConditionFailed(index, *condition));
            }
            _ => {
                let asks = |i: &usize| band.conditions[*i].otherwise == ConditionFails::Authority;
                facts.extend(failed.into_iter().filter(asks).map(|i| GradeFact::NeedsDecision(index, i)));
                return index;
            }
        }
    }
    first
}

/// Whether a condition holds; what does not apply to the unit is not asked of it.
fn holds(condition: &Condition, card: &Scorecard) -> bool {
    let line = &card.lines[condition.node.index()];
    match line.state {
        State::Absent | State::NotApplicable if line.applicable.is_zero() => true,
        State::Unscored => line.value.as_ref().is_some_and(|value| *value >= condition.at_least),
        _ => line.attainment().is_some_and(|attainment| attainment >= condition.at_least),
    }
}

/// Applies the downgrades in order.
fn adjust(set: &CriteriaSet, subject: &Subject, inputs: &[InputTable], scale: &GradeScale, grading: &mut Grading) {
    for (index, adjustment) in set.adjustments.iter().enumerate() {
        let Adjustment::Downgrade { input, classes, matches, steps, .. } = adjustment else { continue };
        let concerned = classes.as_ref().is_none_or(|list| subject.class.is_some_and(|class| list.contains(&class)));
        let Some(band) = grading.band.filter(|_| concerned) else { continue };
        let theirs = linked_grade(subject, inputs.get(*input));
        let translated = theirs.and_then(|grade| translate(scale, matches, grade));
        match (theirs, translated, &subject.accept_held) {
            (Some(grade), Some(their_band), _) if their_band > band => {
                let lowest = scale.bands.len().saturating_sub(1);
                grading.band = Some((band + usize::from(*steps)).min(lowest));
                grading.facts.push(GradeFact::Downgraded(index, grade.to_owned()));
            }
            (Some(grade), Some(_), _) => grading.facts.push(GradeFact::NotDowngraded(index, grade.to_owned())),
            (_, _, Some(reason)) => grading.facts.push(GradeFact::HeldAccepted(index, reason.clone())),
            (_, _, None) => {
                grading.band = None;
                grading.facts.push(GradeFact::HeldFor(index));
            }
        }
    }
}

fn linked_grade<'i>(subject: &Subject, input: Option<&'i InputTable>) -> Option<&'i str> {
    let grade = input?.rows.get(subject.linked.as_ref()?)?.get(GRADE)?.trim();
    (!grade.is_empty()).then_some(grade)
}

/// Our band that corresponds to their grade.
fn translate(scale: &GradeScale, matches: &[(String, String)], theirs: &str) -> Option<usize> {
    let ours = if matches.is_empty() {
        theirs
    } else {
        matches.iter().find(|(their_grade, _)| their_grade == theirs).map(|(_, ours)| ours.as_str())?
    };
    scale.bands.iter().position(|band| band.grade == ours)
}
