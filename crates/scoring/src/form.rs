//! The form of one class: what of the set applies to it, with maxima, in flat vectors.

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule, VarId};
use thuocdo_criteria::set::{Aggregation, ClassId, Criterion, NaPolicy, Node, NodeId, NodeKind, Section, SectionRole};

/// A set as one class sees it (biểu mẫu của một loại đơn vị), by node index.
pub(crate) struct Form<'s> {
    /// One for each node of the set.
    pub slots: Vec<Slot<'s>>,
}

/// One node of a form.
pub(crate) struct Slot<'s> {
    /// What it is for this class.
    pub kind: Kind<'s>,
    /// Nominal maximum for this class.
    pub max: Number,
    /// Index of the parent; the root is its own.
    pub parent: usize,
    /// Weight inside a weighted mean.
    pub weight: &'s Number,
    /// The bonus or deduction section it lies in, else the root: no rebase reaches beyond.
    pub edge: usize,
}

/// What a node is for one class.
pub(crate) enum Kind<'s> {
    /// Not in the form.
    Absent,
    /// A section that is only collected.
    Unscored,
    /// A section.
    Section(Branch<'s>),
    /// A criterion.
    Leaf(Leaf<'s>),
}

/// A section of a form.
pub(crate) struct Branch<'s> {
    /// How children make its points.
    pub aggregation: Aggregation,
    /// Part it plays in its parent's total.
    pub role: &'s SectionRole,
    /// Scored regular children.
    pub regular: Vec<usize>,
    /// Scored bonus and deduction children; true for bonus.
    pub extra: Vec<(usize, bool)>,
}

/// A criterion of a form.
pub(crate) struct Leaf<'s> {
    /// Its content.
    pub criterion: &'s Criterion,
    /// Its rule for this class.
    pub rule: &'s ScoringRule,
    /// False if only collected.
    pub scored: bool,
    /// Policy for answers that say "not applicable".
    pub na: Option<&'s NaPolicy>,
    /// Automatic rules that cover it for this class, in order of the file.
    pub na_rules: Vec<usize>,
    /// Variables that must be whole.
    pub wholes: Vec<VarId>,
    /// The rule lists its options as the variable does, so that an answered index is the option's.
    pub aligned: bool,
}

impl<'s> Form<'s> {
    /// Builds the form of a class; linear in the nodes of the set and of its not-applicable rules.
    pub fn new(set: &'s CriteriaSet, class: Option<ClassId>) -> Self {
        let mut above: Vec<Inherited<'s>> = Vec::with_capacity(set.nodes.len());
        let named = named(set, class);
        let mut slots = Vec::with_capacity(set.nodes.len());
        for (node, named) in set.nodes.iter().zip(named) {
            let inherited = Inherited::of(node, class, node.parent.map(|parent| &above[parent.index()]), named);
            slots.push(Slot {
                kind: kind(node, class, &inherited),
                max: node.max_for(class).clone(),
                parent: node.parent.map_or(0, NodeId::index),
                weight: &node.weight,
                edge: inherited.edge,
            });
            above.push(inherited);
        }
        let mut form = Self { slots };
        for node in set.nodes.iter().rev() {
            form.link(node);
        }
        form
    }

    /// Sets the children and the maximum of a node whose children are linked already.
    fn link(&mut self, node: &'s Node) {
        let (mut regular, mut extra, mut present) = (Vec::new(), Vec::new(), false);
        for child in &node.children {
            let child = child.index();
            present |= !matches!(self.slots[child].kind, Kind::Absent);
            match &self.slots[child].kind {
                Kind::Section(Branch { role: SectionRole::Bonus { .. }, .. }) => extra.push((child, true)),
                Kind::Section(Branch { role: SectionRole::Deduction { .. }, .. }) => extra.push((child, false)),
                Kind::Section(_) | Kind::Leaf(Leaf { scored: true, .. }) => regular.push(child),
                Kind::Leaf(_) | Kind::Absent | Kind::Unscored => {}
            }
        }
        let max = self.nominal(node.id.index(), &regular);
        let slot = &mut self.slots[node.id.index()];
        match &mut slot.kind {
            Kind::Section(_) | Kind::Unscored if !present => slot.kind = Kind::Absent,
            Kind::Section(_) if regular.is_empty() && extra.is_empty() => slot.kind = Kind::Unscored,
            Kind::Section(branch) => (branch.regular, branch.extra) = (regular, extra),
            Kind::Absent | Kind::Unscored | Kind::Leaf(_) => {}
        }
        slot.max = if matches!(slot.kind, Kind::Absent | Kind::Unscored) { Number::ZERO } else { max };
    }

