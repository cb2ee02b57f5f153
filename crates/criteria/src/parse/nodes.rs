//! Reads the nodes themselves, in preorder, so that a parent is known before its children.

use std::collections::HashMap;

use thuocdo_base::Number;

use super::faults::{Fault, Faults};
use super::head::{Head, origin, steps_missing};
use super::policies::policy;
use super::rules::{Rules, Stand};
use super::table::{Table, number};
use super::tree::{Content, Draft, Tree};
use super::variables::Variables;
use crate::codes;
use crate::rule::ScoringRule;
use crate::set::{
    Aggregation, Blocks, ClassId, Criterion, Direction, Node, NodeId, NodeKind, Origin, Section, SectionRole, Source,
    Target, WhenMissing,
};

/// What a class changes at one node.
pub(crate) type Variants<'t> = HashMap<NodeId, Vec<(ClassId, Table<'t>)>>;

/// Everything a node reader looks at.
pub(crate) struct Reader<'a, 't> {
    pub(crate) file_text: &'a str,
    pub(crate) head: &'a Head<'t>,
    pub(crate) tree: &'a Tree<'t>,
    pub(crate) variants: &'a Variants<'t>,
    pub(crate) faults: &'a mut Faults,
}

/// Reads `[[variant]]`.
pub(crate) fn variants<'t>(file: Table<'t>, head: &Head<'_>, tree: &Tree<'t>, faults: &mut Faults) -> Variants<'t> {
    let mut all: Variants<'t> = HashMap::new();
    for table in file.tables("variant") {
        let (Some(class), Some(code)) = (table.text("class"), table.text("code")) else { continue };
        let (class_id, id) = (head.class(&class, faults), tree.find(&code, faults));
        if !table.has("max") && !table.has("rule") {
            faults.push(Fault::new(&codes::ONE_KEY, table.span()).text("keys", "max, rule"));
        }
        let (Some(class_id), Some(id)) = (class_id, id) else { continue };
        match tree.drafts[id.index()].as_ref().map(|draft| &draft.content) {
            Some(Content::Section(_)) if table.has("rule") => {
                let fault = Fault::new(&codes::UNUSED_KEY, table.key_span("rule")).text("key", "rule");
                faults.push(fault.text("of", "section"));
            }
            Some(Content::Borrowed(..)) => {
                faults.push(Fault::new(&codes::UNUSED_KEY, code.span).text("key", "variant").text("of", "borrow"));
                continue;
            }
            _ => {}
        }
        let list = all.entry(id).or_default();
        if list.iter().any(|(other, _)| *other == class_id) {
            let fault = Fault::new(&codes::DUPLICATE_NAME, code.span);
            faults.push(fault.text("name", format!("{} / {}", class.value, code.value)));
            continue;
        }
        list.push((class_id, table));
    }
    all
}

