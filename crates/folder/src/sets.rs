//! The criteria sets a round uses: from the catalog or from the folder itself.

use std::collections::BTreeMap;

use thuocdo_base::Message;
use thuocdo_criteria::set::ClassId;
use thuocdo_criteria::{CriteriaSet, Library, Parsed, Severity, SourceText, parse};
use thuocdo_scoring::{Cohort, Subject};

use crate::case::{Unit, Use};
use crate::doc::text_of;
use crate::fault::{Fault, Faults};
use crate::files::Files;
use crate::round::{ROUND, Round, SetName, UseLine};

/// A set that could be read, with the groups it serves.
pub(crate) struct SetUse {
    pub source: SourceText,
    pub borrowed: Vec<(String, String, String)>,
    pub set: CriteriaSet,
    pub groups: Vec<String>,
}

/// Finds and parses the sets of all `[[use]]` lines; lines whose set is faulty are left out.
pub(crate) fn resolve(round: &Round, files: &Files, library: &dyn Library, faults: &mut Faults) -> Vec<SetUse> {
    let own = own_sets(files);
    let library = Both { first: library, second: &own };
    round.uses.iter().filter_map(|line| resolve_line(line, files, &library, faults)).collect()
}

fn resolve_line(line: &UseLine, files: &Files, library: &Both<'_>, faults: &mut Faults) -> Option<SetUse> {
    let (file, source) = match &line.set {
        SetName::Catalog(code, version) => {
            (format!("{code}@{version}"), from_catalog(line, code, version, library, faults)?)
        }
        SetName::File(name) => (name.clone(), from_folder(line, name, files, faults)?),
    };
    let Parsed { set, diagnostics, borrowed, .. } = parse(&source, library);
    for found in diagnostics {
        let fault = || Fault {
            file: file.clone(),
            line: found.place.line,
            column: found.place.column,
            message: found.message.clone(),
            hint: found.hint.clone(),
        };
        match found.severity {
            Severity::Error => faults.push_with(fault),
            Severity::Warning => faults.note_with(fault),
        }
    }
    if set.is_none() {
        faults.push(line.spot().says(Message::new("folder-set-faulty").text("set", file), None));
    }
    Some(SetUse { source, borrowed, set: set?, groups: line.groups.clone() })
}

fn from_catalog(
    line: &UseLine,
    code: &str,
    version: &str,
    library: &Both<'_>,
    faults: &mut Faults,
) -> Option<SourceText> {
    let found = library.first.find(code, version);
    if found.is_none() {
        let message = Message::new("folder-set-unknown").text("set", code).text("version", version);
        faults.push(line.spot().says(message, Some(Message::new("folder-set-unknown-hint"))));
    }
    found
}

fn from_folder(line: &UseLine, name: &str, files: &Files, faults: &mut Faults) -> Option<SourceText> {
    let Some(bytes) = files.0.get(name).filter(|_| name.ends_with(".toml") && name != ROUND) else {
        let message = Message::new("folder-file-missing").text("name", name);
        faults.push(line.spot().says(message, Some(Message::new("folder-set-file-hint"))));
        return None;
    };
    let text = text_of(name, bytes, faults)?;
    let sidecar_name = sidecar_of(name);
    let sidecar = match files.0.get(&sidecar_name) {
        Some(bytes) => Some(text_of(&sidecar_name, bytes, faults)?),
        None => None,
    };
    Some(SourceText { text, sidecar })
}

fn sidecar_of(name: &str) -> String {
    format!("{}.en.toml", name.trim_end_matches(".toml"))
}

/// Criteria files of the folder by code and version, so that they can borrow from one another.
fn own_sets(files: &Files) -> BTreeMap<(String, String), SourceText> {
    let texts =
        files.0.iter().filter(|(name, _)| name.ends_with(".toml") && *name != ROUND && !name.ends_with(".en.toml"));
    texts.filter_map(|(_, bytes)| own_set(bytes)).collect()
}

fn own_set(bytes: &[u8]) -> Option<((String, String), SourceText)> {
    let (text, _) = thuocdo_words::encoding::read(bytes).ok()?;
    let table: toml::Table = text.parse().ok()?;
    let set = table.get("set")?.as_table()?;
    let name = |key: &str| set.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    Some(((name("code")?, name("version")?), SourceText { text, sidecar: None }))
}

/// The catalog first, then the folder's own files: an issued version cannot be shadowed.
struct Both<'a> {
    first: &'a dyn Library,
    second: &'a BTreeMap<(String, String), SourceText>,
}

impl Library for Both<'_> {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        let own = || self.second.get(&(set.to_owned(), version.to_owned())).cloned();
        self.first.find(set, version).or_else(own)
    }
}

/// Gives every set its units, in every layer, still without answers.
pub(crate) fn into_uses(sets: Vec<SetUse>, round: &Round, units: &[Unit]) -> Vec<Use> {
    sets.into_iter().map(|set| into_use(set, round, units)).collect()
}

fn into_use(set: SetUse, round: &Round, units: &[Unit]) -> Use {
    let served = units.iter().filter(|unit| set.groups.contains(&unit.group));
    let subjects: Vec<Subject> = served.map(|unit| subject(unit, &set.set, round)).collect();
    let cohort = Cohort { subjects, inputs: Vec::new(), closed: round.settings.closed };
    let layers = round.settings.layers.iter().map(|layer| (layer.clone(), cohort.clone())).collect();
    let SetUse { source, borrowed, set, groups } = set;
    Use { source, borrowed, set, groups, layers, reasons: BTreeMap::new() }
}

fn subject(unit: &Unit, set: &CriteriaSet, round: &Round) -> Subject {
    let accepted = round.settings.accept_held.iter().find(|accepted| accepted.unit == unit.code);
    Subject {
        unit: unit.code.clone(),
        group: unit.group.clone(),
        class: class_of(unit, set),
        traits: unit.traits.clone(),
        linked: unit.linked.clone(),
        merged_from: unit.merged_from.clone(),
        excluded: unit.excluded.clone(),
        accept_held: accepted.map(|accepted| format!("{} ({})", accepted.reason, accepted.signer)),
        answers: vec![None; set.nodes.len()],
    }
}

/// The unit's class in a set.
pub(crate) fn class_of(unit: &Unit, set: &CriteriaSet) -> Option<ClassId> {
    unit.class.as_deref().and_then(|code| set.class(code))
}
