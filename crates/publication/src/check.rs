//! What keeps a result from being published.

use std::collections::HashMap;

use thuocdo_base::{Arg, Message};
use thuocdo_scoring::card::{GradeFact, State};
use thuocdo_scoring::{Answer, Scorecard, explain};

use crate::draft::{Draft, DraftUse};

/// Refusals listed one by one; the rest is counted.
const SHOWN: usize = 200;

/// Everything that keeps the draft from being published, units by name; empty if nothing does.
pub(crate) fn refusals(draft: &Draft<'_>) -> Vec<Message> {
    let mut found = Vec::new();
    if !draft.closed {
        found.push(Message::new("pub-open-round").text("round", draft.round.as_str()));
    }
    let names: HashMap<&str, &str> = draft.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
    for used in &draft.uses {
        refusals_of_set(used, &names, &mut found);
    }
    if found.len() > SHOWN {
        let more = found.len() - SHOWN;
        found.truncate(SHOWN);
        found.push(Message::new("pub-more").count("count", more));
    }
    found
}

fn refusals_of_set(used: &DraftUse<'_>, names: &HashMap<&str, &str>, found: &mut Vec<Message>) {
    let Some(top) = used.layers.last() else { return };
    let subjects = top.cohort.subjects.iter();
    let answers: HashMap<&str, &[Option<Answer>]> =
        subjects.map(|subject| (subject.unit.as_str(), subject.answers.as_slice())).collect();
    for card in &top.scores.cards {
        let unit = names.get(card.unit.as_str()).copied().unwrap_or(&card.unit);
        let answers = answers.get(card.unit.as_str()).copied().unwrap_or_default();
        found.extend(refused_lines(used, card, unit, answers));
        let held = card.grades.iter().any(|grade| grade.facts.iter().any(|fact| matches!(fact, GradeFact::HeldFor(_))));
        if held {
            let facts: Vec<Message> = card.grades.iter().flat_map(|grade| explain::grading(used.set, grade)).collect();
            let message = Message::new("pub-held-grade").text("unit", unit).text("code", card.unit.as_str());
            found.push(message.with("facts", Arg::List(facts)));
        }
    }
}

fn refused_lines<'a>(
    used: &'a DraftUse<'_>,
    card: &'a Scorecard,
    unit: &'a str,
    answers: &'a [Option<Answer>],
) -> impl Iterator<Item = Message> + 'a {
    let lines = used.set.criteria().filter_map(|(node, _)| Some((node, card.lines.get(node.id.index())?)));
    lines.filter_map(move |(node, line)| {
        let key = match line.state {
            State::Refused => "pub-refused-line",
            State::Held => "pub-held-line",
            _ => return None,
        };
        let answer = answers.get(node.id.index()).and_then(Option::as_ref);
        let message = Message::new(key).text("unit", unit).text("code", card.unit.as_str());
        let message = message.text("criterion", node.code.as_str());
        Some(message.with("facts", Arg::List(explain::line(used.set, card, node.id, answer))))
    })
}
