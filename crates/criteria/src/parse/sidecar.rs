//! The English sidecar: titles and labels, never anything that counts.

use toml::de::DeTable;

use super::check::check;
use super::faults::{Fault, Faults};
use super::shape::SIDECAR;
use super::table::{Table, Text, text};
use crate::codes;
use crate::set::CriteriaSet;

/// Adds the English words to a set; what is wrong is only a warning.
pub(crate) fn apply(words: &str, set: &mut CriteriaSet, faults: &mut Faults) {
    let (document, errors) = DeTable::parse_recoverable(words);
    for error in &errors {
        let span = error.span().unwrap_or_default();
        faults.push(Fault::new(&codes::SIDECAR_BROKEN, span).text("detail", error.message()).in_sidecar());
    }
    let table = Table::new(document.get_ref(), 0..0);
    let mut found = Faults::default();
    check(table, &SIDECAR, &mut found);
    faults.adopt(found, &codes::SIDECAR_BROKEN);
    set.title_en = table.string("title").or(set.title_en.take());
    nodes(table, set, faults);
    let mut unknown = |name: &Text<'_>| {
        let fault = Fault::new(&codes::SIDECAR_UNKNOWN, name.span.clone()).text("name", name.value);
        faults.push(fault.in_sidecar());
    };
    for (name, value) in entries(table, "levels") {
        match set.levels.iter_mut().find(|level| level.name == name.value) {
            Some(level) => level.name_en = Some(value),
            None => unknown(&name),
        }
    }
    for (name, value) in entries(table, "steps") {
        match set.steps.iter_mut().find(|step| step.code == name.value || step.name == name.value) {
            Some(step) => step.name_en = Some(value),
            None => unknown(&name),
        }
    }
    for (name, value) in entries(table, "classes") {
        match set.classes.iter_mut().find(|class| class.code == name.value) {
            Some(class) => class.name_en = Some(value),
            None => unknown(&name),
        }
    }
    for (name, value) in entries(table, "grades") {
        let bands = set.grade_scales.iter_mut().flat_map(|scale| scale.bands.iter_mut());
        let mut same = bands.filter(|band| band.grade == name.value).peekable();
        if same.peek().is_none() {
            unknown(&name);
        }
        same.for_each(|band| band.grade_en = Some(value.clone()));
    }
}

fn entries<'t>(table: Table<'t>, key: &str) -> Vec<(Text<'t>, String)> {
    let entries = table.table(key).map(|table| table.entries()).unwrap_or_default();
    entries.into_iter().filter_map(|(name, value)| Some((name, text(value)?.value.to_owned()))).collect()
}

fn nodes(table: Table<'_>, set: &mut CriteriaSet, faults: &mut Faults) {
    let places: std::collections::HashMap<String, usize> =
        set.nodes.iter().enumerate().skip(1).map(|(place, node)| (node.code.clone(), place)).collect();
    set.nodes[0].title_en.clone_from(&set.title_en);
    for (code, title) in entries(table, "titles") {
        match places.get(code.value) {
            Some(place) => set.nodes[*place].title_en = Some(title),
            None => {
                let fault = Fault::new(&codes::SIDECAR_UNKNOWN, code.span.clone()).text("name", code.value);
                faults.push(fault.in_sidecar());
            }
        }
    }
}
