//! Asking a unit about a criterion, and taking a question back.

use thuocdo_assessment::clarification::{self, Asking};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Record, Roles};
use thuocdo_base::{Actor, Message, Number, read};
use thuocdo_store::Work;

use super::{askable, keep};
use crate::setup::ties::Ties;
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// What somebody typed to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Code of the criterion.
    pub criterion: String,
    /// What is doubted, and why.
    pub text: String,
    /// Intended points as typed; empty: none are said.
    pub intended: String,
}

/// Most characters of a question or an answer.
pub const MOST: usize = 2_000;

/// Asks a unit to clarify a criterion; gives the id of the question.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the criterion is none of the actor's or they are tied to the unit; reasons where
/// the stage, the closing or what was typed does not let it.
pub async fn ask(app: &App, actor: &Actor, round: &str, unit: &str, asked: &Asked) -> Result<String, ActionError> {
    let (app, actor, asked) = (app.clone(), actor.clone(), asked.clone());
    let (round, unit) = (round.to_owned(), unit.to_owned());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let (record, roles) = may::record(work, &actor, &round, &unit, Action::AskClarification).await?;
        let frozen = frozen(&app, work, &round).await?;
        let id = insert(&app, work, &actor, (&frozen, &record, &roles), &asked).await?;
        let link = format!("/ky/{round}/giai-trinh/{unit}");
        let told = ("asked", &[("criterion", asked.criterion.as_str())][..]);
        notices::tell_unit(&app, work, &actor, (&frozen, &unit), &[Role::Contributor, Role::UnitHead], told, &link)
            .await?;
        Ok(id)
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

async fn insert(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    (frozen, record, roles): (&Frozen, &Record, &Roles),
    asked: &Asked,
) -> Result<String, ActionError> {
    let unit = frozen.unit(&record.unit).ok_or(ActionError::NotAllowed)?;
    let ties = Ties::of(work, &frozen.code, actor.id()).await?;
    let mine = askable(frozen, roles, &ties, actor.id(), unit);
    let node = mine.into_iter().find(|node| node.code == asked.criterion).ok_or(ActionError::NotAllowed)?;
    let intended = points(&asked.intended, node.max_for(frozen.class_of(unit)))?;
    short(&asked.text)?;
    let asking = Asking {
        criterion: &asked.criterion,
        number: work.next_question(&frozen.code).await?,
        text: &asked.text,
        intended,
    };
    let step = clarification::ask(record, asking, actor.id(), work.now())?;
    work.record(&frozen.code, step.kind, actor, &step.facts).await?;
    let id = app.new_id();
    work.insert_question(&id, &step.next).await?;
    Ok(id)
}

/// Takes a question back that is not answered: its asker, or the secretariat.
///
/// # Errors
/// [`ActionError::NotAllowed`] for others; a reason if it is answered.
pub async fn withdraw(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    let (app, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), id.to_owned());
    let writer = app.clone();
    let job = async move |work: &mut Work| {
        let row = work.find_question(&round, &id).await?.ok_or(ActionError::NotAllowed)?;
        let (unit, criterion) = (row.question.unit.clone(), row.question.criterion.clone());
        let (_, roles) = may::record(work, &actor, &round, &unit, Action::AskClarification).await?;
        if row.question.by != actor.id() && !roles.has(Role::Secretariat) {
            return Err(ActionError::NotAllowed);
        }
        let step = row.question.clone().withdraw()?;
        keep(work, &actor, row, step).await?;
        let frozen = frozen(&app, work, &round).await?;
        let (link, people) = (format!("/ky/{round}/giai-trinh/{unit}"), [Role::Contributor, Role::UnitHead]);
        let told = ("question_withdrawn", &[("criterion", criterion.as_str())][..]);
        notices::tell_unit(&app, work, &actor, (&frozen, &unit), &people, told, &link).await?;
        Ok(())
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// Reads intended points: none, or between nothing and the maximum.
fn points(typed: &str, max: &Number) -> Result<Option<Number>, ActionError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let refused = |message: Message| ActionError::Refused(vec![message]);
    let points =
        read::typed(typed).map_err(|_| refused(Message::new("answers-not-a-number").text("value", typed.trim())))?;
    if points.is_negative() || points > *max {
        return Err(refused(Message::new("layers-out-of-bounds").number("max", max)));
    }
    Ok(Some(points))
}

/// Refuses what is longer than anybody reads.
pub(super) fn short(text: &str) -> Result<(), ActionError> {
    if text.chars().count() <= MOST {
        return Ok(());
    }
    Err(ActionError::Refused(vec![Message::new("clarification-too-long").count("most", MOST)]))
}
