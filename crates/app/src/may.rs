//! Who may: the one place where an actor meets the table of `thuocdo_assessment`.

use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Record, Refusal, Roles, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Message};
use thuocdo_store::Link;

use crate::{ActionError, App};

/// Settles whether an actor may do something with a unit's record, and gives the record with their roles.
///
/// # Errors
/// [`ActionError::NotAllowed`] if none of their roles even sees it, [`ActionError::Refused`] with the reason if
/// the stage or the closing does not let it be done now.
pub async fn record(
    link: &mut Link,
    actor: &Actor,
    round: &str,
    unit: &str,
    action: Action,
) -> Result<(Record, Roles), ActionError> {
    let (record, roles) = record_unasked(link, actor, round, unit, action).await?;
    Ok((link.with_asked(record).await?, roles))
}

/// As [`record`], for what does not depend on open questions to the unit; they are not looked up.
///
/// A record that is hidden takes the same looks as one that is not there.
///
/// # Errors
/// As [`record`].
pub async fn record_unasked(
    link: &mut Link,
    actor: &Actor,
    round: &str,
    unit: &str,
    action: Action,
) -> Result<(Record, Roles), ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let roles = link.roles_in(round, account).await?;
    let record = link.find_record_row(round, unit).await?.ok_or(ActionError::NotAllowed)?.record;
    match with_record(&record, &roles, action) {
        Ok(()) => Ok((record, roles)),
        Err(error) => Err(or_restored(link, &roles, round, error).await?),
    }
}

/// Settles whether somebody with these roles may do something with a record.
///
/// # Errors
/// As [`record`].
pub fn with_record(record: &Record, roles: &Roles, action: Action) -> Result<(), ActionError> {
    match table::judge(action, roles, record) {
        Verdict::Yes => Ok(()),
        Verdict::Refused(why) => Err(why.refusal(action, record).into()),
        Verdict::Hidden => Err(ActionError::NotAllowed),
    }
}

/// Settles whether an actor may do something in a round as a whole.
///
/// # Errors
/// As [`record`].
pub async fn round(
    link: &mut Link,
    actor: &Actor,
    round: &str,
    action: Action,
) -> Result<(RoundStage, Roles), ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
    let roles = link.roles_in(round, account).await?;
    match table::judge_round(action, &roles, stage) {
        Verdict::Yes => Ok((stage, roles)),
        Verdict::Refused(why) => Err(why.round_refusal(action, stage).into()),
        Verdict::Hidden => Err(or_restored(link, &roles, round, ActionError::NotAllowed).await?),
    }
}

/// Why somebody who reads a round may not act in it: if it came out of an archive, nobody may.
async fn or_restored(
    link: &mut Link,
    roles: &Roles,
    round: &str,
    error: ActionError,
) -> Result<ActionError, ActionError> {
    if roles.has(Role::Auditor) && link.is_restored(round).await? {
        return Ok(ActionError::Refused(vec![Message::new("archive-read-only")]));
    }
    Ok(error)
}

/// Lets pass who keeps bodies, accounts and roles: administrators, and the operator at the command line.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody else.
pub async fn administrator(link: &mut Link, actor: &Actor) -> Result<(), ActionError> {
    of_house(link, actor, &[Role::Administrator]).await
}

/// Lets pass who may read what administrators keep: they themselves, and auditors.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody else.
pub async fn overseer(link: &mut Link, actor: &Actor) -> Result<(), ActionError> {
    of_house(link, actor, &[Role::Administrator, Role::Auditor]).await
}

async fn of_house(link: &mut Link, actor: &Actor, any_of: &[Role]) -> Result<(), ActionError> {
    let held = match actor {
        Actor::Operator => return Ok(()),
        Actor::Public | Actor::System => return Err(ActionError::NotAllowed),
        // What an account is in the whole installation, it is in no round in particular.
        Actor::Person(account) => link.roles_in("", account).await?,
    };
    if any_of.iter().any(|role| held.has(*role)) { Ok(()) } else { Err(ActionError::NotAllowed) }
}

/// Lets pass at the door who keeps bodies, accounts and roles.
///
/// # Errors
/// As [`administrator`].
pub async fn administers(app: &App, actor: &Actor) -> Result<(), ActionError> {
    administrator(&mut app.store.look().await?, actor).await
}

/// Lets pass at the door who may read what administrators keep.
///
/// # Errors
/// As [`overseer`].
pub async fn oversees(app: &App, actor: &Actor) -> Result<(), ActionError> {
    overseer(&mut app.store.look().await?, actor).await
}

/// Lets pass at the door who may do something in a round as a whole, before anything else of a form is looked at.
///
/// # Errors
/// As [`round`].
pub async fn in_round(app: &App, actor: &Actor, code: &str, action: Action) -> Result<(), ActionError> {
    round(&mut app.store.look().await?, actor, code, action).await.map(|_| ())
}

/// Lets pass at the door who has a role in some round or in the whole installation.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody else.
pub async fn has_a_role(app: &App, actor: &Actor) -> Result<(), ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let mut link = app.store.look().await?;
    let somewhere = !link.rounds_of(account).await?.is_empty() || !link.roles_in("", account).await?.grants.is_empty();
    if somewhere { Ok(()) } else { Err(ActionError::NotAllowed) }
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Blocking(reasons) => Self::Refused(reasons.into_iter().map(|(_, reason)| reason).collect()),
            refusal => Self::Refused(vec![refusal.message()]),
        }
    }
}
