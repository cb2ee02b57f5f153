//! Reads the rule kinds that are made of lists: counters, tables, items, tallies, cases, rows.

use thuocdo_base::Number;

use super::faults::Fault;
use super::rules::{Rules, Stand, unknown_input, zero};
use super::table::Table;
use crate::codes;
use crate::rule::{AnswerKind, Counter, FormulaCase, ScoringRule, TallyGroup, VarId};

impl Rules<'_> {
    pub(super) fn deduct(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "counters")?;
        self.codes(&tables);
        let counters = tables.iter().map(|counter| {
            let label = counter.string("label")?;
            let name = stand.name(counter.text("code")?.value);
            let count = self.variables.counted(&name, &label, &counter.span(), self.faults)?;
            Some(Counter { count, each: counter.number("each")? })
        });
        Some(ScoringRule::Deduct { counters: counters.collect::<Option<Vec<_>>>()? })
    }

    fn table(&mut self, table: Table<'_>) -> Option<Vec<(Number, Number)>> {
        let tables = self.some(table, "table")?;
        let rows: Vec<(Number, Number)> =
            tables.iter().filter_map(|row| Some((row.number("at")?, row.number("share")?))).collect();
        let mut sorted: Vec<&Number> = rows.iter().map(|(at, _)| at).collect();
        sorted.sort();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            let name = twice[0].to_exact();
            self.faults.push(Fault::new(&codes::DUPLICATE_NAME, table.value_span("table")).text("name", name));
        }
        (rows.len() == tables.len()).then_some(rows)
    }

    pub(super) fn lookup(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let value = self.expression(table, "value", Some("a"), stand);
        let rows = self.table(table);
        Some(ScoringRule::Lookup { value: value?, table: rows? })
    }

    /// A number that may not be zero.
    fn full_value(&mut self, table: Table<'_>, key: &str) -> Number {
        let value = table.number(key).unwrap_or(Number::ONE);
        if value.is_zero() {
            self.faults.push(Fault::new(&codes::ZERO_DIVISOR, table.value_span(key)).text("value", "0"));
        }
        value
    }

    pub(super) fn mean(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "items")?;
        self.codes(&tables);
        let rows = if table.has("table") { self.table(table)? } else { Vec::new() };
        let items = tables.iter().map(|item| {
            let (code, label) = (item.text("code")?, item.string("label")?);
            self.variables.counted(&stand.name(code.value), &label, &item.span(), self.faults)
        });
        let items = items.collect::<Option<Vec<_>>>()?;
        let out_of = self.full_value(table, "out_of");
        let min_items = table.whole("min_items").unwrap_or(1).max(1);
        Some(ScoringRule::Mean { items, table: rows, out_of, min_items })
    }

    pub(super) fn tally(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let options = self.some(table, "options")?;
        let codes = self.codes(&options);
        if options.iter().all(|option| !option.has("share")) {
            self.faults.push(Fault::new(&codes::NOTHING_COUNTED, table.value_span("options")));
            return None;
        }
        let labels: Vec<String> = options.iter().map(|option| option.string("label").unwrap_or_default()).collect();
        let groups = if table.has("groups") {
            let groups = self.some(table, "groups")?;
            self.codes(&groups);
            groups.iter().map(|group| self.group(*group, &codes, &labels, stand)).collect::<Option<Vec<_>>>()?
        } else {
            let counts = self.counts("", "", &codes, &labels, (stand, &table))?;
            vec![TallyGroup { name: String::new(), weight: Number::ONE, counts }]
        };
        let options = codes.into_iter().zip(options.iter().map(|option| option.number("share"))).collect();
        let min_responses = table.whole("min_responses").unwrap_or(1).max(1);
        Some(ScoringRule::Tally { groups, options, min_responses })
    }

    fn group(&mut self, group: Table<'_>, codes: &[String], labels: &[String], stand: &Stand) -> Option<TallyGroup> {
        let (code, label) = (group.text("code")?, group.string("label")?);
        let weight = self.full_value(group, "weight");
        let counts = self.counts(&format!("{}.", code.value), &format!("{label}: "), codes, labels, (stand, &group))?;
        Some(TallyGroup { name: label, weight, counts })
    }

    fn counts(
        &mut self,
        prefix: &str,
        before: &str,
        codes: &[String],
        labels: &[String],
        (stand, table): (&Stand, &Table<'_>),
    ) -> Option<Vec<VarId>> {
        let counts = codes.iter().zip(labels).map(|(code, label)| {
            let name = stand.name(&format!("{prefix}{code}"));
            let label = format!("{before}{label}");
            self.variables.counted(&name, &label, &table.span(), self.faults)
        });
        counts.collect()
    }

    pub(super) fn formula(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "cases")?;
        let cases: Vec<Option<FormulaCase>> = tables
            .iter()
            .map(|case| {
                let when = self.test(*case, "when", stand);
                let points = self.expression(*case, "points", None, stand);
                Some(FormulaCase { label: case.string("label")?, when: when?, points: points? })
            })
            .collect();
        let choice = self.declare(&stand.name("case"), AnswerKind::Whole, stand, &table)?;
        let cases = cases.into_iter().collect::<Option<Vec<_>>>()?;
        Some(ScoringRule::Formula { cases, choice, zero: zero(table) })
    }

    pub(super) fn publication(&mut self, table: Table<'_>) -> Option<ScoringRule> {
        let name = table.text("input")?;
        let out_of = self.full_value(table, "out_of");
        let Some(input) = self.inputs.get(name.value).copied() else {
            unknown_input(name.value, name.span, self.inputs, self.faults);
            return None;
        };
        let field = table.string("field").unwrap_or_else(|| "index".to_owned());
        Some(ScoringRule::Publication { input, field, out_of })
    }

    pub(super) fn weighted_rows(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let value = table.string("value").unwrap_or_else(|| "x".to_owned());
        let weight = table.string("weight").unwrap_or_else(|| "n".to_owned());
        if value == weight {
            self.faults.push(Fault::new(&codes::DUPLICATE_NAME, table.value_span("weight")).text("name", value));
            return None;
        }
        let out_of = self.full_value(table, "out_of");
        let value = self.rows(&value, stand, &table)?;
        let weight = self.rows(&weight, stand, &table)?;
        Some(ScoringRule::WeightedRows { value, weight, out_of, zero: zero(table) })
    }

    fn rows(&mut self, name: &str, stand: &Stand, table: &Table<'_>) -> Option<VarId> {
        self.variables.declare(&stand.name(name), AnswerKind::Rows, name, &table.span(), self.faults)
    }
}
