//! Nodes of other sets: placed here, their classes, steps and inputs matched by code.

use super::faults::Fault;
use super::head::Head;
use super::nodes::Reader;
use super::table::Table;
use super::tree::Draft;
use crate::codes;
use crate::rule::ScoringRule;
use crate::set::{ClassId, CriteriaSet, Criterion, Home, NaPolicy, Node, NodeId, NodeKind, Rebase, Target};

impl<'t> Reader<'_, 't> {
    /// Takes a node over from another set.
    pub(super) fn borrowed(
        &mut self,
        id: NodeId,
        draft: &Draft<'t>,
        (set, home, borrow): (&CriteriaSet, NodeId, Table<'t>),
        parent: &Node,
    ) -> Node {
        let mut node = set.node(home).clone();
        let prefix = borrow.string("prefix").unwrap_or_default();
        let top = self.tree.ids.get(&format!("{prefix}{}", borrow.text("section").map_or("", |code| code.value)));
        let is_top = top == Some(&id);
        node.home.get_or_insert_with(|| Home {
            set: set.code.clone(),
            version: set.version.clone(),
            code: node.code.clone(),
        });
        node.code.clone_from(&draft.code);
        self.place(id, &mut node);
        node.scored = node.scored && parent.scored;
        let given = if is_top { self.classes(borrow, "classes") } else { None };
        node.applies_to = self.matching(set, node.applies_to.take(), given);
        node.max_by_class = translate(set, self.head, std::mem::take(&mut node.max_by_class));
        if let Some(NaPolicy::Exclude { rebase: Rebase::At(at) }) = &mut node.na {
            match self.rebased(set, *at, &prefix) {
                Some(here) => *at = here,
                None => {
                    self.faults.push(Fault::new(&codes::BORROW_REBASE, draft.span.clone()).text("code", &draft.code))
                }
            }
        }
        if let NodeKind::Criterion(criterion) = &mut node.kind {
            self.borrowed_criterion(set, criterion, borrow);
        }
        node
    }

    fn place(&self, id: NodeId, node: &mut Node) {
        node.id = id;
        node.parent = self.tree.parents[id.index()];
        node.children.clone_from(&self.tree.children[id.index()]);
        node.depth = self.tree.depths[id.index()];
    }

    /// Classes of the home set count here where this set has a class of the same code.
    fn matching(
        &self,
        set: &CriteriaSet,
        home: Option<Vec<ClassId>>,
        given: Option<Vec<ClassId>>,
    ) -> Option<Vec<ClassId>> {
        let home = home.filter(|_| given.is_none()).map(|classes| {
            let code = |class: ClassId| set.classes.get(usize::from(class.0)).map(|class| class.code.as_str());
            classes.into_iter().filter_map(|class| self.head.class_ids.get(code(class)?).copied()).collect()
        });
        given.or(home)
    }

    fn rebased(&self, set: &CriteriaSet, at: NodeId, prefix: &str) -> Option<NodeId> {
        if at == NodeId::ROOT {
            return Some(NodeId::ROOT);
        }
        self.tree.ids.get(&format!("{prefix}{}", set.node(at).code)).copied()
    }

    fn borrowed_criterion(&mut self, set: &CriteriaSet, criterion: &mut Criterion, borrow: Table<'t>) {
        let step = |target: Target| {
            let code = &set.steps.get(target.step)?.code;
            Some(Target { step: *self.head.step_ids.get(code)?, value: target.value })
        };
        criterion.targets = std::mem::take(&mut criterion.targets).into_iter().filter_map(step).collect();
        criterion.rule_by_class = translate(set, self.head, std::mem::take(&mut criterion.rule_by_class));
        self.inputs(set, &mut criterion.rule, borrow);
        for (_, rule) in &mut criterion.rule_by_class {
            self.inputs(set, rule, borrow);
        }
    }

    /// Points the rule at the input of the same name in this set.
    fn inputs(&mut self, set: &CriteriaSet, rule: &mut ScoringRule, borrow: Table<'t>) {
        match rule {
            ScoringRule::Publication { input, .. } => {
                let name = set.inputs.get(*input).map(|input| input.name.as_str()).unwrap_or_default();
                match self.head.input_ids.get(name) {
                    Some(here) => *input = *here,
                    None => {
                        let span = borrow.value_span("section");
                        super::rules::unknown_input(name, span, &self.head.input_ids, self.faults);
                    }
                }
            }
            ScoringRule::Parts { parts } | ScoringRule::BestOf { cases: parts } => {
                for part in parts {
                    self.inputs(set, &mut part.rule, borrow);
                }
            }
            _ => {}
        }
    }
}

fn translate<T>(set: &CriteriaSet, head: &Head<'_>, list: Vec<(ClassId, T)>) -> Vec<(ClassId, T)> {
    let here = |class: ClassId| head.class_ids.get(&set.classes.get(usize::from(class.0))?.code).copied();
    list.into_iter().filter_map(|(class, value)| Some((here(class)?, value))).collect()
}
