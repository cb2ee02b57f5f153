//! A case as a case folder: the tables become the files an official would write.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule, Variable};
use thuocdo_criteria::set::Criterion;
use thuocdo_folder::Files;
use toml::{Table as Toml, Value};

use super::page::{Case, Row, Table};
use super::words::{machine, slug};

/// Columns of answers that describe the unit: head in the casebook, column in `units.csv`.
const ABOUT: [(&str, &str); 6] = [
    ("nhóm", "group"),
    ("loại", "class"),
    ("đặc điểm", "traits"),
    ("liên kết", "linked"),
    ("hợp nhất từ", "merged_from"),
    ("loại trừ", "excluded"),
];

/// A fault of the case itself: line and reason.
pub type Fault = (usize, String);

/// Writes the files of a case.
///
/// # Errors
/// What cannot be understood in its tables, with lines.
pub fn files(case: &Case, set: &CriteriaSet, text: &str) -> Result<Files, Vec<Fault>> {
    let mut writer = Writer { set, units: BTreeMap::new(), order: Vec::new(), rows: Vec::new(), faults: Vec::new() };
    for table in case.tables("answers") {
        writer.table(table);
    }
    let mut files = BTreeMap::new();
    files.insert("set.toml".to_owned(), text.as_bytes().to_vec());
    files.insert("units.csv".to_owned(), writer.units_csv());
    files.insert("answers.csv".to_owned(), csv(&["unit", "criterion", "variable", "value", "layer"], &writer.rows));
    for table in case.tables("input") {
        files.insert(format!("inputs/{}.csv", table.name), input_csv(table));
    }
    match round(case, &writer.groups()) {
        Ok(text) => drop(files.insert("round.toml".to_owned(), text.into_bytes())),
        Err(fault) => writer.faults.push(fault),
    }
    if writer.faults.is_empty() { Ok(Files(files)) } else { Err(writer.faults) }
}

struct Writer<'a> {
    set: &'a CriteriaSet,
    units: BTreeMap<String, BTreeMap<&'static str, String>>,
    order: Vec<String>,
    rows: Vec<Vec<String>>,
    faults: Vec<Fault>,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table) {
        let layer = if table.name.is_empty() { "final" } else { &table.name };
        for row in &table.rows {
            let code = slug(&row.name);
            if !self.units.contains_key(&code) {
                self.order.push(code.clone());
            }
            self.units.entry(code.clone()).or_default().insert("name", row.name.clone());
            for (head, cell) in table.head.iter().zip(&row.cells) {
                self.cell(&code, layer, head, cell, row);
            }
        }
    }

    fn cell(&mut self, unit: &str, layer: &str, head: &str, cell: &str, row: &Row) {
        if let Some((_, column)) = ABOUT.iter().find(|(word, _)| *word == head) {
            if let Some(about) = self.units.get_mut(unit) {
                about.insert(column, about_cell(column, cell));
            }
            return;
        }
        let Some(criterion) = self.set.find(head).and_then(|node| node.criterion()) else {
            self.faults.push((row.line, format!("no criterion `{head}`")));
            return;
        };
        match answer(cell, criterion) {
            Ok(values) => {
                for (variable, value) in values {
                    self.rows.push([unit, head, &variable, &value, layer].map(str::to_owned).to_vec());
                }
            }
            Err(why) => self.faults.push((row.line, format!("column {head}: {why}"))),
        }
    }

    fn group(&self, unit: &str) -> String {
        let named = self.units.get(unit).and_then(|about| about.get("group"));
        named.filter(|group| !group.is_empty()).cloned().unwrap_or_else(|| "chung".to_owned())
    }

    fn groups(&self) -> BTreeSet<String> {
        self.order.iter().map(|unit| self.group(unit)).collect()
    }

    fn units_csv(&self) -> Vec<u8> {
        let head: Vec<&str> = ["code", "name"].into_iter().chain(ABOUT.iter().map(|(_, column)| *column)).collect();
        let rows = self.order.iter().map(|unit| {
            let about = |column: &&str| match *column {
                "code" => unit.clone(),
                "group" => self.group(unit),
                other => self.units.get(unit).and_then(|about| about.get(other)).cloned().unwrap_or_default(),
            };
            head.iter().map(about).collect()
        });
        csv(&head, &rows.collect::<Vec<Vec<String>>>())
    }
}

fn about_cell(column: &str, cell: &str) -> String {
    match column {
        "linked" if !cell.is_empty() => slug(cell),
        "merged_from" => cell.split(';').map(slug).filter(|code| !code.is_empty()).collect::<Vec<_>>().join(";"),
        _ => cell.to_owned(),
    }
}

