//! What a case may leave out: the head of the set, titles, origins, the scale.

use std::collections::BTreeMap;

use thuocdo_base::Number;
use toml::{Table, Value};

use super::page::Block;

/// A completed criteria file, with the way back to the lines of the block.
#[derive(Clone, Debug, Default)]
pub struct Completed {
    /// The whole file.
    pub text: String,
    /// Code and version.
    pub name: (String, String),
    /// For each line of the file the line of the block, from 1, on or before which it stands.
    lines: Vec<u32>,
}

impl Completed {
    /// Line of the block, from 1, for a line of the file.
    pub fn line(&self, line: u32) -> u32 {
        let index = (line as usize).saturating_sub(1);
        self.lines.get(index).or(self.lines.last()).copied().unwrap_or(1)
    }

    fn push(&mut self, text: &str, line: u32) {
        for part in text.lines() {
            self.text.push_str(part);
            self.text.push('\n');
            self.lines.push(line);
        }
    }
}

/// Completes a block; one marked `exact` is taken as it is.
pub fn complete(block: &Block) -> Completed {
    let name = name(block);
    let mut file = Completed { name: name.clone(), ..Completed::default() };
    if block.info == "exact" {
        file.push(&block.text, 1);
        file.lines = (1..=file.lines.len() as u32).collect();
        return file;
    }
    let given: Table = block.text.parse().unwrap_or_default();
    let mut filler = Filler::new(&given, &name);
    let mut head_done = false;
    for (line, number) in block.text.lines().zip(1..) {
        file.push(line, number);
        head_done |= line.trim() == "[set]";
        file.push(&filler.after(line.trim()), number);
    }
    if !head_done {
        let last = block.text.lines().count() as u32;
        file.push("[set]", last);
        file.push(&filler.head(), last);
    }
    file
}

fn name(block: &Block) -> (String, String) {
    let named = block.info.strip_prefix("library ").and_then(|name| name.split_once('@'));
    let (code, version) = named.unwrap_or(("casebook/bo-tieu-chi", "1"));
    (code.trim().to_owned(), version.trim().to_owned())
}

/// Knows what is missing after each table header.
struct Filler<'a> {
    given: &'a Table,
    tree: Tree<'a>,
    name: &'a (String, String),
    seen: BTreeMap<&'static str, usize>,
}

impl<'a> Filler<'a> {
    fn new(given: &'a Table, name: &'a (String, String)) -> Self {
        Self { given, tree: Tree::new(given), name, seen: BTreeMap::new() }
    }

    /// Lines to add after a line of the block.
    fn after(&mut self, line: &str) -> String {
        match line {
            "[set]" => self.head(),
            "[[section]]" => self.node("section"),
            "[[criterion]]" => self.node("criterion"),
            "[[class]]" => self.class(),
            _ => String::new(),
        }
    }

    fn next(&mut self, key: &'static str) -> Option<&'a Table> {
        let seen = self.seen.entry(key).or_default();
        *seen += 1;
        tables(self.given, key).get(*seen - 1).copied()
    }

    fn node(&mut self, key: &'static str) -> String {
        let Some(node) = self.next(key) else { return String::new() };
        let mut lines = String::new();
        if !node.contains_key("title") {
            let code = node.get("code").and_then(Value::as_str).unwrap_or_default();
            lines.push_str(&format!("title = \"Mục {code}\"\n"));
        }
        if !node.contains_key("origin") {
            lines.push_str("origin = \"illustrative\"\n");
        }
        lines
    }

    fn class(&mut self) -> String {
        let Some(class) = self.next("class") else { return String::new() };
        let code = class.get("code").and_then(Value::as_str);
        let given = class.contains_key("scale") || self.set_key("scale").is_some();
        if given { String::new() } else { format!("scale = \"{}\"\n", self.tree.scale(code).to_exact()) }
    }

    fn set_key(&self, key: &str) -> Option<&Value> {
        self.given.get("set")?.as_table()?.get(key)
    }

    fn head(&self) -> String {
        let first = tables(self.given, "class").first().and_then(|class| class.get("code")).and_then(Value::as_str);
        let levels: Vec<String> = (1..=self.tree.depth()).map(|depth| format!("\"Cấp {depth}\"")).collect();
        let (code, version) = self.name;
        let lines = [
            ("code", format!("\"{code}\"")),
            ("version", format!("\"{version}\"")),
            ("title", "\"Bộ tiêu chí của ca kiểm thử\"".to_owned()),
            ("levels", format!("[{}]", levels.join(", "))),
            ("scale", format!("\"{}\"", self.tree.scale(first).to_exact())),
            ("document", "{ kind = \"Ca kiểm thử\", issuer = \"Thước Đo\" }".to_owned()),
        ];
        let missing = lines.iter().filter(|(key, _)| self.set_key(key).is_none());
        missing.map(|(key, value)| format!("{key} = {value}\n")).collect()
    }
}

fn tables<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    let items = table.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_table).collect()
}

