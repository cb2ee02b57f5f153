//! Asking, writing, signing and following a plan.

use thuocdo_assessment::record::{Record, Step};
use thuocdo_assessment::remedy::{self, Asking, Item, Progress, Remedy};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Refusal};
use thuocdo_base::{Actor, Message, read};
use thuocdo_store::Work;

use super::{current, short};
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// An item as somebody typed it.
#[derive(Clone, Debug, Default)]
pub struct TypedItem {
    /// Id of the item that is written anew; nothing for one more.
    pub id: Option<String>,
    /// Code of the criterion; empty for none.
    pub criterion: String,
    /// What is done.
    pub task: String,
    /// Who does it.
    pub person: String,
    /// The day by which, as typed.
    pub due_on: String,
}

/// Asks units for a plan, all for one reason and by one day; gives how many were asked.
///
/// # Errors
/// If the actor may not, nothing is published, a unit is unknown or asked already, or reason or day are missing.
pub async fn ask(
    app: &App,
    actor: &Actor,
    round: &str,
    units: &[String],
    because: &str,
    due_on: &str,
) -> Result<usize, ActionError> {
    may::in_round(app, actor, round, Action::AskRemedy).await?;
    short(&[because])?;
    if units.is_empty() {
        return Err(refused("remedies-no-unit"));
    }
    let version = app.store.list().await?.into_iter().find(|it| it.round == round).map_or(0, |it| it.version);
    let due_on = day(due_on)?;
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (units, because) = (units.to_vec(), because.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::AskRemedy).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            for unit in &units {
                let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
                if current(work, &round, unit).await?.is_some() {
                    let message = Message::new("remedies-asked-already").text("unit", row.name.as_str());
                    return Err(ActionError::Refused(vec![message]));
                }
                let id = job_app.new_id();
                let asking = Asking { id: &id, unit, version, because: &because, due_on: &due_on };
                let step = remedy::ask(stage, &asking, actor.id(), work.now())?;
                work.record(&round, step.kind, &actor, &step.facts).await?;
                work.add_remedy(&round, &step.next).await?;
                tell_unit(
                    &job_app,
                    work,
                    &actor,
                    (&frozen, unit),
                    &[Role::Contributor, Role::UnitHead],
                    "remedy_asked",
                )
                .await?;
            }
            Ok(units.len())
        })
    })
    .await
}

/// Takes the request for a unit's plan back, with a reason.
///
/// # Errors
/// If the actor may not, there is no such plan, it is signed, or there is no reason.
pub async fn withdraw(app: &App, actor: &Actor, round: &str, unit: &str, reason: &str) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (unit, reason) = (unit.to_owned(), reason.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::AskRemedy).await?;
            let (plan, over) = found(work, &round, &unit).await?;
            short(&[&reason])?;
            let step = plan.withdraw(stage, &reason)?;
            save(work, &actor, &round, &step, over).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let roles = [Role::Contributor, Role::UnitHead];
            tell_unit(&job_app, work, &actor, (&frozen, &unit), &roles, "remedy_withdrawn").await
        })
    })
    .await
}

/// Writes an item of one's own unit's plan, or writes it anew.
///
/// # Errors
/// If the actor may not, the plan is not being written, the unit has no such criterion, or something is missing.
pub async fn write(app: &App, actor: &Actor, round: &str, unit: &str, typed: TypedItem) -> Result<(), ActionError> {
    let (job_app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::WriteRemedy).await?;
            short(&[&typed.task, &typed.person])?;
            let frozen = frozen(&job_app, work, &round).await?;
            let row = frozen.unit(&unit).ok_or(ActionError::NotAllowed)?;
            let criterion = Some(typed.criterion).filter(|code| !code.is_empty());
            let known = |code: &String| frozen.criteria_of(row).any(|(node, _)| node.code == *code);
            if criterion.as_ref().is_some_and(|code| !known(code)) {
                return Err(refused("appeals-no-such-criterion"));
            }
            let before = plan.items.iter().find(|item| Some(&item.id) == typed.id.as_ref()).cloned();
            if typed.id.is_some() && before.is_none() {
                return Err(refused("refusal-remedy-no-item"));
            }
            let id = typed.id.unwrap_or_else(|| job_app.new_id());
            let (task, person, due_on) = (typed.task, typed.person, day(&typed.due_on)?);
            let item = Item { id, criterion, task, person, due_on, ..before.unwrap_or_default() };
            let plan = plan.write(&record, item, work.now())?;
            Ok(work.save_remedy(&plan, over).await?)
        })
    })
    .await
}

