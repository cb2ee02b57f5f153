//! How the lines of children made the line of a section or of the whole set.

use thuocdo_base::{Arg, Message, Number};
use thuocdo_criteria::set::{Adjustment, Aggregation, NodeId, Section, SectionRole};

use super::words::share_sign;
use super::{About, policy};
use crate::card::{Fact, Line, State};

/// Most children that a sum spells out.
const SPELLED: usize = 12;

/// Explains a section or the root.
pub(super) fn explain(about: &About<'_>, section: &Section) -> Vec<Message> {
    match about.line.state {
        State::Unscored => return vec![Message::new("trace-unscored")],
        State::NotApplicable => return vec![Message::new(emptied(about))],
        _ => {}
    }
    let mut messages = vec![match section.aggregation {
        Aggregation::Sum => sum(about),
        Aggregation::WeightedMean => weighted_mean(about),
        Aggregation::AllOf => all_of(about),
    }];
    effects(about, section, &mut messages);
    messages
}

/// Why nothing in the section counts.
fn emptied(about: &About<'_>) -> &'static str {
    let mut states = about.node.children.iter().filter_map(|node| about.card.lines.get(node.index()));
    let missing = states.all(|line| matches!(line.state, State::Missing | State::Absent | State::Unscored));
    if missing { "trace-section-missing" } else { "trace-section-out" }
}

/// Explains a line that is the mean of predecessors, or the total above such lines.
pub(super) fn merged(about: &About<'_>) -> Vec<Message> {
    let names = about.facts().find_map(|fact| match fact {
        Fact::MeanOfPredecessors(names) => Some(about.names(names)),
        _ => None,
    });
    let root = about.node.id == NodeId::ROOT;
    let message = Message::new(if root { "trace-merged-total" } else { "trace-merged" });
    let message = message.text("names", names.unwrap_or_default());
    let message = message.with("sign", about.sign(&about.line.points)).number("max", &about.line.applicable);
    let mut messages = vec![about.points(message, "points", &about.line.points)];
    if about.line.state == State::Refused {
        policy::refused(about, &mut messages);
    }
    if let Some(section) = about.node.section() {
        effects(about, section, &mut messages);
    }
    messages
}

/// Regular children that count in the section's maximum or points.
fn children<'a>(about: &About<'a>) -> Vec<(&'a str, &'a Line, NodeId)> {
    let counts = |node: NodeId, line: &Line| {
        let regular = about.set.node(node).section().is_none_or(|section| section.role == SectionRole::Regular);
        regular && !matches!(line.state, State::Absent | State::Unscored) && !line.applicable.is_zero()
    };
    let lines = about.node.children.iter().filter_map(|node| Some((*node, about.card.lines.get(node.index())?)));
    lines
        .filter(|(node, line)| counts(*node, line))
        .map(|(node, line)| (about.set.node(node).code.as_str(), line, node))
        .collect()
}

fn sum(about: &About<'_>) -> Message {
    let children = children(about);
    let total: Number = children.iter().map(|(_, line, _)| line.points.clone()).sum();
    let most: Number = children.iter().map(|(_, line, _)| line.applicable.clone()).sum();
    let message = Message::new(if children.len() > SPELLED { "trace-sum-many" } else { "trace-sum" });
    let message = message.count("count", children.len()).number("max", &most).with("sign", about.sign(&total));
    let message = about.points(message, "points", &total);
    if children.len() > SPELLED {
        return message;
    }
    let terms = children
        .iter()
        .map(|(code, line, _)| about.points(Message::new("trace-term").text("code", *code), "points", &line.points));
    message.with("list", Arg::List(terms.collect()))
}

fn weighted_mean(about: &About<'_>) -> Message {
    let terms = children(about).into_iter().filter_map(|(code, line, node)| {
        let message = Message::new("trace-weighted-term").text("code", code).percent("share", &line.attainment()?);
        Some(message.number("weight", &about.set.node(node).weight))
    });
    let terms: Vec<Message> = terms.collect();
    let share = about.line.attainment().unwrap_or_default();
    let message = Message::new("trace-weighted-mean").with("list", Arg::List(terms)).percent("share", &share);
    let message = message.with("shared", share_sign(&share)).number("max", &about.line.nominal);
    about.points(message.with("sign", about.sign(&about.line.points)), "points", &about.line.points)
}

fn all_of(about: &About<'_>) -> Message {
    let unmet: Vec<&str> = children(about)
        .into_iter()
        .filter(|(_, line, _)| line.points != line.applicable)
        .map(|(code, _, _)| code)
        .collect();
    if unmet.is_empty() {
        return Message::new("trace-all-of-met").number("max", &about.line.nominal);
    }
    Message::new("trace-all-of-unmet").text("codes", unmet.join(", "))
}

/// What changed the points after they were added up, in order.
fn effects(about: &About<'_>, section: &Section, messages: &mut Vec<Message>) {
    let adjusted = if about.node.id == NodeId::ROOT { about.card.deducted.as_slice() } else { &[] };
    let deductions = about.facts().filter(|fact| matches!(fact, Fact::Deduction(_))).count();
    let mut below = deductions.saturating_sub(adjusted.len());
    let mut adjusted = adjusted.iter();
    for fact in about.facts() {
        messages.extend(match fact {
            Fact::Rebased(before) => Some(rebased(about, before)),
            Fact::Bonus(bonus) => Some(about.points(Message::new("trace-bonus"), "points", bonus)),
            Fact::Deduction(points) if below > 0 => {
                below -= 1;
                Some(about.points(Message::new("trace-deduction"), "points", points))
            }
            Fact::Deduction(points) => {
                let label = adjusted.next().map(|(index, _)| label(about, *index)).unwrap_or_default();
                Some(about.points(Message::new("trace-adjusted").text("label", label), "points", points))
            }
            Fact::Capped(before) => {
                let message = about.points(Message::new("trace-capped"), "before", before);
                Some(message.number("cap", cap(section).unwrap_or(&about.line.points)))
            }
            Fact::Limited(before) => {
                let message = about.points(Message::new("trace-limited"), "before", before);
                Some(message.number("limit", &about.line.points))
            }
            _ => None,
        });
    }
}

fn rebased(about: &About<'_>, [points, applicable]: &[Number; 2]) -> Message {
    let stretched = (points * &about.line.nominal).divided_by(applicable).unwrap_or_default();
    let message = about.points(Message::new("trace-rebased"), "before", points).number("applicable", applicable);
    let message = message.number("nominal", &about.line.nominal).with("sign", about.sign(&stretched));
    about.points(message, "points", &stretched)
}

fn cap(section: &Section) -> Option<&Number> {
    match &section.role {
        SectionRole::Regular => None,
        SectionRole::Bonus { cap } | SectionRole::Deduction { cap } => Some(cap),
    }
}

fn label(about: &About<'_>, adjustment: usize) -> String {
    match about.set.adjustments.get(adjustment) {
        Some(Adjustment::Deduct { label, .. } | Adjustment::Downgrade { label, .. }) => label.clone(),
        None => String::new(),
    }
}
