//! Checks that tables are what the log says and that nobody edited either.

use std::collections::BTreeMap;

use crate::events::NO_EVENT;
use crate::publications::event_body;
use crate::{Event, Listing, Store, StoreError};

/// What a check of the whole log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogReport {
    /// Rounds with events.
    pub rounds: usize,
    /// Events read.
    pub events: usize,
    /// Publications read.
    pub publications: usize,
    /// What does not fit; empty when all is well.
    pub breaks: Vec<Break>,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// A number is missing in a round's log; this one was expected.
    Gap {
        /// Round.
        round: String,
        /// Number expected.
        seq: u64,
    },
    /// An event does not follow from the one before it.
    Unchained {
        /// Round.
        round: String,
        /// Number of the event.
        seq: u64,
    },
    /// An event was changed: it does not have its hash.
    Altered {
        /// Round.
        round: String,
        /// Number of the event.
        seq: u64,
    },
    /// A publication is not what its event says, or cannot be read.
    PublicationDiffers {
        /// Round.
        round: String,
        /// Version.
        version: u32,
    },
    /// An event tells of a publication that is not there.
    PublicationMissing {
        /// Round.
        round: String,
        /// Number of the event.
        seq: u64,
    },
    /// A publication is there of which no event tells.
    PublicationWithoutEvent {
        /// Round.
        round: String,
        /// Version.
        version: u32,
    },
}

impl Store {
    /// Recomputes the chain of every round and compares the publications with it.
    ///
    /// # Errors
    /// If the database does not answer; what is wrong with the log is in the report.
    pub async fn verify_log(&self) -> Result<LogReport, StoreError> {
        let events = self.events().await?;
        let mut listings = self.list().await?;
        listings.reverse();
        let mut report = LogReport { events: events.len(), publications: listings.len(), ..LogReport::default() };
        let mut publishing: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
        for round in events.chunk_by(|one, other| one.round == other.round) {
            report.rounds += 1;
            chain(round, &mut report.breaks);
            publishing.insert(&round[0].round, round.iter().filter(|event| event.kind == "publish").collect());
        }
        for listing in &listings {
            let told = publishing.get(listing.round.as_str()).and_then(|events| told_by(events, listing));
            match told {
                Some(event) if self.agrees(listing, event).await? => {}
                Some(_) => report.breaks.push(Break::differs(listing)),
                None => report.breaks.push(Break::without_event(listing)),
            }
        }
        for (round, events) in publishing {
            let there = listings.iter().filter(|listing| listing.round == round).count();
            let missing = events.iter().skip(there);
            report.breaks.extend(missing.map(|event| Break::publication_missing(event)));
        }
        Ok(report)
    }

    async fn agrees(&self, listing: &Listing, event: &Event) -> Result<bool, StoreError> {
        let publication = match self.load_packed(&listing.round, listing.version).await {
            Ok(Some(packed)) => packed.brief,
            Ok(None) | Err(StoreError::Damaged { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        Ok(event_body(&publication, &listing.body_hash) == event.body
            && publication.title == listing.title
            && publication.title_en == listing.title_en
            && publication.period == listing.period
            && publication.supersedes_because == listing.supersedes_because
            && event.at == listing.published_at)
    }
}

/// The n-th version of a round is told of by its n-th publishing event.
fn told_by<'events>(events: &[&'events Event], listing: &Listing) -> Option<&'events Event> {
    events.get(usize::try_from(listing.version).ok()?.checked_sub(1)?).copied()
}

fn chain(round: &[Event], breaks: &mut Vec<Break>) {
    let mut prev = NO_EVENT;
    for (event, expected) in round.iter().zip(0u64..) {
        let (round, seq) = (event.round.clone(), event.seq);
        if event.seq != expected {
            breaks.push(Break::Gap { round, seq: expected });
            return;
        }
        if !event.holds() {
            breaks.push(Break::Altered { round, seq });
        } else if event.prev != prev {
            breaks.push(Break::Unchained { round, seq });
        }
        prev = &event.hash;
    }
}

impl Break {
    fn differs(listing: &Listing) -> Self {
        Self::PublicationDiffers { round: listing.round.clone(), version: listing.version }
    }

    fn without_event(listing: &Listing) -> Self {
        Self::PublicationWithoutEvent { round: listing.round.clone(), version: listing.version }
    }

    fn publication_missing(event: &Event) -> Self {
        Self::PublicationMissing { round: event.round.clone(), seq: event.seq }
    }
}
