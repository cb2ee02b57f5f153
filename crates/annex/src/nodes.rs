//! The tree: which row is below which, what is a group and what a criterion, and its code.

use std::collections::BTreeSet;

use thuocdo_base::Number;

use crate::columns::{Meaning, Table};
use crate::mark::{Mark, Scheme};
use crate::row::{Kind, Row};

/// A group or criterion of the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its row.
    pub row: usize,
    /// Code in the file.
    pub code: String,
    /// Name.
    pub title: String,
    /// Maximum points, if the annex gives them.
    pub max: Option<Number>,
    /// Depth, from one.
    pub depth: usize,
    /// The node it is below.
    pub parent: Option<usize>,
    /// Whether it is a criterion.
    pub criterion: bool,
    /// The text of its rule, line by line, from all its rows.
    pub rule: Vec<String>,
    /// What proves it.
    pub evidence: Vec<String>,
    /// Remarks and sources, as printed.
    pub note: Vec<String>,
    /// Who is in charge.
    pub owner: String,
    /// Unit of measure.
    pub measure: String,
    /// What is asked for at steps of maturity.
    pub targets: Vec<(u8, String)>,
}

/// Builds the nodes and settles which rows are headings, criteria, or parts of rules after all.
pub(crate) fn build(rows: &mut [Row], tables: &[Table], said: &dyn Fn(usize) -> bool) -> Vec<Node> {
    settle_small(rows, said);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<(Scheme, usize)> = Vec::new();
    let mut groups = 0;
    for (at, row) in rows.iter_mut().enumerate() {
        match row.kind {
            Kind::Heading | Kind::Criterion => {
                let mark = mark_of(row, &nodes, &open, &mut groups);
                while open.last().is_some_and(|(scheme, _)| *scheme >= mark.scheme) {
                    open.pop();
                }
                let parent = open.last().map(|(_, node)| *node);
                open.push((mark.scheme, nodes.len()));
                nodes.push(node(row, at, tables, (parent, open.len())));
                row.mark = Some(mark);
            }
            Kind::RulePart => {
                if let Some(last) = nodes.last_mut() {
                    goes_on(last, row, tables);
                }
            }
            _ => {}
        }
    }
    let parents: BTreeSet<usize> = nodes.iter().filter_map(|node| node.parent).collect();
    for (at, node) in nodes.iter_mut().enumerate() {
        let (is_said, kind) = (said(node.row), &mut rows[node.row].kind);
        // A heading in capitals with nothing below it stays a heading; others without anything below are criteria.
        node.criterion = !parents.contains(&at) && !(*kind == Kind::Heading && (is_said || node.max.is_none()));
        *kind = if node.criterion { Kind::Criterion } else { Kind::Heading };
    }
    name(&mut nodes, rows);
    nodes
}

/// The number of a row; one without is a group of its own, or stands beside the row above.
fn mark_of(row: &Row, nodes: &[Node], open: &[(Scheme, usize)], groups: &mut usize) -> Mark {
    if let Some(mark) = &row.mark {
        return mark.clone();
    }
    if row.kind == Kind::Heading {
        *groups += 1;
        return Mark::new(Scheme::Named, groups.to_string());
    }
    let scheme = open.last().map_or(Scheme::Dotted(1), |(scheme, _)| *scheme);
    Mark::new(scheme, format!("t{}", nodes.len() + 1))
}

fn node(row: &Row, at: usize, tables: &[Table], (parent, depth): (Option<usize>, usize)) -> Node {
    let mut node = Node {
        row: at,
        code: String::new(),
        title: row.title.lines().collect::<Vec<_>>().join(" "),
        max: row.max.clone(),
        depth,
        parent,
        criterion: true,
        rule: Vec::new(),
        evidence: Vec::new(),
        note: Vec::new(),
        owner: String::new(),
        measure: row.under(tables, Meaning::Measure).to_owned(),
        targets: targets(row, tables),
    };
    take(&mut node, row, tables);
    node
}

fn targets(row: &Row, tables: &[Table]) -> Vec<(u8, String)> {
    let columns = row.table.and_then(|table| tables.get(table)).map_or(&[][..], |table| &table.columns);
    let step = |(column, meaning): (usize, &Meaning)| match meaning {
        Meaning::Step(step) => Some((*step, row.cells.get(column).filter(|text| !text.is_empty())?.clone())),
        _ => None,
    };
    columns.iter().enumerate().filter_map(step).collect()
}

fn goes_on(node: &mut Node, row: &Row, tables: &[Table]) {
    let title = row.title.trim();
    if !title.is_empty() {
        let points = row
            .max
            .as_ref()
            .filter(|_| !title.contains(':'))
            .map(|max| format!(": {}", max.to_exact().replace('.', ",")));
        node.rule.push(format!("{title}{}", points.unwrap_or_default()));
    }
    take(node, row, tables);
}

