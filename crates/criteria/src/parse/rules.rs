//! Reads scoring rules.

use std::collections::{HashMap, HashSet};

use thuocdo_base::Number;

use super::expression::{self, Bad, Names, SAID};
use super::faults::{Fault, Faults, Span};
use super::table::{Table, expression_text};
use super::variables::Variables;
use crate::codes;
use crate::expr::{Expr, Operator, Test};
use crate::rule::{
    AnswerKind, AnswerOption, BracketStep, BracketTest, Otherwise, Part, ScoringRule, VarId, ZeroPolicy,
};
use crate::set::{Direction, Scope};

/// Most options, parts, rows or cases of one rule.
const MOST_ROWS: usize = 2_000;

/// What a rule reader knows about the criterion around it.
pub(crate) struct Rules<'a> {
    /// The file, to find places inside expressions.
    pub(crate) file: &'a str,
    /// Names of inputs.
    pub(crate) inputs: &'a HashMap<String, usize>,
    /// Which way is better.
    pub(crate) direction: Direction,
    /// Variables of the criterion.
    pub(crate) variables: &'a mut Variables,
    /// Findings.
    pub(crate) faults: &'a mut Faults,
}

/// Where a rule stands: at the top of a criterion or inside parts.
#[derive(Clone)]
pub(crate) struct Stand {
    /// Maximum of the criterion, or of the part, if there is one.
    pub(crate) max: Option<Number>,
    /// Title of the criterion or label of the part.
    pub(crate) label: String,
    /// Prefix of variables: empty at the top, `p1.` inside part p1.
    prefix: String,
    /// Codes of parts that may be named from here, with the prefix in which they stand.
    siblings: Vec<(String, HashSet<String>)>,
}

impl Stand {
    /// The top of a criterion.
    pub(crate) fn top(max: Option<Number>, label: &str) -> Self {
        Self { max, label: label.to_owned(), prefix: String::new(), siblings: Vec::new() }
    }

    fn is_top(&self) -> bool {
        self.siblings.is_empty()
    }

    pub(super) fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A name with dots is taken from the outermost place that knows its first part.
    fn resolve(&self, name: &str) -> String {
        let known = |codes: &HashSet<String>| name.match_indices('.').any(|(at, _)| codes.contains(&name[..at]));
        match self.siblings.iter().find(|(_, codes)| known(codes)) {
            Some((prefix, _)) => format!("{prefix}{name}"),
            None => self.name(name),
        }
    }
}

