//! Signing and submitting: once, with what was seen, frozen as it stands.

use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Record};
use thuocdo_base::Actor;

use thuocdo_store::{PointsFact, StoreError, SubmissionRow, Work};

use super::check::blocking;
use super::sheet::{Sheet, live};
use crate::setup::frozen;
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// Signs and submits a record; gives the check code. A post that comes again gets the same answer.
///
/// `seen` is the version of the record that the head looked at; `post_key` names the form that was sent.
///
/// # Errors
/// If the actor may not, something blocks, or the record moved since the head looked.
pub async fn submit(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    seen: u64,
    post_key: &str,
) -> Result<String, ActionError> {
    let (app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    let key = format!("submit {} {round} {unit} {post_key}", actor.id());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        if let Some(code) = work.answered(&key).await? {
            return Ok(code);
        }
        let (record, _) = may::record(work, &actor, &round, &unit, Action::Submit).await?;
        if record.version != seen {
            return Err(StoreError::Overtaken.into());
        }
        let frozen = frozen(&app, work, &round).await?;
        let (sheet, tally) = live(work, &frozen, &unit).await?;
        let code = freeze(work, &actor, record, &sheet, blocking(&tally)).await?;
        work.remember(&key, &code).await?;
        let (link, roles) = (format!("/ky/{round}/bien-nhan/{unit}"), [Role::Contributor, Role::UnitHead]);
        let told = ("submitted", &[("code", code.as_str())][..]);
        notices::tell_unit(&app, work, &actor, (&frozen, &unit), &roles, told, &link).await?;
        Ok(code)
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// The step, its event, the frozen sheet and its points, all in one write.
async fn freeze(
    work: &mut Work,
    actor: &Actor,
    record: Record,
    sheet: &Sheet,
    blocking: Vec<(String, thuocdo_base::Message)>,
) -> Result<String, ActionError> {
    let snapshot = sheet.snapshot()?;
    let (round, unit, code) = (record.round.clone(), record.unit.clone(), snapshot.code());
    let step = record.submit(actor.id(), work.now(), snapshot.clone(), blocking)?;
    let event = work.record(&round, step.kind, actor, &step.facts).await?;
    work.save_record(&step.next.numbered(event.seq)).await?;
    let number = work.last_submission(&round, &unit).await?.map_or(1, |last| last.number + 1);
    let account = actor.id().to_owned();
    let (content, hash, at) = (snapshot.content, snapshot.hash, event.at);
    let row = SubmissionRow { number, seq: event.seq, code: code.clone(), content, hash, account, at };
    work.save_submission(&round, &unit, &row).await?;
    for (row, answer) in sheet.answers().filter(|(_, answer)| answer.own) {
        let json = serde_json::to_string(row).map_err(ActionError::system)?;
        let fact = PointsFact {
            criterion: &row.code,
            layer: "self",
            seq: event.seq,
            answer: &json,
            reason: answer.reason.as_deref(),
            account: actor.id(),
        };
        work.add_points(&round, &unit, fact).await?;
    }
    work.settle_remarks(&round, &unit).await?;
    Ok(code)
}
