//! Units that were merged take the mean of their predecessors (hợp nhất).

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;

use crate::card::{Fact, Line, Refusal, State};
use crate::form::{Kind, Leaf};
use crate::recorder::Recorder;
use crate::round::Round;
use crate::sums::Marks;

/// What a merged unit needs of a predecessor.
pub(crate) struct Predecessor {
    /// Lines of the nodes just below the root, by node index.
    lines: BTreeMap<usize, Line>,
}

impl Predecessor {
    /// Takes what is needed of lines whose root is not summed yet.
    pub fn of(set: &CriteriaSet, lines: &[Line]) -> Self {
        let bare = |line: &Line| Line {
            points: line.points.clone(),
            applicable: line.applicable.clone(),
            nominal: line.nominal.clone(),
            ..Line::blank(line.state)
        };
        let main = set.root().children.iter();
        let lines = main.map(|node| (node.index(), bare(&lines[node.index()]))).collect();
        Self { lines }
    }
}

/// Orders merged units so that each comes after those of its predecessors that are merged themselves.
///
/// Units that name each other in a circle come last; they find no predecessor and are refused.
pub(crate) fn order(round: &Round<'_>, known: &BTreeMap<&str, Predecessor>, waiting: Vec<usize>) -> Vec<usize> {
    let codes: BTreeMap<&str, usize> =
        waiting.iter().map(|seat| (round.seats[*seat].subject.unit.as_str(), *seat)).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    let mut placed: BTreeMap<usize, bool> = BTreeMap::new();
    let mut rest = waiting;
    loop {
        let (ready, later): (Vec<usize>, Vec<usize>) = rest.into_iter().partition(|seat| {
            let mut names = round.seats[*seat].subject.merged_from.iter().map(String::as_str);
            names.all(|name| known.contains_key(name) || codes.get(name).is_none_or(|other| placed.contains_key(other)))
        });
        if ready.is_empty() {
            ordered.extend(later);
            return ordered;
        }
        placed.extend(ready.iter().map(|seat| (*seat, true)));
        ordered.extend(ready);
        rest = later;
    }
}

/// Lines of a merged unit: means just below the root, nothing deeper.
pub(crate) fn lines<R: Recorder>(
    round: &Round<'_>,
    seat: usize,
    known: &BTreeMap<&str, Predecessor>,
    lines: &mut Vec<Line>,
    marks: &mut Marks,
) {
    let (form, names) = (round.form(seat), &round.seats[seat].subject.merged_from);
    let predecessors: Option<Vec<&Predecessor>> = names.iter().map(|name| known.get(name.as_str())).collect();
    lines.clear();
    marks.clear(form.slots.len());
    for (node, slot) in form.slots.iter().enumerate() {
        let scored = matches!(slot.kind, Kind::Section(_) | Kind::Leaf(Leaf { scored: true, .. }));
        let main = node > 0 && slot.parent == 0 && scored;
        let mut line = match (&predecessors, main) {
            (_, false) => {
                Line { nominal: slot.max.clone(), ..Line::blank(if node == 0 { State::Scored } else { State::Absent }) }
            }
            (None, true) => {
                let mut line = Line { applicable: slot.max.clone(), ..Line::blank(State::Refused) };
                R::note(&mut line.trace, || Fact::Refused(Refusal::NoPredecessor));
                line
            }
            (Some(predecessors), true) => mean(node, predecessors),
        };
        if node == 0 || main {
            R::note(&mut line.trace, || Fact::MeanOfPredecessors(names.clone()));
        }
        line.nominal = slot.max.clone();
        marks.short[node] = main && line.applicable != line.nominal;
        lines.push(line);
    }
}

fn mean(node: usize, predecessors: &[&Predecessor]) -> Line {
    let lines: Vec<&Line> = predecessors.iter().filter_map(|predecessor| predecessor.lines.get(&node)).collect();
    let count = Number::from(lines.len() as i64);
    let mean = |part: fn(&Line) -> &Number| -> Number {
        let sum: Number = lines.iter().map(|line| part(line).clone()).sum();
        sum.divided_by(&count).unwrap_or_default()
    };
    Line { points: mean(|line| &line.points), applicable: mean(|line| &line.applicable), ..Line::blank(State::Scored) }
}
