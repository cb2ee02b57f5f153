//! Handing over for signature, taking back, sending back, reopening: steps that move a record between people.

use thuocdo_assessment::record::{Remark, Reopening, Step};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Record, Refusal, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{RemarkRow, Work};

use super::check::blocking;
use super::sheet::live;
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// Hands a record to the head for signature.
///
/// # Errors
/// If the actor may not, or something still blocks: each reason is a sentence.
pub async fn hand_over(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<(), ActionError> {
    let (app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let (record, _) = may::record(work, &actor, &round, &unit, Action::HandOver).await?;
        let frozen = frozen(&app, work, &round).await?;
        let (_, tally) = live(work, &frozen, &unit).await?;
        let step = record.hand_over(actor.id(), work.now(), blocking(&tally))?;
        keep(work, &actor, step).await?;
        let link = format!("/ky/{round}/ky-duyet/{unit}");
        notices::tell_unit(&app, work, &actor, (&frozen, &unit), &[Role::UnitHead], ("handed_over", &[]), &link)
            .await?;
        Ok(())
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// Takes a record back before the head has signed.
///
/// # Errors
/// If the actor may not.
pub async fn take_back(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<(), ActionError> {
    let (actor, round, unit) = (actor.clone(), round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (record, _) = may::record(work, &actor, &round, &unit, Action::TakeBack).await?;
            let step = record.take_back(actor.id(), work.now())?;
            keep(work, &actor, step).await
        })
    })
    .await
}

/// Sends a record back with remarks: only the criteria they name are open then.
///
/// # Errors
/// If the actor may not, a remark says nothing, or a criterion is not on the unit's list.
pub async fn send_back(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    remarks: Vec<Remark>,
) -> Result<(), ActionError> {
    let (app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let (record, _) = may::record(work, &actor, &round, &unit, Action::SendBack).await?;
        let frozen = frozen(&app, work, &round).await?;
        on_the_list(&frozen, &unit, remarks.iter().map(|remark| remark.criterion.as_str()))?;
        let step = record.send_back(actor.id(), work.now(), &remarks)?;
        keep(work, &actor, step).await?;
        work.settle_remarks(&round, &unit).await?;
        let rows = remarks.iter().map(|remark| (remark.criterion.as_str(), remark.text.as_str()));
        keep_remarks(&app, work, (&round, &unit), &actor, rows).await?;
        tell_opened(&app, work, &actor, (&frozen, &unit), "sent_back", remarks.len()).await
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// Opens named criteria of a submitted record again, with a reason that stands at each of them.
///
/// # Errors
/// If the actor may not, no reason is given, a criterion is not on the unit's list, or the new deadline has been.
pub async fn reopen(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    reopening: Reopening,
) -> Result<(), ActionError> {
    let (app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let (record, _) = may::record(work, &actor, &round, &unit, Action::Reopen).await?;
        let frozen = frozen(&app, work, &round).await?;
        on_the_list(&frozen, &unit, reopening.criteria.iter().map(String::as_str))?;
        if reopening.until.is_some_and(|until| until <= work.now()) {
            return Err(Refusal::Because(Message::new("submission-deadline-past")).into());
        }
        let step = record.reopen(actor.id(), work.now(), &reopening)?;
        if let Some(until) = reopening.until {
            work.set_due(&round, RoundStage::SelfAssessment, Some(&unit), until).await?;
        }
        keep(work, &actor, step).await?;
        let rows = reopening.criteria.iter().map(|code| (code.as_str(), reopening.reason.as_str()));
        keep_remarks(&app, work, (&round, &unit), &actor, rows).await?;
        tell_opened(&app, work, &actor, (&frozen, &unit), "reopened", reopening.criteria.len()).await
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// Tells the unit's people that criteria are open to them.
async fn tell_opened(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    of: (&Frozen, &str),
    kind: &str,
    count: usize,
) -> Result<(), ActionError> {
    let (link, count) = (format!("/ky/{}/tu-danh-gia/{}", of.0.code, of.1), count.to_string());
    let roles = [Role::Contributor, Role::UnitHead];
    notices::tell_unit(app, work, actor, of, &roles, (kind, &[("count", &count)]), &link).await?;
    Ok(())
}

/// Keeps where a step led, with the event that tells of it.
async fn keep(work: &mut Work, actor: &Actor, step: Step<Record>) -> Result<(), ActionError> {
    work.record(&step.next.round, step.kind, actor, &step.facts).await?;
    work.save_record(&step.next).await?;
    Ok(())
}

async fn keep_remarks<'a>(
    app: &App,
    work: &mut Work,
    (round, unit): (&str, &str),
    actor: &Actor,
    remarks: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), ActionError> {
    for (criterion, text) in remarks {
        let (criterion, text, at) = (criterion.to_owned(), text.trim().to_owned(), work.now());
        let account = actor.id().to_owned();
        let row = RemarkRow { id: app.new_id(), criterion, text, account, at, settled_at: None };
        work.save_remark(round, unit, &row).await?;
    }
    Ok(())
}

/// Criteria must be on the unit's list.
fn on_the_list<'a>(frozen: &Frozen, unit: &str, mut codes: impl Iterator<Item = &'a str>) -> Result<(), ActionError> {
    let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
    let known: Vec<&str> = frozen.criteria_of(row).map(|(node, _)| node.code.as_str()).collect();
    match codes.find(|code| !known.contains(code)) {
        None => Ok(()),
        Some(code) => Err(Refusal::Because(Message::new("submission-no-such-criterion").text("code", code)).into()),
    }
}
