//! Publications as readers see them: one view a page, in either language, without any computing of points.
//!
//! [`Portal::new`] prepares everything in memory; the views are plain data that pages only lay out.
//! Read in this order: [`head`], [`home`], [`ranking`], [`mod@unit`], [`criterion`], [`method`], [`survey`], [`compare`], [`data`].

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
pub mod survey;
pub mod unit;
mod words;

use std::collections::BTreeMap;

use thuocdo_publication::{Packed, Publication};
use thuocdo_words::{Lang, collate};

use board::Board;
use index::{Edition, Superseded};
use ranking::{RankingQuery, RankingView};
use words::Words;

/// All publications, the current ones first in everything (cổng công khai).
pub struct Portal {
    words: Words,
    /// The highest version of each round, newest first.
    editions: Vec<Edition>,
    /// Versions that were superseded: found by their address, listed nowhere else.
    past: Vec<Edition>,
    /// Rounds whose method is public before anything of them is published.
    announced: Vec<Edition>,
}

impl Portal {
    /// Prepares publications: of each round the highest version is shown, and the others say by what they were
    /// superseded. Version 0 announces a method before anything is published.
    pub fn new(publications: impl IntoIterator<Item: Into<Packed>>) -> Self {
        let mut rounds: BTreeMap<String, BTreeMap<u32, Packed>> = BTreeMap::new();
        for publication in publications {
            let packed: Packed = publication.into();
            rounds.entry(packed.brief.round.clone()).or_default().insert(packed.brief.version, packed);
        }
        let (mut editions, mut past, mut announced) = (Vec::new(), Vec::new(), Vec::new());
        for mut versions in rounds.into_values() {
            let announces = versions.remove(&0);
            let Some((_, newest)) = versions.pop_last() else {
                announced.extend(announces.map(Edition::new));
                continue;
            };
            let mut later = Superseded::by(&newest.brief);
            let mut before = Vec::new();
            for packed in versions.into_values().rev() {
                let by = std::mem::replace(&mut later, Superseded::by(&packed.brief));
                before.push((packed.brief.version, index::past_code(&packed.brief)));
                past.push(Edition::past(packed, by));
            }
            editions.push(Edition::new(newest).over(before));
        }
        editions.sort_by(newest_first);
        announced.sort_by(newest_first);
        Self { words: Words::new(), editions, past, announced }
    }

    /// Address code of a version of a round; nothing if there is no such version.
    pub fn version(&self, round: &str, version: u32) -> Option<&str> {
        let all = self.editions.iter().chain(&self.past);
        let wanted = |edition: &&Edition| edition.publication.round == round && edition.publication.version == version;
        all.into_iter().find(wanted).map(|edition| edition.code.as_str())
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
        let edition = self.explained(round).into_iter();
        edition.flat_map(|edition| edition.sets.iter().map(|set| edition.word_of(set)))
    }

    /// Rounds whose method is announced: code, title, period.
    pub fn announced(&self, lang: Lang) -> Vec<(String, String, String)> {
        let told = |edition: &Edition| {
            (edition.code.clone(), edition.title(lang).to_owned(), edition.publication.period.clone())
        };
        self.announced.iter().map(told).collect()
    }

    /// Periods of the series that have this group, newest first: round and period.
    fn periods(&self, edition: &Edition, group: &str) -> Vec<(String, String)> {
        let Some(series) = edition.series() else { return Vec::new() };
        let same = |other: &&Edition| other.series() == Some(series) && other.group(group).is_some();
        let link = |other: &Edition| (other.publication.round.clone(), other.publication.period.clone());
        self.editions.iter().filter(same).map(link).collect()
    }

    fn edition(&self, round: &str) -> Option<&Edition> {
        self.editions.iter().chain(&self.past).find(|edition| edition.code == round)
    }

    /// What explains its method: published, or announced.
    fn explained(&self, round: &str) -> Option<&Edition> {
        self.edition(round).or_else(|| self.announced.iter().find(|edition| edition.code == round))
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
