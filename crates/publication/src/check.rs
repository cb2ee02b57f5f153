//! What keeps a result from being published.

use std::collections::HashMap;

use thuocdo_base::{Arg, Message, Number};
use thuocdo_scoring::card::{GradeFact, State};
use thuocdo_scoring::{Answer, Scorecard, explain};

use crate::draft::{Draft, DraftUse};
use crate::model::UnitPart;

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

/// Numbers that would not be read back as they were written: a page would have to take them for nothing.
///
/// Short texts always read back; only long fractions can pass what the reader takes.
pub(crate) fn unreadable(units: &[UnitPart]) -> Vec<Message> {
    const SHORT: usize = 40;
    let lost = |text: &&str| text.len() > SHORT && Number::parse(text).is_err();
    let mut found = Vec::new();
    for unit in units {
        for line in unit.cards.iter().flat_map(|card| &card.lines) {
            let texts = [line.exact.as_str(), line.max.as_str(), line.value.as_deref().unwrap_or_default()];
            let message = |text: &str| Message::new("pub-unreadable").text("unit", &unit.name).text("number", text);
            found.extend(texts.iter().find(|text| lost(text)).map(|text| message(text)));
        }
    }
    found.truncate(SHOWN);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_does_not_read_back_keeps_the_result_from_being_published() {
        let unit = |exact: &str| {
            let text = format!(
                r#"[{{"code":"xa-mau-1","name":"Xã Mẫu 1","group":"xa","class":null,"merged_from":[],"cards":[{{
                    "layer":"self","attainment":null,"index":null,"grade":null,"grade_before":null,"section_grades":[],
                    "converted":null,"maturity":null,"grade_facts":[],"lines":[{{"code":"","state":"scored","shown":"1",
                    "exact":"{exact}","max":"100","value":null,"answers":[],"trace":[],"reason":null}}]}}]}}]"#
            );
            serde_json::from_str::<Vec<UnitPart>>(&text).expect("a unit")
        };
        assert_eq!(unreadable(&unit("20/3")), []);
        let long = format!("1/{}", "7".repeat(20_000));
        assert!(Number::parse(&long).is_err());
        assert_eq!(unreadable(&unit(&long)).len(), 1);
    }
}
