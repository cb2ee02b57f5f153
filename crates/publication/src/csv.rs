//! Open data as CSV: UTF-8 with a byte order mark, comma, dot decimals, machine names of columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::Writer;
use thuocdo_words::{Lang, Locale};

use crate::model::{CardPart, DecisionRef, GroupPart, LinePart, RankPart, UnitPart};
use crate::reader::{Reader, is_illustrative};
use crate::{Publication, locale, sentence};

const BOM: &[u8] = b"\xef\xbb\xbf";
const RESULTS: [&str; 17] = [
    "group",
    "group_name",
    "rank",
    "shared_by",
    "unit",
    "name",
    "class",
    "merged_from",
    "points",
    "points_exact",
    "max",
    "attainment",
    "index",
    "grade",
    "grade_before",
    "converted",
    "maturity",
];
const POINTS: [&str; 9] = ["unit", "criterion", "layer", "state", "points", "points_exact", "max", "value", "reason"];
const CONVERTED: [&str; 8] = ["set", "set_version", "group", "group_name", "unit", "name", "grade", "converted"];
pub(crate) const ABOUT: [&str; 7] =
    ["round", "period", "version", "decision", "decision_date", "illustrative", "license"];

/// Makes text harmless for spreadsheets: what would be run as a formula becomes text.
///
/// # Example: a name that is a formula
/// ```
/// assert_eq!(thuocdo_publication::csv::harmless("=1+1"), "'=1+1");
/// assert_eq!(thuocdo_publication::csv::harmless("Xã Mẫu 17"), "Xã Mẫu 17");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes rows into memory, which cannot fail.
pub(crate) struct Sheet(Writer<Vec<u8>>);

impl Sheet {
    /// Begins with a byte order mark, so that Excel reads accents.
    pub fn new() -> Self {
        Self(Writer::from_writer(BOM.to_vec()))
    }

    pub fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let _ = self.0.write_record(cells);
    }

    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// Writes one row for each unit: rank, points, index, grade and main sections.
pub fn results(publication: &Publication) -> Vec<u8> {
    let reader = Reader::new(publication);
    let words = locale(Lang::Vi);
    let columns = section_columns(&reader);
    let mut sheet = Sheet::new();
    let sections = columns.iter().map(|(_, header)| harmless(header).into_owned());
    let header = RESULTS.iter().map(|name| (*name).to_owned()).chain(sections);
    sheet.row(header.chain(["unranked_because".to_owned()]).chain(ABOUT.map(str::to_owned)));
    for group in &publication.groups {
        for (rank, unit) in reader.in_order(group) {
            let own = reader.main_sections(group);
            let mut cells = result_cells(group, rank, unit);
            let card = unit.top();
            cells.extend(columns.iter().map(|(code, _)| {
                let line = card.filter(|_| own.contains(code)).and_then(|card| card.line(code));
                line.map(|line| line.shown.clone()).unwrap_or_default()
            }));
            cells.push(ground(group, unit, &words));
            cells.extend(about(&reader, &words));
            sheet.row(cells);
        }
    }
    sheet.finish()
}

/// Writes what grades become in the set that this one feeds (quy đổi vào bộ KPI), one row for each unit, with set,
/// bloc, year and version; nothing where no set has a conversion table.
pub fn converted(publication: &Publication) -> Option<Vec<u8>> {
    let reader = Reader::new(publication);
    let groups = publication.groups.iter();
    let with_table = groups.filter(|group| reader.set(group).is_some_and(|set| set.conversion.is_some()));
    let groups: Vec<&GroupPart> = with_table.collect();
    if groups.is_empty() {
        return None;
    }
    let words = locale(Lang::Vi);
    let mut sheet = Sheet::new();
    sheet.row(CONVERTED.into_iter().chain(ABOUT));
    for group in groups {
        let set = publication.sets.get(group.set);
        let set = set.map(|set| (set.code.as_str(), set.version.as_str())).unwrap_or_default();
        for (_, unit) in reader.in_order(group) {
            let card = unit.top();
            let grade = card.and_then(|card| card.grade.as_deref()).unwrap_or_default();
            let value = card.and_then(|card| card.converted.as_deref()).unwrap_or_default();
            let cells = [set.0, set.1, &group.code, &group.name, &unit.code, &unit.name, grade, value];
            let cells = cells.into_iter().map(|cell| harmless(cell).into_owned());
            sheet.row(cells.chain(about(&reader, &words)));
        }
    }
    Some(sheet.finish())
}

