//! Publications as readers see them: one view a page, in either language, without any computing of points.
//!
//! [`Portal::new`] prepares everything in memory; the views are plain data that pages only lay out.
//! Read in this order: [`head`], [`home`], [`ranking`], [`unit`], [`criterion`], [`method`], [`compare`], [`data`].

pub mod figure;
pub mod head;
pub mod home;
mod index;
pub mod ranking;
mod spread;
pub mod unit;
mod words;

use std::collections::BTreeMap;

use thuocdo_publication::Publication;
use thuocdo_words::{Lang, collate};

use index::Edition;
use ranking::{Board, RankingQuery, RankingView};
use words::Words;

/// All current publications (cổng công khai).
pub struct Portal {
    words: Words,
    editions: Vec<Edition>,
}

impl Portal {
    /// Prepares publications; of each round only the highest version is shown.
    pub fn new(publications: Vec<Publication>) -> Self {
        let mut current: BTreeMap<String, Publication> = BTreeMap::new();
        for publication in publications {
            let newer = current.get(&publication.round).is_none_or(|other| other.version < publication.version);
            if newer {
                current.insert(publication.round.clone(), publication);
            }
        }
        let mut editions: Vec<Edition> = current.into_values().map(Edition::new).collect();
        editions.sort_by(|left, right| newest_first(left, right));
        Self { words: Words::new(), editions }
    }

    /// Ranks one group; nothing if there is no such round or group.
    pub fn ranking(&self, lang: Lang, round: &str, group: &str, query: &RankingQuery) -> Option<RankingView> {
        let edition = self.edition(round)?;
        let board = Board::new(edition, edition.group(group)?, lang)?;
        Some(board.view(&self.words, self.before(edition), query))
    }

    /// Code of the first group of a round.
    pub fn first_group(&self, round: &str) -> Option<&str> {
        Some(&self.edition(round)?.publication.groups.first()?.code)
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
