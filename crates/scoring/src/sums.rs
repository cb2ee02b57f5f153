//! From the leaves up: how the lines of children make the line of a section.

use std::hint::black_box;

use thuocdo_base::{Number, Sum};
use thuocdo_criteria::set::{Aggregation, SectionRole};

use crate::card::{Fact, Line, State};
use crate::cohort::Answer;
use crate::form::{Branch, Form, Kind};
use crate::leaf::{Desk, Left};
use crate::recorder::Recorder;
use crate::round::Round;

/// Marks of one unit by node index, kept between units so that nothing is allocated again.
#[derive(Default)]
pub(crate) struct Marks {
    /// Something below was left out with a rebase that points here.
    pub rebase: Vec<bool>,
    /// The applicable maximum is less than the nominal one.
    pub short: Vec<bool>,
}

impl Marks {
    /// Forgets all marks and makes room for a form.
    pub fn clear(&mut self, nodes: usize) {
        for marks in [&mut self.rebase, &mut self.short] {
            marks.clear();
            marks.resize(nodes, false);
        }
    }
}

/// Lines of all criteria of a unit, with room for its sections.
pub(crate) fn leaves<R: Recorder>(round: &Round<'_>, seat: usize, lines: &mut Vec<Line>, marks: &mut Marks) {
    let place = &round.seats[seat];
    let form = &round.forms[place.form];
    lines.resize_with(form.slots.len(), || Line::blank(State::Absent));
    marks.clear(form.slots.len());
    read_ahead(&place.subject.answers);
    for (node, (slot, line)) in form.slots.iter().zip(lines.iter_mut()).enumerate() {
        match &slot.kind {
            Kind::Absent => line.reset::<R>(State::Absent, &slot.max, &Number::ZERO),
            Kind::Unscored => line.reset::<R>(State::Unscored, &slot.max, &Number::ZERO),
            Kind::Section(_) => {
                line.reset::<R>(State::Scored, &slot.max, &Number::ZERO);
                line.nominal.clone_from(&slot.max);
            }
            Kind::Leaf(leaf) => {
                line.reset::<R>(State::Scored, &slot.max, &slot.max);
                let left = Desk::new(round, place, node, slot, leaf).fill::<R>(line);
                marks.short[node] = left != Left::In;
                if let Left::Rebased(at) = left {
                    marks.rebase[at] |= at >= slot.edge;
                }
            }
        }
    }
}

/// Brings the answers of a unit close at once: a nation's do not fit the processor's caches, and waiting
/// for them one by one costs a fifth of the time.
fn read_ahead(answers: &[Option<Answer>]) {
    let near = answers.iter().flatten().filter(|answer| {
        let first = answer.values.first().is_some_and(Option::is_some);
        first & answer.not_applicable.is_none() & answer.points.is_none()
    });
    black_box(near.count());
}

/// Fills the lines of all sections below the root, deepest first.
pub(crate) fn sections<R: Recorder>(form: &Form<'_>, lines: &mut [Line], marks: &mut Marks) {
    for node in (1..lines.len()).rev() {
        section::<R>(form, node, lines, marks);
    }
}

/// Fills the line of one section from those of its children.
pub(crate) fn section<R: Recorder>(form: &Form<'_>, node: usize, lines: &mut [Line], marks: &mut Marks) {
    let slot = &form.slots[node];
    let Kind::Section(branch) = &slot.kind else { return };
    let (above, below) = lines.split_at_mut(node + 1);
    let Some(line) = above.last_mut() else { return };
    let kids = Kids { lines: below, first: node + 1, marks };
    let Some(applicable) = kids.applicable(form, branch, &slot.max) else {
        line.state = State::NotApplicable;
        R::note(&mut line.trace, || Fact::LeftOut);
        kids.extra::<R>(branch, line);
        marks.rebase[slot.parent] |= marks.rebase[node] && *branch.role == SectionRole::Regular;
        marks.short[node] = true;
        return;
    };
    let (points, applicable) = match branch.aggregation {
        Aggregation::Sum => (kids.sum(branch), applicable),
        Aggregation::WeightedMean => (kids.weighted_mean(form, branch, &slot.max), slot.max.clone()),
        Aggregation::AllOf => (kids.all_of(branch, &slot.max), slot.max.clone()),
    };
    (line.points, line.applicable) = (points, applicable);
    rebase::<R>(line, kids.marks.rebase[node]);
    kids.extra::<R>(branch, line);
    cap::<R>(branch.role, line);
    marks.short[node] = line.applicable != line.nominal;
}

