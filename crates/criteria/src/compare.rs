//! What changed between two versions of a set, in words (so sánh hai phiên bản).

use std::collections::{HashMap, HashSet};

use thuocdo_base::{Arg, Message, Number};

use crate::explain;
use crate::set::{Blocks, Class, ClassId, CriteriaSet, Criterion, Node, NodeId, Origin, Source};

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A section or criterion is new.
    New,
    /// A section or criterion is gone.
    Dropped,
    /// It hangs below another parent.
    Moved,
    /// Its title changed.
    Renamed,
    /// Its code changed, its title did not.
    Recoded,
    /// Its maximum changed.
    Points,
    /// Its rule changed.
    Rule,
    /// What is asked changed.
    Answers,
    /// The classes it applies to changed.
    Applicability,
    /// Its not-applicable policy changed.
    Policy,
    /// How a section is made of its children, or a weight, changed.
    Aggregation,
    /// Source, owner, direction or another property changed.
    Property,
    /// Its origin changed.
    Origin,
    /// The title of the set changed.
    Title,
    /// The issuing document or legal basis changed.
    Document,
    /// The scale changed.
    Scale,
    /// Classes changed.
    Classes,
    /// Automatic not-applicable rules changed.
    NaRules,
    /// Maturity steps changed.
    Steps,
    /// Grade scales changed.
    Grades,
    /// Ranking changed.
    Ranking,
    /// Adjustments changed.
    Adjustments,
    /// Conversion changed.
    Conversion,
    /// Rounding, index value or bounds changed.
    Rounding,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing changed.
    pub what: What,
    /// Code of the node; empty for the set as a whole.
    pub code: String,
    /// Title of the node, or the name of the class or scale.
    pub title: String,
    /// How it was.
    pub old: Vec<Message>,
    /// How it is.
    pub new: Vec<Message>,
}

impl Change {
    /// The difference as one sentence.
    pub fn message(&self) -> Message {
        let key = match self.what {
            What::New => "diff-new",
            What::Dropped => "diff-dropped",
            What::Moved => "diff-moved",
            What::Renamed => "diff-renamed",
            What::Recoded => "diff-recoded",
            What::Points => "diff-points",
            What::Rule => "diff-rule",
            What::Answers => "diff-answers",
            What::Applicability => "diff-applicability",
            What::Policy => "diff-policy",
            What::Aggregation => "diff-aggregation",
            What::Property => "diff-property",
            What::Origin => "diff-origin",
            What::Title => "diff-title",
            What::Document => "diff-document",
            What::Scale => "diff-scale",
            What::Classes => "diff-classes",
            What::NaRules => "diff-na-rules",
            What::Steps => "diff-steps",
            What::Grades => "diff-grades",
            What::Ranking => "diff-ranking",
            What::Adjustments => "diff-adjustments",
            What::Conversion => "diff-conversion",
            What::Rounding => "diff-rounding",
        };
        let mut message = Message::new(key);
        if !self.code.is_empty() {
            message = message.text("code", &self.code).text("title", &self.title);
        }
        if matches!(self.what, What::New | What::Dropped) {
            return message;
        }
        let side = |list: &[Message]| {
            if list.is_empty() { vec![Message::new("diff-nothing")] } else { list.to_vec() }
        };
        message.with("old", Arg::List(side(&self.old))).with("new", Arg::List(side(&self.new)))
    }
}

/// Compares two versions of a set: the set as a whole first, then node by node in reading order.
///
/// # Example: a maximum changes
/// ```
/// # use thuocdo_criteria::{SourceText, compare, parse};
/// # use thuocdo_words::{Lang, Locale};
/// # let version = |max: &str| {
/// #     let text = format!(r#"
/// #         set = {{ code = "mau", version = "1", title = "Mẫu", levels = ["Tiêu chí"], scale = "{max}", document = {{ kind = "Mẫu", issuer = "Mẫu" }} }}
/// #         criterion = [{{ code = "1", title = "Tỷ lệ", max = "{max}", origin = "illustrative", rule = {{ kind = "points" }} }}]
/// #     "#);
/// #     parse(&SourceText::new(text), &()).set.unwrap()
/// # };
/// let changes = compare::versions(&version("10"), &version("12"));
/// let locale = Locale::new(Lang::En, &[thuocdo_criteria::locale_text(Lang::En)]);
/// assert_eq!(locale.render(&changes[1].message()), "1 Tỷ lệ: maximum 10 → 12.");
/// ```
pub fn versions(old: &CriteriaSet, new: &CriteriaSet) -> Vec<Change> {
    let mut found = Found { list: Vec::new() };
    whole(old, new, &mut found);
    let pairs = pairs(old, new);
    let matched: HashSet<NodeId> = pairs.values().copied().collect();
    for after in new.nodes.iter().skip(1) {
        match pairs.get(&after.id).map(|id| old.node(*id)) {
            Some(before) => Pair { old, new, before, after }.compare(&pairs, &mut found),
            None => found.node(What::New, after, Vec::new(), Vec::new()),
        }
    }
    for before in old.nodes.iter().skip(1).filter(|node| !matched.contains(&node.id)) {
        found.node(What::Dropped, before, Vec::new(), Vec::new());
    }
    found.list
}

struct Found {
    list: Vec<Change>,
}

impl Found {
    fn node(&mut self, what: What, node: &Node, old: Vec<Message>, new: Vec<Message>) {
        self.list.push(Change { what, code: node.code.clone(), title: node.title.clone(), old, new });
    }

    fn set(&mut self, what: What, old: Vec<Message>, new: Vec<Message>) {
        if old != new {
            self.list.push(Change { what, code: String::new(), title: String::new(), old, new });
        }
    }
}

