//! `round.toml`: settings of the round, its groups and which set serves which.

use thuocdo_base::Message;
use thuocdo_criteria::set::PublishedSource;

use crate::case::{AcceptHeld, Group, Numbers, PublishedBy, Settings};
use crate::cells::{self, Wrong};
use crate::doc::{Doc, Table, text_of};
use crate::fault::{Fault, Faults, Spot};
use crate::files::Files;
use crate::near;

/// Name of the settings file.
pub(crate) const ROUND: &str = "round.toml";
const LAYERS: [&str; 5] = ["self", "preliminary", "appraised", "council", "final"];

/// Settings with what the other files need of them.
pub(crate) struct Round {
    pub settings: Settings,
    pub groups: Vec<Group>,
    pub uses: Vec<UseLine>,
    /// Line and column of each signed override, in the order of the settings.
    pub overrides: Vec<(u32, u32)>,
}

/// One `[[use]]`: which set serves which groups.
pub(crate) struct UseLine {
    pub set: SetName,
    pub groups: Vec<String>,
    pub line: u32,
    pub column: u32,
}

/// How a `[[use]]` names its set.
pub(crate) enum SetName {
    /// Code and version in the catalog.
    Catalog(String, String),
    /// A file of the folder.
    File(String),
}

impl UseLine {
    pub fn spot(&self) -> Spot<'static> {
        Spot { file: ROUND, line: self.line, column: self.column }
    }
}

/// Reads the settings; `None` if there is nothing to go on with.
pub(crate) fn read(files: &Files, faults: &mut Faults) -> Option<Round> {
    let Some(bytes) = files.0.get(ROUND) else {
        let message = Message::new("folder-file-missing").text("name", ROUND);
        faults.push(Spot::file(ROUND).says(message, Some(Message::new("folder-round-missing-hint"))));
        return None;
    };
    let text = text_of(ROUND, bytes, faults)?;
    let doc = Doc { file: ROUND, text: &text };
    let table = doc.parse(faults)?;
    let table = Table::new(&doc, table.get_ref(), 0..0);
    let groups = groups(&table, faults);
    let uses = uses(&table, &groups, faults);
    let mut settings = settings(&table, faults);
    let overrides = accept_held(&table, faults);
    settings.accept_held = overrides.iter().map(|(accepted, ..)| accepted.clone()).collect();
    table.finish(faults);
    let overrides = overrides.into_iter().map(|(_, line, column)| (line, column)).collect();
    Some(Round { settings, groups, uses, overrides })
}

fn settings(table: &Table<'_>, faults: &mut Faults) -> Settings {
    let code = table.required("code", faults);
    refuse(table, "code", code.as_deref().and_then(cells::code_wrong), faults);
    let title = name(table, "title", faults);
    let period = table.required("period", faults);
    Settings {
        code: code.unwrap_or_default(),
        title: title.unwrap_or_default(),
        title_en: table.text("title_en", faults),
        period: period.unwrap_or_default(),
        data_from: table.date("data_from", faults),
        data_to: table.date("data_to", faults),
        numbers: numbers(table, faults),
        illustrative: table.truth("illustrative", faults).unwrap_or(false),
        license: table.text("license", faults),
        sources: sources(table, faults),
        closed: table.truth("closed", faults).unwrap_or(true),
        layers: layers(table, faults),
        accept_held: Vec::new(),
        publication: publication(table, faults),
    }
}

fn refuse(table: &Table<'_>, key: &str, wrong: Option<Wrong>, faults: &mut Faults) {
    if let Some((message, hint)) = wrong {
        faults.push(table.spot(key).says(message, hint));
    }
}

fn name(table: &Table<'_>, key: &'static str, faults: &mut Faults) -> Option<String> {
    let name = table.required(key, faults)?;
    refuse(table, key, cells::name_wrong(&name), faults);
    Some(name)
}

fn numbers(table: &Table<'_>, faults: &mut Faults) -> Numbers {
    match table.text("numbers", faults).as_deref() {
        None | Some("dot") => Numbers::Dot,
        Some("vi") => Numbers::Vi,
        Some(other) => {
            faults.push(unknown(table, "numbers", other, &["dot", "vi"]));
            Numbers::Dot
        }
    }
}

fn unknown(table: &Table<'_>, key: &str, value: &str, known: &[&str]) -> Fault {
    let message = Message::new("folder-value-unknown").text("key", key).text("value", value);
    table.spot(key).says(message, near::hint(value, known))
}

fn layers(table: &Table<'_>, faults: &mut Faults) -> Vec<String> {
    let Some(layers) = table.texts("layers", faults) else { return vec!["final".to_owned()] };
    let places: Vec<Option<usize>> =
        layers.iter().map(|layer| LAYERS.iter().position(|known| known == layer)).collect();
    for (layer, _) in layers.iter().zip(&places).filter(|(_, place)| place.is_none()) {
        faults.push(unknown(table, "layers", layer, &LAYERS));
    }
    if layers.is_empty() || !places.is_sorted_by(|a, b| a < b) {
        let message = Message::new("folder-layers-order");
        faults.push(table.spot("layers").says(message, near::hint("", &LAYERS)));
    }
    layers
}

