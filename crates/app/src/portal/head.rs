//! What every page about a round shows around its content.

use thuocdo_publication::model::{DecisionRef, GroupPart, SourceRef};
use thuocdo_words::{Lang, show};

use super::index::{Edition, is_illustrative};

/// A round as the frame of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundView {
    /// Code, part of addresses.
    pub code: String,
    /// Title.
    pub title: String,
    /// Reference period.
    pub period: String,
    /// Version of the publication.
    pub version: u32,
    /// What superseded it; nothing for the version that holds.
    pub superseded: Option<SupersededView>,
    /// Versions that it superseded, newest first: number and code in addresses.
    pub before: Vec<(u32, String)>,
    /// Why this version replaced the one before.
    pub supersedes_because: Option<String>,
    /// Decision that published it, its date as the language writes it.
    pub decision: Option<DecisionRef>,
    /// What is illustrative.
    pub illustrative: IllustrativeView,
    /// Sources of the figures.
    pub sources: Vec<SourceRef>,
    /// Version of the engine.
    pub engine: String,
    /// Ranking groups.
    pub groups: Vec<GroupLink>,
    /// Criteria sets.
    pub sets: Vec<SetLink>,
    /// Whether results of surveys are published with it.
    pub has_surveys: bool,
}

/// By what and why a version was superseded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupersededView {
    /// Number of the version that came after.
    pub version: u32,
    /// Why.
    pub because: String,
    /// The decision that published that one, its date as the language writes it.
    pub decision: Option<DecisionRef>,
    /// Code of the round, where the version that holds is shown.
    pub current: String,
}

/// What of a round is illustrative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IllustrativeView {
    /// Units and answers.
    pub answers: bool,
    /// Illustrative criteria.
    pub criteria: u32,
    /// All criteria.
    pub of: u32,
}

impl IllustrativeView {
    /// Says whether anything is.
    pub fn any(self) -> bool {
        self.answers || self.criteria > 0
    }
}

/// A ranking group to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLink {
    /// Code, part of addresses.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number of units.
    pub units: usize,
}

/// A criteria set to go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetLink {
    /// Word in addresses; absent if the round has one set only.
    pub slug: Option<String>,
    /// Title.
    pub title: String,
    /// Code and version.
    pub name: String,
}

/// A unit to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLink {
    /// Code, part of addresses.
    pub code: String,
    /// Name.
    pub name: String,
}

impl Edition {
    pub(super) fn round_view(&self, lang: Lang) -> RoundView {
        let publication = &self.publication;
        RoundView {
            code: self.code.clone(),
            superseded: self.superseded.as_ref().map(|by| SupersededView {
                version: by.version,
                because: by.because.clone(),
                decision: by.decision.as_ref().map(|decision| dated(lang, decision)),
                current: publication.round.clone(),
            }),
            before: self.before.clone(),
            title: self.title(lang).to_owned(),
            period: publication.period.clone(),
            version: publication.version,
            supersedes_because: publication.supersedes_because.clone(),
            decision: publication.decision.as_ref().map(|decision| dated(lang, decision)),
            illustrative: self.illustrative(),
            sources: publication.sources.clone(),
            engine: publication.engine.clone(),
            groups: publication.groups.iter().map(|group| self.group_link(lang, group)).collect(),
            sets: (0..self.sets.len()).map(|index| self.set_link(lang, index)).collect(),
            has_surveys: !publication.surveys.is_empty(),
        }
    }

    pub(super) fn group_link(&self, lang: Lang, group: &GroupPart) -> GroupLink {
        let name = match (lang, &group.name_en) {
            (Lang::En, Some(name)) => name,
            _ => &group.name,
        };
        let units = group.ranking.len() + group.unranked.len();
        GroupLink { code: group.code.clone(), name: name.clone(), units }
    }

    pub(super) fn set_link(&self, lang: Lang, index: usize) -> SetLink {
        let (part, set) = (&self.publication.sets[index], &self.sets[index]);
        let title = set.set.as_ref().map(|set| match (lang, &set.title_en) {
            (Lang::En, Some(title)) => title.clone(),
            _ => set.title.clone(),
        });
        SetLink {
            slug: Some(set.slug.clone()).filter(|_| self.sets.len() > 1),
            title: title.unwrap_or_else(|| part.code.clone()),
            name: format!("{}@{}", part.code, part.version),
        }
    }

    pub(super) fn unit_link(&self, code: &str) -> UnitLink {
        UnitLink { code: code.to_owned(), name: self.name(code).to_owned() }
    }

    fn illustrative(&self) -> IllustrativeView {
        let declared = &self.publication.illustrative;
        let leaves = || self.sets.iter().filter_map(|set| set.set.as_ref()).flat_map(|set| set.criteria());
        let counted = leaves().filter(|(node, _)| is_illustrative(node)).count() as u32;
        IllustrativeView {
            answers: declared.answers,
            criteria: declared.criteria[2].max(counted),
            of: declared.criteria.iter().sum::<u32>().max(leaves().count() as u32),
        }
    }
}

fn dated(lang: Lang, decision: &DecisionRef) -> DecisionRef {
    DecisionRef { date: show::date(lang, &decision.date), ..decision.clone() }
}