/// New node → old node: the same code, else the same title where it stands once on both sides.
fn pairs(old: &CriteriaSet, new: &CriteriaSet) -> HashMap<NodeId, NodeId> {
    let codes: HashMap<&str, NodeId> = old.nodes.iter().skip(1).map(|node| (node.code.as_str(), node.id)).collect();
    let mut pairs: HashMap<NodeId, NodeId> = HashMap::new();
    for node in new.nodes.iter().skip(1) {
        if let Some(id) = codes.get(node.code.as_str()) {
            pairs.insert(node.id, *id);
        }
    }
    let used: HashSet<NodeId> = pairs.values().copied().collect();
    let left = by_title(old.nodes.iter().skip(1).filter(|node| !used.contains(&node.id)));
    let right = by_title(new.nodes.iter().skip(1).filter(|node| !pairs.contains_key(&node.id)));
    for (title, id) in right {
        let Some((id, other)) = id.zip(left.get(title).copied().flatten()) else { continue };
        if old.node(other).criterion().is_some() == new.node(id).criterion().is_some() {
            pairs.insert(id, other);
        }
    }
    pairs
}

/// Node by title; `None` for a title that stands more than once.
fn by_title<'a>(nodes: impl Iterator<Item = &'a Node>) -> HashMap<&'a str, Option<NodeId>> {
    let mut titles: HashMap<&str, Option<NodeId>> = HashMap::new();
    for node in nodes {
        titles.entry(&node.title).and_modify(|id| *id = None).or_insert(Some(node.id));
    }
    titles
}

fn plain(text: impl Into<String>) -> Message {
    Message::new("diff-text").text("text", text)
}

fn number(value: &Number) -> Message {
    Message::new("diff-number").number("value", value)
}

/// Two forms of one node.
struct Pair<'a> {
    old: &'a CriteriaSet,
    new: &'a CriteriaSet,
    before: &'a Node,
    after: &'a Node,
}

impl Pair<'_> {
    fn compare(&self, pairs: &HashMap<NodeId, NodeId>, found: &mut Found) {
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
                crate::set::Aggregation::Sum => "diff-sum",
                crate::set::Aggregation::WeightedMean => "diff-weighted-mean",
                crate::set::Aggregation::AllOf => "diff-all-of",
            }));
            made.extend(match &section.role {
                crate::set::SectionRole::Regular => None,
                crate::set::SectionRole::Bonus { cap } => Some(Message::new("rule-bonus").number("cap", cap)),
                crate::set::SectionRole::Deduction { cap } => Some(Message::new("rule-deduction").number("cap", cap)),
            });
        }
        let parent = node.parent.and_then(|parent| set.node(parent).section());
        if parent.is_some_and(|parent| parent.aggregation == crate::set::Aggregation::WeightedMean) {
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

/// Everything outside the nodes.
fn whole(old: &CriteriaSet, new: &CriteriaSet, found: &mut Found) {
    found.set(What::Title, vec![plain(&old.title)], vec![plain(&new.title)]);
    found.set(What::Document, document(old), document(new));
    found.set(What::Scale, vec![number(&old.scale)], vec![number(&new.scale)]);
    found.set(What::Classes, classes(old), classes(new));
    let policy = |set: &CriteriaSet| -> Vec<Message> {
        set.root().na.iter().map(|policy| explain::policy(set, policy)).collect()
    };
    let rules = |set: &CriteriaSet| -> Vec<Message> {
        policy(set)
            .into_iter()
            .chain(set.not_applicable.iter().map(|rule| explain::not_applicable(set, rule)))
            .collect()
    };
    found.set(What::NaRules, rules(old), rules(new));
    found.set(What::Steps, steps(old), steps(new));
    found.set(What::Grades, grades(old), grades(new));
    found.set(What::Ranking, explain::ranking(old), explain::ranking(new));
    let adjustments = |set: &CriteriaSet| -> Vec<Message> {
        set.adjustments.iter().flat_map(|adjustment| explain::adjustment(set, adjustment)).collect()
    };
    found.set(What::Adjustments, adjustments(old), adjustments(new));
    found.set(What::Conversion, explain::conversion(old), explain::conversion(new));
    let rounding = |set: &CriteriaSet| -> Vec<Message> {
        explain::rounding(set).into_iter().chain([explain::index(set)]).collect()
    };
    found.set(What::Rounding, rounding(old), rounding(new));
}

fn document(set: &CriteriaSet) -> Vec<Message> {
    std::iter::once(explain::document(set)).chain(set.legal_basis.iter().map(plain)).collect()
}

fn classes(set: &CriteriaSet) -> Vec<Message> {
    let class = |class: &Class| match &class.scale {
        Some(scale) => Message::new("diff-class-scale").text("name", &class.name).number("scale", scale),
        None => plain(&class.name),
    };
    set.classes.iter().map(class).collect()
}

fn steps(set: &CriteriaSet) -> Vec<Message> {
    let step = |step: &crate::set::Step| Message::new("diff-step").text("code", &step.code).text("name", &step.name);
    set.steps.iter().map(step).chain(explain::maturity(set)).collect()
}

fn grades(set: &CriteriaSet) -> Vec<Message> {
    let scale = |scale: &crate::set::GradeScale| {
        let mut sentences = Vec::new();
        if scale.of != NodeId::ROOT {
            let node = set.node(scale.of);
            sentences.push(Message::new("rule-node").text("code", &node.code).text("title", &node.title));
        }
        sentences.extend(explain::bands(set, scale));
        sentences
    };
    set.grade_scales.iter().flat_map(scale).collect()
}