fn sources(table: &Table<'_>, faults: &mut Faults) -> Vec<PublishedSource> {
    let mut sources = Vec::new();
    for row in table.tables("sources", faults) {
        sources.push(PublishedSource {
            title: name(&row, "title", faults).unwrap_or_default(),
            publisher: row.text("publisher", faults).unwrap_or_default(),
            address: row.text("address", faults).unwrap_or_default(),
        });
        row.finish(faults);
    }
    sources
}

/// Signed overrides with line and column.
fn accept_held(table: &Table<'_>, faults: &mut Faults) -> Vec<(AcceptHeld, u32, u32)> {
    let mut accepted = Vec::new();
    for row in table.tables("accept_held", faults) {
        let unit = row.required("unit", faults);
        let reason = row.required("reason", faults);
        let signer = row.required("signer", faults);
        row.finish(faults);
        if let (Some(unit), Some(reason), Some(signer)) = (unit, reason, signer) {
            let Spot { line, column, .. } = row.spot("unit");
            accepted.push((AcceptHeld { unit, reason, signer }, line, column));
        }
    }
    accepted
}

fn publication(table: &Table<'_>, faults: &mut Faults) -> Option<PublishedBy> {
    let row = table.table("publication", faults)?;
    let published = PublishedBy {
        decision: row.required("decision", faults).unwrap_or_default(),
        date: row.date("date", faults).unwrap_or_default(),
        issuer: row.text("issuer", faults).unwrap_or_default(),
    };
    row.finish(faults);
    Some(published)
}

fn groups(table: &Table<'_>, faults: &mut Faults) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in table.tables("group", faults) {
        let code = row.required("code", faults);
        refuse(&row, "code", code.as_deref().and_then(cells::code_wrong), faults);
        let name = name(&row, "name", faults);
        let name_en = row.text("name_en", faults);
        row.finish(faults);
        let code = code.unwrap_or_default();
        if groups.iter().any(|group| group.code == code) {
            let message = Message::new("folder-group-twice").text("group", code.as_str());
            faults.push(row.spot("code").says(message, None));
            continue;
        }
        groups.push(Group { code, name: name.unwrap_or_default(), name_en });
    }
    if groups.is_empty() {
        let hint = Some(Message::new("folder-groups-missing-hint"));
        faults.push(Spot::file(ROUND).says(Message::new("folder-groups-missing"), hint));
    }
    groups
}

fn uses(table: &Table<'_>, groups: &[Group], faults: &mut Faults) -> Vec<UseLine> {
    let rows = table.tables("use", faults);
    if rows.is_empty() {
        let hint = Some(Message::new("folder-uses-missing-hint"));
        faults.push(Spot::file(ROUND).says(Message::new("folder-uses-missing"), hint));
    }
    let only = rows.len() == 1;
    let uses: Vec<UseLine> = rows.iter().filter_map(|row| use_line(row, groups, only, faults)).collect();
    for group in groups {
        let served = uses.iter().filter(|line| line.groups.contains(&group.code)).count();
        if served != 1 && uses.len() == rows.len() && !uses.is_empty() {
            let key = if served == 0 { "folder-group-unserved" } else { "folder-group-served-twice" };
            faults.push(table.spot("use").says(Message::new(key).text("group", group.code.as_str()), None));
        }
    }
    uses
}

fn use_line(row: &Table<'_>, groups: &[Group], only: bool, faults: &mut Faults) -> Option<UseLine> {
    let (set, file) = (row.text("set", faults), row.text("file", faults));
    let named = row.texts("groups", faults);
    row.finish(faults);
    let known: Vec<&str> = groups.iter().map(|group| group.code.as_str()).collect();
    for group in named.iter().flatten().filter(|group| !known.contains(&group.as_str())) {
        faults.push(unknown(row, "groups", group, &known));
    }
    if named.is_none() && !only {
        faults.push(row.spot("groups").says(Message::new("folder-key-missing").text("key", "groups"), None));
    }
    let set = match (set, file) {
        (Some(set), None) => set_name(row, &set, faults)?,
        (None, Some(file)) => SetName::File(file),
        _ => {
            let hint = Some(Message::new("folder-use-hint"));
            faults.push(row.spot("set").says(Message::new("folder-use-set-or-file"), hint));
            return None;
        }
    };
    let key = if matches!(set, SetName::File(_)) { "file" } else { "set" };
    let Spot { line, column, .. } = row.spot(key);
    let all = || known.iter().map(|code| (*code).to_owned()).collect();
    Some(UseLine { set, groups: named.unwrap_or_else(all), line, column })
}

fn set_name(row: &Table<'_>, text: &str, faults: &mut Faults) -> Option<SetName> {
    if let Some((code, version)) =
        text.split_once('@').filter(|(code, version)| !code.is_empty() && !version.is_empty())
    {
        return Some(SetName::Catalog(code.to_owned(), version.to_owned()));
    }
    let message = Message::new("folder-use-version").text("value", text);
    faults.push(row.spot("set").says(message, Some(Message::new("folder-use-hint"))));
    None
}
