//! What changed between two versions of a set, in words (so sánh hai phiên bản).

mod pair;

use std::collections::{HashMap, HashSet};

use thuocdo_base::{Arg, Message, Number};

use crate::explain;
use crate::set::{Class, CriteriaSet, Node, NodeId};

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
            Some(before) => pair::Pair { old, new, before, after }.compare(&pairs, &mut found),
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
