//! Lines without points of their own: missing, not applicable, refused, held.

use thuocdo_base::Message;
use thuocdo_criteria::rule::ScoringRule;
use thuocdo_criteria::set::{Criterion, NaPolicy, Node, Rebase};

use super::About;
use super::rule::scope_name;
use super::words::nested;
use crate::card::{Fact, Refusal};

/// No answer, and what it counts as.
pub(super) fn missing(about: &About<'_>, criterion: &Criterion, rule: &ScoringRule, messages: &mut Vec<Message>) {
    messages.push(why_missing(about, criterion, rule));
    let effect = if about.has(&Fact::LeftOut) {
        Message::new("trace-missing-left-out")
    } else {
        Message::new("trace-missing-zero").number("max", &about.line.nominal)
    };
    messages.push(effect);
}

fn why_missing(about: &About<'_>, criterion: &Criterion, rule: &ScoringRule) -> Message {
    for fact in about.facts() {
        match (fact, rule) {
            (Fact::Items(known, all), ScoringRule::Mean { min_items, .. }) => {
                let message = Message::new("trace-missing-items").count("known", *known as usize);
                return message.count("all", *all as usize).count("needed", (*min_items).max(1) as usize);
            }
            (Fact::Responses(counted), ScoringRule::Tally { min_responses, .. }) if !counted.is_zero() => {
                let message = Message::new("trace-missing-responses").number("counted", counted);
                return message.count("needed", *min_responses as usize);
            }
            _ => {}
        }
    }
    let known = about.answer.map(|answer| answer.values.as_slice()).unwrap_or_default();
    let empty = |index: usize| known.get(index).is_none_or(Option::is_none);
    let some = known.iter().any(Option::is_some);
    let lacking = criterion.variables.iter().enumerate().filter(|(index, _)| some && empty(*index));
    let lacking: Vec<&str> = lacking
        .map(|(_, variable)| if variable.label.is_empty() { &variable.name } else { &variable.label })
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        return Message::new("trace-missing");
    }
    Message::new("trace-missing-some").text("labels", lacking.join("; "))
}

/// Ground and policy of a criterion that does not apply to the unit.
pub(super) fn not_applicable(about: &About<'_>, messages: &mut Vec<Message>) {
    let policy = nested(policy(about));
    messages.push(match ground(about) {
        Some(ground) => Message::new("trace-na-ground").text("ground", ground).with("policy", policy),
        None if about.has(&Fact::ZeroDenominator) => Message::new("trace-na-zero").with("policy", policy),
        None => Message::new("trace-na").with("policy", policy),
    });
    for fact in about.facts() {
        if let Fact::CohortBest(best) = fact {
            let message =
                Message::new("trace-share-times").percent("share", &best.share).number("max", &about.line.nominal);
            let message = message.with("sign", about.sign(about.unrounded()));
            messages.push(about.points(message, "points", about.unrounded()));
        }
    }
}

fn ground(about: &About<'_>) -> Option<String> {
    let ground = about.facts().find_map(|fact| match fact {
        Fact::NotApplicableByRule(rule) => {
            about.set.not_applicable.get(usize::from(*rule)).map(|rule| rule.ground.clone())
        }
        Fact::NotApplicableByAnswer(ground) => Some(ground.clone()),
        _ => None,
    });
    ground.map(|text| lower_first(text.trim())).filter(|text| !text.is_empty())
}

/// A ground follows a colon, so its first letter is small, unless it starts an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// What the policy gives.
fn policy(about: &About<'_>) -> Message {
    let fallback = about.has(&Fact::NoCohortBest);
    for fact in about.facts() {
        match fact {
            Fact::CohortBest(best) => {
                let message = Message::new("trace-na-best").percent("share", &best.share);
                return message
                    .with("scope", nested(scope_name(best.scope)))
                    .text("holders", about.names(&best.holders));
            }
            Fact::FullPoints if fallback => return Message::new("trace-na-nobody-full"),
            Fact::ZeroByPolicy if fallback => return Message::new("trace-na-nobody-zero"),
            Fact::LeftOut if fallback => return Message::new("trace-na-nobody-out"),
            Fact::FullPoints => return Message::new("trace-na-full").number("max", &about.line.nominal),
            Fact::ZeroByPolicy => return Message::new("trace-na-no-points").number("max", &about.line.nominal),
            Fact::LeftOut => return left_out(about),
            _ => {}
        }
    }
    Message::new("trace-na-open")
}

fn left_out(about: &About<'_>) -> Message {
    let at = match policy_of(about) {
        Some(NaPolicy::Exclude { rebase: Rebase::At(node) }) => about.set.nodes.get(node.index()),
        Some(NaPolicy::Exclude { rebase: Rebase::Parent }) => {
            about.node.parent.and_then(|parent| about.set.nodes.get(parent.index()))
        }
        _ => return Message::new("trace-na-out"),
    };
    match at {
        Some(node) if node.parent.is_some() => Message::new("trace-na-out-rebased").text("code", node.code.as_str()),
        _ => Message::new("trace-na-out-rebased-total"),
    }
}

/// The policy that held: of the automatic rule, else of the nearest node above.
fn policy_of<'a>(about: &About<'a>) -> Option<&'a NaPolicy> {
    let by_rule = about.facts().find_map(|fact| match fact {
        Fact::NotApplicableByRule(rule) => about.set.not_applicable.get(usize::from(*rule)),
        _ => None,
    });
    if let Some(rule) = by_rule {
        return Some(&rule.policy);
    }
    let mut node: &'a Node = about.node;
    loop {
        if let Some(policy) = &node.na {
            return Some(policy);
        }
        node = about.set.nodes.get(node.parent?.index())?;
    }
}

/// Why the answer cannot be scored.
pub(super) fn refused(about: &About<'_>, messages: &mut Vec<Message>) {
    let reason = about.facts().find_map(|fact| match fact {
        Fact::Refused(refusal) => Some(*refusal),
        _ => None,
    });
    let key = match reason {
        Some(Refusal::ZeroDenominator) => "trace-refused-zero",
        Some(Refusal::Negative) => "trace-refused-negative",
        Some(Refusal::OutOfRange) => "trace-refused-range",
        Some(Refusal::NotInTable) => "trace-refused-table",
        Some(Refusal::NoSuchOption) => "trace-refused-option",
        Some(Refusal::NoPolicy) => "trace-refused-no-policy",
        Some(Refusal::NoCohortBest) => "trace-refused-no-best",
        Some(Refusal::NotWhole) => "trace-refused-whole",
        Some(Refusal::NoPredecessor) => "trace-refused-predecessor",
        None => "trace-refused-below",
    };
    let message = Message::new(key);
    let with_max = matches!(reason, Some(Refusal::OutOfRange));
    messages.push(if with_max { message.number("max", &about.line.nominal) } else { message });
    messages.push(Message::new("trace-refused-blocks"));
}

/// Which publication the line waits for.
pub(super) fn held(about: &About<'_>, messages: &mut Vec<Message>) {
    let input = about.facts().find_map(|fact| match fact {
        Fact::WaitsFor(input) => about.set.inputs.get(usize::from(*input)),
        _ => None,
    });
    let title = input.map(|input| input.title.clone()).unwrap_or_default();
    messages.push(Message::new("trace-held").text("title", title));
}