/// Sections and criteria with their parents, as far as sums need them.
struct Tree<'a> {
    nodes: Vec<&'a Table>,
    variants: Vec<&'a Table>,
}

impl<'a> Tree<'a> {
    fn new(given: &'a Table) -> Self {
        let nodes = tables(given, "section").into_iter().chain(tables(given, "criterion")).collect();
        Self { nodes, variants: tables(given, "variant") }
    }

    fn parent(&self, node: &Table) -> Option<&'a str> {
        let code = text(node, "code")?;
        if let Some(parent) = text(node, "parent") {
            return self.nodes.iter().filter_map(|other| text(other, "code")).find(|other| *other == parent);
        }
        let codes = self.nodes.iter().filter_map(|other| text(other, "code"));
        let above = codes.filter(|other| code.strip_prefix(other).is_some_and(|rest| rest.starts_with('.')));
        above.max_by_key(|other| other.len())
    }

    fn depth(&self) -> usize {
        let depth = |node: &&Table| {
            let mut depth = 1;
            let mut above = self.parent(node);
            while let Some(code) = above.filter(|_| depth < 12) {
                depth += 1;
                above = self
                    .nodes
                    .iter()
                    .find(|other| text(other, "code") == Some(code))
                    .and_then(|node| self.parent(node));
            }
            depth
        };
        self.nodes.iter().map(depth).max().unwrap_or(1)
    }

    /// The maximum of the whole set for a class.
    fn scale(&self, class: Option<&str>) -> Number {
        self.sum(None, class)
    }

    fn sum(&self, parent: Option<&str>, class: Option<&str>) -> Number {
        let children = self.nodes.iter().filter(|node| self.parent(node) == parent && counts(node, class));
        children.map(|node| self.max(node, class)).sum()
    }

    fn max(&self, node: &Table, class: Option<&str>) -> Number {
        let code = text(node, "code").unwrap_or_default();
        let is_section = !node.contains_key("rule");
        let summed = matches!(text(node, "aggregation"), None | Some("sum"));
        if is_section && summed {
            return self.sum(Some(code), class);
        }
        let of_class = |variant: &&&Table| text(variant, "code") == Some(code) && text(variant, "class") == class;
        let variant = self.variants.iter().find(of_class).and_then(|variant| number(variant, "max"));
        variant.or_else(|| number(node, "max")).unwrap_or_default()
    }
}

/// Says whether a node counts in the sum of its parent for a class.
fn counts(node: &Table, class: Option<&str>) -> bool {
    let regular = matches!(text(node, "role"), None | Some("regular"));
    let scored = node.get("scored").and_then(Value::as_bool).unwrap_or(true);
    let unscored_rule = node.get("rule").and_then(|rule| rule.get("kind")).and_then(Value::as_str) == Some("unscored");
    let classes = node.get("applies_to").and_then(Value::as_array);
    let applies = classes.is_none_or(|classes| classes.iter().any(|item| item.as_str() == class));
    regular && scored && !unscored_rule && applies
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Value::as_str)
}

fn number(table: &Table, key: &str) -> Option<Number> {
    match table.get(key)? {
        Value::String(text) => Number::parse(text).ok(),
        Value::Integer(value) => Some(Number::from(*value)),
        _ => None,
    }
}
