//! Policies for what is not applicable, and the rules that apply them by themselves.

use super::faults::{Fault, Faults};
use super::head::{Head, at_most};
use super::table::{Table, Text};
use super::tree::{Content, Tree};
use crate::codes;
use crate::set::{NaFallback, NaPolicy, NaRule, Node, NodeId, Rebase, Scope};

/// Most automatic rules of a file.
const MOST_RULES: usize = 1_000;

/// Reads a policy that holds for these nodes and what is below them.
pub(crate) fn policy(table: Table<'_>, holders: &[NodeId], tree: &Tree<'_>, faults: &mut Faults) -> Option<NaPolicy> {
    let word = table.text("policy")?;
    let allowed: &[&str] = match word.value {
        "cohort_best" => &["scope", "fallback"],
        "exclude" => &["rebase"],
        _ => &[],
    };
    for key in ["scope", "fallback", "rebase"] {
        if table.has(key) && !allowed.contains(&key) {
            let fault = Fault::new(&codes::UNUSED_KEY, table.key_span(key)).text("key", key);
            faults.push(fault.text("of", word.value));
        }
    }
    Some(match word.value {
        "full_points" => NaPolicy::FullPoints,
        "zero" => NaPolicy::Zero,
        "exclude" => NaPolicy::Exclude { rebase: rebase(table, holders, tree, faults)? },
        "cohort_best" => {
            let scope = match table.text("scope").map(|scope| scope.value) {
                Some("round") => Scope::Round,
                _ => Scope::Group,
            };
            NaPolicy::CohortBest { scope, fallback: fallback(table, faults)? }
        }
        _ => return None,
    })
}

fn fallback(table: Table<'_>, faults: &mut Faults) -> Option<NaFallback> {
    if !table.has("fallback") {
        faults.push(Fault::new(&codes::FALLBACK_MISSING, table.value_span("policy")));
    }
    Some(match table.text("fallback")?.value {
        "full_points" => NaFallback::FullPoints,
        "zero" => NaFallback::Zero,
        "exclude" => NaFallback::Exclude,
        "refuse" => NaFallback::Refuse,
        _ => return None,
    })
}

fn rebase(table: Table<'_>, holders: &[NodeId], tree: &Tree<'_>, faults: &mut Faults) -> Option<Rebase> {
    let Some(code) = table.text("rebase") else { return Some(Rebase::None) };
    match code.value {
        "none" => return Some(Rebase::None),
        "parent" => return Some(Rebase::Parent),
        "total" => return Some(Rebase::At(NodeId::ROOT)),
        _ => {}
    }
    let at = tree.find(&code, faults)?;
    let criterion = |id: NodeId| tree.children[id.index()].is_empty();
    if holders.iter().any(|holder| !tree.covers(at, *holder)) || criterion(at) {
        faults.push(Fault::new(&codes::REBASE_NOT_ABOVE, code.span).text("code", code.value));
        return None;
    }
    Some(Rebase::At(at))
}

/// Reads `[[not_applicable]]`.
pub(crate) fn rules(
    file: Table<'_>,
    head: &Head<'_>,
    tree: &Tree<'_>,
    nodes: &[Node],
    faults: &mut Faults,
) -> Vec<NaRule> {
    let tables = at_most(file.tables("not_applicable"), "not_applicable", MOST_RULES, faults);
    tables.into_iter().filter_map(|table| rule(table, head, tree, nodes, faults)).collect()
}

fn rule(table: Table<'_>, head: &Head<'_>, tree: &Tree<'_>, nodes: &[Node], faults: &mut Faults) -> Option<NaRule> {
    let mut criteria: Vec<NodeId> = Vec::new();
    faults.empty_list(table, "criteria");
    for name in table.texts("criteria").into_iter().take(super::tree::MOST_NODES) {
        select(&name, tree, nodes, &mut criteria, faults);
    }
    criteria.sort_unstable();
    criteria.dedup();
    if !table.has("trait") && !table.has("class") {
        faults.push(Fault::new(&codes::NO_CONDITION, table.span()));
    }
    let class = match table.text("class") {
        Some(code) => Some(head.class(&code, faults)?),
        None => None,
    };
    let policy = policy(table, &criteria, tree, faults)?;
    Some(NaRule { criteria, class, with_trait: table.string("trait"), policy, ground: table.string("ground")? })
}

/// Adds the criteria that a code, `2.*` or `#tag` names.
fn select(name: &Text<'_>, tree: &Tree<'_>, nodes: &[Node], criteria: &mut Vec<NodeId>, faults: &mut Faults) {
    if criteria.len() > 4 * super::tree::MOST_NODES {
        criteria.sort_unstable();
        criteria.dedup();
    }
    if let Some(tag) = name.value.strip_prefix('#') {
        return tagged(tag, name, tree, nodes, criteria, faults);
    }
    let (code, below) = match name.value.strip_suffix(".*") {
        Some(code) => (code, true),
        None => (name.value, false),
    };
    let Some(id) = tree.find(&Text { value: code, span: name.span.clone() }, faults) else { return };
    if !below && nodes[id.index()].criterion().is_none() {
        faults.push(Fault::new(&codes::NOT_A_CRITERION, name.span.clone()).text("code", code));
    }
    add_below(id, tree, nodes, criteria);
}

fn add_below(id: NodeId, tree: &Tree<'_>, nodes: &[Node], criteria: &mut Vec<NodeId>) {
    let all = (id.0..tree.ends[id.index()]).map(NodeId);
    criteria.extend(all.filter(|id| nodes[id.index()].criterion().is_some()));
}

fn tagged(
    tag: &str,
    name: &Text<'_>,
    tree: &Tree<'_>,
    nodes: &[Node],
    criteria: &mut Vec<NodeId>,
    faults: &mut Faults,
) {
    let before = criteria.len();
    for node in nodes.iter().filter(|node| node.tags.iter().any(|other| other == tag)) {
        add_below(node.id, tree, nodes, criteria);
    }
    if criteria.len() == before {
        let known = nodes.iter().flat_map(|node| node.tags.iter().map(String::as_str));
        faults.unknown(Fault::new(&codes::UNKNOWN_TAG, name.span.clone()).text("tag", tag), tag, known);
    }
}

/// Warns where `zero = "not_applicable"` meets no policy.
pub(crate) fn zero_needs_policy(tree: &Tree<'_>, nodes: &[Node], faults: &mut Faults) {
    let mut covered = vec![nodes[0].na.is_some(); nodes.len()];
    for node in nodes.iter().skip(1) {
        let above = node.parent.is_some_and(|parent| covered[parent.index()]);
        covered[node.id.index()] = above || node.na.is_some();
        let Some(Content::Criterion(table)) = tree.drafts[node.id.index()].as_ref().map(|draft| &draft.content) else {
            continue;
        };
        let asks = table.table("rule").and_then(|rule| rule.text("zero"));
        if let Some(zero) = asks.filter(|zero| zero.value == "not_applicable" && !covered[node.id.index()]) {
            faults.push(Fault::new(&codes::ZERO_WITHOUT_POLICY, zero.span).text("code", &node.code));
        }
    }
}
