//! What the decision states about the set, counted and compared.

use thuocdo_base::Number;

use super::faults::{Fault, Faults};
use super::head::Head;
use super::maxima::{self, Forms, is_regular};
use super::nodes::source;
use super::table::Table;
use super::tree::Tree;
use crate::codes;
use crate::set::{ClassId, Declares, Node};

/// Reads and checks `[[declares]]`.
pub(crate) fn declares(
    file: Table<'_>,
    head: &Head<'_>,
    (tree, forms, complete): (&Tree<'_>, &Forms, bool),
    nodes: &[Node],
    faults: &mut Faults,
) -> Vec<Declares> {
    let tables = super::head::at_most(file.tables("declares"), "declares", 1_000, faults);
    let depths = |name: &str| head.levels.iter().position(|level| level.name == name);
    let special = special(nodes);
    let mut list = Vec::new();
    for table in tables {
        let errors = faults.errors();
        let levels = levels(table, head, depths, faults);
        let Some(declares) = read(table, head, tree, levels, faults) else { continue };
        if faults.errors() == errors && (complete || declares.class.is_none()) {
            let count = Count::of(&declares, tree, forms, nodes, &special);
            compare(&declares, &count, table, head, faults);
        }
        list.push(declares);
    }
    list
}

fn read(
    table: Table<'_>,
    head: &Head<'_>,
    tree: &Tree<'_>,
    levels: Vec<(u8, u32)>,
    faults: &mut Faults,
) -> Option<Declares> {
    let class = match table.text("class") {
        Some(code) => Some(head.class(&code, faults)?),
        None => None,
    };
    let step = match table.text("step") {
        Some(code) => Some(head.step(&code, faults)?),
        None => None,
    };
    let section = match table.text("section") {
        Some(code) => Some(tree.find(&code, faults)?),
        None => None,
    };
    if !["points", "levels", "leaves"].iter().any(|key| table.has(key)) {
        faults.push(Fault::new(&codes::DECLARES_NOTHING, table.span()));
    }
    Some(Declares {
        class,
        step,
        section,
        source: table.text("source").map(|word| source(Some(word.value))),
        points: table.number("points"),
        levels,
        leaves: table.whole("leaves"),
        stated_by: table.string("stated_by"),
    })
}

fn levels(
    table: Table<'_>,
    head: &Head<'_>,
    depth: impl Fn(&str) -> Option<usize>,
    faults: &mut Faults,
) -> Vec<(u8, u32)> {
    let mut levels = Vec::new();
    let Some(given) = table.table("levels") else { return levels };
    for (name, _) in given.entries() {
        match depth(name.value) {
            Some(index) => {
                levels.extend(given.whole(name.value).map(|count| (u8::try_from(index + 1).unwrap_or(u8::MAX), count)));
            }
            None => {
                let fault = Fault::new(&codes::UNKNOWN_LEVEL, name.span.clone()).text("name", name.value);
                faults.unknown(fault, name.value, head.levels.iter().map(|level| level.name.as_str()));
            }
        }
    }
    levels
}

/// Nodes in bonus and deduction sections.
fn special(nodes: &[Node]) -> Vec<bool> {
    let mut special = vec![false; nodes.len()];
    for node in nodes {
        let above = node.parent.is_some_and(|parent| special[parent.index()]);
        special[node.id.index()] = above || !is_regular(node);
    }
    special
}

/// What is really there.
struct Count {
    /// Points by form; without classes there is one.
    points: Vec<Number>,
    leaves: usize,
    by_depth: Vec<usize>,
}

impl Count {
    fn of(declares: &Declares, tree: &Tree<'_>, forms: &Forms, nodes: &[Node], special: &[bool]) -> Self {
        let class = declares.class;
        let inside = |node: &Node| {
            let own = class.is_some() || node.home.is_none();
            let form = class.is_none_or(|class| forms.has(usize::from(class.0), node.id));
            let below = declares.section.is_none_or(|at| at != node.id && tree.covers(at, node.id));
            own && form && below
        };
        let mut count = Self { points: vec![Number::ZERO; forms.count()], leaves: 0, by_depth: vec![0; 256] };
        let mut chosen = vec![false; nodes.len()];
        for node in nodes.iter().skip(1).rev().filter(|node| inside(node)) {
            let leaf = node.criterion().is_some();
            if leaf && matches(declares, node) {
                chosen[node.id.index()] = true;
                count.add(node, forms, special[node.id.index()]);
            }
            let filtered = declares.step.is_some() || declares.source.is_some();
            if chosen[node.id.index()] || !filtered {
                count.by_depth[usize::from(node.depth)] += 1;
            }
            if let (true, Some(parent)) = (chosen[node.id.index()], node.parent) {
                chosen[parent.index()] = true;
            }
        }
        count
    }

    fn add(&mut self, node: &Node, forms: &Forms, special: bool) {
        if special {
            return;
        }
        self.leaves += 1;
        for (form, points) in self.points.iter_mut().enumerate() {
            if node.scored && forms.has(form, node.id) {
                *points += node.max_for(Some(ClassId(form as u16)));
            }
        }
    }
}

fn matches(declares: &Declares, node: &Node) -> bool {
    let Some(criterion) = node.criterion() else { return false };
    let step = declares.step.is_none_or(|step| criterion.targets.iter().any(|target| target.step == step));
    step && declares.source.is_none_or(|source| criterion.source == source)
}

fn compare(declares: &Declares, count: &Count, table: Table<'_>, head: &Head<'_>, faults: &mut Faults) {
    for (form, found) in count.points.iter().enumerate() {
        let class = (!head.classes.is_empty()).then_some(ClassId(form as u16));
        let asked = declares.class.is_none() || declares.class == class;
        let Some(points) = declares.points.as_ref().filter(|points| asked && *points != found) else { continue };
        let fault = Fault::new(&codes::DECLARED_POINTS, table.value_span("points")).number("declared", points);
        faults.push(maxima::form(fault.number("found", found), head, class));
    }
    if let Some(leaves) = declares.leaves.filter(|leaves| *leaves as usize != count.leaves) {
        let fault = Fault::new(&codes::DECLARED_COUNT, table.value_span("leaves")).sentence("what", "diag-leaves");
        faults.push(fault.count("declared", leaves as usize).count("found", count.leaves));
    }
    for (depth, declared) in &declares.levels {
        let found = count.by_depth[usize::from(*depth)];
        if found != *declared as usize {
            let name = head.levels.get(usize::from(*depth) - 1).map(|level| level.name.as_str()).unwrap_or_default();
            let span = table.table("levels").map_or(table.span(), |levels| levels.value_span(name));
            let fault = Fault::new(&codes::DECLARED_COUNT, span).text("what", name);
            faults.push(fault.count("declared", *declared as usize).count("found", found));
        }
    }
}
