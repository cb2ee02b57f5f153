//! Events and moments in words.

use thuocdo_app::answers::Value;
use thuocdo_app::audit::{Moment, Told};
use thuocdo_assessment::Field;
use thuocdo_base::{Number, Timestamp};
use thuocdo_words::show;

use crate::door::Staff;
use crate::rooms::decision;
use crate::rooms::workbench::history;

/// Digits of a hash that are enough to tell it from others on a page.
const SHORT: usize = 12;

/// What kind of thing happened.
pub(super) fn kind(staff: &Staff, kind: &str) -> String {
    let key = format!("audit-event-{kind}");
    match staff.desk.locale(staff.lang).has(&key) {
        true => staff.text().t(&key),
        false => staff.text().with("audit-event-other").text("kind", kind).to_string(),
    }
}

/// The facts of an event, each as a sentence.
pub(super) fn facts(staff: &Staff, event: &Told) -> Vec<String> {
    let said = |(name, text): &(String, String)| {
        let label = label(&event.kind, name);
        let value = value(staff, &event.kind, name, text);
        let key = format!("audit-fact-{label}");
        match staff.desk.locale(staff.lang).has(&key) {
            true => staff.text().with(&key).text("value", value).to_string(),
            false => staff.text().with("audit-fact-other").text("name", name).text("value", value).to_string(),
        }
    };
    event.facts.iter().filter(|(name, text)| !(name == "reopens" && text == "no")).map(said).collect()
}

/// Names of facts that mean different things in different events.
fn label<'a>(kind: &str, name: &'a str) -> &'a str {
    match (name, kind) {
        ("number", "ask" | "clarify" | "withdraw_question" | "settle_question") => "question",
        ("number", "issue" | "signed_paper") => "paper",
        ("number", _) => "sitting",
        ("from", "set_input") => "publication-of",
        ("code", _) => "receipt",
        ("because", "ask_remedy") => "reason",
        (name, _) => name,
    }
}

fn value(staff: &Staff, kind: &str, name: &str, text: &str) -> String {
    let t = staff.text();
    match (name, kind) {
        ("points" | "intended", _) => number(staff, text),
        ("until" | "before" | "at" | "embargo" | "opens" | "closes", _) => moment(text),
        ("date" | "data_from" | "data_to" | "due_on", _) => show::date(staff.lang, text),
        ("layer", _) => t.word("decision-layer-", text),
        ("progress", _) => t.word("remedies-progress-", text),
        ("presence", _) => t.word("council-presence-", text),
        ("stance", _) => t.word("clarification-stance-", text),
        ("role", _) => t.word("role-", &text.replace('_', "-")),
        ("stage", _) | ("from" | "to", "advance") => t.word("tasks-stage-", text),
        ("sha256" | "scan" | "digest" | "commitment" | "publication", _) => short(text),
        ("criteria", "open") => {
            text.split(", ").map(|set| set.split(' ').next().unwrap_or(set)).collect::<Vec<_>>().join(", ")
        }
        (_, _) => text.to_owned(),
    }
}

fn number(staff: &Staff, text: &str) -> String {
    Number::parse(text).map_or_else(|_| text.to_owned(), |number| show::short(staff.lang, &number, 4))
}

fn moment(text: &str) -> String {
    Timestamp::parse(text).map_or_else(|| text.to_owned(), show::moment)
}

pub(super) fn short(hash: &str) -> String {
    hash.get(..SHORT).map_or_else(|| hash.to_owned(), |start| format!("{start}…"))
}

/// What a moment in the way of a score was about.
pub(super) fn about(staff: &Staff, moment: &Moment) -> String {
    let (t, what) = (staff.text(), moment.what.as_str());
    match moment.kind.as_str() {
        "points" => t.word("decision-layer-", what),
        "field" => t.word("workbench-field-", what),
        "answer_appeal" => t.word("appeals-state-", what),
        "settled" => t.word("clarification-state-", what),
        "decided" => t.word("council-outcome-", what),
        "publication" => t.with("audit-publication").text("version", what).to_string(),
        "asked" if !what.is_empty() => t.with("audit-fact-intended").text("value", number(staff, what)).to_string(),
        "replied" => t.word("clarification-stance-", what),
        "note" if what == "visit" => t.t("audit-event-visit"),
        "evidence" => what.to_owned(),
        _ => String::new(),
    }
}

/// What was said in it.
pub(super) fn text(staff: &Staff, moment: &Moment) -> String {
    let t = staff.text();
    match moment.kind.as_str() {
        "field" => match Field::of(&moment.what) {
            Some(field) => history::in_words(staff, &Value::of_json(field, &moment.text)),
            None => moment.text.clone(),
        },
        "points" | "decided" => number(staff, &moment.text),
        "opinion" => number(staff, &moment.what),
        "publication" => decision::written(staff.lang, &moment.text),
        "vote" => t.word("council-choice-", &moment.text),
        _ => moment.text.clone(),
    }
}
