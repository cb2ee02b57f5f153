//! What ties people to units, so that they neither appraise nor question nor vote on them.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_store::Link;
use thuocdo_store::roles::TieRow;

use crate::ActionError;

/// What ties a person to a unit; where several things do, the first of these is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// What was declared (xung đột lợi ích).
    Declared(String),
    /// A role that is held for the unit in this round.
    Role,
    /// The person works in the body.
    Works,
}

/// Ties of people to the units of a round, by account and unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties(BTreeMap<String, BTreeMap<String, Tie>>);

impl Ties {
    /// Looks up the ties of one person.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn of(link: &mut Link, round: &str, account: &str) -> Result<Self, ActionError> {
        Ok(Self::read(link.ties_in(round, Some(account)).await?))
    }

    /// Looks up the ties of everybody.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn all(link: &mut Link, round: &str) -> Result<Self, ActionError> {
        Ok(Self::read(link.ties_in(round, None).await?))
    }

    fn read(rows: Vec<TieRow>) -> Self {
        let mut ties: BTreeMap<String, BTreeMap<String, Tie>> = BTreeMap::new();
        for row in rows {
            let tie = match row.kind.as_str() {
                "declared" => Tie::Declared(row.ground),
                "role" => Tie::Role,
                _ => Tie::Works,
            };
            let units = ties.entry(row.account).or_default();
            if units.get(&row.unit).is_none_or(|known| tie < *known) {
                units.insert(row.unit, tie);
            }
        }
        Self(ties)
    }

    /// What ties a person to a unit, if anything does.
    pub fn between(&self, account: &str, unit: &str) -> Option<&Tie> {
        self.0.get(account)?.get(unit)
    }

    /// Codes of the units that a person is tied to.
    pub fn units_of(&self, account: &str) -> BTreeSet<String> {
        self.0.get(account).into_iter().flat_map(|units| units.keys().cloned()).collect()
    }
}