impl<'t> Reader<'_, 't> {
    /// Reads all nodes; the root first.
    pub(crate) fn nodes(mut self) -> Vec<Node> {
        let mut nodes = vec![self.root()];
        for place in 1..self.tree.len() {
            if let Some(draft) = &self.tree.drafts[place] {
                let node = self.node(NodeId(place as u32), draft, &nodes);
                nodes.push(node);
            }
        }
        origins(&mut nodes, self.tree, self.faults);
        nodes
    }

    fn root(&mut self) -> Node {
        let na = self.head.set.and_then(|set| set.table("na"));
        let na = na.and_then(|table| policy(table, &[NodeId::ROOT], self.tree, self.faults));
        let mut root = blank(NodeId::ROOT, self.tree, NodeKind::Section(plain_section()));
        root.title.clone_from(&self.head.title);
        root.na = na;
        root.origin = match &self.head.document.source {
            Some(source) => Origin::Published(source.clone()),
            None => Origin::Decision { place: String::new() },
        };
        root.max = self.head.scale.clone().unwrap_or_default();
        let own = |(index, class): (usize, &crate::set::Class)| Some((ClassId(index as u16), class.scale.clone()?));
        root.max_by_class = self.head.classes.iter().enumerate().filter_map(own).collect();
        root.max_by_class.retain(|(_, scale)| *scale != root.max);
        root
    }

    fn node(&mut self, id: NodeId, draft: &Draft<'t>, before: &[Node]) -> Node {
        let parent = &before[self.tree.parents[id.index()].map_or(0, NodeId::index)];
        match &draft.content {
            Content::Section(table) => {
                let section = self.section(*table);
                let mut node = self.common(id, draft, *table, parent, NodeKind::Section(section));
                node.max = table.number("max").unwrap_or_default();
                node.max_by_class = self.own_maxima(id);
                node
            }
            Content::Criterion(table) => self.criterion(id, draft, *table, parent),
            Content::Borrowed(set, home, borrow) => self.borrowed(id, draft, (set, *home, *borrow), parent),
        }
    }

    fn common(&mut self, id: NodeId, draft: &Draft<'t>, table: Table<'t>, parent: &Node, kind: NodeKind) -> Node {
        let mut node = blank(id, self.tree, kind);
        node.code.clone_from(&draft.code);
        node.title = table.string("title").unwrap_or_default();
        node.weight = table.number("weight").unwrap_or(Number::ONE);
        if node.weight.is_zero() {
            self.faults.push(Fault::new(&codes::ZERO_DIVISOR, table.value_span("weight")).text("value", "0"));
        }
        node.applies_to = self.classes(table, "applies_to");
        node.na = table.table("na").and_then(|na| policy(na, &[id], self.tree, self.faults));
        node.scored = parent.scored && table.flag("scored").unwrap_or(true);
        node.mandatory = match table.text("mandatory").map(|word| word.value) {
            Some("submission") => Some(Blocks::Submission),
            Some("grade") => Some(Blocks::Grade),
            Some("rank") => Some(Blocks::Rank),
            _ => None,
        };
        node.tags = table.strings("tags");
        node.note = table.string("note");
        node
    }

    pub(super) fn classes(&mut self, table: Table<'_>, key: &str) -> Option<Vec<ClassId>> {
        if !table.has(key) {
            return None;
        }
        let mut ids: Vec<ClassId> =
            table.texts(key).iter().filter_map(|code| self.head.class(code, self.faults)).collect();
        self.faults.empty_list(table, key);
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }

    fn section(&mut self, table: Table<'_>) -> Section {
        let aggregation = match table.text("aggregation").map(|word| word.value) {
            Some("weighted_mean") => Aggregation::WeightedMean,
            Some("all_of") => Aggregation::AllOf,
            _ => Aggregation::Sum,
        };
        let word = table.text("role").map(|word| word.value).unwrap_or("regular");
        let special = matches!(word, "bonus" | "deduction");
        if special && !table.has("cap") {
            self.faults.push(Fault::new(&codes::CAP_MISSING, table.value_span("role")).text("role", word));
        }
        if !special && table.has("cap") {
            self.faults.push(Fault::new(&codes::CAP_WITHOUT_ROLE, table.key_span("cap")));
        }
        let cap = table.number("cap").unwrap_or_default();
        let role = match word {
            "bonus" => SectionRole::Bonus { cap },
            "deduction" => SectionRole::Deduction { cap },
            _ => SectionRole::Regular,
        };
        Section { aggregation, role }
    }

    fn own_maxima(&self, id: NodeId) -> Vec<(ClassId, Number)> {
        let list = self.variants.get(&id).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|(class, table)| Some((*class, table.number("max")?))).collect()
    }

    fn criterion(&mut self, id: NodeId, draft: &Draft<'t>, table: Table<'t>, parent: &Node) -> Node {
        let unscored =
            table.table("rule").and_then(|rule| rule.text("kind")).is_some_and(|kind| kind.value == "unscored");
        let mut variables = Variables::default();
        let direction = match table.text("direction").map(|word| word.value) {
            Some("lower") => Direction::Lower,
            _ => Direction::Higher,
        };
        let maxima = self.own_maxima(id);
        let (rule, rule_by_class) = self.rules(id, table, direction, &maxima, &mut variables);
        if let Some(declared) = table.table("variables") {
            variables.describe(declared, unscored, self.faults);
        }
        let word = |key: &str| table.text(key).map(|word| word.value);
        let criterion = Criterion {
            rule,
            rule_by_class,
            variables: variables.into_list(),
            source: source(word("source")),
            measured: table.flag("measured").unwrap_or_default(),
            direction,
            measure: table.string("measure"),
            owner: table.string("owner"),
            evidence: table.strings("evidence"),
            method: table.string("method"),
            when_missing: match word("when_missing") {
                Some("carry_over") => WhenMissing::CarryOver,
                Some("exclude") => WhenMissing::Exclude,
                _ => WhenMissing::Zero,
            },
            targets: self.targets(table),
        };
        let mut node = self.common(id, draft, table, parent, NodeKind::Criterion(Box::new(criterion)));
        node.max = table.number("max").unwrap_or_default();
        node.max_by_class = maxima.into_iter().filter(|(_, max)| *max != node.max).collect();
        if unscored {
            node.scored = false;
            if table.has("max") && !node.max.is_zero() {
                self.faults.push(Fault::new(&codes::MAX_UNUSED, table.key_span("max")).text("code", &node.code));
            }
            node.max = Number::ZERO;
        }
        node
    }

    /// The rule, and the rules of classes where their text or their maximum makes them different.
    fn rules(
        &mut self,
        id: NodeId,
        table: Table<'t>,
        direction: Direction,
        maxima: &[(ClassId, Number)],
        variables: &mut Variables,
    ) -> (ScoringRule, Vec<(ClassId, ScoringRule)>) {
        let label = table.string("title").unwrap_or_default();
        let mut rules =
            Rules { file: self.file_text, inputs: &self.head.input_ids, direction, variables, faults: self.faults };
        let base = table.table("rule").and_then(|rule| rules.read(rule, &Stand::top(table.number("max"), &label)));
        let mut by_class = Vec::new();
        for (class, variant) in self.variants.get(&id).map(Vec::as_slice).unwrap_or_default() {
            let max = maxima.iter().find(|(other, _)| other == class).map(|(_, max)| max.clone());
            let stand = Stand::top(max.or_else(|| table.number("max")), &label);
            let rule = match variant.table("rule") {
                Some(own) => rules.read(own, &stand),
                None => {
                    let Some(shared) = table.table("rule") else { continue };
                    if base.is_none() {
                        continue;
                    }
                    rules.read(shared, &stand)
                }
            };
            if let Some(rule) = rule.filter(|rule| Some(rule) != base.as_ref()) {
                by_class.push((*class, rule));
            }
        }
        (base.unwrap_or(ScoringRule::Unscored), by_class)
    }

    fn targets(&mut self, table: Table<'t>) -> Vec<Target> {
        let Some(given) = table.table("targets") else { return Vec::new() };
        if self.head.steps.is_empty() {
            self.faults.push(steps_missing(table.key_span("targets"), "targets"));
            return Vec::new();
        }
        let mut targets: Vec<Target> = Vec::new();
        for (code, value) in given.entries() {
            let step = self.head.step(&code, self.faults);
            if let Some((step, value)) = step.zip(number(value).ok()) {
                targets.push(Target { step, value });
            }
        }
        targets.sort_by_key(|target| target.step);
        targets
    }
}

