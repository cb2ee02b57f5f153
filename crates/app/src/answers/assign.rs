//! Giving criteria to colleagues: a hint, not a lock.

use thuocdo_assessment::Action;
use thuocdo_assessment::settings::calendar::date;
use thuocdo_base::{Actor, Message};

use super::load;
use super::save::Place;
use crate::setup::frozen;
use crate::{ActionError, App, may};

/// Gives a criterion to a colleague with a role for the unit, until a day; or takes it back.
///
/// # Errors
/// If the actor may not, the colleague has no role for the unit, or the day is of no calendar.
pub async fn assign(
    app: &App,
    actor: &Actor,
    place: &Place,
    to: Option<(String, Option<String>)>,
) -> Result<(), ActionError> {
    let (inner, actor, place) = (app.clone(), actor.clone(), place.clone());
    app.write(move |work| {
        Box::pin(async move {
            may::record(work, &actor, &place.round, &place.unit, Action::Assign).await?;
            let frozen = frozen(&inner, work, &place.round).await?;
            load::criterion(&frozen, &place.unit, &place.criterion).ok_or(ActionError::NotAllowed)?;
            if let Some((account, due)) = &to {
                let colleagues = work.colleagues_of(&place.round, &place.unit).await?;
                if !colleagues.iter().any(|(id, _)| id == account) {
                    return Err(refused("answers-no-colleague"));
                }
                if due.as_ref().is_some_and(|due| date(due).is_none()) {
                    return Err(refused("answers-no-day"));
                }
            }
            let to = to.as_ref().map(|(account, due)| (account.as_str(), due.as_deref()));
            Ok(work.save_assignment(&place.round, &place.unit, &place.criterion, to).await?)
        })
    })
    .await
}

fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
