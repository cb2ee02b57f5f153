//! Kinds of rules that a form offers, and what a rule of a kind is at first.

use toml_edit::{InlineTable, TableLike, Value};

use crate::parse::rule_shapes::RULES;
use crate::parse::shape::Shape;

/// Kinds in the order in which a form offers them: the usual ones first.
pub const KINDS: [&str; 20] = [
    "ratio",
    "brackets",
    "option",
    "yes_no",
    "parts",
    "every",
    "count",
    "points",
    "tally",
    "target",
    "mean",
    "best_of",
    "deduct",
    "lookup",
    "relative_best",
    "min_max",
    "formula",
    "weighted_rows",
    "publication",
    "unscored",
];

/// Kinds that say enough by their name alone, for parts.
pub(super) const PLAIN: [&str; 4] = ["yes_no", "ratio", "points", "every"];

/// The keys of a kind.
pub(super) fn shape(kind: &str) -> Option<&'static Shape> {
    RULES.iter().find(|rule| rule.name == kind)
}

/// A rule of a kind as it is at first: sound, and meant to be changed. What the old rule says alike is kept.
pub(super) fn first(kind: &str, old: Option<&dyn TableLike>) -> Option<Value> {
    let shape = shape(kind)?;
    let more = match kind {
        "ratio" | "every" => r#", zero = "zero""#,
        "brackets" => r#", value = "a", steps = [{ from = "1", share = "1" }]"#,
        "option" => OPTIONS,
        "parts" => PARTS,
        "best_of" => CASES,
        "count" => r#", each = "1""#,
        "relative_best" => r#", value = "a", zero = "zero""#,
        "min_max" => r#", value = "a", equal = "1""#,
        "target" => r#", value = "a", target = "b", zero = "zero""#,
        "deduct" => r#", counters = [{ code = "n", label = "n", each = "1/10" }]"#,
        "lookup" => r#", table = [{ at = "1", share = "1" }]"#,
        "mean" => r#", items = [{ code = "a", label = "a" }]"#,
        "tally" => {
            r#", options = [{ code = "a", label = "a", share = "1" }, { code = "b", label = "b", share = "0" }]"#
        }
        "formula" => r#", cases = [{ label = "a", points = "max" }]"#,
        "publication" => r#", input = "", out_of = "100""#,
        "weighted_rows" => r#", zero = "zero""#,
        _ => "",
    };
    let mut rule = format!("{{ kind = \"{kind}\"{more} }}").parse::<Value>().ok()?;
    if let (Some(old), Value::InlineTable(new)) = (old, &mut rule) {
        keep(old, new, shape);
    }
    Some(rule)
}

/// Plain keys that both kinds know go over.
fn keep(old: &dyn TableLike, new: &mut InlineTable, shape: &Shape) {
    for (key, value) in old.iter().filter_map(|(key, entry)| Some((key, entry.as_value()?))) {
        let plain = matches!(value, Value::String(_) | Value::Integer(_) | Value::Boolean(_));
        if plain && matches!(key, "value" | "zero" | "of" | "to" | "scope") && shape.field(key).is_some() {
            new.insert(key, value.clone());
        }
    }
    new.fmt();
}

const OPTIONS: &str =
    r#", options = [{ code = "co", label = "Có", share = "1" }, { code = "khong", label = "Không", share = "0" }]"#;
const PARTS: &str = r#", parts = [{ code = "a", label = "a", share = "1/2", rule = { kind = "yes_no" } }, { code = "b", label = "b", share = "1/2", rule = { kind = "yes_no" } }]"#;
const CASES: &str = r#", cases = [{ code = "a", label = "a", rule = { kind = "yes_no" } }, { code = "b", label = "b", rule = { kind = "yes_no" } }]"#;
