//! What comes after the points: grade scales, ranking, adjustments, conversion.

use std::collections::HashSet;

use thuocdo_base::{Number, Rounding};

use super::faults::{Fault, Faults};
use super::head::{Head, rounding};
use super::rules::unknown_input;
use super::table::{Table, Text, text};
use super::tree::Tree;
use crate::codes;
use crate::set::{
    Adjustment, Band, Bound, Condition, ConditionFails, Conversion, GradeBasis, GradeScale, NodeId, Quota,
    RankingBasis, RankingRules, TieRule,
};

/// Reads `[[grade_scale]]`.
pub(crate) fn scales(file: Table<'_>, tree: &Tree<'_>, faults: &mut Faults) -> Vec<GradeScale> {
    let mut seen = HashSet::new();
    let mut scales = Vec::new();
    for table in file.tables("grade_scale") {
        let of = match table.text("of").filter(|of| !of.value.is_empty()) {
            Some(code) => tree.find(&code, faults),
            None => Some(NodeId::ROOT),
        };
        if of.is_some_and(|of| !seen.insert(of)) {
            faults.push(Fault::new(&codes::SCALE_TWICE, table.value_span("of")));
        }
        let basis = match table.text("basis").map(|word| word.value) {
            Some("points") => GradeBasis::Points,
            _ => GradeBasis::Percent,
        };
        let bands = bands(table, tree, faults);
        scales.push(GradeScale { of: of.unwrap_or(NodeId::ROOT), basis, bands, knock_out: table.strings("knock_out") });
    }
    scales
}

fn bands(scale: Table<'_>, tree: &Tree<'_>, faults: &mut Faults) -> Vec<Band> {
    let tables = scale.tables("band");
    faults.empty_list(scale, "band");
    let names: Vec<Text<'_>> = tables.iter().filter_map(|table| table.text("grade")).collect();
    super::head::unique(names.iter().cloned(), &codes::DUPLICATE_NAME, faults);
    let bands: Vec<Band> = tables.iter().map(|table| band(*table, tree, &names, faults)).collect();
    for (index, table) in tables.iter().enumerate() {
        let last = index + 1 == tables.len();
        ends(*table, &bands[index], last, faults);
        if index > 0 {
            neighbors(*table, &bands[index - 1], &bands[index], faults);
        }
    }
    bands
}

