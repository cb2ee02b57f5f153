//! Rules made of several pieces: a sentence for each piece, then one for the whole.

use thuocdo_base::{Message, Number};
use thuocdo_criteria::rule::{Part, ScoringRule};

use super::rule::Told;
use super::words::nested;
use crate::card::{Fact, Trace};
use crate::case::{Case, Gain, NO_ANSWER, Stop};
use crate::recorder::Record;
use crate::rule::run;

/// How the pieces made the share.
pub(super) fn how(told: &Told<'_, '_>) -> Message {
    let share = told.share();
    match told.rule {
        ScoringRule::BestOf { cases } => {
            let best = told.branch().and_then(|index| cases.get(index));
            Message::new("trace-best-of").text("label", best.map(title).unwrap_or_default()).percent("share", &share)
        }
        ScoringRule::Mean { .. } => items(told, "trace-mean").percent("share", &share),
        ScoringRule::WeightedRows { .. } => items(told, "trace-weighted-rows").percent("share", &share),
        ScoringRule::Tally { .. } => {
            let counted = told.facts.facts().find_map(|fact| match fact {
                Fact::Responses(counted) => Some(counted.clone()),
                _ => None,
            });
            Message::new("trace-tally").number("counted", &counted.unwrap_or_default()).percent("share", &share)
        }
        _ => Message::new("trace-parts").percent("share", &share),
    }
}

/// Items with data out of all items.
pub(super) fn items(told: &Told<'_, '_>, key: &str) -> Message {
    let counts = told.facts.facts().find_map(|fact| match fact {
        Fact::Items(known, all) => Some((*known, *all)),
        _ => None,
    });
    let (known, all) = counts.unwrap_or_default();
    Message::new(key).count("known", known as usize).count("all", all as usize)
}

/// A sentence for each part, alternative or group of respondents.
pub(super) fn pieces(told: &Told<'_, '_>) -> Vec<Message> {
    let parts = match told.rule {
        ScoringRule::Parts { parts } => parts,
        ScoringRule::BestOf { cases } => cases,
        ScoringRule::Tally { groups, .. } => {
            let shares = shares(told.facts);
            return shares
                .into_iter()
                .filter_map(|(index, share)| group(groups.get(index)?.name.as_str(), share))
                .collect();
        }
        _ => return Vec::new(),
    };
    let shares = shares(told.facts).into_iter();
    shares.filter_map(|(index, share)| Some(piece(told, parts.get(index)?, share))).collect()
}

fn shares(facts: &Trace) -> Vec<(usize, Option<Number>)> {
    let parts = facts.facts().filter_map(|fact| match fact {
        Fact::Part(index, share) => Some((usize::from(*index), share.clone())),
        _ => None,
    });
    parts.collect()
}

fn group(name: &str, share: Option<Number>) -> Option<Message> {
    Some(match share {
        Some(share) => Message::new("trace-group-share").text("label", name).percent("share", &share),
        None => Message::new("trace-group-none").text("label", name),
    })
}

/// One part: its own calculation, run again on the same answer only to be written out.
fn piece(told: &Told<'_, '_>, part: &Part, share: Option<Number>) -> Message {
    let label = title(part);
    let Some(share) = share else {
        return Message::new("trace-part-none").text("label", label);
    };
    let max = &part.share * told.max;
    let points = &share * &max;
    let answer = told.about.answer.unwrap_or(&NO_ANSWER);
    let variables = told.about.node.criterion().map_or(&[][..], |criterion| &criterion.variables);
    let case = Case { answer, variables, max: &max, aligned: false, unit: "", inputs: &[] };
    let mut trace = Trace::default();
    let mut gain = Gain::default();
    let ruled = run::<Record>(&part.rule, &case, &mut gain, &mut trace);
    if matches!(ruled, Err(Stop::Zero(_))) {
        trace.note(Fact::ZeroDenominator);
    }
    let own = (ruled.is_ok() && !gain.is_points).then_some(gain.amount);
    let value = gain.value.or(own);
    trace.note(Fact::Share(share.clone()));
    let inner =
        Told { about: told.about, rule: &part.rule, facts: &trace, max: &max, points: &points, value: value.as_ref() };
    let message = Message::new("trace-part").text("label", label).with("how", nested(inner.how()));
    told.about.points(message.number("max", &max), "points", &points)
}

fn title(part: &Part) -> String {
    if part.label.is_empty() { part.code.clone() } else { part.label.clone() }
}
