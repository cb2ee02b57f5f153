//! What may be known of a box: figures as of the last mix, and nothing between.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::PoisonError;

use thuocdo_responses::{Counters, TokenHash};
use thuocdo_store::{BoxState, OpenRow, TallyCount};

use super::ResponseBox;
use crate::ActionError;

/// Where a box stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It takes responses.
    Open,
    /// It is being closed.
    Closing,
    /// It is closed.
    Closed,
    /// It takes nothing until somebody has looked after it.
    Stopped {
        /// What is wrong, for the log.
        why: String,
    },
}

/// What is counted, as of the last mix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Number of the last mix.
    pub mix: u64,
    /// What the opened responses say.
    pub rows: Vec<TallyCount>,
    /// Counts by stratum.
    pub counters: BTreeMap<String, Counters>,
}

impl Tallies {
    /// Counts of the whole survey.
    pub fn whole(&self) -> Counters {
        self.counters.values().fold(Counters::default(), |sum, one| sum.plus(one))
    }
}

impl ResponseBox {
    /// Where the box stands.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn standing(&self) -> Result<Standing, ActionError> {
        if let Some(why) = self.stopped.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(Standing::Stopped { why });
        }
        Ok(match self.store().await?.state().await? {
            BoxState::Open => Standing::Open,
            BoxState::Closing | BoxState::Rewriting => Standing::Closing,
            BoxState::Closed => Standing::Closed,
        })
    }

    /// What is counted, as of the last mix.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tallies(&self) -> Result<Tallies, ActionError> {
        let store = self.store().await?;
        Ok(Tallies { mix: store.mixes().await?, rows: store.tallies().await?, counters: store.counters().await? })
    }

    /// Which of these invitations were used before the last mix of their stratum: for reminders alone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answered_as_of_mix(&self, of: &[TokenHash]) -> Result<HashSet<TokenHash>, ActionError> {
        let answered = self.store().await?.answered_as_of_mix().await?;
        Ok(of.iter().filter(|h| answered.contains(*h)).copied().collect())
    }

    /// Whether every used invitation is accounted for, counted afresh and by the counters.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn adds_up(&self) -> Result<bool, ActionError> {
        let store = self.store().await?;
        let (used, lying, opened) = store.recount().await?;
        let counters = store.counters().await?;
        let gone: u64 = counters.values().map(|one| one.withheld + one.lost).sum();
        let counted: u64 = counters.values().map(|one| one.counted).sum();
        Ok(used == lying + opened + gone && counted == opened && counters.values().all(Counters::add_up))
    }

    /// Hashes of all receipts, for publication.
    ///
    /// # Errors
    /// If the database does not answer, or the box is not closed.
    pub async fn receipts(&self) -> Result<BTreeSet<[u8; 32]>, ActionError> {
        let store = self.store().await?;
        if store.state().await? != BoxState::Closed {
            return Err(ActionError::NotAllowed);
        }
        Ok(store.receipts().await?)
    }

    /// Opened responses in the order of names drawn by chance, once the box is closed.
    ///
    /// # Errors
    /// If the database does not answer, or the box is not closed.
    pub async fn responses(&self) -> Result<Vec<OpenRow>, ActionError> {
        let store = self.store().await?;
        if store.state().await? != BoxState::Closed {
            return Err(ActionError::NotAllowed);
        }
        Ok(store.responses().await?)
    }
}