fn rebase<R: Recorder>(line: &mut Line, asked: bool) {
    if !asked || line.applicable == line.nominal {
        return;
    }
    if let Some(points) = (&line.points * &line.nominal).divided_by(&line.applicable) {
        let points = std::mem::replace(&mut line.points, points);
        let applicable = std::mem::replace(&mut line.applicable, line.nominal.clone());
        R::note(&mut line.trace, || Fact::Rebased(Box::new([points, applicable])));
    }
}

fn cap<R: Recorder>(role: &SectionRole, line: &mut Line) {
    let (SectionRole::Bonus { cap } | SectionRole::Deduction { cap }) = role else { return };
    if line.points > *cap {
        let before = std::mem::replace(&mut line.points, cap.clone());
        R::note(&mut line.trace, || Fact::Capped(before));
    }
}

/// Children of one section: the lines after it.
struct Kids<'l> {
    lines: &'l [Line],
    first: usize,
    marks: &'l Marks,
}

impl Kids<'_> {
    fn line(&self, child: usize) -> &Line {
        &self.lines[child - self.first]
    }

    /// Applicable maximum of the children; `None` if nothing that counts is applicable.
    fn applicable(&self, form: &Form<'_>, branch: &Branch<'_>, nominal: &Number) -> Option<Number> {
        if !branch.regular.iter().any(|child| self.marks.short[*child]) {
            let counts = branch.aggregation == Aggregation::Sum
                || nominal.is_zero()
                || branch.regular.iter().any(|child| !form.slots[*child].max.is_zero());
            return counts.then(|| nominal.clone());
        }
        let mut sum = Sum::default();
        branch.regular.iter().for_each(|child| sum.add(&self.line(*child).applicable));
        let sum = sum.total();
        (!sum.is_zero() || nominal.is_zero()).then_some(sum)
    }

    fn sum(&self, branch: &Branch<'_>) -> Number {
        let mut sum = Sum::default();
        branch.regular.iter().for_each(|child| sum.add(&self.line(*child).points));
        sum.total()
    }

    fn weighted_mean(&self, form: &Form<'_>, branch: &Branch<'_>, max: &Number) -> Number {
        let (mut sum, mut weights) = (Number::ZERO, Number::ZERO);
        for child in &branch.regular {
            let (line, weight) = (self.line(*child), form.slots[*child].weight);
            if let Some(attainment) = line.points.divided_by(&line.applicable) {
                sum += &(weight * &attainment);
                weights += weight;
            }
        }
        (max * &sum).divided_by(&weights).unwrap_or_default()
    }

    fn all_of(&self, branch: &Branch<'_>, max: &Number) -> Number {
        let full = branch.regular.iter().all(|child| self.line(*child).points == self.line(*child).applicable);
        if full { max.clone() } else { Number::ZERO }
    }

    /// Adds the bonus and takes off the deduction of the children.
    fn extra<R: Recorder>(&self, branch: &Branch<'_>, line: &mut Line) {
        if branch.extra.is_empty() {
            return;
        }
        let (mut bonus, mut deduction) = (Number::ZERO, Number::ZERO);
        for (child, adds) in &branch.extra {
            let sum = if *adds { &mut bonus } else { &mut deduction };
            *sum += &self.line(*child).points;
        }
        line.points = &(&line.points + &bonus) - &deduction;
        for (sum, fact) in [(bonus, Fact::Bonus as fn(Number) -> Fact), (deduction, Fact::Deduction)] {
            if !sum.is_zero() {
                R::note(&mut line.trace, || fact(sum));
            }
        }
    }
}
