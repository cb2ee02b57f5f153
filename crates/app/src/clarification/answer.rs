//! Drafting an answer and sending it, once.

use thuocdo_assessment::clarification::Stance;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Record};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{QuestionRow, StoreError, Work};

use super::ask::short;
use super::keep;
use crate::setup::frozen;
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// An answer as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Words.
    pub text: String,
    /// What it says to the intended points; `None`: not decided.
    pub stance: Option<Stance>,
    /// Version of the question that was shown.
    pub version: u64,
}

/// Keeps what was typed so far; nobody outside the unit sees it.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is not of the unit; reasons where the question is no longer open, the closing
/// came first, or somebody wrote meanwhile.
pub async fn save_draft(app: &App, actor: &Actor, round: &str, id: &str, draft: &Draft) -> Result<(), ActionError> {
    let (actor, round, id, draft) = (actor.clone(), round.to_owned(), id.to_owned(), draft.clone());
    app.write(move |work| {
        Box::pin(async move {
            let (record, row) = open(work, &actor, &round, &id, &draft).await?;
            record.clarify(&row.question.criterion)?;
            let row = QuestionRow { draft: draft.text.trim().to_owned(), draft_stance: draft.stance, ..row };
            Ok(work.save_question(&row).await?)
        })
    })
    .await
}

/// Sends the answer (gửi trả lời).
///
/// # Errors
/// As [`save_draft`]; also if it does not say whether the unit holds or agrees, or holds without a reason.
pub async fn answer(app: &App, actor: &Actor, round: &str, id: &str, draft: &Draft) -> Result<(), ActionError> {
    let (app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (id, draft) = (id.to_owned(), draft.clone());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let (record, row) = open(work, &actor, &round, &id, &draft).await?;
        let stance = draft.stance.ok_or_else(|| ActionError::Refused(vec![Message::new("clarification-no-stance")]))?;
        let (question, now) = (row.question.clone(), work.now());
        let step = question.answer(&record, stance, &draft.text, actor.id(), now)?;
        let (unit, criterion) = (record.unit.clone(), row.question.criterion.clone());
        let asker = row.question.by.clone();
        let row = QuestionRow { draft: String::new(), draft_stance: None, ..row };
        keep(work, &actor, row, step).await?;
        let frozen = frozen(&app, work, &round).await?;
        let name = frozen.unit(&unit).map_or(unit.as_str(), |unit| unit.name.as_str());
        let args = [("unit", name), ("round", frozen.title.as_str()), ("criterion", criterion.as_str())];
        let link = format!("/ky/{round}/giai-trinh/{unit}");
        notices::tell(&app, work, &actor, [asker.as_str()], ("clarified", &args), &link).await?;
        let (unit_roles, told) = ([Role::UnitHead], ("clarified_own", &args[2..]));
        notices::tell_unit(&app, work, &actor, (&frozen, &unit), &unit_roles, told, &link).await?;
        Ok(())
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// The question with the unit's record, if the actor may answer for it and saw what stands there.
async fn open(
    work: &mut Work,
    actor: &Actor,
    round: &str,
    id: &str,
    draft: &Draft,
) -> Result<(Record, QuestionRow), ActionError> {
    let row = work.find_question(round, id).await?.ok_or(ActionError::NotAllowed)?;
    let (record, _) = may::record(work, actor, round, &row.question.unit, Action::Clarify).await?;
    short(&draft.text)?;
    if row.version != draft.version {
        return Err(StoreError::Overtaken.into());
    }
    Ok((record, row))
}
