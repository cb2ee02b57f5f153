//! The English sidecar of a questionnaire: what respondents read, never anything that counts.

use toml::de::DeTable;

use super::super::{Choice, Question, QuestionKind, Questionnaire};
use super::shape::SIDECAR;
use crate::codes;
use crate::parse::check::check;
use crate::parse::faults::{Fault, Faults};
use crate::parse::table::{Table, Text, table, text};

/// Adds the English words; what is wrong is only a warning. `users` are the named scales with the questions
/// that use them.
pub(super) fn apply(words: &str, questionnaire: &mut Questionnaire, users: &[(String, usize)], faults: &mut Faults) {
    let (document, errors) = DeTable::parse_recoverable(words);
    for error in &errors {
        let span = error.span().unwrap_or_default();
        faults.push(Fault::new(&codes::SIDECAR_BROKEN, span).text("detail", error.message()).in_sidecar());
    }
    let file = Table::new(document.get_ref(), 0..0);
    let mut found = Faults::default();
    check(file, &SIDECAR, &mut found);
    faults.adopt(found, &codes::SIDECAR_BROKEN);
    questionnaire.title_en = file.string("title");
    questionnaire.intro_en = file.string("intro");
    for name in parts(file, questionnaire).into_iter().chain(questions(file, questionnaire, users)) {
        faults.push(Fault::new(&codes::SIDECAR_UNKNOWN, name.span).text("name", name.value).in_sidecar());
    }
}

/// Titles of groups and sections; answers the names that are not known.
fn parts<'t>(file: Table<'t>, questionnaire: &mut Questionnaire) -> Vec<Text<'t>> {
    let mut unknown = Vec::new();
    for (name, value) in entries(file, "groups") {
        match questionnaire.groups.iter_mut().find(|group| group.code == name.value) {
            Some(group) => group.title_en = Some(value),
            None => unknown.push(name),
        }
    }
    for (name, value) in entries(file, "sections") {
        match questionnaire.sections.iter_mut().find(|section| section.code == name.value) {
            Some(section) => section.title_en = Some(value),
            None => unknown.push(name),
        }
    }
    unknown
}

/// Sentences of questions and labels of choices; answers the names that are not known.
fn questions<'t>(file: Table<'t>, questionnaire: &mut Questionnaire, users: &[(String, usize)]) -> Vec<Text<'t>> {
    let mut unknown = Vec::new();
    let by_code = |questionnaire: &Questionnaire, code: &str| {
        questionnaire.questions.iter().position(|question| question.code == code).into_iter().collect::<Vec<_>>()
    };
    let by_scale =
        |scale: &str| users.iter().filter(|(name, _)| name == scale).map(|(_, place)| *place).collect::<Vec<_>>();
    for key in ["questions", "hints", "low", "high"] {
        for (name, value) in entries(file, key) {
            let mut places = by_code(questionnaire, name.value);
            if places.is_empty() && matches!(key, "low" | "high") {
                places = by_scale(name.value);
            }
            let said = places.iter().filter(|place| {
                let question = questionnaire.questions.get_mut(**place);
                question.is_some_and(|question| said(question, key, &value))
            });
            if said.count() == 0 {
                unknown.push(name);
            }
        }
    }
    for (key, name, labels) in [tables(file, "choices"), tables(file, "scales")].concat() {
        let places = if key == "scales" { by_scale(name.value) } else { by_code(questionnaire, name.value) };
        let own = questionnaire.questions.iter_mut().enumerate().filter(|(place, _)| places.contains(place));
        let lists: Vec<&mut [Choice]> = own.filter_map(|(_, question)| choices(&mut question.kind)).collect();
        unknown.extend(label(lists, labels, name));
    }
    unknown
}

fn entries<'t>(file: Table<'t>, key: &str) -> Vec<(Text<'t>, String)> {
    let entries = file.table(key).map(|table| table.entries()).unwrap_or_default();
    entries.into_iter().filter_map(|(name, value)| Some((name, text(value)?.value.to_owned()))).collect()
}

fn tables<'t>(file: Table<'t>, key: &'static str) -> Vec<(&'static str, Text<'t>, Table<'t>)> {
    let entries = file.table(key).map(|table| table.entries()).unwrap_or_default();
    entries.into_iter().filter_map(|(name, value)| Some((key, name, table(value)?))).collect()
}

/// Puts one sentence of a question; false if there is no such sentence in Vietnamese.
fn said(question: &mut Question, key: &str, value: &str) -> bool {
    let value = Some(value.to_owned());
    match (key, &mut question.kind) {
        ("questions", _) => question.text_en = value,
        ("hints", _) if question.hint.is_some() => question.hint_en = value,
        ("low", QuestionKind::Scale { low: Some(_), low_en, .. }) => *low_en = value,
        ("high", QuestionKind::Scale { high: Some(_), high_en, .. }) => *high_en = value,
        _ => return false,
    }
    true
}

fn choices(kind: &mut QuestionKind) -> Option<&mut [Choice]> {
    match kind {
        QuestionKind::Single(choices)
        | QuestionKind::Scale { choices, .. }
        | QuestionKind::Multiple { choices, .. } => Some(choices),
        QuestionKind::Text { .. } => None,
    }
}

/// Labels the choices of all lists; answers the names that none has.
fn label<'t>(mut lists: Vec<&mut [Choice]>, labels: Table<'t>, name: Text<'t>) -> Vec<Text<'t>> {
    if lists.is_empty() {
        return vec![name];
    }
    let mut unknown = Vec::new();
    for (code, value) in labels.entries() {
        let Some(value) = text(value) else { continue };
        let mut known = false;
        for choice in lists.iter_mut().flat_map(|list| list.iter_mut()).filter(|choice| choice.code == code.value) {
            choice.label_en = Some(value.value.to_owned());
            known = true;
        }
        if !known {
            unknown.push(code);
        }
    }
    unknown
}
