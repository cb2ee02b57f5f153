//! Conflicts of interest: who has a tie to which body, so that they neither appraise it nor vote on it.

use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message};
use thuocdo_store::Conflict;

use super::{HOUSE, refused};
use crate::{ActionError, App, may};

/// Keeps a tie between a person and a body; it holds in every round.
///
/// # Errors
/// If the actor may not grant roles in the round, the ground is missing, or there is no such person or body.
pub async fn add(app: &App, actor: &Actor, round: &str, conflict: Conflict) -> Result<(), ActionError> {
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::GrantRoles).await?;
            if conflict.ground.trim().is_empty() {
                return Err(refused(Message::new("setup-conflict-ground")));
            }
            let known = work.find_account(&conflict.account).await?.is_some();
            if !known || work.find_unit(&conflict.org_unit).await?.is_none() {
                return Err(refused(Message::new("setup-no-account")));
            }
            work.save_conflict(&conflict).await?;
            work.record(HOUSE, "conflict", &actor, &facts(&conflict)).await?;
            Ok(())
        })
    })
    .await
}

/// Takes a tie back.
///
/// # Errors
/// If the actor may not grant roles in the round.
pub async fn remove(app: &App, actor: &Actor, round: &str, account: &str, body: &str) -> Result<(), ActionError> {
    let (actor, round) = (actor.clone(), round.to_owned());
    let (account, body) = (account.to_owned(), body.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::GrantRoles).await?;
            let all = work.conflicts().await?;
            let found = all.into_iter().find(|one| one.account == account && one.org_unit == body);
            let conflict = found.ok_or(ActionError::NotAllowed)?;
            work.remove_conflict(&account, &body).await?;
            work.record(HOUSE, "conflict_over", &actor, &facts(&conflict)).await?;
            Ok(())
        })
    })
    .await
}

/// What the log keeps of a tie.
pub(crate) fn facts(conflict: &Conflict) -> [(&'static str, Fact); 3] {
    [
        ("account", Fact::Text(conflict.account.clone())),
        ("body", Fact::Text(conflict.org_unit.clone())),
        ("ground", Fact::Text(conflict.ground.clone())),
    ]
}