fn band(table: Table<'_>, tree: &Tree<'_>, names: &[Text<'_>], faults: &mut Faults) -> Band {
    Band {
        grade: table.string("grade").unwrap_or_default(),
        grade_en: None,
        from: bound(table, "from", "above", faults),
        to: bound(table, "to", "under", faults),
        conditions: table.tables("conditions").into_iter().filter_map(|it| condition(it, tree, faults)).collect(),
        quota: table.table("quota").and_then(|quota| read_quota(quota, names, faults)),
    }
}

fn bound(table: Table<'_>, closed: &str, open: &str, faults: &mut Faults) -> Option<Bound> {
    if table.has(closed) && table.has(open) {
        faults.push(Fault::new(&codes::TWO_KEYS, table.key_span(open)).text("one", closed).text("other", open));
    }
    match table.number(closed) {
        Some(value) => Some(Bound { value, closed: true }),
        None => table.number(open).map(|value| Bound { value, closed: false }),
    }
}

/// Every band but the last has a lower end, the last has none; an upper end lies above the lower.
fn ends(table: Table<'_>, band: &Band, last: bool, faults: &mut Faults) {
    let has_lower = table.has("from") || table.has("above");
    if has_lower == last {
        let fault = Fault::new(&codes::BAND_OPEN, table.span()).text("grade", &band.grade);
        faults.push(fault.sentence("fault", if last { "diag-band-last" } else { "diag-band-not-last" }));
    }
    let Some((from, to)) = band.from.as_ref().zip(band.to.as_ref()) else { return };
    if to.value < from.value || (to.value == from.value && !(to.closed && from.closed)) {
        faults.push(Fault::new(&codes::BELOW, table.span()).text("low", "from").text("high", "to"));
    }
}

fn neighbors(table: Table<'_>, better: &Band, band: &Band, faults: &mut Faults) {
    let Some(floor) = &better.from else { return };
    if let Some(from) = &band.from {
        // An open end at the same value lies above a closed one.
        let lower = from.value < floor.value || (from.value == floor.value && from.closed && !floor.closed);
        if !lower {
            let fault = Fault::new(&codes::BAND_ORDER, table.span()).text("grade", &band.grade);
            faults.push(fault.text("better", &better.grade));
        }
    }
    if let Some(to) = &band.to {
        let meets = to.value > floor.value || (to.value == floor.value && (to.closed || floor.closed));
        if !meets {
            let fault = Fault::new(&codes::BAND_GAP, table.span()).text("grade", &band.grade);
            faults.push(fault.text("better", &better.grade).number("low", &to.value).number("high", &floor.value));
        }
    }
}

fn condition(table: Table<'_>, tree: &Tree<'_>, faults: &mut Faults) -> Option<Condition> {
    let node = tree.find(&table.text("code")?, faults)?;
    let otherwise = match table.text("otherwise").map(|word| word.value) {
        Some("next_lower") => ConditionFails::NextLower,
        _ => ConditionFails::Authority,
    };
    Some(Condition { node, at_least: table.number("at_least")?, label: table.string("label")?, otherwise })
}

fn read_quota(table: Table<'_>, names: &[Text<'_>], faults: &mut Faults) -> Option<Quota> {
    if let Some(of) = table.text("of") {
        known_grade(&of, names.iter().map(|name| name.value), faults);
    }
    Some(Quota {
        share: table.number("share")?,
        of: table.string("of"),
        small_under: table.whole("small_under").unwrap_or_default(),
        small_max: table.whole("small_max").unwrap_or_default(),
        rounding: rounding(table.text("rounding"), Rounding::Down),
    })
}

fn known_grade<'a>(grade: &Text<'_>, known: impl Iterator<Item = &'a str> + Clone, faults: &mut Faults) {
    if !known.clone().any(|other| other == grade.value) {
        let fault = Fault::new(&codes::UNKNOWN_GRADE, grade.span.clone()).text("name", grade.value);
        faults.unknown(fault, grade.value, known);
    }
}

/// Reads `[ranking]`.
pub(crate) fn ranking(file: Table<'_>, head: &Head<'_>, tree: &Tree<'_>, faults: &mut Faults) -> RankingRules {
    let table = file.table("ranking");
    let word = |key: &str| table.and_then(|table| table.text(key)).map(|word| word.value);
    let pointless = head.scale.as_ref().is_some_and(Number::is_zero);
    let basis = match word("basis") {
        Some("points") => RankingBasis::Points,
        Some("attainment") => RankingBasis::Attainment,
        Some("maturity") => RankingBasis::Maturity,
        _ if pointless && !head.steps.is_empty() => RankingBasis::Maturity,
        _ => RankingBasis::Points,
    };
    if let (RankingBasis::Maturity, true, Some(table)) = (basis, head.steps.is_empty(), table) {
        faults.push(super::head::steps_missing(table.value_span("basis"), "basis"));
    }
    let tie_break = table.map(|table| table.texts("tie_break")).unwrap_or_default();
    RankingRules {
        basis,
        ties: if word("ties") == Some("dense") { TieRule::Dense } else { TieRule::Competition },
        tie_break: tie_break.iter().filter_map(|code| tree.find(code, faults)).collect(),
        min_criteria: table.and_then(|table| table.whole("min_criteria")).unwrap_or_default(),
        min_per_section: table.and_then(|table| table.whole("min_per_section")).unwrap_or_default(),
    }
}

