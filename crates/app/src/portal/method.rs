//! The method page: a whole criteria set in words, from the text inside the publication.

use thuocdo_criteria::explain;
use thuocdo_criteria::set::{Declares, Node, NodeId, Origin};
use thuocdo_words::{Lang, show};

use super::Portal;
use super::head::{RoundView, SetLink};
use super::index::node_title;
use super::rules::{CriterionFacts, Teller};

/// A criteria set in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodView {
    /// The round.
    pub round: RoundView,
    /// The set.
    pub set: SetLink,
    /// The instrument that issues it.
    pub document: String,
    /// Where our knowledge of the set comes from: title, publisher, address.
    pub source: Option<(String, String, String)>,
    /// Legal bases as printed.
    pub legal_basis: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Hash of the set.
    pub hash: String,
    /// Criteria by origin: decision, published, illustrative.
    pub origins: [usize; 3],
    /// Classes with their own forms.
    pub classes: Vec<String>,
    /// How the total, rounding and the index come about.
    pub total: Vec<String>,
    /// How units are ranked.
    pub ranking: Vec<String>,
    /// How maturity steps are reached.
    pub maturity: Vec<String>,
    /// Grade scales: what they grade and their bands.
    pub grades: Vec<(String, Vec<String>)>,
    /// What not applicable does.
    pub not_applicable: Vec<String>,
    /// Changes after grading.
    pub adjustments: Vec<String>,
    /// What grades become elsewhere.
    pub conversion: Vec<String>,
    /// What the decision states, counted again.
    pub declares: Vec<DeclaredView>,
    /// Sections and criteria in order.
    pub nodes: Vec<MethodNode>,
}

/// A statement of the decision about the set; every one was checked when the file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredView {
    /// What it speaks of: class, step, section, source; empty for the whole set.
    pub about: Vec<String>,
    /// Total points.
    pub points: Option<String>,
    /// Nodes by level: name of the level and count.
    pub levels: Vec<(String, u32)>,
    /// Leaves.
    pub leaves: Option<u32>,
    /// Who states it, where it is not the decision.
    pub stated_by: Option<String>,
}

/// A section or a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodNode {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the set.
    pub depth: u8,
    /// Maximum points; empty for unscored nodes.
    pub max: String,
    /// How a section's points come about.
    pub aggregation: Vec<String>,
    /// Criteria below it.
    pub leaves: usize,
    /// A criterion in words; absent for sections.
    pub facts: Option<CriterionFacts>,
}

impl Portal {
    /// Explains a set of a round; `set` is its word, needed only where a round has several.
    pub fn method(&self, lang: Lang, round: &str, set: Option<&str>) -> Option<MethodView> {
        let edition = self.explained(round)?;
        let index = edition.set_at(set)?;
        let set = edition.sets[index].set.as_ref()?;
        let teller = Teller { words: &self.words, lang, set };
        Some(MethodView {
            round: edition.round_view(lang),
            set: edition.set_link(lang, index),
            hash: edition.publication.sets[index].hash.clone(),
            nodes: set.nodes.iter().skip(1).map(|node| teller.node(node)).collect(),
            ..teller.method()
        })
    }

    /// Word of the first set of a round with several.
    pub fn first_set(&self, round: &str) -> Option<&str> {
        let sets = &self.explained(round)?.sets;
        sets.first().map(|set| set.slug.as_str()).filter(|_| sets.len() > 1)
    }
}

impl Teller<'_> {
    fn say(&self, messages: &[thuocdo_base::Message]) -> Vec<String> {
        self.words.render_all(self.lang, messages)
    }

    /// Everything about the set as a whole; round, set and nodes are filled in by the caller.
    fn method(&self) -> MethodView {
        let set = self.set;
        let source = set.document.source.as_ref();
        let mut total = explain::aggregation(set, NodeId::ROOT, None);
        total.extend(explain::rounding(set));
        total.push(explain::index(set));
        MethodView {
            round: RoundView::default(),
            set: SetLink::default(),
            document: self.words.of(self.lang).render(&explain::document(set)),
            source: source.map(|source| (source.title.clone(), source.publisher.clone(), source.address.clone())),
            legal_basis: set.legal_basis.clone(),
            notes: set.notes.clone(),
            hash: String::new(),
            origins: self.origins(),
            classes: (0..set.classes.len())
                .map(|index| self.class(thuocdo_criteria::set::ClassId(index as u16)))
                .collect(),
            total: self.say(&total),
            ranking: self.say(&explain::ranking(set)),
            maturity: self.say(&explain::maturity(set)),
            grades: self.grades(),
            not_applicable: self.not_applicable(),
            adjustments: set.adjustments.iter().flat_map(|given| self.say(&explain::adjustment(set, given))).collect(),
            conversion: self.say(&explain::conversion(set)),
            declares: set.declares.iter().map(|declares| self.declared(declares)).collect(),
            nodes: Vec::new(),
        }
    }

    fn origins(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for (node, _) in self.set.criteria() {
            let place = match node.origin {
                Origin::Decision { .. } => 0,
                Origin::Published(_) => 1,
                Origin::Illustrative => 2,
            };
            counts[place] += 1;
        }
        counts
    }

    fn grades(&self) -> Vec<(String, Vec<String>)> {
        let title = |of: NodeId| {
            if of == NodeId::ROOT { String::new() } else { node_title(self.lang, self.set.node(of)).to_owned() }
        };
        let scales = self.set.grade_scales.iter();
        scales.map(|scale| (title(scale.of), self.say(&explain::bands(self.set, scale)))).collect()
    }

    fn not_applicable(&self) -> Vec<String> {
        let general = self.set.root().na.iter().map(|policy| explain::policy(self.set, policy));
        let rules = self.set.not_applicable.iter().map(|rule| explain::not_applicable(self.set, rule));
        self.say(&general.chain(rules).collect::<Vec<_>>())
    }

    fn declared(&self, declares: &Declares) -> DeclaredView {
        let set = self.set;
        let class = declares.class.map(|class| self.class(class));
        let step = declares.step.and_then(|step| set.steps.get(step)).map(|step| self.step(step));
        let section = declares.section.map(|id| node_title(self.lang, set.node(id)).to_owned());
        let level = |depth: u8| {
            let level = set.levels.get(usize::from(depth).saturating_sub(1));
            level.map(|level| match (self.lang, &level.name_en) {
                (Lang::En, Some(name)) => name.clone(),
                _ => level.name.clone(),
            })
        };
        DeclaredView {
            about: class.into_iter().chain(step).chain(section).collect(),
            points: declares.points.as_ref().map(|points| show::short(self.lang, points, 4)),
            levels: declares.levels.iter().map(|(depth, count)| (level(*depth).unwrap_or_default(), *count)).collect(),
            leaves: declares.leaves,
            stated_by: declares.stated_by.clone(),
        }
    }

    fn node(&self, node: &Node) -> MethodNode {
        let section = node.section().is_some();
        MethodNode {
            code: node.code.clone(),
            title: node_title(self.lang, node).to_owned(),
            depth: node.depth,
            max: if node.scored { show::short(self.lang, &node.max, 4) } else { String::new() },
            aggregation: if section { self.say(&explain::aggregation(self.set, node.id, None)) } else { Vec::new() },
            leaves: self.leaves(node),
            facts: node.criterion().map(|criterion| self.criterion(node, criterion)),
        }
    }

    fn leaves(&self, node: &Node) -> usize {
        if node.criterion().is_some() {
            return 1;
        }
        node.children.iter().map(|child| self.leaves(self.set.node(*child))).sum()
    }
}
