//! A publication prepared for reading: parsed sets, look-ups by code, the round before.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use thuocdo_base::Number;
use thuocdo_criteria::set::{GradeScale, Node, NodeId, Origin};
use thuocdo_criteria::{CriteriaSet, SourceText};
use thuocdo_publication::model::{CardPart, DecisionRef, GroupPart, LinePart, SetPart, UnitPart};
use thuocdo_publication::packed::Details;
use thuocdo_publication::{Packed, Publication};
use thuocdo_words::{Lang, collate};

use super::figure;
use super::shelf::Shelf;
use super::spread::{self, Spread};

/// One publication with its look-ups.
pub(super) struct Edition {
    /// Code of the round in addresses; a version that was superseded has its number in it.
    pub(super) code: String,
    /// What superseded it; nothing for the version that holds.
    pub(super) superseded: Option<Superseded>,
    /// Versions that this one superseded, newest first: number and address code.
    pub(super) before: Vec<(u32, String)>,
    /// Lists, rankings and points of the last layer; for traces see [`Edition::whole_unit`].
    pub(super) publication: Publication,
    details: Details,
    pub(super) sets: Vec<SetIndex>,
    units: HashMap<String, usize>,
    folded: Vec<String>,
    spreads: Vec<OnceLock<HashMap<String, Spread>>>,
    pub(super) files: Shelf,
}

/// The version that came after one.
#[derive(Clone, Debug)]
pub(super) struct Superseded {
    pub(super) version: u32,
    pub(super) because: String,
    pub(super) decision: Option<DecisionRef>,
}

impl Superseded {
    pub(super) fn by(later: &Publication) -> Self {
        let because = later.supersedes_because.clone().unwrap_or_default();
        Self { version: later.version, because, decision: later.decision.clone() }
    }
}

/// Address code of a version that was superseded.
pub(super) fn past_code(publication: &Publication) -> String {
    format!("{}~{}", publication.round, publication.version)
}

/// A criteria set of a publication.
pub(super) struct SetIndex {
    /// The set; absent if its text cannot be read any more.
    pub(super) set: Option<CriteriaSet>,
    /// Word for it in addresses.
    pub(super) slug: String,
}

impl Edition {
    pub(super) fn new(packed: Packed) -> Self {
        let Packed { brief: publication, details } = packed;
        let sets = set_indexes(&publication);
        let units = publication.units.iter().enumerate().map(|(index, unit)| (unit.code.clone(), index)).collect();
        let folded = publication.units.iter().map(|unit| collate::fold(&unit.name)).collect();
        let spreads = publication.groups.iter().map(|_| OnceLock::new()).collect();
        let (code, files) = (publication.round.clone(), Shelf::default());
        let (superseded, before) = (None, Vec::new());
        Self { code, superseded, before, publication, details, sets, units, folded, spreads, files }
    }

    /// The edition with the versions that it superseded.
    pub(super) fn over(mut self, before: Vec<(u32, String)>) -> Self {
        self.before = before;
        self
    }

    pub(super) fn past(packed: Packed, by: Superseded) -> Self {
        let code = past_code(&packed.brief);
        Self { code, superseded: Some(by), ..Self::new(packed) }
    }

    /// How a group lies at every node, by code; computed when first asked for.
    pub(super) fn spreads(&self, group: &GroupPart) -> &HashMap<String, Spread> {
        static NOTHING: OnceLock<HashMap<String, Spread>> = OnceLock::new();
        let index = self.publication.groups.iter().position(|other| other.code == group.code);
        match index.and_then(|index| self.spreads.get(index)) {
            Some(cell) => cell.get_or_init(|| spread::spreads(self, group)),
            None => NOTHING.get_or_init(HashMap::new),
        }
    }

    pub(super) fn group(&self, code: &str) -> Option<&GroupPart> {
        self.publication.groups.iter().find(|group| group.code == code)
    }

    pub(super) fn unit(&self, code: &str) -> Option<&UnitPart> {
        self.units.get(code).and_then(|index| self.publication.units.get(*index))
    }

    /// A unit with all layers, answers and traces.
    pub(super) fn whole_unit(&self, code: &str) -> Option<UnitPart> {
        self.units.get(code).and_then(|index| self.details.unit(*index))
    }

    /// The publication as it was frozen.
    pub(super) fn whole(&self) -> Publication {
        self.details.whole(&self.publication)
    }

    /// Name of a unit, or its code where it is not in the publication.
    pub(super) fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.unit(code).map_or(code, |unit| &unit.name)
    }

    /// Units of a group in order of code, with their names folded for search.
    pub(super) fn members<'a>(&'a self, group: &'a str) -> impl Iterator<Item = (&'a UnitPart, &'a str)> {
        let units = self.publication.units.iter().zip(self.folded.iter().map(String::as_str));
        units.filter(move |(unit, _)| unit.group == group)
    }

    /// Series to which the round belongs: its code without the period at the end.
    pub(super) fn series(&self) -> Option<&str> {
        let Publication { round, period, .. } = &self.publication;
        round.strip_suffix(period.as_str())?.strip_suffix('-').filter(|series| !series.is_empty())
    }

    /// The set of a group.
    pub(super) fn set_of(&self, group: &GroupPart) -> Option<&SetIndex> {
        self.sets.get(group.set)
    }

    /// Word of a set in addresses, where there is more than one.
    pub(super) fn word_of<'a>(&self, set: &'a SetIndex) -> Option<&'a str> {
        Some(set.slug.as_str()).filter(|_| self.sets.len() > 1)
    }

    pub(super) fn title(&self, lang: Lang) -> &str {
        let publication = &self.publication;
        match (lang, &publication.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &publication.title,
        }
    }
}