    /// Nominal maximum: what children add up to in a sum, else the node's own.
    fn nominal(&self, index: usize, regular: &[usize]) -> Number {
        let slot = &self.slots[index];
        match &slot.kind {
            Kind::Section(Branch { aggregation: Aggregation::Sum, .. }) => {
                regular.iter().map(|child| self.slots[*child].max.clone()).sum()
            }
            Kind::Section(_) | Kind::Leaf(Leaf { scored: true, .. }) => slot.max.clone(),
            Kind::Leaf(_) | Kind::Absent | Kind::Unscored => Number::ZERO,
        }
    }
}

/// What a node takes from the nodes above it.
struct Inherited<'s> {
    applies: bool,
    scored: bool,
    na: Option<&'s NaPolicy>,
    na_rules: Vec<usize>,
    edge: usize,
}

impl<'s> Inherited<'s> {
    fn of(node: &'s Node, class: Option<ClassId>, above: Option<&Self>, named: Vec<usize>) -> Self {
        let here = node.applies_to.as_ref().is_none_or(|list| class.is_some_and(|class| list.contains(&class)));
        let mut na_rules = above.map(|above| above.na_rules.clone()).unwrap_or_default();
        na_rules.extend(named);
        na_rules.sort_unstable();
        na_rules.dedup();
        Self {
            applies: here && above.is_none_or(|above| above.applies),
            scored: node.scored && above.is_none_or(|above| above.scored),
            na: node.na.as_ref().or_else(|| above.and_then(|above| above.na)),
            na_rules,
            edge: match node.section() {
                Some(section) if section.role != SectionRole::Regular => node.id.index(),
                _ => above.map_or(0, |above| above.edge),
            },
        }
    }
}

/// For each node the not-applicable rules that name it and may match a unit of the class.
fn named(set: &CriteriaSet, class: Option<ClassId>) -> Vec<Vec<usize>> {
    let mut named = vec![Vec::new(); set.nodes.len()];
    for (index, rule) in set.not_applicable.iter().enumerate() {
        if rule.class.is_none_or(|wanted| class == Some(wanted)) {
            for node in &rule.criteria {
                named[node.index()].push(index);
            }
        }
    }
    named
}

fn kind<'s>(node: &'s Node, class: Option<ClassId>, inherited: &Inherited<'s>) -> Kind<'s> {
    if !inherited.applies {
        return Kind::Absent;
    }
    match &node.kind {
        NodeKind::Section(_) if !inherited.scored => Kind::Unscored,
        NodeKind::Section(Section { aggregation, role }) => {
            Kind::Section(Branch { aggregation: *aggregation, role, regular: Vec::new(), extra: Vec::new() })
        }
        NodeKind::Criterion(criterion) => {
            let rule = criterion.rule_for(class);
            Kind::Leaf(Leaf {
                criterion,
                rule,
                scored: inherited.scored && *rule != ScoringRule::Unscored,
                na: inherited.na,
                na_rules: inherited.na_rules.clone(),
                wholes: wholes(criterion),
                aligned: aligned(criterion, rule),
            })
        }
    }
}

fn wholes(criterion: &Criterion) -> Vec<VarId> {
    let whole = criterion.variables.iter().enumerate().filter(|(_, variable)| variable.kind == AnswerKind::Whole);
    whole.map(|(index, _)| VarId(index as u16)).collect()
}

/// Whether a rule lists the same options in the same order as its variable: rules of classes may differ.
fn aligned(criterion: &Criterion, rule: &ScoringRule) -> bool {
    let ScoringRule::Option { choice, options } = rule else { return false };
    match criterion.variables.get(choice.index()).map(|variable| &variable.kind) {
        Some(AnswerKind::Option(codes)) => options.iter().map(|option| &option.code).eq(codes),
        _ => true,
    }
}