impl Rules<'_> {
    /// Reads a rule; `None` where something was reported.
    pub(crate) fn read(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let kind = table.text("kind")?;
        if !stand.is_top() && matches!(kind.value, "relative_best" | "min_max" | "unscored") {
            self.faults.push(Fault::new(&codes::COHORT_NESTED, kind.span).text("kind", kind.value));
            return None;
        }
        match kind.value {
            "points" => {
                let points = self.declare(&stand.name("points"), AnswerKind::Number, stand, &table)?;
                Some(ScoringRule::Points { points })
            }
            "ratio" => self.ratio(table, stand),
            "brackets" => self.brackets(table, stand),
            "option" => self.option(table, stand),
            "yes_no" => Some(ScoringRule::YesNo {
                answer: self.declare(&stand.name("yes"), AnswerKind::YesNo, stand, &table)?,
                yes: table.number("yes").unwrap_or(Number::ONE),
                no: table.number("no").unwrap_or_default(),
            }),
            "parts" => self.parts(table, stand),
            "every" => self.every(table, stand),
            "count" => Some(ScoringRule::Count {
                count: self.expression(table, "count", Some("n"), stand)?,
                each: table.number("each")?,
                cap: table.number("cap"),
            }),
            "best_of" => self.best_of(table, stand),
            "relative_best" => Some(ScoringRule::RelativeBest {
                value: self.expression(table, "value", None, stand)?,
                direction: self.direction,
                scope: scope(table),
                zero: zero(table),
            }),
            "min_max" => self.min_max(table, stand),
            "target" => self.target(table, stand),
            "deduct" => self.deduct(table, stand),
            "lookup" => self.lookup(table, stand),
            "mean" => self.mean(table, stand),
            "tally" => self.tally(table, stand),
            "formula" => self.formula(table, stand),
            "publication" => self.publication(table),
            "weighted_rows" => self.weighted_rows(table, stand),
            "unscored" => Some(ScoringRule::Unscored),
            _ => None,
        }
    }

    pub(super) fn declare(&mut self, name: &str, kind: AnswerKind, stand: &Stand, table: &Table<'_>) -> Option<VarId> {
        self.variables.declare(name, kind, &stand.label, &table.span(), self.faults)
    }

    /// Reads an expression, or takes the variable that stands for it by default.
    pub(super) fn expression(
        &mut self,
        table: Table<'_>,
        key: &str,
        default: Option<&str>,
        stand: &Stand,
    ) -> Option<Expr> {
        let Some(value) = table.get(key) else {
            let name = default?;
            let id = self.variables.number(&stand.name(name), &table.span(), self.faults)?;
            return Some(Expr::Variable(id));
        };
        let text = expression_text(value).filter(|text| !text.trim().is_empty())?;
        let read = self.with_names(&text, &value.span(), stand, expression::arithmetic);
        let expr = self.said(read, &value.span(), &text)?;
        if divides_by_zero(&expr) {
            self.faults.push(Fault::new(&codes::ZERO_DIVISOR, value.span()).text("value", text));
        }
        Some(expr)
    }

    pub(super) fn test(&mut self, table: Table<'_>, key: &str, stand: &Stand) -> Option<Option<Test>> {
        let Some(value) = table.get(key) else { return Some(None) };
        let text = expression_text(value).filter(|text| !text.trim().is_empty())?;
        let read = self.with_names(&text, &value.span(), stand, expression::test);
        self.said(read, &value.span(), &text).map(Some)
    }

    fn with_names<T>(
        &mut self,
        text: &str,
        span: &Span,
        stand: &Stand,
        read: fn(&str, &mut Names<'_>) -> Result<T, Bad>,
    ) -> Result<T, Bad> {
        let (variables, faults, file) = (&mut *self.variables, &mut *self.faults, self.file);
        read(text, &mut |name: &str, at: usize| {
            let span = inner_span(file, span, text, at, name.len());
            variables.number(&stand.resolve(name), &span, faults)
        })
    }

    fn said<T>(&mut self, read: Result<T, Bad>, span: &Span, text: &str) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(Bad { reason: SAID, .. }) => None,
            Err(bad) => {
                let place = inner_span(self.file, span, text, bad.at, bad.found.len().max(1));
                let fault = Fault::new(&codes::BAD_EXPRESSION, place).text("text", text);
                self.faults.push(fault.sentence("reason", bad.reason).text("found", bad.found));
                None
            }
        }
    }

    /// Share of an option, step or part: given, or points over the maximum.
    fn share(&mut self, table: Table<'_>, stand: &Stand, default: Option<Number>) -> Option<Number> {
        if table.has("share") && table.has("points") {
            self.two_keys(table, "share", "points");
            return None;
        }
        if table.has("share") {
            return table.number("share");
        }
        if !table.has("points") {
            if default.is_none() {
                self.one_key(table, "share, points");
            }
            return default;
        }
        let points = table.number("points")?;
        let span = table.value_span("points");
        let Some(share) = stand.max.as_ref().and_then(|max| points.divided_by(max)) else {
            self.faults.push(Fault::new(&codes::POINTS_WITHOUT_MAX, span));
            return None;
        };
        if share > Number::ONE {
            let fault = Fault::new(&codes::OUT_OF_RANGE, span).text("key", "points").number("value", &points);
            self.faults.push(fault.sentence("range", "diag-range-max"));
            return None;
        }
        Some(share)
    }

    fn two_keys(&mut self, table: Table<'_>, one: &str, other: &str) {
        self.faults.push(Fault::new(&codes::TWO_KEYS, table.key_span(other)).text("one", one).text("other", other));
    }

    fn one_key(&mut self, table: Table<'_>, keys: &str) {
        self.faults.push(Fault::new(&codes::ONE_KEY, table.span()).text("keys", keys));
    }

    fn ratio(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let of = self.expression(table, "of", Some("a"), stand);
        let to = self.expression(table, "to", Some("b"), stand);
        let less = match table.has("less") {
            true => Some(self.expression(table, "less", None, stand)?),
            false => None,
        };
        if less.is_none() && to == Some(Expr::Number(Number::ZERO)) {
            self.faults.push(Fault::new(&codes::ZERO_DIVISOR, table.value_span("to")).text("value", "0"));
        }
        let (floor, full_at) = (table.number("floor"), table.number("full_at"));
        if let (Some(floor), Some(full)) = (&floor, &full_at) {
            self.ordered(table, ("floor", floor), ("full_at", full));
        }
        let complement = table.flag("complement").unwrap_or_default();
        Some(ScoringRule::Ratio { of: of?, to: to?, less, complement, floor, full_at, zero: zero(table) })
    }

    /// Reports where the lower of two values is above the higher.
    fn ordered(&mut self, table: Table<'_>, low: (&str, &Number), high: (&str, &Number)) {
        if low.1 > high.1 {
            let fault = Fault::new(&codes::BELOW, table.value_span(high.0)).text("low", low.0).text("high", high.0);
            self.faults.push(fault);
        }
    }

    fn brackets(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let value = self.expression(table, "value", None, stand);
        let tables = self.some(table, "steps")?;
        let steps: Vec<Option<BracketStep>> = tables.iter().map(|step| self.bracket(*step, stand)).collect();
        self.unreachable(&tables, &steps);
        let steps = steps.into_iter().collect::<Option<Vec<_>>>()?;
        let otherwise = table.number("otherwise").unwrap_or_default();
        Some(ScoringRule::Brackets { value: value?, steps, otherwise, zero: zero(table) })
    }

    fn bracket(&mut self, step: Table<'_>, stand: &Stand) -> Option<BracketStep> {
        const TESTS: [(&str, BracketTest); 4] = [
            ("from", BracketTest::From),
            ("above", BracketTest::Above),
            ("to", BracketTest::To),
            ("under", BracketTest::Under),
        ];
        let share = self.share(step, stand, None);
        let mut found = TESTS.iter().filter(|(key, _)| step.has(key));
        match (found.next(), found.next()) {
            (Some((one, _)), Some((other, _))) => {
                self.two_keys(step, one, other);
                None
            }
            (None, _) => {
                self.one_key(step, "from, above, to, under");
                None
            }
            (Some((key, test)), None) => Some(BracketStep { test: *test, bound: step.number(key)?, share: share? }),
        }
    }

    /// Warns about steps that an earlier step always takes.
    fn unreachable(&mut self, tables: &[Table<'_>], steps: &[Option<BracketStep>]) {
        let (mut lowest, mut highest): (Option<&Number>, Option<&Number>) = (None, None);
        for (table, step) in tables.iter().zip(steps) {
            let Some(step) = step else { continue };
            let lower_end = matches!(step.test, BracketTest::From | BracketTest::Above);
            let seen = if lower_end { &mut lowest } else { &mut highest };
            let hidden = seen.is_some_and(|seen| if lower_end { step.bound > *seen } else { step.bound < *seen });
            if hidden {
                self.faults.push(Fault::new(&codes::STEP_UNREACHABLE, table.span()).number("bound", &step.bound));
            } else {
                *seen = Some(&step.bound);
            }
        }
    }

    fn option(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "options")?;
        let codes = self.codes(&tables);
        let options = tables.iter().map(|option| {
            let share = self.share(*option, stand, None);
            Some(AnswerOption { code: option.string("code")?, label: option.string("label")?, share: share? })
        });
        let options = options.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>();
        let choice = self.declare(&stand.name("option"), AnswerKind::Option(codes), stand, &table)?;
        Some(ScoringRule::Option { choice, options: options? })
    }

    /// Tables of a list that may not be empty.
    pub(super) fn some<'t>(&mut self, table: Table<'t>, key: &str) -> Option<Vec<Table<'t>>> {
        let tables = table.tables(key);
        self.faults.empty_list(table, key);
        if let Some(extra) = tables.get(MOST_ROWS) {
            self.faults.push(Fault::new(&codes::TOO_MANY, extra.span()).text("key", key).count("most", MOST_ROWS));
            return None;
        }
        (!tables.is_empty()).then_some(tables)
    }

    /// Codes of a list, reporting those that stand twice.
    pub(super) fn codes(&mut self, tables: &[Table<'_>]) -> Vec<String> {
        let mut seen = HashSet::new();
        for code in tables.iter().filter_map(|table| table.text("code")) {
            if !seen.insert(code.value.to_owned()) {
                self.faults.push(Fault::new(&codes::DUPLICATE_NAME, code.span).text("name", code.value));
            }
        }
        tables.iter().map(|table| table.string("code").unwrap_or_default()).collect()
    }

    fn parts(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "parts")?;
        let parts = self.children(&tables, stand, None)?;
        let sum: Number = parts.iter().map(|part| part.share.clone()).sum();
        if sum != Number::ONE {
            self.faults.push(Fault::new(&codes::PARTS_SUM, table.value_span("parts")).number("sum", &sum));
            return None;
        }
        Some(ScoringRule::Parts { parts })
    }

    fn best_of(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let tables = self.some(table, "cases")?;
        Some(ScoringRule::BestOf { cases: self.children(&tables, stand, Some(Number::ONE))? })
    }

    fn children(&mut self, tables: &[Table<'_>], stand: &Stand, default: Option<Number>) -> Option<Vec<Part>> {
        let codes = self.codes(tables);
        let mut siblings = stand.siblings.clone();
        siblings.push((stand.prefix.clone(), codes.into_iter().collect()));
        let parts: Vec<Option<Part>> =
            tables.iter().map(|part| self.part(*part, stand, &siblings, default.clone())).collect();
        parts.into_iter().collect()
    }

    fn part(
        &mut self,
        table: Table<'_>,
        stand: &Stand,
        siblings: &[(String, HashSet<String>)],
        default: Option<Number>,
    ) -> Option<Part> {
        let share = self.share(table, stand, default);
        let (code, label) = (table.string("code")?, table.string("label")?);
        let max = stand.max.as_ref().zip(share.as_ref()).map(|(max, share)| max * share);
        let inner =
            Stand { max, label: label.clone(), prefix: stand.name(&format!("{code}.")), siblings: siblings.to_vec() };
        let rule = self.read(table.table("rule")?, &inner);
        Some(Part { code, label, share: share?, rule: rule? })
    }

    fn every(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let done = self.expression(table, "done", Some("a"), stand);
        let of = self.expression(table, "of", Some("b"), stand);
        let otherwise = table.number("otherwise").unwrap_or_default();
        Some(ScoringRule::Every { done: done?, of: of?, otherwise, zero: zero(table) })
    }

    fn min_max(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let low = table.number("low").unwrap_or_default();
        let high = table.number("high").unwrap_or(Number::ONE);
        self.ordered(table, ("low", &low), ("high", &high));
        Some(ScoringRule::MinMax {
            value: self.expression(table, "value", None, stand)?,
            direction: self.direction,
            scope: scope(table),
            equal: table.number("equal")?,
            low,
            high,
            zero: zero(table),
        })
    }

    fn target(&mut self, table: Table<'_>, stand: &Stand) -> Option<ScoringRule> {
        let value = self.expression(table, "value", None, stand);
        let target = self.expression(table, "target", None, stand);
        let otherwise = match table.number("otherwise") {
            Some(share) => Otherwise::Share(share),
            None if table.has("otherwise") => Otherwise::Proportional,
            None => Otherwise::Share(Number::ZERO),
        };
        let direction = self.direction;
        Some(ScoringRule::Target { value: value?, target: target?, direction, otherwise, zero: zero(table) })
    }
}