fn plain_section() -> Section {
    Section { aggregation: Aggregation::Sum, role: SectionRole::Regular }
}

fn blank(id: NodeId, tree: &Tree<'_>, kind: NodeKind) -> Node {
    Node {
        id,
        code: String::new(),
        title: String::new(),
        title_en: None,
        parent: tree.parents[id.index()],
        children: tree.children[id.index()].clone(),
        depth: tree.depths[id.index()],
        max: Number::ZERO,
        max_by_class: Vec::new(),
        weight: Number::ONE,
        applies_to: None,
        na: None,
        scored: true,
        mandatory: None,
        tags: Vec::new(),
        origin: Origin::Illustrative,
        home: None,
        note: None,
        kind,
    }
}

/// Reads a source word.
pub(crate) fn source(word: Option<&str>) -> Source {
    match word {
        Some("appraiser") => Source::Appraiser,
        Some("statistics") => Source::Statistics,
        Some("survey") => Source::Survey,
        Some("publication") => Source::Publication,
        _ => Source::OwnReport,
    }
}

/// Own or inherited origins; a criterion without any is reported, a section without one counts as ours.
fn origins(nodes: &mut [Node], tree: &Tree<'_>, faults: &mut Faults) {
    let mut known: Vec<Option<Origin>> = vec![None; nodes.len()];
    for place in 1..nodes.len() {
        let Some(draft) = &tree.drafts[place] else { continue };
        let (Content::Section(table) | Content::Criterion(table)) = &draft.content else {
            known[place] = Some(nodes[place].origin.clone());
            continue;
        };
        let above = nodes[place].parent.and_then(|parent| known[parent.index()].clone());
        known[place] = origin(*table, faults).or(above);
        if known[place].is_none() && nodes[place].criterion().is_some() && !table.has("origin") {
            faults.push(Fault::new(&codes::ORIGIN_MISSING, draft.span.clone()).text("code", &draft.code));
        }
        nodes[place].origin = known[place].clone().unwrap_or(Origin::Illustrative);
    }
}