fn take(node: &mut Node, row: &Row, tables: &[Table]) {
    let lines =
        |meaning| row.under(tables, meaning).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    node.rule.extend(lines(Meaning::Rule));
    node.evidence.extend(
        lines(Meaning::Evidence)
            .map(|line| line.trim_start_matches(['-', '+', ' ']).trim_end_matches(['.', ';']).to_owned()),
    );
    node.note.extend(lines(Meaning::Note).chain(lines(Meaning::Source)));
    let owner: Vec<String> = lines(Meaning::Owner).collect();
    if node.owner.is_empty() {
        node.owner = owner.join(" ");
    }
}

/// Rows `a)` or `–` below a number: criteria of their own if their points make up its points, else parts of its rule.
fn settle_small(rows: &mut [Row], said: &dyn Fn(usize) -> bool) {
    let mut at = 0;
    while at < rows.len() {
        let small =
            |row: &Row| row.kind == Kind::Criterion && matches!(row.scheme(), Some(Scheme::Letter | Scheme::Dash));
        if !small(&rows[at]) || at == 0 {
            at += 1;
            continue;
        }
        let belongs = |row: &Row| small(row) || row.kind == Kind::RulePart;
        let end = (at..rows.len()).find(|next| !belongs(&rows[*next])).unwrap_or(rows.len());
        let above = rows[at - 1].clone();
        let parts: Vec<Option<Number>> =
            rows[at..end].iter().filter(|row| small(row)).map(|row| row.max.clone()).collect();
        if above.kind == Kind::Criterion && !are_criteria(above.max.as_ref(), &parts) {
            for (place, row) in rows.iter_mut().enumerate().take(end).skip(at) {
                if small(row) && !said(place) {
                    row.kind = Kind::RulePart;
                }
            }
        }
        at = end;
    }
}

fn are_criteria(max: Option<&Number>, parts: &[Option<Number>]) -> bool {
    let points: Option<Vec<Number>> = parts.iter().cloned().collect();
    let Some(points) = points else { return false };
    let sum = points.iter().fold(Number::ZERO, |sum, points| &sum + points);
    max.is_none_or(|max| *max == sum) && !points.iter().any(Number::is_zero)
}

/// Gives every node a code: its number if no other has it, else the numbers on the way to it.
fn name(nodes: &mut [Node], rows: &[Row]) {
    let token = |node: &Node| rows[node.row].number().to_owned();
    let is_dotted = |node: &&Node| matches!(rows[node.row].scheme(), Some(Scheme::Dotted(_)));
    let dotted: Vec<String> = nodes.iter().filter(is_dotted).map(token).collect();
    let alone = dotted.iter().collect::<BTreeSet<_>>().len() == dotted.len();
    let deep = nodes.iter().any(|node| matches!(rows[node.row].scheme(), Some(Scheme::Dotted(parts)) if parts > 1));
    let mut taken = BTreeSet::new();
    for at in 0..nodes.len() {
        let own = token(&nodes[at]);
        let stays = alone && deep && is_dotted(&&nodes[at]);
        let wanted = match nodes[at].parent.filter(|_| !stays) {
            None => own,
            Some(parent) => below(&nodes[parent].code, &token(&nodes[parent]), &own),
        };
        let siblings = nodes[..at].iter().filter(|node| node.parent == nodes[at].parent).count() + 1;
        let wanted = match (wanted.strip_suffix('.'), nodes[at].parent) {
            (Some(rest), _) => format!("{rest}.{siblings}"),
            (None, None) if wanted.is_empty() => siblings.to_string(),
            _ => wanted,
        };
        nodes[at].code = free(&wanted, &mut taken);
    }
}

/// `I` and `1` make `I.1`; `A.1` and `1.1` make `A.1.1`: a number that repeats its parent's adds its last part.
fn below(parent: &str, number_above: &str, own: &str) -> String {
    let rest = own.strip_prefix(number_above).and_then(|rest| rest.strip_prefix('.'));
    format!("{parent}.{}", rest.unwrap_or(own))
}

/// `1.1` after `1.9` is `1.10`, which a spreadsheet shows as `1.1`; other repeated codes get a letter.
fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let ten = format!("{wanted}0");
    let others = (2..).map(|count| format!("{wanted}-{count}"));
    let nine = wanted.strip_suffix('1').map(|rest| format!("{rest}9"));
    let after_nine = nine.is_some_and(|nine| taken.contains(&nine));
    let found = [wanted.to_owned()].into_iter().chain(after_nine.then_some(ten)).chain(others);
    let code = found.into_iter().find(|code| !taken.contains(code)).unwrap_or_default();
    taken.insert(code.clone());
    code
}
