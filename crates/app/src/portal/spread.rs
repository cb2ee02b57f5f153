//! How a group lies at every node: mean and the span of its middle four fifths.

use std::collections::HashMap;

use thuocdo_base::Number;
use thuocdo_publication::model::{GroupPart, LinePart};

use super::figure::{mean, percentile, ratio};
use super::index::{Edition, result};

/// Fewer units than this have no span: it would name single ones.
const SPAN_NEEDS: usize = 5;

/// Attainment of a group at one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) mean: Number,
    pub(super) span: Option<(Number, Number)>,
    pub(super) units: usize,
}

/// Spreads of all nodes by code.
pub(super) fn spreads(edition: &Edition, group: &GroupPart) -> HashMap<String, Spread> {
    let mut values: HashMap<&str, Vec<Number>> = HashMap::new();
    for part in &group.ranking {
        let lines = edition.unit(&part.unit).and_then(result).map_or(&[][..], |card| &card.lines);
        for line in lines.iter().filter(|line| counts(line)) {
            values.entry(&line.code).or_default().extend(ratio(&line.exact, &line.max));
        }
    }
    values.into_iter().filter_map(|(code, values)| Some((code.to_owned(), spread(values)?))).collect()
}

/// Whether a line has points of its own that say something about the group.
pub(super) fn counts(line: &LinePart) -> bool {
    matches!(line.state.as_str(), "scored" | "missing")
}

fn spread(mut values: Vec<Number>) -> Option<Spread> {
    let mean = mean(&values)?;
    values.sort();
    let span = percentile(&values, 10).zip(percentile(&values, 90)).filter(|_| values.len() >= SPAN_NEEDS);
    Some(Spread { mean, span, units: values.len() })
}