/// Main sections of all groups by code; the title is added where all sets agree on it.
fn section_columns(reader: &Reader<'_>) -> Vec<(String, String)> {
    let mut order: Vec<String> = Vec::new();
    let mut titles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in &reader.publication.groups {
        for code in reader.main_sections(group) {
            let title = reader.set(group).and_then(|set| set.find(&code)).map(|node| node.title.clone());
            let known = titles.entry(code.clone()).or_default();
            known.extend(title.filter(|title| !known.contains(title)));
            if !order.contains(&code) {
                order.push(code);
            }
        }
    }
    let header = |code: &String| match titles.get(code).map(Vec::as_slice) {
        Some([title]) => format!("{code} {title}"),
        _ => code.clone(),
    };
    order.iter().map(|code| (code.clone(), header(code))).collect()
}

fn result_cells(group: &GroupPart, rank: Option<&RankPart>, unit: &UnitPart) -> Vec<String> {
    let text = |text: &str| harmless(text).into_owned();
    let optional = |value: Option<&String>| value.cloned().unwrap_or_default();
    let card = unit.top();
    let total = card.and_then(CardPart::total);
    let figure = |pick: fn(&LinePart) -> &String| total.map(pick).cloned().unwrap_or_default();
    vec![
        text(&group.code),
        text(&group.name),
        rank.map(|rank| rank.rank.to_string()).unwrap_or_default(),
        rank.map(|rank| rank.shared_by.to_string()).unwrap_or_default(),
        text(&unit.code),
        text(&unit.name),
        text(unit.class.as_deref().unwrap_or_default()),
        text(&unit.merged_from.join(";")),
        figure(|line| &line.shown),
        figure(|line| &line.exact),
        figure(|line| &line.max),
        optional(card.and_then(|card| card.attainment.as_ref())),
        optional(card.and_then(|card| card.index.as_ref())),
        text(&optional(card.and_then(|card| card.grade.as_ref()))),
        text(&optional(card.and_then(|card| card.grade_before.as_ref()))),
        optional(card.and_then(|card| card.converted.as_ref())),
        card.and_then(|card| Some(card.maturity.as_ref()?.reached.to_string())).unwrap_or_default(),
    ]
}

fn ground(group: &GroupPart, unit: &UnitPart, words: &Locale) -> String {
    let found = group.unranked.iter().find(|unranked| unranked.unit == unit.code);
    found.map(|found| harmless(&words.render(&sentence::thaw(&found.ground))).into_owned()).unwrap_or_default()
}

fn about(reader: &Reader<'_>, words: &Locale) -> [String; 7] {
    about_of(reader.publication, words)
}

/// What every row of a file says of the publication.
pub(crate) fn about_of(publication: &Publication, words: &Locale) -> [String; 7] {
    let none = DecisionRef::default();
    let decision = publication.decision.as_ref().unwrap_or(&none);
    let mark = if is_illustrative(publication) { words.text("pub-illustrative") } else { String::new() };
    let text = |text: &str| harmless(text).into_owned();
    [
        text(&publication.round),
        text(&publication.period),
        publication.version.to_string(),
        text(&decision.number),
        text(&decision.date),
        mark,
        text(&publication.license),
    ]
}

/// Writes one row for each unit, node and layer, in long form; the total has an empty criterion.
pub fn points(publication: &Publication) -> Vec<u8> {
    let reader = Reader::new(publication);
    let about = about(&reader, &locale(Lang::Vi));
    let mut sheet = Sheet::new();
    sheet.row(POINTS.iter().chain(&ABOUT));
    for unit in &publication.units {
        for card in &unit.cards {
            for line in &card.lines {
                let cells = point_cells(unit, card, line);
                sheet.row(cells.iter().map(AsRef::as_ref).chain(about.iter().map(String::as_str)));
            }
        }
    }
    sheet.finish()
}

fn point_cells<'a>(unit: &'a UnitPart, card: &'a CardPart, line: &'a LinePart) -> [Cow<'a, str>; 9] {
    [
        harmless(&unit.code),
        harmless(&line.code),
        Cow::Borrowed(&card.layer),
        Cow::Borrowed(&line.state),
        Cow::Borrowed(&line.shown),
        Cow::Borrowed(&line.exact),
        Cow::Borrowed(&line.max),
        Cow::Borrowed(line.value.as_deref().unwrap_or_default()),
        harmless(line.reason.as_deref().unwrap_or_default()),
    ]
}