/// Variables and values of an answer cell.
fn answer(cell: &str, criterion: &Criterion) -> Result<Vec<(String, String)>, String> {
    if let Some(ground) = cell.strip_prefix("không áp dụng") {
        let ground = ground.trim_start_matches(':').trim();
        let ground = if ground.is_empty() { "không có nội dung này" } else { ground };
        return Ok(vec![("na".to_owned(), ground.to_owned())]);
    }
    if let Some(percent) = cell.strip_suffix('%') {
        return bare(&format!("{}/100", percent.trim()), criterion);
    }
    let mut values = Vec::new();
    let mut tokens = cell.split_whitespace();
    while let Some(token) = tokens.next() {
        match (token, token.split_once('=')) {
            ("điểm" | "trước", _) => {
                let variable = if token == "điểm" { "points" } else { "previous" };
                let value = tokens.next().ok_or(format!("nothing after `{token}`"))?;
                values.push((variable.to_owned(), machine(value)));
            }
            (_, Some((name, value))) => values.push((name.to_owned(), machine(value))),
            _ => values.extend(bare(token, criterion)?),
        }
    }
    Ok(values)
}

/// A token without a name: `3/4` for a and b, else the only variable there is.
fn bare(token: &str, criterion: &Criterion) -> Result<Vec<(String, String)>, String> {
    let has = |name: &str| criterion.variables.iter().any(|variable| variable.name == name);
    if let Some((of, to)) = token.split_once('/').filter(|_| has("a") && has("b")) {
        return Ok(vec![("a".to_owned(), machine(of)), ("b".to_owned(), machine(to))]);
    }
    let chosen = matches!(criterion.rule, ScoringRule::Formula { .. });
    let open = |variable: &&Variable| !(variable.imposed || (chosen && variable.name == "case"));
    let asked = |variable: &&Variable| matches!(token, "có" | "không") <= (variable.kind == AnswerKind::YesNo);
    let variables: Vec<&Variable> = criterion.variables.iter().filter(open).filter(asked).collect();
    match variables.as_slice() {
        [only] if matches!(only.kind, AnswerKind::YesNo | AnswerKind::Option(_)) => {
            Ok(vec![(only.name.clone(), token.to_owned())])
        }
        [only] => Ok(vec![(only.name.clone(), machine(token))]),
        _ => Err(format!("which variable is `{token}`? Write name=value")),
    }
}

fn input_csv(table: &Table) -> Vec<u8> {
    let head: Vec<&str> = std::iter::once("unit").chain(table.head.iter().map(String::as_str)).collect();
    let numeric = |head: &str, cell: &str| if head == "grade" { cell.to_owned() } else { machine(cell) };
    let rows = table.rows.iter().map(|row| {
        let cells = table.head.iter().zip(&row.cells).map(|(head, cell)| numeric(head, cell));
        std::iter::once(slug(&row.name)).chain(cells).collect()
    });
    csv(&head, &rows.collect::<Vec<Vec<String>>>())
}

fn csv(head: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let mut text = line(head.iter().map(|cell| quote(cell)).collect());
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| quote(cell)).collect()));
    }
    text.into_bytes()
}

/// Settings of the round: what the case says, completed.
fn round(case: &Case, groups: &BTreeSet<String>) -> Result<String, Fault> {
    let block = case.round.clone().unwrap_or_default();
    let mut round: Toml = block.text.parse().map_err(|error| (block.line, format!("round: {error}")))?;
    let text = |text: &str| Value::String(text.to_owned());
    for (key, value) in [("code", "casebook"), ("title", "Ca kiểm thử"), ("period", "2025")] {
        round.entry(key).or_insert_with(|| text(value));
    }
    if let Some(Value::Array(accepted)) = round.get_mut("accept_held") {
        for row in accepted.iter_mut().filter_map(Value::as_table_mut) {
            let unit = row.get("unit").and_then(Value::as_str).map(slug);
            row.insert("unit".to_owned(), text(&unit.unwrap_or_default()));
        }
    }
    let group = |code: &String| {
        Value::Table(
            [("code", code), ("name", code)].map(|(key, code)| (key.to_owned(), text(code))).into_iter().collect(),
        )
    };
    round.insert("group".to_owned(), Value::Array(groups.iter().map(group).collect()));
    let all = Value::Array(groups.iter().map(|code| text(code)).collect());
    let usage = [("file".to_owned(), text("set.toml")), ("groups".to_owned(), all)].into_iter().collect();
    round.insert("use".to_owned(), Value::Array(vec![Value::Table(usage)]));
    toml::to_string(&round).map_err(|error| (block.line, format!("round: {error}")))
}
