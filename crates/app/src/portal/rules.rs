//! A criterion in words: its rule, what is asked, where it comes from.

use thuocdo_criteria::rule::AnswerKind;
use thuocdo_criteria::set::{Blocks, ClassId, Criterion, Direction, Node, Origin, Source, WhenMissing};
use thuocdo_criteria::{CriteriaSet, explain};
use thuocdo_words::{Lang, show};

use super::index::node_title;
use super::words::Words;

/// A criterion in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionFacts {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Sections above it, from the outermost: code and title.
    pub above: Vec<(String, String)>,
    /// Maximum points.
    pub max: String,
    /// Maximum of classes that differ: class and maximum.
    pub max_by_class: Vec<(String, String)>,
    /// Rules, one without class or one a class.
    pub rules: Vec<RuleWords>,
    /// What each variable stands for, in sentences.
    pub asked: Vec<String>,
    /// What is asked.
    pub variables: Vec<VariableView>,
    /// Word for the source: `self`, `appraiser`, `statistics`, `survey`, `publication`.
    pub source: &'static str,
    /// Measured by a system.
    pub measured: bool,
    /// Lower is better.
    pub lower: bool,
    /// Agency that appraises it.
    pub owner: Option<String>,
    /// Evidence expected.
    pub evidence: Vec<String>,
    /// Text of the rule as printed.
    pub method: Option<String>,
    /// Remark.
    pub note: Option<String>,
    /// Word for what a missing answer does: `zero`, `carry_over`, `exclude`.
    pub when_missing: &'static str,
    /// Word for what failing it blocks.
    pub blocks: Option<&'static str>,
    /// How it scores where it does not apply.
    pub policy: Vec<String>,
    /// Classes it applies to; empty means all.
    pub classes: Vec<String>,
    /// Targets of a maturity set: step and value.
    pub targets: Vec<(String, String)>,
    /// Whose words it is.
    pub origin: OriginView,
    /// Collected, never scored.
    pub unscored: bool,
}

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleWords {
    /// Class it holds for; absent if for all.
    pub class: Option<String>,
    /// Sentences.
    pub sentences: Vec<String>,
}

/// Something that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableView {
    /// Name in answers.
    pub name: String,
    /// Meaning.
    pub label: String,
    /// Measure.
    pub measure: Option<String>,
    /// Word for the kind: `number`, `whole`, `yes_no`, `option`, `rows`.
    pub kind: &'static str,
    /// Given by the superior.
    pub imposed: bool,
}

/// Whose words a criterion is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginView {
    /// The decision: annex and row.
    Decision(String),
    /// A published table: title, publisher, address.
    Published(String, String, String),
    /// Written by us.
    Illustrative,
}

impl OriginView {
    /// Says whether it was written by us.
    pub fn is_illustrative(&self) -> bool {
        *self == Self::Illustrative
    }
}

/// What turns nodes of a set into words.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) words: &'a Words,
    pub(super) lang: Lang,
    pub(super) set: &'a CriteriaSet,
}

