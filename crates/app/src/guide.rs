//! What leads a newcomer through the demo: who can be played, and in which round. A real installation has none.

use thuocdo_assessment::Role;
use thuocdo_assessment::survey::State;

use crate::boxes::InvitationState;
use crate::surveys::{launch, links};
use crate::{ActionError, App};

/// The demo's guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Codes of the rounds under way: in self-assessment, in appraisal, before the council, and one whose survey is over.
    pub rounds: Vec<String>,
    /// The one password of the demo, which listens on this computer only.
    pub password: String,
    /// Who can be played.
    pub people: Vec<Player>,
}

/// Somebody whom a newcomer can play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Title.
    pub title: String,
    /// The role.
    pub role: Role,
    /// Code of the unit the role is held for.
    pub unit: Option<String>,
}

impl Guide {
    /// Finds somebody by the name they sign in with.
    pub fn player(&self, login: &str) -> Option<&Player> {
        self.people.iter().find(|player| player.login == login)
    }
}

/// The survey of the demo that is over: its round and its id.
///
/// # Errors
/// If a database does not answer.
pub async fn held(app: &App) -> Result<Option<(String, String)>, ActionError> {
    if app.guide.is_none() {
        return Ok(None);
    }
    let closed = app.store.look().await?.surveys_in(State::Closed).await?;
    Ok(closed.into_iter().next().map(|survey| (survey.round, survey.id)))
}

/// The link of somebody on the demo's list who has not answered: there, letters stay on this computer anyway.
///
/// # Errors
/// If a database does not answer.
pub async fn invitation(app: &App) -> Result<Option<String>, ActionError> {
    if app.guide.is_none() {
        return Ok(None);
    }
    let mut link = app.store.look().await?;
    for survey in link.surveys_in(State::Open).await? {
        let roster = app.desk_of_surveys.roster(&survey.id).await?;
        let key = roster.link_key(app.random.as_ref())?;
        let held = launch::response_box(app, &mut link, &survey).await?;
        // From the end of the list: those at its beginning have answered.
        for person in roster.everybody().await?.iter().rev() {
            let token = links::of(&key, &survey.id, person);
            if matches!(held.state(&token.hash()).await?, InvitationState::Open { .. }) {
                return Ok(Some(format!("/s/{}", token.text())));
            }
        }
    }
    Ok(None)
}
