//! Maxima from the leaves up, for each class, and whether they make the scale.

use thuocdo_base::{Message, Number};

use super::faults::{Fault, Faults, Span};
use super::head::Head;
use super::nodes::Variants;
use super::table::Table;
use super::tree::{Content, Tree};
use crate::codes;
use crate::set::{Aggregation, ClassId, Node, NodeId, NodeKind, SectionRole};

/// Which classes have a node in their form, as bits; one bit without classes.
pub(crate) struct Forms {
    masks: Vec<u128>,
    count: usize,
}

impl Forms {
    /// Works out the forms of all nodes.
    pub(crate) fn new(nodes: &[Node], classes: usize) -> Self {
        let all = if classes == 0 { 1 } else { u128::MAX >> (128 - classes.min(128)) };
        let mut masks: Vec<u128> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let above = node.parent.and_then(|parent| masks.get(parent.index())).copied().unwrap_or(all);
            let bits = |list: &Vec<ClassId>| list.iter().fold(0, |bits, class| bits | (1u128 << class.0.min(127)));
            let own = node.applies_to.as_ref().filter(|_| classes > 0).map_or(all, bits);
            masks.push(above & own);
        }
        Self { masks, count: classes.max(1) }
    }

    /// Number of forms: one for each class, or one.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Says whether a form has a node.
    pub(crate) fn has(&self, form: usize, node: NodeId) -> bool {
        self.masks[node.index()] & (1 << form) != 0
    }
}

/// Says whether the points of a node go into its parent's sum.
pub(crate) fn is_regular(node: &Node) -> bool {
    node.section().is_none_or(|section| section.role == SectionRole::Regular)
}

/// Says for which form a finding holds.
pub(crate) fn form(fault: Fault, head: &Head<'_>, class: Option<ClassId>) -> Fault {
    let class = class.and_then(|class| head.classes.get(usize::from(class.0)));
    fault.message(
        "form",
        match class {
            Some(class) => Message::new("diag-form-class").text("name", &class.code),
            None => Message::new("diag-form-all"),
        },
    )
}

/// What is checked and where to say so.
pub(crate) struct Maxima<'a, 't> {
    pub(crate) head: &'a Head<'t>,
    pub(crate) tree: &'a Tree<'t>,
    pub(crate) variants: &'a Variants<'t>,
    pub(crate) forms: &'a Forms,
    pub(crate) file: Table<'t>,
    /// Whether all nodes are there once: nothing borrowed is missing, no code stands twice.
    pub(crate) complete: bool,
    pub(crate) faults: &'a mut Faults,
}

impl Maxima<'_, '_> {
    /// Fills in the maxima of sections and reports what is missing or does not add up.
    pub(crate) fn settle(mut self, nodes: &mut [Node]) {
        let mut known = vec![true; nodes.len()];
        for node in nodes.iter() {
            known[node.id.index()] = self.own(node);
        }
        let mut totals: Vec<Vec<Option<Number>>> = Vec::with_capacity(self.forms.count());
        for form in 0..self.forms.count {
            totals.push(self.form(form, nodes, &known));
        }
        for place in 1..nodes.len() {
            self.fill(place, nodes, &totals);
        }
    }

    /// Says whether a node's own maximum is known, and reports one that is missing or of no use.
    fn own(&mut self, node: &Node) -> bool {
        let Some(draft) = &self.tree.drafts[node.id.index()] else { return true };
        let table = match &draft.content {
            Content::Section(table) | Content::Criterion(table) => *table,
            Content::Borrowed(..) => return true,
        };
        if !node.scored || !self.head.steps.is_empty() || table.has("max") {
            return table.number("max").is_some() || !table.has("max");
        }
        let asked = match &node.kind {
            NodeKind::Criterion(_) => true,
            NodeKind::Section(section) => section.aggregation != Aggregation::Sum && is_regular(node),
        };
        if asked && self.missing_class(node).is_some() {
            self.faults.push(Fault::new(&codes::MAX_MISSING, draft.span.clone()).text("code", &draft.code));
        }
        !asked || self.missing_class(node).is_none()
    }

    /// A form that has the node but no maximum for it.
    fn missing_class(&self, node: &Node) -> Option<usize> {
        let given: Vec<ClassId> = node.max_by_class.iter().map(|(class, _)| *class).collect();
        (0..self.forms.count()).find(|form| self.forms.has(*form, node.id) && !given.contains(&ClassId(*form as u16)))
    }

    /// Maxima of one form by node; `None` where a fault below makes them unknown.
    fn form(&mut self, form: usize, nodes: &[Node], known: &[bool]) -> Vec<Option<Number>> {
        let class = (!self.head.classes.is_empty()).then_some(ClassId(form as u16));
        let mut totals: Vec<Option<Number>> = vec![Some(Number::ZERO); nodes.len()];
        for node in nodes.iter().rev() {
            if !self.forms.has(form, node.id) || !node.scored {
                continue;
            }
            let place = node.id.index();
            totals[place] = match &node.kind {
                NodeKind::Section(section) if section.aggregation == Aggregation::Sum => {
                    let sum = self.sum(form, node, nodes, &totals);
                    self.compare(class, node, sum.as_ref());
                    sum
                }
                _ if known[place] => Some(node.max_for(class).clone()),
                _ => None,
            };
        }
        totals
    }