impl Teller<'_> {
    pub(super) fn criterion(&self, node: &Node, criterion: &Criterion) -> CriterionFacts {
        CriterionFacts {
            code: node.code.clone(),
            title: node_title(self.lang, node).to_owned(),
            above: self.above(node),
            max: show::short(self.lang, &node.max, 4),
            max_by_class: node
                .max_by_class
                .iter()
                .map(|(class, max)| (self.class(*class), show::short(self.lang, max, 4)))
                .collect(),
            rules: self.rules(node, criterion),
            asked: self.words.render_all(self.lang, &explain::answers(self.set, node.id)),
            variables: self.variables(criterion),
            source: source(criterion.source),
            measured: criterion.measured,
            lower: criterion.direction == Direction::Lower,
            owner: criterion.owner.clone(),
            evidence: criterion.evidence.clone(),
            method: criterion.method.clone(),
            note: node.note.clone(),
            when_missing: when_missing(criterion.when_missing),
            blocks: node.mandatory.map(blocks),
            policy: self.policy(node),
            classes: node.applies_to.iter().flatten().map(|class| self.class(*class)).collect(),
            targets: self.targets(criterion),
            origin: origin(&node.origin),
            unscored: !node.scored,
        }
    }

    /// Name of a class.
    pub(super) fn class(&self, id: ClassId) -> String {
        let Some(class) = self.set.classes.get(usize::from(id.0)) else { return String::new() };
        match (self.lang, &class.name_en) {
            (Lang::En, Some(name)) => name.clone(),
            _ => class.name.clone(),
        }
    }

    fn above(&self, node: &Node) -> Vec<(String, String)> {
        let mut path = Vec::new();
        let mut next = node.parent;
        while let Some(parent) = next.map(|id| self.set.node(id)).filter(|parent| parent.parent.is_some()) {
            path.push((parent.code.clone(), node_title(self.lang, parent).to_owned()));
            next = parent.parent;
        }
        path.reverse();
        path
    }

    fn rules(&self, node: &Node, criterion: &Criterion) -> Vec<RuleWords> {
        let words = |class: Option<ClassId>| RuleWords {
            class: class.map(|class| self.class(class)),
            sentences: self.words.render_all(self.lang, &explain::rule(self.set, node.id, class)),
        };
        let of_classes = criterion.rule_by_class.iter().map(|(class, _)| words(Some(*class)));
        std::iter::once(words(None)).chain(of_classes).collect()
    }

    /// The nearest policy of the node or above it.
    fn policy(&self, node: &Node) -> Vec<String> {
        let mut here = Some(node);
        while let Some(place) = here {
            if let Some(policy) = &place.na {
                return self.words.render_all(self.lang, &[explain::policy(self.set, policy)]);
            }
            here = place.parent.map(|id| self.set.node(id));
        }
        Vec::new()
    }

    fn variables(&self, criterion: &Criterion) -> Vec<VariableView> {
        let view = |variable: &thuocdo_criteria::rule::Variable| VariableView {
            name: variable.name.clone(),
            label: variable.label.clone(),
            measure: variable.measure.clone(),
            kind: kind(&variable.kind),
            imposed: variable.imposed,
        };
        criterion.variables.iter().map(view).collect()
    }

    fn targets(&self, criterion: &Criterion) -> Vec<(String, String)> {
        let step = |index: usize| self.set.steps.get(index).map(|step| self.step(step)).unwrap_or_default();
        criterion.targets.iter().map(|target| (step(target.step), show::short(self.lang, &target.value, 4))).collect()
    }

    /// Name of a step.
    pub(super) fn step(&self, step: &thuocdo_criteria::set::Step) -> String {
        match (self.lang, &step.name_en) {
            (Lang::En, Some(name)) => name.clone(),
            _ => step.name.clone(),
        }
    }
}

fn origin(origin: &Origin) -> OriginView {
    match origin {
        Origin::Decision { place } => OriginView::Decision(place.clone()),
        Origin::Published(source) => {
            OriginView::Published(source.title.clone(), source.publisher.clone(), source.address.clone())
        }
        Origin::Illustrative => OriginView::Illustrative,
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::OwnReport => "self",
        Source::Appraiser => "appraiser",
        Source::Statistics => "statistics",
        Source::Survey => "survey",
        Source::Publication => "publication",
    }
}

fn when_missing(given: WhenMissing) -> &'static str {
    match given {
        WhenMissing::Zero => "zero",
        WhenMissing::CarryOver => "carry_over",
        WhenMissing::Exclude => "exclude",
    }
}

fn blocks(given: Blocks) -> &'static str {
    match given {
        Blocks::Submission => "submission",
        Blocks::Grade => "grade",
        Blocks::Rank => "rank",
    }
}

fn kind(kind: &AnswerKind) -> &'static str {
    match kind {
        AnswerKind::Number => "number",
        AnswerKind::Whole => "whole",
        AnswerKind::YesNo => "yes_no",
        AnswerKind::Option(_) => "option",
        AnswerKind::Rows => "rows",
    }
}
