//! Whose evidence it is: people of the body change it; whoever may read a record reads what is attached to it.

use thuocdo_assessment::Action;
use thuocdo_base::Actor;
use thuocdo_store::{EvidenceRow, Link};

use crate::{ActionError, may};

/// The account of a person.
pub(super) fn account(actor: &Actor) -> Result<&str, ActionError> {
    match actor {
        Actor::Person(account) => Ok(account),
        Actor::Public | Actor::Operator | Actor::System => Err(ActionError::NotAllowed),
    }
}

/// Lets pass who works in a body or answers for it in some round, and gives their account.
pub(super) async fn member<'a>(link: &mut Link, actor: &'a Actor, org_unit: &str) -> Result<&'a str, ActionError> {
    let account = account(actor)?;
    let own = link.bodies_of(account).await?.iter().any(|id| id == org_unit);
    if own { Ok(account) } else { Err(ActionError::NotAllowed) }
}

/// Gives an item to who may change it.
pub(super) async fn own(link: &mut Link, actor: &Actor, id: &str) -> Result<EvidenceRow, ActionError> {
    let row = link.find_evidence(id).await?.ok_or(ActionError::NotAllowed)?;
    member(link, actor, &row.evidence.org_unit).await?;
    Ok(row)
}

/// Gives an item to who may read it: members, and readers of a record that it is attached to.
pub(super) async fn seen(link: &mut Link, actor: &Actor, id: &str) -> Result<EvidenceRow, ActionError> {
    let row = link.find_evidence(id).await?.ok_or(ActionError::NotAllowed)?;
    match member(link, actor, &row.evidence.org_unit).await {
        Ok(_) => return Ok(row),
        Err(ActionError::NotAllowed) => {}
        Err(error) => return Err(error),
    }
    for place in link.uses_of(id).await? {
        match may::record(link, actor, &place.round, &place.unit, Action::ViewRecord).await {
            Ok(_) => return Ok(row),
            Err(ActionError::NotAllowed | ActionError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(ActionError::NotAllowed)
}
