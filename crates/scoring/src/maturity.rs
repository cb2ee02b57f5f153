//! Which step a unit has reached, and what it still misses (mức độ).

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Direction, MaturityKey, MaturityRules, NodeId};

use crate::card::{Fact, Line, MaturityResult, State, StepResult};

/// Compares the values of all criteria with their targets; `None` for sets without steps.
pub(crate) fn reached(set: &CriteriaSet, lines: &[Line]) -> Option<MaturityResult> {
    let rules = set.maturity.as_ref()?;
    let mut steps: Vec<StepResult> = set.steps.iter().map(|_| StepResult::default()).collect();
    for (node, criterion) in set.criteria() {
        for target in &criterion.targets {
            let line = &lines[node.id.index()];
            if let (Some(step), Some(met)) = (steps.get_mut(target.step), met(line, &target.value, criterion.direction))
            {
                count(step, node.id, met);
            }
        }
    }
    let mut below = true;
    for step in &mut steps {
        let own = step.reached == step.targets;
        step.met = own && (below || !rules.cumulative);
        below &= own;
    }
    let reached = highest(rules, &steps);
    let key = key(rules, &steps, reached);
    Some(MaturityResult { reached, steps, key })
}

fn count(step: &mut StepResult, node: NodeId, met: bool) {
    step.targets += 1;
    if met {
        step.reached += 1;
    } else {
        step.unmet.push(node);
    }
}

/// Whether a target is met; `None` if it does not count for this unit.
fn met(line: &Line, target: &Number, direction: Direction) -> Option<bool> {
    let has = |wanted: fn(&Fact) -> bool| line.trace.facts().any(wanted);
    match line.state {
        State::Absent | State::Unscored => None,
        State::NotApplicable if has(|fact| *fact == Fact::LeftOut) => None,
        State::NotApplicable => Some(!has(|fact| *fact == Fact::ZeroByPolicy)),
        State::Missing | State::Refused | State::Held => Some(false),
        State::Scored => Some(line.value.as_ref().is_some_and(|value| match direction {
            Direction::Higher => value >= target,
            Direction::Lower => value <= target,
        })),
    }
}

fn highest(rules: &MaturityRules, steps: &[StepResult]) -> usize {
    if rules.contiguous {
        steps.iter().take_while(|step| step.met).count()
    } else {
        steps.iter().rposition(|step| step.met).map_or(0, |index| index + 1)
    }
}

fn key(rules: &MaturityRules, steps: &[StepResult], reached: usize) -> u32 {
    match rules.then_by {
        MaturityKey::None => 0,
        MaturityKey::NextStepMet => steps.get(reached).map_or(0, |step| step.reached),
        MaturityKey::AllMet => steps.iter().map(|step| step.reached).sum(),
    }
}
