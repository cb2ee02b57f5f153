//! Surveys: set up, launched over lists of people, followed by counts, closed.
//!
//! Who is asked stands in a roster apart; nothing here can join a response to a person, for anybody.
//! Read in this order: [`setup`] (what is asked of how many), [`lists`] (whom), [`links`], [`launch`],
//! [`letters`] (invitations and reminders), [`respond`] (answering), [`devices`] and [`paper`] (answering without a
//! link), [`monitor`] (how many have answered, as of the last mix).

pub mod devices;
pub mod guesses;
pub mod launch;
pub mod letters;
pub mod links;
pub mod lists;
pub mod monitor;
pub mod names;
pub mod paper;
pub mod respond;
pub mod setup;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use thuocdo_assessment::Action;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::survey::Survey;
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::SourceText;
use thuocdo_criteria::questionnaire::{self, Questionnaire};
use thuocdo_store::{Link, Roster, Rosters};

use crate::catalog::Embedded;
use crate::{ActionError, App, may};

/// Code of the only group where a questionnaire asks all the same.
pub const EVERYBODY: &str = "chung";

/// Rosters and questionnaires that are in use, opened or parsed once.
#[derive(Debug, Default)]
pub struct Desk {
    rosters: Option<Rosters>,
    open: Mutex<HashMap<String, Roster>>,
    questionnaires: Mutex<HashMap<String, Arc<Questionnaire>>>,
    /// Held by whoever changes a list: marked, told and done are one change.
    lists: tokio::sync::Mutex<()>,
}

impl Desk {
    /// A desk whose rosters lie there.
    pub fn new(rosters: Rosters) -> Self {
        Self { rosters: Some(rosters), ..Self::default() }
    }

    /// Opens the roster of a survey, once.
    ///
    /// # Errors
    /// If surveys have no place in this installation, or the roster does not open.
    pub async fn roster(&self, survey: &str) -> Result<Roster, ActionError> {
        if let Some(found) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(survey) {
            return Ok(found.clone());
        }
        let rosters = self.rosters.as_ref().ok_or_else(|| refused("surveys-no-place"))?;
        let opened = rosters.open(survey).await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(open.entry(survey.to_owned()).or_insert(opened).clone())
    }

    fn known(&self, hash: &str) -> Option<Arc<Questionnaire>> {
        self.questionnaires.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn keep(&self, questionnaire: Questionnaire) -> Arc<Questionnaire> {
        let kept = Arc::new(questionnaire);
        let mut known = self.questionnaires.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(kept.hash.clone(), Arc::clone(&kept));
        kept
    }
}

/// The survey of a round; one of another round is not there.
pub(crate) async fn find(link: &mut Link, round: &str, id: &str) -> Result<(Survey, u64), ActionError> {
    let found = link.find_survey(id).await?.filter(|(survey, _)| survey.round == round);
    found.ok_or(ActionError::NotAllowed)
}

/// The questionnaire of a survey, as it was when the survey was made.
///
/// # Errors
/// If its text is not there or no longer has the hash that the survey knows.
pub async fn questionnaire(app: &App, link: &mut Link, survey: &Survey) -> Result<Arc<Questionnaire>, ActionError> {
    if let Some(known) = app.desk_of_surveys.known(&survey.questionnaire_hash) {
        return Ok(known);
    }
    let row = link.find_questionnaire(&survey.questionnaire, &survey.questionnaire_version).await?;
    let row = row.ok_or(ActionError::NotAllowed)?;
    let parsed = questionnaire::parse(&SourceText { text: row.text, sidecar: row.sidecar }, &Embedded);
    let parsed = parsed.questionnaire.filter(|parsed| parsed.hash == survey.questionnaire_hash);
    let parsed = parsed.ok_or_else(|| refused("surveys-questionnaire-damaged"))?;
    Ok(app.desk_of_surveys.keep(parsed))
}

/// Lets pass who keeps lists of people: never an administrator of the system, who could reach the database as well.
pub(crate) async fn keeper(link: &mut Link, actor: &Actor, round: &str) -> Result<(), ActionError> {
    apart(link, actor, round, Action::KeepRoster).await
}

/// Lets pass who sets surveys up, launches and closes them: no administrator of the system either.
pub(crate) async fn runner(link: &mut Link, actor: &Actor, round: &str) -> Result<(), ActionError> {
    apart(link, actor, round, Action::RunSurvey).await
}

async fn apart(link: &mut Link, actor: &Actor, round: &str, action: Action) -> Result<(), ActionError> {
    may::round(link, actor, round, action).await?;
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    if link.roles_in("", account).await?.has(Role::Administrator) {
        return Err(refused("surveys-administrator"));
    }
    Ok(())
}

/// Lets pass at the door who sets surveys up, launches and closes them.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not, [`ActionError::Refused`] if they are an administrator as well.
pub async fn runs(app: &App, actor: &Actor, round: &str) -> Result<(), ActionError> {
    runner(&mut app.store.look().await?, actor, round).await
}

/// Lets pass at the door who keeps lists of people.
///
/// # Errors
/// As [`runs`].
pub async fn keeps(app: &App, actor: &Actor, round: &str) -> Result<(), ActionError> {
    keeper(&mut app.store.look().await?, actor, round).await
}

pub(crate) fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
