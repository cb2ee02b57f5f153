//! After opening: more time, and calling off.

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::settings::Local;
use thuocdo_assessment::{Action, RoundStage, Stage};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{QuestionRow, Work};

use crate::{ActionError, App, may};

/// Gives all units, or one, more time for self-assessment or clarification; a closing that has happened is lifted.
///
/// # Errors
/// If the actor may not, there is no such unit, the reason is missing, or the new end is past or no later.
pub async fn extend(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: Option<&str>,
    until: Local,
    reason: &str,
) -> Result<(), ActionError> {
    let (actor, round, unit) = (actor.clone(), round.to_owned(), unit.map(str::to_owned));
    let reason = reason.trim().to_owned();
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::Extend).await?;
            if reason.chars().count() < LEAST_REASON {
                return Err(super::refused(Message::new("setup-no-reason")));
            }
            let at = until.moment().ok_or_else(|| super::refused(Message::new("setup-date-bad")))?;
            if at <= work.now() {
                return Err(super::refused(Message::new("setup-date-past")));
            }
            if let Some(code) = &unit {
                work.round_unit(&round, code).await?.ok_or(ActionError::NotAllowed)?;
            }
            let dues = work.dues(&round).await?;
            let own = dues.iter().find(|due| due.stage == stage && due.unit == unit);
            let all = dues.iter().find(|due| due.stage == stage && due.unit.is_none());
            let before = own.or(all).ok_or_else(|| super::refused(Message::new("setup-no-due")))?;
            if at <= before.due_at {
                return Err(super::refused(Message::new("setup-not-later")));
            }
            work.set_due(&round, stage, unit.as_deref(), at).await?;
            // Nobody who had more time than the others gets less than they now have.
            for own in dues.iter().filter(|due| unit.is_none() && due.stage == stage && due.due_at < at) {
                if let Some(code) = &own.unit {
                    work.set_due(&round, stage, Some(code), at).await?;
                }
            }
            match stage {
                RoundStage::Clarification => ask_again(work, &round, unit.as_deref()).await?,
                _ => go_on(work, &round, unit.as_deref(), at).await?,
            }
            let mut facts = vec![
                ("before", Fact::Text(before.due_at.to_string())),
                ("reason", Fact::Text(reason)),
                ("reopens", Fact::Text(if before.closed_at.is_some() { "yes" } else { "no" }.to_owned())),
                ("stage", Fact::Text(stage.word().to_owned())),
                ("until", Fact::Text(at.to_string())),
            ];
            facts.extend(unit.map(|unit| ("unit", Fact::Text(unit))));
            work.record(&round, "extend", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// Lets records go on that had missed the closing.
async fn go_on(work: &mut Work, round: &str, unit: Option<&str>, until: Timestamp) -> Result<(), ActionError> {
    for row in work.list_records(round).await? {
        let concerned = unit.is_none_or(|unit| unit == row.record.unit);
        if concerned && row.record.stage == Stage::Missed {
            work.save_record(&row.record.at_extension(until)).await?;
        }
    }
    Ok(())
}

/// Opens questions again whose units were silent.
async fn ask_again(work: &mut Work, round: &str, unit: Option<&str>) -> Result<(), ActionError> {
    for row in work.questions(round, unit, None).await? {
        let question = row.question.clone().at_extension();
        if question != row.question {
            work.save_question(&QuestionRow { question, ..row }).await?;
        }
    }
    Ok(())
}

/// Fewest characters of a reason that says something.
const LEAST_REASON: usize = 10;

/// Calls a round off; what was saved stays readable.
///
/// # Errors
/// If the actor may not, the reason is missing, or somebody changed the round meanwhile.
pub async fn cancel(app: &App, actor: &Actor, round: &str, reason: &str) -> Result<(), ActionError> {
    let (actor, round, reason) = (actor.clone(), round.to_owned(), reason.trim().to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Cancel).await?;
            if reason.chars().count() < LEAST_REASON {
                return Err(super::refused(Message::new("setup-no-reason")));
            }
            let mut head = work.find_round(&round).await?.ok_or(ActionError::NotAllowed)?;
            let stage = head.stage;
            head.stage = RoundStage::Cancelled;
            super::save(work, &head).await?;
            let log = if stage == RoundStage::Preparing { super::HOUSE } else { &round };
            let facts = [
                ("reason", Fact::Text(reason)),
                ("round", Fact::Text(round.clone())),
                ("stage", Fact::Text(stage.word().to_owned())),
            ];
            work.record(log, "cancel", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}
