//! The front page: latest results as cards, and search over all of them.

use thuocdo_publication::model::{DecisionRef, GroupPart};
use thuocdo_words::{Lang, collate, show};

use super::Portal;
use super::figure::shown;
use super::head::{GroupLink, UnitLink};
use super::index::{Edition, holds, line, node_title, result};

/// Most hits of one kind that a search shows.
const MOST_HITS: usize = 40;

/// The front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeView {
    /// Results with real figures, newest first.
    pub published: Vec<CardView>,
    /// Rounds whose units and answers are illustrative.
    pub illustrative: Vec<CardView>,
    /// Rounds whose method is public before anything is published: code, title, period.
    pub announced: Vec<(String, String, String)>,
    /// Units in all.
    pub units: usize,
    /// Hits, if something was searched.
    pub search: Option<SearchView>,
}

/// A round as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    /// Code of the round.
    pub round: String,
    /// Title.
    pub title: String,
    /// Reference period.
    pub period: String,
    /// Decision, its date as the language writes it.
    pub decision: Option<DecisionRef>,
    /// Publisher of the figures, where they have one.
    pub publisher: Option<String>,
    /// Groups with their first units.
    pub groups: Vec<CardGroup>,
}

/// A group on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardGroup {
    /// The group.
    pub link: GroupLink,
    /// First units: rank, unit, points or step.
    pub first: Vec<(u32, UnitLink, String)>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchView {
    /// The text.
    pub text: String,
    /// Units: round code and title, unit.
    pub units: Vec<(String, String, UnitLink)>,
    /// Criteria: round code and title, word of the set, code, title.
    pub criteria: Vec<CriterionHit>,
    /// Rounds and groups by title.
    pub groups: Vec<(String, String, GroupLink)>,
    /// Whether more was found than is shown.
    pub more: bool,
}

/// A criterion that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionHit {
    /// Code of the round.
    pub round: String,
    /// Title of the round.
    pub round_title: String,
    /// Word of the set in addresses.
    pub set: Option<String>,
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
}

impl Portal {
    /// Shows the front page; a text without letters or digits searches nothing.
    pub fn home(&self, lang: Lang, search: &str) -> HomeView {
        let cards = |illustrative: bool| {
            let wanted = |edition: &&Edition| edition.publication.illustrative.answers == illustrative;
            self.editions.iter().filter(wanted).map(|edition| edition.card(lang)).collect()
        };
        HomeView {
            published: cards(false),
            illustrative: cards(true),
            announced: self.announced(lang),
            units: self.editions.iter().map(|edition| edition.publication.units.len()).sum(),
            search: Some(search.trim()).filter(|text| !text.is_empty()).map(|text| self.search(lang, text)),
        }
    }

    fn search(&self, lang: Lang, text: &str) -> SearchView {
        let wanted = collate::fold(text);
        let mut view =
            SearchView { text: text.to_owned(), units: vec![], criteria: vec![], groups: vec![], more: false };
        for edition in &self.editions {
            edition.find(lang, &wanted, &mut view);
        }
        view.more = view.units.len() > MOST_HITS || view.criteria.len() > MOST_HITS;
        view.units.truncate(MOST_HITS);
        view.criteria.truncate(MOST_HITS);
        view
    }
}

impl Edition {
    fn card(&self, lang: Lang) -> CardView {
        let publication = &self.publication;
        let decision = publication.decision.as_ref();
        CardView {
            round: publication.round.clone(),
            title: self.title(lang).to_owned(),
            period: publication.period.clone(),
            decision: decision.map(|given| DecisionRef { date: show::date(lang, &given.date), ..given.clone() }),
            publisher: publication.sources.first().map(|source| source.publisher.clone()),
            groups: publication.groups.iter().map(|group| self.card_group(lang, group)).collect(),
        }
    }

    fn card_group(&self, lang: Lang, group: &GroupPart) -> CardGroup {
        let entry = |part: &thuocdo_publication::model::RankPart| {
            let card = self.unit(&part.unit).and_then(result)?;
            let value = match &card.maturity {
                Some(maturity) => step_name(maturity),
                None => shown(lang, &line(card, "")?.shown),
            };
            Some((part.rank, self.unit_link(&part.unit), value))
        };
        let most = if self.publication.groups.len() > 1 { 2 } else { 3 };
        let first = group.ranking.iter().take(most).filter_map(entry).collect();
        CardGroup { link: self.group_link(lang, group), first }
    }

    fn find(&self, lang: Lang, wanted: &str, view: &mut SearchView) {
        let (round, title) = (&self.publication.round, self.title(lang));
        for group in &self.publication.groups {
            let link = self.group_link(lang, group);
            if holds(&collate::fold(&format!("{title} {}", link.name)), wanted) {
                view.groups.push((round.clone(), title.to_owned(), link));
            }
            let hits = self.members(&group.code).filter(|(unit, name)| holds(name, wanted) || unit.code == wanted);
            view.units.extend(hits.map(|(unit, _)| {
                (round.clone(), title.to_owned(), UnitLink { code: unit.code.clone(), name: unit.name.clone() })
            }));
        }
        for (index, set) in self.sets.iter().enumerate() {
            let slug = self.set_link(lang, index).slug;
            let leaves = set.set.iter().flat_map(|set| set.criteria());
            let hits = leaves.filter(|(node, _)| holds(&collate::fold(node_title(lang, node)), wanted));
            view.criteria.extend(hits.map(|(node, _)| CriterionHit {
                round: round.clone(),
                round_title: title.to_owned(),
                set: slug.clone(),
                code: node.code.clone(),
                title: node_title(lang, node).to_owned(),
            }));
        }
    }
}

/// Name of the reached step; empty if none is.
pub(super) fn step_name(maturity: &thuocdo_publication::model::MaturityPart) -> String {
    let reached = (maturity.reached as usize).checked_sub(1).and_then(|index| maturity.steps.get(index));
    reached.map(|step| step.name.clone()).unwrap_or_default()
}
