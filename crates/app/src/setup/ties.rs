//! What ties people to units, so that they neither appraise nor question nor vote on them.

use thuocdo_store::roles::GrantRow;
use thuocdo_store::{Conflict, Link};

use super::Frozen;
use crate::ActionError;

/// What ties a person to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A role that is held for the unit in this round.
    Role,
    /// The person works in the body.
    Works,
    /// What was declared (xung đột lợi ích).
    Declared(String),
}

/// Ties of some people to the units of a round.
#[derive(Clone, Debug, Default)]
pub struct Ties(Vec<(String, String, Tie)>);

impl Ties {
    /// Looks up the ties of these people.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn of(link: &mut Link, frozen: &Frozen, accounts: &[&str]) -> Result<Self, ActionError> {
        let (grants, conflicts) = (link.grants_in(&frozen.code).await?, link.conflicts().await?);
        let mut ties = Vec::new();
        for account in accounts {
            let employer = link.find_account(account).await?.and_then(|row| row.org_unit);
            for unit in &frozen.units {
                let tie = declared(&conflicts, account, &unit.org_unit).or_else(|| role(&grants, account, &unit.code));
                let works = employer.as_ref() == Some(&unit.org_unit);
                let tie = tie.or(works.then_some(Tie::Works));
                ties.extend(tie.map(|tie| ((*account).to_owned(), unit.code.clone(), tie)));
            }
        }
        Ok(Self(ties))
    }

    /// What ties a person to a unit, if anything does.
    pub fn between(&self, account: &str, unit: &str) -> Option<&Tie> {
        self.0.iter().find(|(who, to, _)| who == account && to == unit).map(|(_, _, tie)| tie)
    }
}

fn declared(conflicts: &[Conflict], account: &str, body: &str) -> Option<Tie> {
    let found = conflicts.iter().find(|one| one.account == account && one.org_unit == body);
    found.map(|one| Tie::Declared(one.ground.clone()))
}

fn role(grants: &[GrantRow], account: &str, unit: &str) -> Option<Tie> {
    let own = |row: &&GrantRow| row.account == account && row.grant.unit.as_deref() == Some(unit);
    grants.iter().find(own).map(|_| Tie::Role)
}