/// Grades of the whole set, for what needs them; reports if there are none.
fn root_grades<'a>(scales: &'a [GradeScale], table: Table<'_>, key: &str, faults: &mut Faults) -> Option<&'a [Band]> {
    let root = scales.iter().find(|scale| scale.of == NodeId::ROOT);
    if root.is_none() {
        faults.push(Fault::new(&codes::GRADES_MISSING, table.value_span(key)));
    }
    root.map(|scale| scale.bands.as_slice())
}

/// Reads `[[adjustment]]`.
pub(crate) fn adjustments(
    file: Table<'_>,
    head: &Head<'_>,
    scales: &[GradeScale],
    faults: &mut Faults,
) -> Vec<Adjustment> {
    let tables = super::head::at_most(file.tables("adjustment"), "adjustment", 1_000, faults);
    let read = |table: Table<'_>| match table.text("kind")?.value {
        "downgrade" => downgrade(table, head, scales, faults),
        "deduct" => deduct(table, faults),
        _ => None,
    };
    tables.into_iter().filter_map(read).collect()
}

/// Reports keys that this kind of adjustment needs or does not know.
fn keys(table: Table<'_>, kind: &str, needed: &[&str], foreign: &[&str], faults: &mut Faults) {
    for key in needed.iter().filter(|key| !table.has(key)) {
        faults.push(Fault::new(&codes::MISSING_KEY, table.span()).text("key", *key));
    }
    for key in foreign.iter().filter(|key| table.has(key)) {
        faults.push(Fault::new(&codes::UNUSED_KEY, table.key_span(key)).text("key", *key).text("of", kind));
    }
}

fn downgrade(table: Table<'_>, head: &Head<'_>, scales: &[GradeScale], faults: &mut Faults) -> Option<Adjustment> {
    keys(table, "downgrade", &["input"], &["trait", "points"], faults);
    let grades = root_grades(scales, table, "kind", faults);
    let mut matches = Vec::new();
    for (theirs, ours) in table.table("matches").map(|table| table.entries()).unwrap_or_default() {
        let Some(ours) = text(ours) else { continue };
        if let Some(grades) = grades {
            known_grade(&ours, grades.iter().map(|band| band.grade.as_str()), faults);
        }
        matches.push((theirs.value.to_owned(), ours.value.to_owned()));
    }
    let classes = table
        .has("classes")
        .then(|| table.texts("classes").iter().filter_map(|code| head.class(code, faults)).collect());
    let steps = table.whole("steps").unwrap_or(1).min(100) as u8;
    let name = table.text("input")?;
    let Some(input) = head.input_ids.get(name.value).copied() else {
        unknown_input(name.value, name.span, &head.input_ids, faults);
        return None;
    };
    Some(Adjustment::Downgrade { input, classes, matches, steps, label: table.string("label")? })
}

fn deduct(table: Table<'_>, faults: &mut Faults) -> Option<Adjustment> {
    keys(table, "deduct", &["trait", "points"], &["input", "classes", "steps", "matches"], faults);
    Some(Adjustment::Deduct {
        with_trait: table.string("trait")?,
        points: table.number("points")?,
        label: table.string("label")?,
    })
}

/// Reads `[conversion]`.
pub(crate) fn conversion(file: Table<'_>, scales: &[GradeScale], faults: &mut Faults) -> Option<Conversion> {
    let table = file.table("conversion")?;
    let grades = root_grades(scales, table, "rows", faults);
    let given = table.table("rows")?;
    let mut rows = Vec::new();
    for (grade, _) in given.entries() {
        if let Some(grades) = grades {
            known_grade(&grade, grades.iter().map(|band| band.grade.as_str()), faults);
        }
        rows.extend(given.number(grade.value).map(|value| (grade.value.to_owned(), value)));
    }
    let (valid_from, valid_to) = (table.string("valid_from"), table.string("valid_to"));
    Some(Conversion { title: table.string("title")?, valid_from, valid_to, rows })
}
