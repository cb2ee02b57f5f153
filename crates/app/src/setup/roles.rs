//! Roles in a round: granted, revoked, each with its event.

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::role::Grant;
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::Work;

use crate::{ActionError, App, may};

/// Grants somebody a role in a round; the same grant twice changes nothing. Gives the id of the grant.
///
/// # Errors
/// If the actor may not, or there is no such account, or no such unit in the round.
pub async fn grant(app: &App, actor: &Actor, round: &str, account: &str, grant: Grant) -> Result<String, ActionError> {
    let (id, actor, round, account) = (app.new_id(), actor.clone(), round.to_owned(), account.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::GrantRoles).await?;
            grant_in(work, &actor, (&round, stage), &id, &account, grant).await
        })
    })
    .await
}

pub(crate) async fn grant_in(
    work: &mut Work,
    actor: &Actor,
    (round, stage): (&str, RoundStage),
    id: &str,
    account: &str,
    grant: Grant,
) -> Result<String, ActionError> {
    if work.find_account(account).await?.is_none_or(|account| account.disabled_at.is_some()) {
        return Err(super::refused(Message::new("setup-no-account")));
    }
    if grant.role.is_of_unit() != grant.unit.is_some() {
        return Err(super::refused(Message::new("setup-role-unit")));
    }
    let held = work.grants_in(round).await?;
    if let Some(same) = held.into_iter().find(|row| row.account == account && row.grant == grant) {
        return Ok(same.id);
    }
    work.grant_role(id, round, account, &grant).await?;
    let mut facts = vec![
        ("account", Fact::Text(account.to_owned())),
        ("grant", Fact::Text(id.to_owned())),
        ("role", Fact::Text(grant.role.word().to_owned())),
        ("round", Fact::Text(round.to_owned())),
    ];
    facts.extend(grant.unit.map(|unit| ("unit", Fact::Text(unit))));
    facts.extend(grant.criteria.map(|criteria| ("criteria", Fact::List(criteria))));
    facts.extend(grant.groups.map(|groups| ("groups", Fact::List(groups))));
    work.record(log(round, stage), "grant", actor, &facts).await?;
    Ok(id.to_owned())
}

/// Revokes a role in a round.
///
/// # Errors
/// If the actor may not, or there is no such grant.
pub async fn revoke(app: &App, actor: &Actor, round: &str, grant: &str) -> Result<(), ActionError> {
    let (actor, round, grant) = (actor.clone(), round.to_owned(), grant.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::GrantRoles).await?;
            let held = work.grants_in(&round).await?;
            let row = held.into_iter().find(|row| row.id == grant).ok_or(ActionError::NotAllowed)?;
            work.revoke_role(&row.id).await?;
            let facts = [
                ("account", Fact::Text(row.account)),
                ("grant", Fact::Text(row.id)),
                ("role", Fact::Text(row.grant.role.word().to_owned())),
                ("round", Fact::Text(round.clone())),
            ];
            work.record(log(&round, stage), "revoke", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// The log a right belongs to: the round's own begins with its opening.
fn log(round: &str, stage: RoundStage) -> &str {
    if stage == RoundStage::Preparing { super::HOUSE } else { round }
}