/// Takes an item out of a plan that is being written.
///
/// # Errors
/// If the actor may not, or the plan is not being written.
pub async fn drop_item(app: &App, actor: &Actor, round: &str, unit: &str, item: &str) -> Result<(), ActionError> {
    let (actor, round, unit, item) = (actor.clone(), round.to_owned(), unit.to_owned(), item.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::WriteRemedy).await?;
            let plan = plan.drop_item(&record, &item)?;
            Ok(work.save_remedy(&plan, over).await?)
        })
    })
    .await
}

/// Hands a plan to the head for signature.
///
/// # Errors
/// If the actor may not, the plan is not being written, or nothing is in it.
pub async fn hand_over(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<(), ActionError> {
    let (job_app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::WriteRemedy).await?;
            save(work, &actor, &round, &plan.hand_over(&record)?, over).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            tell_unit(&job_app, work, &actor, (&frozen, &unit), &[Role::UnitHead], "remedy_handed_over").await
        })
    })
    .await
}

/// Sends a plan back to who wrote it.
///
/// # Errors
/// If the actor may not, the plan is not with the head, or there is no remark.
pub async fn send_back(app: &App, actor: &Actor, round: &str, unit: &str, remark: &str) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (unit, remark) = (unit.to_owned(), remark.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::SignRemedy).await?;
            short(&[&remark])?;
            save(work, &actor, &round, &plan.send_back(&record, &remark)?, over).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            tell_unit(&job_app, work, &actor, (&frozen, &unit), &[Role::Contributor], "remedy_sent_back").await
        })
    })
    .await
}

/// Signs a plan; the secretariat is told.
///
/// # Errors
/// If the actor may not, it is signed already, or nothing is in it.
pub async fn sign(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<(), ActionError> {
    let (job_app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::SignRemedy).await?;
            save(work, &actor, &round, &plan.sign(&record, actor.id(), work.now())?, over).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let people = work.people_in(&round).await?;
            let people = people.iter().filter(|person| person.role == Role::Secretariat.word());
            let name = frozen.unit(&unit).map_or(unit.as_str(), |row| row.name.as_str());
            let told = ("remedy_signed", &[("unit", name), ("round", frozen.title.as_str())][..]);
            let people = people.map(|person| person.account.as_str());
            notices::tell(&job_app, work, &actor, people, told, &page(&round, &unit)).await?;
            Ok(())
        })
    })
    .await
}

/// Notes how far an item of a signed plan is.
///
/// # Errors
/// If the actor may not, the plan is not signed, there is no such item, or nothing would change.
pub async fn mark(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    (item, progress, note): (&str, Progress, &str),
) -> Result<(), ActionError> {
    let (actor, round, unit) = (actor.clone(), round.to_owned(), unit.to_owned());
    let (item, note) = (item.to_owned(), note.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, plan, over) = own(work, &actor, &round, &unit, Action::WriteRemedy).await?;
            short(&[&note])?;
            let by = (actor.id(), work.now());
            let step = plan.mark(&record, &item, (progress, &note), by)?;
            save(work, &actor, &round, &step, over).await
        })
    })
    .await
}

/// The record and the plan of one's own unit, once it is settled that the actor may.
async fn own(
    work: &mut Work,
    actor: &Actor,
    round: &str,
    unit: &str,
    action: Action,
) -> Result<(Record, Remedy, u64), ActionError> {
    let (record, _) = may::record(work, actor, round, unit, action).await?;
    let (plan, over) = found(work, round, unit).await?;
    Ok((record, plan, over))
}

async fn found(work: &mut Work, round: &str, unit: &str) -> Result<(Remedy, u64), ActionError> {
    current(work, round, unit).await?.ok_or_else(|| refused("remedies-none-asked"))
}

async fn save(work: &mut Work, actor: &Actor, round: &str, step: &Step<Remedy>, over: u64) -> Result<(), ActionError> {
    work.record(round, step.kind, actor, &step.facts).await?;
    Ok(work.save_remedy(&step.next, over).await?)
}

async fn tell_unit(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    (frozen, unit): (&Frozen, &str),
    roles: &[Role],
    kind: &str,
) -> Result<(), ActionError> {
    let link = page(&frozen.code, unit);
    notices::tell_unit(app, work, actor, (frozen, unit), roles, (kind, &[]), &link).await?;
    Ok(())
}

fn page(round: &str, unit: &str) -> String {
    format!("/ky/{round}/khac-phuc/{unit}")
}

fn day(typed: &str) -> Result<String, ActionError> {
    let unread = || Refusal::Because(Message::new("refusal-remedy-day"));
    Ok(read::date(typed).ok_or_else(unread)?)
}

fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
