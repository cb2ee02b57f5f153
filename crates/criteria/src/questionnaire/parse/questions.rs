//! Reads questions: their choices, whom they are for and when they are asked.

use std::collections::HashMap;

use super::super::{AskedIf, Choice, Question, QuestionKind, RespondentGroup};
use super::MOST_PARTS;
use crate::codes;
use crate::parse::faults::{Fault, Faults};
use crate::parse::head::{at_most, named, unique};
use crate::parse::table::{Table, Text};

/// Characters of own words where the file does not say.
const LONGEST: u32 = 500;

struct Reader<'a, 't> {
    scales: HashMap<String, Table<'t>>,
    groups: &'a [RespondentGroup],
    places: HashMap<String, usize>,
    faults: &'a mut Faults,
}

/// Reads all questions in order; each comes with the index of its section.
pub(super) fn questions<'t>(
    file: Table<'t>,
    tables: &[(usize, Table<'t>)],
    groups: &[RespondentGroup],
    faults: &mut Faults,
) -> Vec<Question> {
    let scales = at_most(file.tables("scale"), "scale", MOST_PARTS, faults);
    unique(named(&scales, "code"), &codes::DUPLICATE_NAME, faults);
    for scale in &scales {
        faults.empty_list(*scale, "choices");
    }
    let plain: Vec<Table<'_>> = tables.iter().map(|(_, table)| *table).collect();
    let places = unique(named(&plain, "code"), &codes::DUPLICATE_NAME, faults);
    let scales = scales.iter().filter_map(|scale| Some((scale.string("code")?, *scale))).collect();
    let mut reader = Reader { scales, groups, places, faults };
    let mut questions: Vec<Question> = Vec::with_capacity(tables.len());
    for (section, table) in tables {
        let question = reader.question(*section, *table, &questions);
        questions.push(question);
    }
    questions
}

impl<'t> Reader<'_, 't> {
    fn question(&mut self, section: usize, table: Table<'t>, earlier: &[Question]) -> Question {
        let per_body = table.flag("per_body").unwrap_or_default();
        Question {
            code: table.string("code").unwrap_or_default(),
            section,
            text: table.string("text").unwrap_or_default(),
            text_en: None,
            hint: table.string("hint"),
            hint_en: None,
            kind: self.kind(table),
            per_body,
            required: table.flag("required").unwrap_or_default(),
            groups: self.groups(table),
            asked_if: table.table("asked_if").and_then(|condition| self.condition(condition, per_body, earlier)),
            feeds: table.strings("feeds"),
        }
    }

    fn kind(&mut self, table: Table<'t>) -> QuestionKind {
        let kind = table.text("kind").map_or("single", |kind| kind.value);
        let unused: &[&str] = match kind {
            "text" => &["choices", "scale", "low", "high", "at_most"],
            "multiple" => &["low", "high", "longest"],
            "scale" => &["at_most", "longest"],
            _ => &["low", "high", "at_most", "longest"],
        };
        for key in unused.iter().filter(|key| table.has(key)) {
            self.faults.push(Fault::new(&codes::UNUSED_KEY, table.key_span(key)).text("key", *key).text("of", kind));
        }
        if kind == "text" {
            return QuestionKind::Text { longest: table.whole("longest").unwrap_or(LONGEST).max(1) };
        }
        let (choices, scale) = self.choices(table);
        match kind {
            "multiple" => {
                let at_most = table.whole("at_most");
                if at_most.is_some_and(|most| most == 0 || most as usize > choices.len()) {
                    let fault = Fault::new(&codes::AT_MOST, table.value_span("at_most"));
                    self.faults.push(fault.count("choices", choices.len()));
                }
                QuestionKind::Multiple { choices, at_most }
            }
            "scale" => {
                let end = |key: &str| table.string(key).or_else(|| scale.and_then(|scale| scale.string(key)));
                QuestionKind::Scale { choices, low: end("low"), low_en: None, high: end("high"), high_en: None }
            }
            _ => QuestionKind::Single(choices),
        }
    }

    /// The choices of the question or of the scale it names.
    fn choices(&mut self, table: Table<'t>) -> (Vec<Choice>, Option<Table<'t>>) {
        let (mut from, mut scale) = (table, None);
        match (table.has("choices"), table.text("scale")) {
            (true, Some(name)) => {
                let fault = Fault::new(&codes::TWO_KEYS, name.span);
                self.faults.push(fault.text("one", "choices").text("other", "scale"));
            }
            (false, Some(name)) => {
                scale = self.scale(&name);
                let Some(found) = scale else { return (Vec::new(), None) };
                from = found;
            }
            (false, None) => {
                self.faults.push(Fault::new(&codes::ONE_KEY, table.span()).text("keys", "choices, scale"));
                return (Vec::new(), None);
            }
            (true, None) => {}
        }
        let tables = at_most(from.tables("choices"), "choices", MOST_PARTS, self.faults);
        if scale.is_none() {
            unique(named(&tables, "code"), &codes::DUPLICATE_NAME, self.faults);
        }
        if tables.len() < 2 {
            self.faults.push(Fault::new(&codes::FEW_CHOICES, from.value_span("choices")));
        }
        let choice = |table: &Table<'_>| Choice {
            code: table.string("code").unwrap_or_default(),
            label: table.string("label").unwrap_or_default(),
            label_en: None,
            share: table.number("share"),
        };
        (tables.iter().map(choice).collect(), scale)
    }

    fn scale(&mut self, name: &Text<'_>) -> Option<Table<'t>> {
        let found = self.scales.get(name.value).copied();
        if found.is_none() {
            let fault = Fault::new(&codes::UNKNOWN_SCALE, name.span.clone()).text("name", name.value);
            self.faults.unknown(fault, name.value, self.scales.keys().map(String::as_str));
        }
        found
    }

    fn groups(&mut self, table: Table<'t>) -> Vec<usize> {
        self.faults.empty_list(table, "groups");
        let mut found = Vec::new();
        for name in table.texts("groups") {
            match self.groups.iter().position(|group| group.code == name.value) {
                Some(place) => found.push(place),
                None => {
                    let fault = Fault::new(&codes::UNKNOWN_GROUP, name.span.clone()).text("name", name.value);
                    let known = self.groups.iter().map(|group| group.code.as_str());
                    self.faults.unknown(fault, name.value, known);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn condition(&mut self, table: Table<'t>, per_body: bool, earlier: &[Question]) -> Option<AskedIf> {
        self.faults.empty_list(table, "choices");
        let name = table.text("question")?;
        let Some(place) = self.places.get(name.value).copied().filter(|place| *place < earlier.len()) else {
            let fault = Fault::new(&codes::UNKNOWN_QUESTION, name.span).text("name", name.value);
            self.faults.unknown(fault, name.value, earlier.iter().map(|question| question.code.as_str()));
            return None;
        };
        let other = &earlier[place];
        if other.is_text() || (other.per_body && !per_body) {
            self.faults.push(Fault::new(&codes::BAD_CONDITION, name.span).text("name", name.value));
            return None;
        }
        let mut choices = Vec::new();
        for code in table.texts("choices") {
            match other.choices().iter().position(|choice| choice.code == code.value) {
                Some(choice) => choices.push(choice),
                None => {
                    let fault = Fault::new(&codes::UNKNOWN_OPTION, code.span.clone());
                    let fault = fault.text("name", code.value).text("question", name.value);
                    let known = other.choices().iter().map(|choice| choice.code.as_str());
                    self.faults.unknown(fault, code.value, known);
                }
            }
        }
        choices.sort_unstable();
        choices.dedup();
        Some(AskedIf { question: place, choices })
    }
}
