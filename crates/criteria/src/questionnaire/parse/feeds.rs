//! Checks what questions feed against the criteria set that is fed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Question, QuestionKind, Questionnaire};
use crate::codes;
use crate::parse::faults::{Fault, Faults};
use crate::parse::table::{Table, Text};
use crate::rule::{ScoringRule, TallyGroup};
use crate::set::{CriteriaSet, Criterion, Source};
use crate::source::Library;

/// Checks all feeds; where the set is not in the library only what the file itself says.
pub(super) fn check(
    head: Option<Table<'_>>,
    tables: &[Table<'_>],
    questionnaire: &Questionnaire,
    library: &dyn Library,
    faults: &mut Faults,
) {
    let set = fed_set(head, questionnaire, library, faults);
    let mut fed: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (question, table) in questionnaire.questions.iter().zip(tables) {
        faults.empty_list(*table, "feeds");
        for name in table.texts("feeds") {
            if questionnaire.set.is_none() {
                faults.push(Fault::new(&codes::FEEDS_NO_SET, name.span.clone()).text("code", name.value));
            }
            if matches!(question.kind, QuestionKind::Multiple { .. } | QuestionKind::Text { .. }) {
                faults.push(Fault::new(&codes::FEEDS_KIND, name.span.clone()).text("code", name.value));
            }
            twice(questionnaire, question, &name, &mut fed, faults);
            if let Some(set) = &set {
                criterion(questionnaire, question, (&name, set), faults);
            }
        }
    }
}

fn fed_set(
    head: Option<Table<'_>>,
    questionnaire: &Questionnaire,
    library: &dyn Library,
    faults: &mut Faults,
) -> Option<CriteriaSet> {
    let (code, version) = questionnaire.set.as_ref()?;
    let found = library.find(code, version).and_then(|source| crate::parse(&source, library).set);
    if found.is_none() {
        let span = head.map(|head| head.value_span("set")).unwrap_or_default();
        faults.push(Fault::new(&codes::FED_SET_UNKNOWN, span).text("set", code).text("version", version));
    }
    found
}

/// Reports a criterion that one group is asked about in two questions.
fn twice<'q>(
    questionnaire: &'q Questionnaire,
    question: &'q Question,
    name: &Text<'_>,
    fed: &mut BTreeMap<(&'q str, &'q str), &'q str>,
    faults: &mut Faults,
) {
    let Some(code) = question.feeds.iter().find(|code| *code == name.value) else { return };
    for group in groups(questionnaire, question) {
        if let Some(other) = fed.insert((code, group), &question.code) {
            let fault = Fault::new(&codes::FED_TWICE, name.span.clone()).text("code", code);
            return faults.push(fault.text("other", other));
        }
    }
}

/// Codes of the groups that are asked; one empty code where there are no groups.
fn groups<'q>(questionnaire: &'q Questionnaire, question: &Question) -> Vec<&'q str> {
    if questionnaire.groups.is_empty() {
        return vec![""];
    }
    let all = questionnaire.groups.iter().enumerate();
    all.filter(|(place, _)| question.is_for(Some(*place))).map(|(_, group)| group.code.as_str()).collect()
}

fn criterion(
    questionnaire: &Questionnaire,
    question: &Question,
    (name, set): (&Text<'_>, &CriteriaSet),
    faults: &mut Faults,
) {
    let fault = |code| Fault::new(code, name.span.clone()).text("code", name.value);
    let Some(found) = set.nodes.iter().find(|node| node.code == name.value).and_then(|node| node.criterion()) else {
        let known = set.criteria().filter(|(_, other)| other.source == Source::Survey);
        return faults.unknown(fault(&codes::FED_UNKNOWN), name.value, known.map(|(node, _)| node.code.as_str()));
    };
    let rules = std::iter::once(&found.rule).chain(found.rule_by_class.iter().map(|(_, rule)| rule));
    for rule in rules {
        let ScoringRule::Tally { groups: wanted, options, .. } = rule else {
            return faults.push(fault(&codes::FED_NO_SURVEY));
        };
        if found.source != Source::Survey {
            return faults.push(fault(&codes::FED_NO_SURVEY));
        }
        let own: BTreeSet<_> = question.choices().iter().map(|choice| (&choice.code, &choice.share)).collect();
        let wanted_options: BTreeSet<_> = options.iter().map(|(code, share)| (code, share)).collect();
        if own != wanted_options && !question.choices().is_empty() {
            let list: Vec<String> = options.iter().map(|(code, share)| option(code, share.as_ref())).collect();
            faults.push(fault(&codes::FED_OPTIONS).text("options", list.join(", ")));
        }
        let wanted: Vec<&str> = wanted.iter().map(|group| group_code(found, group)).collect();
        let asked = groups(questionnaire, question);
        if let Some(strange) = asked.iter().find(|group| wanted != [""] && !wanted.contains(group)) {
            faults.push(fault(&codes::FED_GROUPS).text("group", *strange).text("groups", wanted.join(", ")));
        }
    }
}

fn option(code: &str, share: Option<&thuocdo_base::Number>) -> String {
    share.map_or_else(|| format!("{code} = –"), |share| format!("{code} = {}", share.to_exact()))
}

/// Code of a group of a tally rule: what stands before the dot in its variables; empty without groups.
fn group_code<'c>(criterion: &'c Criterion, group: &TallyGroup) -> &'c str {
    if group.name.is_empty() {
        return "";
    }
    let name = group.counts.first().and_then(|id| criterion.variables.get(id.index()));
    name.and_then(|variable| variable.name.rsplit_once('.')).map_or("", |(code, _)| code)
}