    fn sum(&self, form: usize, node: &Node, nodes: &[Node], totals: &[Option<Number>]) -> Option<Number> {
        let children = node.children.iter().map(|child| &nodes[child.index()]);
        children
            .filter(|child| child.scored && is_regular(child) && self.forms.has(form, child.id))
            .map(|child| totals[child.id.index()].clone())
            .sum::<Option<Number>>()
    }

    fn compare(&mut self, class: Option<ClassId>, node: &Node, sum: Option<&Number>) {
        let Some(sum) = sum.filter(|_| self.complete) else { return };
        if node.id == NodeId::ROOT {
            return self.compare_scale(class, node, sum);
        }
        if !is_regular(node) {
            return;
        }
        let Some((span, given)) = self.declared(class, node) else { return };
        if given != *sum {
            let fault = Fault::new(&codes::SECTION_SUM, span).text("code", &node.code).number("max", &given);
            self.faults.push(self.for_class(fault, class).number("sum", sum));
        }
    }

    fn compare_scale(&mut self, class: Option<ClassId>, root: &Node, sum: &Number) {
        if self.head.scale.is_none() || root.max_for(class) == sum {
            return;
        }
        let of_class = class.and_then(|class| {
            self.file.tables("class").get(usize::from(class.0)).filter(|table| table.has("scale")).copied()
        });
        let Some(holder) = of_class.or(self.head.set) else { return };
        let fault = Fault::new(&codes::SCALE_SUM, holder.value_span("scale")).number("scale", root.max_for(class));
        self.faults.push(self.for_class(fault, class).number("sum", sum));
    }

    fn for_class(&self, fault: Fault, class: Option<ClassId>) -> Fault {
        form(fault, self.head, class)
    }

    /// Maximum that the file gives a sum section for a class, with its place.
    fn declared(&self, class: Option<ClassId>, node: &Node) -> Option<(Span, Number)> {
        let Some(Content::Section(own)) = self.tree.drafts[node.id.index()].as_ref().map(|draft| &draft.content) else {
            return None;
        };
        let variants = self.variants.get(&node.id).map(Vec::as_slice).unwrap_or_default();
        let of_class = variants.iter().find(|(other, table)| Some(*other) == class && table.has("max"));
        let holder = of_class.map_or(own, |(_, table)| table);
        Some((holder.value_span("max"), holder.number("max")?))
    }

    fn fill(&mut self, place: usize, nodes: &mut [Node], totals: &[Vec<Option<Number>>]) {
        let node = &nodes[place];
        let Some(section) = node.section() else { return };
        let sum = section.aggregation == Aggregation::Sum;
        if let SectionRole::Bonus { cap } | SectionRole::Deduction { cap } = &section.role {
            let cap = cap.clone();
            nodes[place].max = cap;
            nodes[place].max_by_class.clear();
            return;
        }
        if !sum {
            return;
        }
        let value = |form: usize| totals[form][place].clone().unwrap_or_default();
        let mine: Vec<usize> = (0..self.forms.count()).filter(|form| self.forms.has(*form, node.id)).collect();
        let base = mine.first().map(|form| value(*form)).unwrap_or_default();
        let by_class = if self.head.classes.is_empty() { Vec::new() } else { mine };
        let differs = by_class.into_iter().filter(|form| value(*form) != base);
        let list: Vec<_> = differs.map(|form| (ClassId(form as u16), value(form))).collect();
        nodes[place].max = base;
        nodes[place].max_by_class = list;
    }
}

/// Reports sections without children, roles inside roles, levels without names, classes without the node.
pub(crate) fn shape(
    nodes: &[Node],
    head: &Head<'_>,
    tree: &Tree<'_>,
    (variants, forms): (&Variants<'_>, &Forms),
    faults: &mut Faults,
) {
    let mut special = vec![false; nodes.len()];
    let mut unnamed = false;
    for node in nodes.iter().skip(1) {
        let Some(draft) = &tree.drafts[node.id.index()] else { continue };
        let above = node.parent.is_some_and(|parent| special[parent.index()]);
        special[node.id.index()] = above || !is_regular(node);
        if above && !is_regular(node) {
            faults.push(Fault::new(&codes::ROLE_NESTED, draft.span.clone()).text("code", &node.code));
        }
        if node.section().is_some() && node.children.is_empty() {
            faults.push(Fault::new(&codes::EMPTY_SECTION, draft.span.clone()).text("code", &node.code));
        }
        if usize::from(node.depth) > head.levels.len() && !head.levels.is_empty() && !unnamed {
            unnamed = true;
            let fault = Fault::new(&codes::LEVEL_UNNAMED, draft.span.clone()).text("code", &node.code);
            faults.push(fault.count("depth", usize::from(node.depth)));
        }
        for (class, table) in variants.get(&node.id).map(Vec::as_slice).unwrap_or_default() {
            if !forms.has(usize::from(class.0), node.id) {
                let fault = Fault::new(&codes::VARIANT_ABSENT, table.value_span("class")).text("code", &node.code);
                faults.push(fault.text("class", &head.classes[usize::from(class.0)].code));
            }
        }
    }
}
