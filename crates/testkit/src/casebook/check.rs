//! Runs one case and compares.

use std::collections::BTreeMap;

use thuocdo_criteria::{CriteriaSet, Diagnostic, Parsed, Severity, SourceText, parse};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, apply_quotas, rank, score_round, totals};
use thuocdo_words::{Lang, Locale};

use super::Report;
use super::complete::{Completed, complete};
use super::page::{Block, Case, Table};
use super::result::Results;
use super::{folder, words};

/// Takes a miss: line, what, expected, found.
pub type Miss<'a> = dyn FnMut(usize, &str, &str, &str) + 'a;

/// Runs a case; every expectation that does not hold is a miss.
pub fn case(case: &Case, report: &mut Report, miss: &mut Miss<'_>) {
    let Some(block) = &case.set else {
        miss(case.line, "case", "a block `criteria`", "none");
        return;
    };
    let file = complete(block);
    let library: BTreeMap<(String, String), SourceText> = case.library.iter().map(lend).collect();
    let Parsed { set, diagnostics, .. } = parse(&SourceText::new(file.text.as_str()), &library);
    let expected: Vec<&Table> = case.tables("diagnostics").collect();
    for table in &expected {
        report.compared += table.rows.len();
        compare_diagnostics(table, &file, &diagnostics, miss);
    }
    if expected.is_empty() {
        for found in diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            let line = block.line + file.line(found.place.line) as usize - 1;
            miss(line, "criteria", "no error", &shown(found));
        }
    }
    if let Some(set) = set.filter(|_| case.tables("expect").next().is_some()) {
        report.uses(&set);
        results(case, &set, &file, &library, report, miss);
    }
}

fn lend(block: &Block) -> ((String, String), SourceText) {
    let file = complete(block);
    (file.name, SourceText::new(file.text))
}

fn shown(found: &Diagnostic) -> String {
    let locale = Locale::new(Lang::Vi, &[thuocdo_criteria::locale_text(Lang::Vi)]);
    format!("{} {}", found.code, locale.render(&found.message))
}

/// All errors must be listed, and what is listed must be found; warnings may be left out.
fn compare_diagnostics(table: &Table, file: &Completed, found: &[Diagnostic], miss: &mut Miss<'_>) {
    let mut open: Vec<&Diagnostic> = found.iter().collect();
    let column = |name: &str| table.head.iter().position(|head| head == name);
    let (line_column, text_column) = (column("line"), column("text"));
    for row in &table.rows {
        let cell = |column: Option<usize>| column.map(|column| row.cells[column].as_str()).unwrap_or_default();
        let (line, fragment) = (cell(line_column), cell(text_column));
        let fits = |found: &&Diagnostic| {
            let right_line = line.is_empty() || file.line(found.place.line).to_string() == line;
            found.code == row.name && right_line && shown(found).contains(words::quoted(fragment).unwrap_or(fragment))
        };
        match open.iter().position(fits) {
            Some(index) => drop(open.remove(index)),
            None => {
                let all: Vec<String> = found
                    .iter()
                    .map(|found| format!("line {}: {}", file.line(found.place.line), shown(found)))
                    .collect();
                miss(row.line, "diagnostics", &format!("{} in line {line} {fragment}", row.name), &all.join("; "));
            }
        }
    }
    for found in open.iter().filter(|found| found.severity == Severity::Error) {
        let place = format!("line {}: {}", file.line(found.place.line), shown(found));
        miss(table.line, "diagnostics", "nothing more", &place);
    }
}

/// Scores the case through its folder and compares all tables.
fn results(
    case: &Case,
    set: &CriteriaSet,
    file: &Completed,
    library: &BTreeMap<(String, String), SourceText>,
    report: &mut Report,
    miss: &mut Miss<'_>,
) {
    let files = match folder::files(case, set, &file.text) {
        Ok(files) => files,
        Err(faults) => return faults.iter().for_each(|(line, why)| miss(*line, "case", "cells that can be read", why)),
    };
    let read = match thuocdo_folder::read(&files, library) {
        Ok(read) => read,
        Err(faults) => {
            let locale = Locale::new(Lang::Vi, &[thuocdo_folder::locale_text(Lang::Vi)]);
            for fault in faults {
                let place = format!("{}:{} {}", fault.file, fault.line, locale.render(&fault.message));
                miss(case.line, "case folder", "no fault", &place);
            }
            return;
        }
    };
    let names = read.units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect();
    let layers = read.uses.iter().flat_map(|usage| &usage.layers);
    let scored: BTreeMap<&str, (&Cohort, RoundScores, Ranking)> =
        layers.map(|(name, cohort)| (name.as_str(), score(set, cohort, case.line, miss))).collect();
    let last = read.settings.layers.last().map(String::as_str).unwrap_or_default();
    for table in case.tables("expect") {
        let layer = if table.name.is_empty() { last } else { &table.name };
        match scored.get(layer) {
            Some((cohort, scores, ranking)) => {
                compare(table, &Results { set, cohort, names: &names, scores, ranking }, report, miss);
            }
            None => miss(table.line, "table", "a layer of the round", layer),
        }
    }
}

/// Scores a cohort, and checks what holds for every cohort: the order of units and traces do not matter.
fn score<'c>(
    set: &CriteriaSet,
    cohort: &'c Cohort,
    line: usize,
    miss: &mut Miss<'_>,
) -> (&'c Cohort, RoundScores, Ranking) {
    let mut scores = score_round(set, cohort);
    let mut turned = cohort.clone();
    turned.subjects.reverse();
    if score_round(set, &turned) != scores {
        miss(line, "order of units", "the same scores", "others");
    }
    let bare = totals(set, cohort);
    let same = bare.iter().zip(&scores.cards).all(|(bare, card)| {
        (&bare.unit, &bare.points, &bare.applicable) == (&card.unit, &card.total().points, &card.total().applicable)
    });
    if !same || bare.len() != scores.cards.len() {
        miss(line, "totals without traces", "the same totals", "others");
    }
    let ranking = rank(set, &scores);
    apply_quotas(set, &mut scores, &ranking);
    (cohort, scores, ranking)
}

fn compare(table: &Table, results: &Results<'_>, report: &mut Report, miss: &mut Miss<'_>) {
    for row in &table.rows {
        let Some(index) = results.scores.cards.iter().position(|card| card.unit == words::slug(&row.name)) else {
            miss(row.line, &row.name, "a unit of the case", "none");
            continue;
        };
        for (head, cell) in table.head.iter().zip(&row.cells) {
            report.compared += 1;
            for (expected, found) in results.differences(index, head, cell) {
                miss(row.line, &format!("{}, {head}", row.name), &expected, &found);
            }
        }
    }
}