/// Reports a name that is no input.
pub(crate) fn unknown_input(name: &str, span: Span, inputs: &HashMap<String, usize>, faults: &mut Faults) {
    let mut known: Vec<&str> = inputs.keys().map(String::as_str).collect();
    known.sort_unstable();
    faults.unknown(Fault::new(&codes::UNKNOWN_INPUT, span).text("name", name), name, known);
}

fn divides_by_zero(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(operator, left, right) => {
            let zero = matches!(right.as_ref(), Expr::Number(number) if number.is_zero());
            (*operator == Operator::Divide && zero) || divides_by_zero(left) || divides_by_zero(right)
        }
        Expr::Least(items) | Expr::Most(items) => items.iter().any(divides_by_zero),
        Expr::Number(_) | Expr::Variable(_) | Expr::Max => false,
    }
}

/// Place of a piece of a string value, where the string is written without escapes.
fn inner_span(file: &str, span: &Span, text: &str, at: usize, length: usize) -> Span {
    let written = file.get(span.clone()).unwrap_or_default();
    match written.find(text) {
        Some(start) if !text.is_empty() => {
            let start = span.start + start + at;
            start..(start + length).min(span.end)
        }
        _ => span.clone(),
    }
}

fn scope(table: Table<'_>) -> Scope {
    match table.text("scope").map(|text| text.value) {
        Some("round") => Scope::Round,
        _ => Scope::Group,
    }
}

/// What 0/0 scores.
pub(super) fn zero(table: Table<'_>) -> ZeroPolicy {
    match table.text("zero").map(|text| text.value) {
        Some("full") => ZeroPolicy::Full,
        Some("zero") => ZeroPolicy::Zero,
        Some("not_applicable") => ZeroPolicy::NotApplicable,
        _ => ZeroPolicy::Refuse,
    }
}
