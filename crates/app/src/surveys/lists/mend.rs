//! Changes of lists that were cut short: finished if the log knows of them, undone if not.
//!
//! Whoever comes or leaves is marked in the list first, then told to the log, then comes or leaves. After a stop
//! between two of these the digest in the log says how far it had got.

use thuocdo_assessment::survey::{State, Survey};
use thuocdo_store::RespondentRow;

use super::digest;
use crate::surveys::launch;
use crate::{ActionError, App};

/// Looks after the lists of all surveys: what was cut short is mended, and whoever has no link gets one with their letter.
///
/// # Errors
/// If a database does not answer.
pub async fn tend(app: &App) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let mut surveys = link.surveys_in(State::Draft).await?;
    surveys.extend(link.surveys_in(State::Open).await?);
    drop(link);
    for survey in surveys {
        let _alone = app.desk_of_surveys.lists.lock().await;
        mend(app, &survey).await?;
        if survey.state == State::Open {
            launch::admit(app, &survey).await?;
        }
    }
    Ok(())
}

/// Mends the list of a survey; whoever asks holds the lists.
pub(crate) async fn mend(app: &App, survey: &Survey) -> Result<(), ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    let (coming, leaving) = roster.changing().await?;
    if coming.is_empty() && leaving.is_empty() {
        return Ok(());
    }
    let known = app.store.look().await?.roster_digest(&survey.id).await?;
    let mut everybody = roster.everybody().await?;
    if !coming.is_empty() {
        everybody.extend(coming);
        if known.as_deref() == Some(&digest(&everybody)) {
            roster.came().await?;
        } else {
            roster.stayed_away().await?;
        }
        return Ok(());
    }
    everybody.retain(|person| leaving.iter().all(|gone| gone.id != person.id));
    if known.as_deref() == Some(&digest(&everybody)) {
        leave(app, survey, &leaving).await
    } else {
        Ok(roster.stayed().await?)
    }
}

/// Takes off whoever leaves; after the launch their links are void first.
pub(super) async fn leave(app: &App, survey: &Survey, gone: &[RespondentRow]) -> Result<(), ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    if survey.state == State::Open {
        launch::revoke(app, survey, gone).await?;
        Ok(roster.withdraw().await?)
    } else {
        Ok(roster.remove().await?)
    }
}