impl SetIndex {
    /// Main sections in order.
    pub(super) fn sections(&self) -> Vec<&Node> {
        let Some(set) = &self.set else { return Vec::new() };
        set.root().children.iter().map(|id| set.node(*id)).filter(|node| node.scored).collect()
    }

    /// Title of a node, or its code.
    pub(super) fn title(&self, lang: Lang, code: &str) -> String {
        self.find(code).map_or_else(|| code.to_owned(), |node| node_title(lang, node).to_owned())
    }

    pub(super) fn find(&self, code: &str) -> Option<&Node> {
        self.set.as_ref()?.find(code)
    }

    /// Name of a step in the language.
    pub(super) fn step_name(&self, lang: Lang, index: usize, name: &str) -> String {
        let step = self.set.as_ref().and_then(|set| set.steps.get(index));
        let english = step.and_then(|step| step.name_en.clone()).filter(|_| lang == Lang::En);
        english.unwrap_or_else(|| name.to_owned())
    }

    /// Name of a grade of the whole set in the language.
    pub(super) fn grade_name(&self, lang: Lang, grade: &str) -> String {
        let bands = self.scale().map_or(&[][..], |scale| &scale.bands);
        let english = bands.iter().find(|band| band.grade == grade).and_then(|band| band.grade_en.clone());
        english.filter(|_| lang == Lang::En).unwrap_or_else(|| grade.to_owned())
    }

    /// The grade scale of the whole set.
    pub(super) fn scale(&self) -> Option<&GradeScale> {
        self.set.as_ref()?.grade_scales.iter().find(|scale| scale.of == NodeId::ROOT)
    }

    /// Grades from best to worst of the scale of the whole set.
    pub(super) fn grades(&self) -> Vec<&str> {
        self.scale().map_or_else(Vec::new, |scale| scale.bands.iter().map(|band| band.grade.as_str()).collect())
    }
}

/// Whether folded text holds every word of a folded wish.
pub(super) fn holds(text: &str, wish: &str) -> bool {
    wish.split_whitespace().all(|word| text.contains(word))
}

/// Title of a node in the language, Vietnamese where there is no other.
pub(super) fn node_title(lang: Lang, node: &Node) -> &str {
    match (lang, &node.title_en) {
        (Lang::En, Some(title)) => title,
        _ => &node.title,
    }
}

/// Whether a criterion was written by us.
pub(super) fn is_illustrative(node: &Node) -> bool {
    node.origin == Origin::Illustrative
}

/// The line of a node on a card.
pub(super) fn line<'a>(card: &'a CardPart, code: &str) -> Option<&'a LinePart> {
    card.lines.iter().find(|line| line.code == code)
}

/// The last layer's card, which is the result.
pub(super) fn result(unit: &UnitPart) -> Option<&CardPart> {
    unit.cards.last()
}

/// Whether a card has figures at all; without, its zeros say nothing and are not shown.
///
/// A criterion with a figure has a value even where it gives no points; sections have none.
pub(super) fn has_points(card: &CardPart) -> bool {
    card.lines.iter().any(|line| line.value.is_some() || line.exact != "0")
}

/// The total as the language writes it; a dash where nothing is scored.
pub(super) fn total(lang: Lang, card: &CardPart) -> Option<String> {
    let line = line(card, "")?;
    Some(if has_points(card) { figure::shown(lang, &line.shown) } else { "–".to_owned() })
}

/// Attainment at a node, if something there applies and is scored.
pub(super) fn attained(card: &CardPart, code: &str) -> Option<Number> {
    let line = line(card, code).filter(|line| line.state != "unscored" && line.state != "absent")?;
    figure::ratio(&line.exact, &line.max)
}

fn set_indexes(publication: &Publication) -> Vec<SetIndex> {
    let slugs = slugs(&publication.sets);
    publication.sets.iter().zip(slugs).map(|(part, slug)| SetIndex { set: parse(part), slug }).collect()
}

/// Last part of each code; the whole code with dashes where two sets would share it.
fn slugs(sets: &[SetPart]) -> Vec<String> {
    let last = |set: &SetPart| set.code.rsplit('/').next().unwrap_or(&set.code).to_owned();
    let whole = |set: &SetPart| format!("{}-{}", set.code.replace('/', "-"), set.version);
    let shared = |slug: &String| sets.iter().filter(|set| last(set) == *slug).count() > 1;
    sets.iter().map(|set| Some(last(set)).filter(|slug| !shared(slug)).unwrap_or_else(|| whole(set))).collect()
}

fn parse(part: &SetPart) -> Option<CriteriaSet> {
    let library = part.borrowed.iter().map(|(code, version, text)| {
        ((code.clone(), version.clone()), SourceText { text: text.clone(), sidecar: None })
    });
    let source = SourceText { text: part.text.clone(), sidecar: part.sidecar.clone() };
    let library: BTreeMap<_, _> = library.collect();
    let parsed = thuocdo_criteria::parse(&source, &library);
    if parsed.set.is_none() {
        tracing::warn!(set = part.code, version = part.version, "the text of a published set cannot be read");
    }
    parsed.set
}
