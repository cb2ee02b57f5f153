//! What the second appraisal and the council take from clarification.

use thuocdo_assessment::clarification::{Question, State};
use thuocdo_base::Actor;
use thuocdo_store::{Link, Work};

use super::keep;
use crate::ActionError;

/// Questions about one criterion of a round, of all units, in the order asked; those taken back are left out.
///
/// # Errors
/// If the store does not answer.
pub async fn about(link: &mut Link, round: &str, criterion: &str) -> Result<Vec<Question>, ActionError> {
    let rows = link.questions(round, None, Some(criterion)).await?;
    Ok(rows.into_iter().map(|row| row.question).filter(|question| question.state != State::Withdrawn).collect())
}

/// Settles what was answered, or met with silence, about a criterion of a unit: the second appraisal has spoken.
///
/// Who may is settled by what speaks. Gives how many questions were settled.
///
/// # Errors
/// If the store does not answer.
pub async fn settle(
    work: &mut Work,
    actor: &Actor,
    round: &str,
    unit: &str,
    criterion: &str,
) -> Result<usize, ActionError> {
    let mut settled = 0;
    for row in work.questions(round, Some(unit), Some(criterion)).await? {
        if let Ok(step) = row.question.clone().settle() {
            keep(work, actor, row, step).await?;
            settled += 1;
        }
    }
    Ok(settled)
}
