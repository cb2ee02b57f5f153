//! Letters on paper, for people without an e-mail address.

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::Survey;
use thuocdo_base::Actor;
use thuocdo_store::{Outcome, RespondentRow};

use super::super::{find, keeper, links};
use super::texts::address;
use crate::{ActionError, App};

/// Printed letters of one page.
pub const PRINTED: u32 = 100;

/// A printed letter.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Name and postal address.
    pub label: String,
    /// The code in groups of four.
    pub code: String,
    /// The address with the code, for the picture.
    pub link: String,
}

/// The next printed letters, for people without an e-mail address; they count as handed over when they are confirmed.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn printed(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(Survey, Vec<Printed>), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let key = roster.link_key(app.random.as_ref())?;
    let letter = |person: RespondentRow| {
        let token = links::of(&key, id, &person);
        Printed { label: person.label, code: token.groups(), link: address(app, token.text()) }
    };
    let people = roster.unprinted(PRINTED).await?;
    let letters = people.into_iter().map(letter).collect();
    let (actor, round, survey_id) = (actor.clone(), round.to_owned(), survey.id.clone());
    app.write(move |work| {
        Box::pin(async move {
            work.record(&round, "survey_letters_printed", &actor, &[("survey", Fact::Text(survey_id))]).await?;
            Ok(())
        })
    })
    .await?;
    Ok((survey, letters))
}

/// Notes that the printed letters that were shown last are on their way; gives how many.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn handed_over(app: &App, actor: &Actor, round: &str, id: &str, count: usize) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    find(&mut link, round, id).await?.0.still_open()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let people = roster.unprinted(PRINTED.min(u32::try_from(count).unwrap_or(0))).await?;
    let outcomes: Vec<(u64, String, Outcome)> =
        people.into_iter().map(|person| (0, person.id, Outcome::Sent)).collect();
    roster.settle(&outcomes).await?;
    Ok(outcomes.len())
}
