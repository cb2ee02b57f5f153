//! What changed at one node that stands in both versions.

use std::collections::HashMap;

use thuocdo_base::{Message, Number};

use super::{Change, Found, What, number, plain};
use crate::explain;
use crate::set::{
    Aggregation, Blocks, Class, ClassId, CriteriaSet, Criterion, Node, NodeId, Origin, SectionRole, Source,
};

/// Two forms of one node.
pub(super) struct Pair<'a> {
    pub(super) old: &'a CriteriaSet,
    pub(super) new: &'a CriteriaSet,
    pub(super) before: &'a Node,
    pub(super) after: &'a Node,
}

impl Pair<'_> {
    /// Reports all differences of the node.
    pub(super) fn compare(&self, pairs: &HashMap<NodeId, NodeId>, found: &mut Found) {
        let (before, after) = (self.before, self.after);
        if before.code != after.code {
            found.node(What::Recoded, after, vec![plain(&before.code)], vec![plain(&after.code)]);
        }
        if before.title != after.title {
            found.node(What::Renamed, after, vec![plain(&before.title)], vec![plain(&after.title)]);
        }
        self.moved(pairs, found);
        self.classes(found);
        let (old, new) = (applies(self.old, before), applies(self.new, after));
        if old != new {
            found.node(What::Applicability, after, old, new);
        }
        let policy = |set: &CriteriaSet, node: &Node| -> Vec<Message> {
            node.na.iter().map(|policy| explain::policy(set, policy)).collect()
        };
        let (old, new) = (policy(self.old, before), policy(self.new, after));
        if old != new {
            found.node(What::Policy, after, old, new);
        }
        let (old, new) = (self.made(self.old, before), self.made(self.new, after));
        if old != new {
            found.node(What::Aggregation, after, old, new);
        }
        self.properties(found);
        if before.origin != after.origin {
            found.node(What::Origin, after, vec![origin(&before.origin)], vec![origin(&after.origin)]);
        }
    }

    fn moved(&self, pairs: &HashMap<NodeId, NodeId>, found: &mut Found) {
        let parent = self.after.parent.unwrap_or(NodeId::ROOT);
        let same = match pairs.get(&parent) {
            Some(id) => self.before.parent == Some(*id),
            None => parent == NodeId::ROOT && self.before.parent == Some(NodeId::ROOT),
        };
        if same {
            return;
        }
        let place = |set: &CriteriaSet, node: &Node| match node.parent {
            Some(NodeId::ROOT) | None => vec![Message::new("diff-root")],
            Some(parent) => vec![plain(&set.node(parent).code)],
        };
        found.node(What::Moved, self.after, place(self.old, self.before), place(self.new, self.after));
    }

    /// Points and rule: once if all classes agree, else class by class.
    fn classes(&self, found: &mut Found) {
        let mut points = Vec::new();
        let mut rules = Vec::new();
        let forms = self.forms();
        for (name, old_class, new_class) in &forms {
            let (old, new) = (self.before.max_for(*old_class), self.after.max_for(*new_class));
            if old != new {
                points.push((name.clone(), vec![number(old)], vec![number(new)]));
            }
            // What says the same with both maxima, such as points for an option, is no other rule.
            let old = explain::rule(self.old, self.before.id, *old_class);
            let new = explain::rule(self.new, self.after.id, *new_class);
            if old != new && self.rule_differs(*old_class, *new_class) {
                rules.push((name.clone(), old, new));
            }
        }
        self.report(What::Points, points, forms.len(), found);
        self.report(What::Rule, rules, forms.len(), found);
        if self.after.criterion().is_some() && self.before.criterion().is_some() {
            let old = explain::answers(self.old, self.before.id);
            let new = explain::answers(self.new, self.after.id);
            if old != new {
                found.node(What::Answers, self.after, old, new);
            }
        }
    }

    fn report(
        &self,
        what: What,
        list: Vec<(Option<String>, Vec<Message>, Vec<Message>)>,
        forms: usize,
        found: &mut Found,
    ) {
        let Some((_, old, new)) = list.first() else { return };
        let agree =
            list.len() == forms && list.iter().all(|(_, other_old, other_new)| (other_old, other_new) == (old, new));
        if agree {
            return found.node(what, self.after, old.clone(), new.clone());
        }
        for (name, old, new) in list {
            let title = match name {
                Some(name) => format!("{} ({name})", self.after.title),
                None => self.after.title.clone(),
            };
            found.list.push(Change { what, code: self.after.code.clone(), title, old, new });
        }
    }

    /// Classes in which both nodes stand: name, class before, class after.
    fn forms(&self) -> Vec<(Option<String>, Option<ClassId>, Option<ClassId>)> {
        if self.new.classes.is_empty() {
            let class = self.old.classes.first().map(|_| ClassId(0));
            return vec![(None, class, None)];
        }
        let form = |(index, class): (usize, &Class)| {
            let new = ClassId(index as u16);
            let old = if self.old.classes.is_empty() { None } else { Some(self.old.class(&class.code)?) };
            let both = self.old.applies(self.before.id, old) && self.new.applies(self.after.id, Some(new));
            both.then(|| (Some(class.name.clone()), old, Some(new)))
        };
        self.new.classes.iter().enumerate().filter_map(form).collect()
    }

    /// Compares rules by what they say, at the same maximum, so that the order of variables does not matter.
    fn rule_differs(&self, old_class: Option<ClassId>, new_class: Option<ClassId>) -> bool {
        let (Some(before), Some(after)) = (self.before.criterion(), self.after.criterion()) else { return false };
        let old = explain::sentences(self.old, before, before.rule_for(old_class), &Number::ONE);
        old != explain::sentences(self.new, after, after.rule_for(new_class), &Number::ONE)
    }

    /// How a section is made, without its maximum; a node's weight.
    fn made(&self, set: &CriteriaSet, node: &Node) -> Vec<Message> {
        let mut made = Vec::new();
        if let Some(section) = node.section() {
            made.push(Message::new(match section.aggregation {
                Aggregation::Sum => "diff-sum",
                Aggregation::WeightedMean => "diff-weighted-mean",
                Aggregation::AllOf => "diff-all-of",
            }));
            made.extend(match &section.role {
                SectionRole::Regular => None,
                SectionRole::Bonus { cap } => Some(Message::new("rule-bonus").number("cap", cap)),
                SectionRole::Deduction { cap } => Some(Message::new("rule-deduction").number("cap", cap)),
            });
        }
        let parent = node.parent.and_then(|parent| set.node(parent).section());
        if parent.is_some_and(|parent| parent.aggregation == Aggregation::WeightedMean) {
            made.push(Message::new("diff-weight").number("value", &node.weight));
        }
        made
    }

    fn properties(&self, found: &mut Found) {
        let (old, new) = (properties(self.before), properties(self.after));
        if old != new {
            let only = |list: &[Message], other: &[Message]| {
                list.iter().filter(|message| !other.contains(message)).cloned().collect::<Vec<_>>()
            };
            found.node(What::Property, self.after, only(&old, &new), only(&new, &old));
        }
    }
}

