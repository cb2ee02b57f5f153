//! A publication with its sets parsed again, so that exports can name what it refers to by code.

use std::collections::{BTreeMap, HashMap};

use thuocdo_criteria::set::Node;
use thuocdo_criteria::{CriteriaSet, SourceText, parse};
use thuocdo_words::Lang;

use crate::model::{CardPart, GroupPart, LinePart, Publication, RankPart, SetPart, UnitPart};

/// A publication as exports read it.
pub(crate) struct Reader<'p> {
    pub publication: &'p Publication,
    /// Parsed sets; `None` where a later version of the language refuses the text.
    pub sets: Vec<Option<CriteriaSet>>,
    units: HashMap<&'p str, &'p UnitPart>,
}

impl<'p> Reader<'p> {
    pub fn new(publication: &'p Publication) -> Self {
        let units = publication.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
        Self { publication, sets: publication.sets.iter().map(set).collect(), units }
    }

    pub fn unit(&self, code: &str) -> Option<&'p UnitPart> {
        self.units.get(code).copied()
    }

    pub fn group_of(&self, unit: &UnitPart) -> Option<&'p GroupPart> {
        self.publication.groups.iter().find(|group| group.code == unit.group)
    }

    /// The set of a group.
    pub fn set(&self, group: &GroupPart) -> Option<&CriteriaSet> {
        self.sets.get(group.set)?.as_ref()
    }

    /// The set of a unit.
    pub fn set_of(&self, unit: &UnitPart) -> Option<&CriteriaSet> {
        self.set(self.group_of(unit)?)
    }

    /// All units of a group in order of rank, unranked ones last.
    pub fn in_order(&self, group: &'p GroupPart) -> impl Iterator<Item = (Option<&'p RankPart>, &'p UnitPart)> {
        let ranked = group.ranking.iter().map(|rank| (Some(rank), rank.unit.as_str()));
        let unranked = group.unranked.iter().map(|unranked| (None, unranked.unit.as_str()));
        ranked.chain(unranked).filter_map(|(rank, unit)| Some((rank, self.unit(unit)?)))
    }

    /// Codes of the main sections of a group's set, in order.
    pub fn main_sections(&self, group: &GroupPart) -> Vec<String> {
        let of_set = |set: &CriteriaSet| {
            let children = set.root().children.iter().map(|id| set.node(*id)).filter(|node| node.scored);
            children.map(|node| node.code.clone()).collect()
        };
        self.set(group).map(of_set).unwrap_or_default()
    }

    /// Whether anything of the publication was written by us.
    pub fn illustrative(&self) -> bool {
        is_illustrative(self.publication)
    }
}

/// Whether anything of a publication was written by us.
pub(crate) fn is_illustrative(publication: &Publication) -> bool {
    let mark = &publication.illustrative;
    mark.answers || mark.criteria[2] > 0
}

fn set(part: &SetPart) -> Option<CriteriaSet> {
    let text = |text: &str| SourceText { text: text.to_owned(), sidecar: None };
    let library: BTreeMap<(String, String), SourceText> =
        part.borrowed.iter().map(|(code, version, body)| ((code.clone(), version.clone()), text(body))).collect();
    parse(&SourceText { text: part.text.clone(), sidecar: part.sidecar.clone() }, &library).set
}

/// Title of a node in a language.
pub(crate) fn title(node: &Node, lang: Lang) -> &str {
    match (lang, &node.title_en) {
        (Lang::En, Some(title)) => title,
        _ => &node.title,
    }
}

impl UnitPart {
    /// The card that counts: that of the highest layer.
    pub fn top(&self) -> Option<&CardPart> {
        self.cards.last()
    }
}

impl CardPart {
    /// The total.
    pub fn total(&self) -> Option<&LinePart> {
        self.lines.first()
    }

    /// The line of a node by its code.
    pub fn line(&self, code: &str) -> Option<&LinePart> {
        self.lines.iter().find(|line| line.code == code)
    }
}
