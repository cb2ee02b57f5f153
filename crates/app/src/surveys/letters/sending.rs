//! The job that sends: a batch of each open survey at a time, and it goes on after any stop.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{State, Survey};
use thuocdo_base::Actor;
use thuocdo_store::{DueLetter, LetterText, LinkKey, Outcome};
use zeroize::Zeroize;

use super::super::{launch, links, questionnaire};
use super::Kind;
use super::texts::{address, filled, text};
use crate::boxes::ResponseBox;
use crate::letters::{Letter, Postman, Undelivered};
use crate::survey_results::live;
use crate::{ActionError, App};

/// Letters that are on their way at once: so many may be in doubt after a stop.
pub const A_BATCH: u32 = 64;
/// Letters that are handed over side by side.
const SIDE_BY_SIDE: usize = 8;
/// How often a letter is tried before it is given up.
const MOST_TRIES: u64 = 8;

/// What one turn of the job has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Letters that the mail server took over.
    pub sent: usize,
    /// Letters that no mailbox takes.
    pub refused: usize,
    /// Letters that wait for another try.
    pub later: usize,
}

impl Turn {
    /// Letters of the turn.
    pub fn letters(self) -> usize {
        self.sent + self.refused + self.later
    }
}

/// Sends one batch of letters of every open survey.
///
/// # Errors
/// If a database does not answer.
pub async fn send_due(app: &App, postman: &dyn Postman) -> Result<Turn, ActionError> {
    let open = app.store.look().await?.surveys_in(State::Open).await?;
    let mut turn = Turn::default();
    for survey in open {
        if survey.closes.is_some_and(|closes| app.clock.now() < closes) {
            let done = send_batch(app, postman, &survey).await?;
            turn.sent += done.sent;
            turn.refused += done.refused;
            turn.later += done.later;
        }
    }
    Ok(turn)
}

async fn send_batch(app: &App, postman: &dyn Postman, survey: &Survey) -> Result<Turn, ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    let due = roster.take(A_BATCH).await?;
    if due.is_empty() {
        return Ok(Turn::default());
    }
    let key = roster.link_key(app.random.as_ref())?;
    let mut link = app.store.look().await?;
    let texts =
        [text(&mut link, &survey.id, Kind::Invitation).await?, text(&mut link, &survey.id, Kind::Reminder).await?];
    drop(link);
    let send = |due: DueLetter| {
        let text = if due.wave == 0 { &texts[0] } else { &texts[1] };
        let letter = letter(app, &key, survey, text, &due);
        async move { (due, hand_over(postman, letter).await) }
    };
    let tried: Vec<(DueLetter, Result<(), Undelivered>)> =
        stream::iter(due).map(send).buffer_unordered(SIDE_BY_SIDE).collect().await;
    // A mail server that refuses everybody refuses us, not them.
    let refuses_all = tried.len() > 1 && tried.iter().all(|(_, tried)| tried.is_err());
    let (mut outcomes, mut gone, mut turn) = (Vec::new(), Vec::new(), Turn::default());
    for (due, tried) in tried {
        let tries = if tried.is_ok() { 0 } else { roster.tries(due.wave, &due.person.id).await? };
        let outcome = match tried {
            Ok(()) => Outcome::Sent,
            Err(why) if why.permanent && !refuses_all => Outcome::Refused(why.code),
            Err(why) if tries + 1 >= MOST_TRIES => Outcome::GivenUp(why.code),
            Err(why) => Outcome::Later(why.code),
        };
        match &outcome {
            Outcome::Sent => turn.sent += 1,
            Outcome::Refused(_) => {
                turn.refused += 1;
                gone.push(due.person.clone());
            }
            Outcome::Later(_) | Outcome::GivenUp(_) => turn.later += 1,
        }
        outcomes.push((due.wave, due.person.id, outcome));
    }
    // In this order a stop in between leaves a letter to be tried again, never a usable link of a dead address.
    if !gone.is_empty() {
        launch::revoke(app, survey, &gone).await?;
    }
    roster.settle(&outcomes).await?;
    if refuses_all {
        tracing::error!(
            survey = survey.id,
            letters = turn.later,
            "ALARM: the mail server takes no letters of a survey"
        );
    }
    Ok(turn)
}

fn letter(app: &App, key: &LinkKey, survey: &Survey, text: &LetterText, due: &DueLetter) -> Letter {
    let token = links::of(key, &survey.id, &due.person);
    let (subject, body) = filled(text, survey, &address(app, token.text()));
    // The same letter has the same id whenever it is built.
    let id = format!("{}.{}.{}", due.wave, due.person.serial, due.person.id);
    Letter { address: due.person.email.clone(), subject, body, id: Some(id) }
}

async fn hand_over(postman: &dyn Postman, mut letter: Letter) -> Result<(), Undelivered> {
    let tried = match letter.check() {
        Ok(()) => postman.send(&letter).await,
        Err(reason) => Err(Undelivered { permanent: false, code: reason.key.clone(), said: reason.key }),
    };
    letter.body.zeroize();
    tried
}

/// How long the job waits after a turn so that it sends so many letters a second at most.
pub fn pause(letters: usize, a_second: u32, took: Duration) -> Duration {
    let least = Duration::from_secs(letters as u64) / a_second.max(1);
    least.saturating_sub(took)
}

/// Notes mixes of open surveys in the log, each once, at the moment at which it is seen.
///
/// # Errors
/// If a database does not answer.
pub async fn note_mixes(app: &App) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    for survey in link.surveys_in(State::Open).await? {
        let responses = launch::response_box(app, &mut link, &survey).await?;
        let now = *responses.mixes().borrow();
        let noted = link.last_mix(&survey.id).await?.map_or(0, |(n, _)| n);
        if now > noted {
            note_mix(app, survey, now, &responses).await?;
        }
    }
    Ok(())
}

/// Notes a mix, and brings up to date what is shown of results that are not kept sealed.
async fn note_mix(app: &App, survey: Survey, n: u64, held: &ResponseBox) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let shown = if survey.sealed {
        Vec::new()
    } else {
        let asked = questionnaire(app, &mut link, &survey).await?;
        live::advance(&asked, &link.survey_shown(&survey.id).await?, &held.tallies().await?.rows, survey.k)
    };
    drop(link);
    app.write(move |work| {
        Box::pin(async move {
            if work.note_mix(&survey.id, n).await? {
                work.show_tallies(&survey.id, &shown).await?;
                let facts = [("survey", Fact::Text(survey.id)), ("mix", Fact::Whole(n))];
                work.record(&survey.round, "survey_mixed", &Actor::System, &facts).await?;
            }
            Ok(())
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_keeps_the_rate() {
        let wait = |letters, a_second, took| pause(letters, a_second, Duration::from_millis(took)).as_millis();
        assert_eq!((wait(60, 30, 500), wait(60, 30, 5_000), wait(0, 30, 0)), (1_500, 0, 0));
    }
}