fn applies(set: &CriteriaSet, node: &Node) -> Vec<Message> {
    match &node.applies_to {
        None => vec![Message::new("diff-all-classes")],
        Some(classes) => {
            let name = |class: &ClassId| set.classes.get(usize::from(class.0)).map(|class| plain(&class.name));
            classes.iter().filter_map(name).collect()
        }
    }
}

fn origin(origin: &Origin) -> Message {
    match origin {
        Origin::Decision { place } => Message::new("diff-origin-decision").text("place", place),
        Origin::Published(source) => Message::new("diff-origin-published").text("source", &source.title),
        Origin::Illustrative => Message::new("diff-origin-illustrative"),
    }
}

/// Properties that do not change a rule but what it means to people.
fn properties(node: &Node) -> Vec<Message> {
    let mut list = Vec::new();
    if !node.scored {
        list.push(Message::new("diff-unscored"));
    }
    list.extend(node.mandatory.map(|blocks| {
        Message::new(match blocks {
            Blocks::Submission => "diff-blocks-submission",
            Blocks::Grade => "diff-blocks-grade",
            Blocks::Rank => "diff-blocks-rank",
        })
    }));
    if let Some(criterion) = node.criterion() {
        list.push(Message::new(source_key(criterion.source)));
        list.extend(words(criterion));
    }
    list
}

fn words(criterion: &Criterion) -> Vec<Message> {
    let text = |key: &str, value: &Option<String>| value.as_ref().map(|value| Message::new(key).text("value", value));
    let mut list: Vec<Message> =
        text("diff-owner", &criterion.owner).into_iter().chain(text("diff-measure", &criterion.measure)).collect();
    if criterion.measured {
        list.push(Message::new("diff-measured"));
    }
    if !criterion.evidence.is_empty() {
        list.push(Message::new("diff-evidence").text("value", criterion.evidence.join(", ")));
    }
    list
}

fn source_key(source: Source) -> &'static str {
    match source {
        Source::OwnReport => "diff-source-self",
        Source::Appraiser => "diff-source-appraiser",
        Source::Statistics => "diff-source-statistics",
        Source::Survey => "diff-source-survey",
        Source::Publication => "diff-source-publication",
    }
}
