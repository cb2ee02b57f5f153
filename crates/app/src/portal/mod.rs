//! Publications as readers see them: one view a page, in either language, without any computing of points.
//!
//! [`Portal::new`] prepares everything in memory; the views are plain data that pages only lay out.
//! Read in this order: [`head`], [`home`], [`ranking`], [`mod@unit`], [`criterion`], [`method`], [`compare`], [`data`].

mod board;
pub mod compare;
pub mod criterion;
pub mod data;
mod desk;
pub mod figure;
pub mod head;
pub mod home;
mod index;
pub mod method;
pub mod ranking;
pub mod rules;
mod shelf;
mod spread;
pub mod unit;
mod words;

use std::collections::BTreeMap;

use thuocdo_publication::{Packed, Publication};
use thuocdo_words::{Lang, collate};

use board::Board;
use index::Edition;
use ranking::{RankingQuery, RankingView};
use words::Words;

/// All current publications (cổng công khai).
pub struct Portal {
    words: Words,
    editions: Vec<Edition>,
}

impl Portal {
    /// Prepares publications; of each round only the highest version is shown.
    pub fn new(publications: impl IntoIterator<Item: Into<Packed>>) -> Self {
        let mut current: BTreeMap<String, Packed> = BTreeMap::new();
        for publication in publications {
            let packed: Packed = publication.into();
            let known = current.get(&packed.brief.round);
            if known.is_none_or(|other| other.brief.version < packed.brief.version) {
                current.insert(packed.brief.round.clone(), packed);
            }
        }
        let mut editions: Vec<Edition> = current.into_values().map(Edition::new).collect();
        editions.sort_by(newest_first);
        Self { words: Words::new(), editions }
    }

    /// Ranks one group; nothing if there is no such round or group.
    pub fn ranking(&self, lang: Lang, round: &str, group: &str, query: &RankingQuery) -> Option<RankingView> {
        let edition = self.edition(round)?;
        let board = Board::new(edition, edition.group(group)?, lang)?;
        let view = board.view(&self.words, self.before(edition), query);
        Some(RankingView { periods: self.periods(edition, group), ..view })
    }

    /// Code of the first group of a round.
    pub fn first_group(&self, round: &str) -> Option<&str> {
        Some(&self.edition(round)?.publication.groups.first()?.code)
    }

    /// Lists the units of a round by group, in order of name.
    pub fn units(&self, lang: Lang, round: &str) -> Option<unit::UnitsView> {
        self.edition(round).map(|edition| edition.units_view(lang))
    }

    /// Codes of all rounds with their groups, sets with criteria, and units, for the list of addresses.
    pub fn rounds(&self) -> impl Iterator<Item = &Publication> {
        self.editions.iter().map(|edition| &edition.publication)
    }

    /// Word of the set (where a round has several) and code of every criterion of a round.
    pub fn criteria_of(&self, round: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
        let edition = self.edition(round).into_iter();
        edition.flat_map(|edition| edition.sets.iter().map(|set| (edition.word_of(set), set))).flat_map(
            |(word, set)| {
                set.set.iter().flat_map(|set| set.criteria()).map(move |(node, _)| (word, node.code.as_str()))
            },
        )
    }

    /// Word of every set of a round; none where it has one set only.
    pub fn sets_of(&self, round: &str) -> impl Iterator<Item = Option<&str>> {
        let edition = self.edition(round).into_iter();
        edition.flat_map(|edition| edition.sets.iter().map(|set| edition.word_of(set)))
    }

    /// Periods of the series that have this group, newest first: round and period.
    fn periods(&self, edition: &Edition, group: &str) -> Vec<(String, String)> {
        let Some(series) = edition.series() else { return Vec::new() };
        let same = |other: &&Edition| other.series() == Some(series) && other.group(group).is_some();
        let link = |other: &Edition| (other.publication.round.clone(), other.publication.period.clone());
        self.editions.iter().filter(same).map(link).collect()
    }

    fn edition(&self, round: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.publication.round == round)
    }

    /// The latest edition of the same series with an earlier period.
    fn before(&self, edition: &Edition) -> Option<&Edition> {
        let series = edition.series()?;
        let earlier = |other: &&Edition| {
            other.series() == Some(series)
                && collate::compare_codes(&other.publication.period, &edition.publication.period).is_lt()
        };
        let period = |other: &&Edition| other.publication.period.clone();
        self.editions.iter().filter(earlier).max_by(|a, b| collate::compare_codes(&period(a), &period(b)))
    }
}

fn newest_first(left: &Edition, right: &Edition) -> std::cmp::Ordering {
    let (a, b) = (&left.publication, &right.publication);
    collate::compare_codes(&b.period, &a.period).then_with(|| a.title.cmp(&b.title))
}
