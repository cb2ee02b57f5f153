//! What a respondent may do: see the questions behind an invitation, and send the answers once.
//!
//! An invitation is all that is known of whoever asks. Nothing here writes an event, a moment or a name; looking
//! never uses an invitation up.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use thuocdo_assessment::survey::{ROOT, State, Survey};
use thuocdo_base::{Message, Timestamp};
use thuocdo_criteria::questionnaire::{Questionnaire, Response};
use thuocdo_store::Link;

use super::launch;
use crate::boxes::{self, InvitationState, Nonce, Receipt, ResponseBox, Token, TokenHash};
use crate::{ActionError, App, setup};

/// What the name of a draft on the device is made under.
const DRAFT: &[u8] = b"thuocdo:draft:v1";

/// A survey as somebody who may answer it sees it.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The survey.
    pub survey: Survey,
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// Group of the respondent; empty if the stratum is above all groups.
    pub group: String,
    /// Bodies that are rated: code and name.
    pub bodies: Vec<(String, String)>,
}

/// Where an invitation stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It can be answered.
    Open(Box<Invited>),
    /// There is no such invitation.
    Unknown,
    /// Answering begins later.
    Soon(Timestamp),
    /// The survey is over.
    Closed,
    /// It was used.
    Sent,
    /// Responses are not taken for now.
    Stopped,
}

/// What became of answers that were sent.
#[derive(Clone, Debug)]
pub enum Sent {
    /// They were taken in, now or before by the same sending.
    Taken {
        /// Id of the survey.
        survey: String,
        /// What the respondent keeps.
        receipt: Receipt,
    },
    /// They were not: so the invitation stands.
    Not(Standing),
}

/// Under which name a device keeps the draft of an invitation; it tells nobody the invitation.
pub fn draft_name(token: &Token) -> String {
    let digest = Sha256::new().chain_update(DRAFT).chain_update(token.text()).finalize();
    hex::encode(&digest[..8])
}

/// Finds what an invitation is for and where it stands.
///
/// # Errors
/// If a database does not answer.
pub async fn standing(app: &App, token: &Token) -> Result<Standing, ActionError> {
    match find(app, &token.hash()).await? {
        None => Ok(Standing::Unknown),
        Some((_, _, InvitationState::Used)) => Ok(Standing::Sent),
        Some((_, _, InvitationState::Unknown)) => Ok(Standing::Unknown),
        Some((survey, held, InvitationState::Open { stratum })) => stand(app, survey, &held, &stratum).await,
    }
}

/// Sends the answers of an invitation; the same sending again is answered as the first time.
///
/// The answers are looked at by the caller ([`Invited::check`]): what is not whole is not sent.
///
/// # Errors
/// If a database does not answer.
pub async fn send(app: &App, token: &Token, response: &Response, nonce: &Nonce) -> Result<Sent, ActionError> {
    let Some((survey, held, state)) = find(app, &token.hash()).await? else {
        return Ok(Sent::Not(Standing::Unknown));
    };
    if let InvitationState::Open { stratum } = state {
        let standing = stand(app, survey.clone(), &held, &stratum).await?;
        let Standing::Open(_) = standing else { return Ok(Sent::Not(standing)) };
    }
    hand_in(&held, token, response, nonce).await
}

/// Puts answers into the box.
pub(super) async fn hand_in(
    held: &ResponseBox,
    token: &Token,
    response: &Response,
    nonce: &Nonce,
) -> Result<Sent, ActionError> {
    Ok(match held.cast(token, response, nonce).await? {
        boxes::Sent::Accepted(receipt) => Sent::Taken { survey: held.survey().to_owned(), receipt },
        boxes::Sent::AlreadySent => Sent::Not(Standing::Sent),
        boxes::Sent::Unknown => Sent::Not(Standing::Unknown),
        boxes::Sent::Closed => Sent::Not(Standing::Closed),
        boxes::Sent::Stopped => Sent::Not(Standing::Stopped),
    })
}

/// The open survey whose box knows an invitation.
///
/// Boxes of closed surveys are not asked: there are ever more of them, and whoever guesses must not make us open them.
/// So a link of a survey that is closed is like one that never was.
async fn find(app: &App, h: &TokenHash) -> Result<Option<(Survey, Arc<ResponseBox>, InvitationState)>, ActionError> {
    let mut link = app.store.look().await?;
    for survey in link.surveys_in(State::Open).await? {
        let held = launch::response_box(app, &mut link, &survey).await?;
        match held.state(h).await? {
            InvitationState::Unknown => {}
            known => return Ok(Some((survey, held, known))),
        }
    }
    Ok(None)
}

/// Where an unused invitation of a stratum stands.
pub(super) async fn stand(
    app: &App,
    survey: Survey,
    held: &ResponseBox,
    stratum: &str,
) -> Result<Standing, ActionError> {
    let now = app.clock.now();
    if survey.state == State::Closed || survey.closes.is_some_and(|closes| closes <= now) {
        return Ok(Standing::Closed);
    }
    if let Some(opens) = survey.opens.filter(|opens| now < *opens) {
        return Ok(Standing::Soon(opens));
    }
    match held.standing().await? {
        boxes::Standing::Open => {}
        boxes::Standing::Stopped { .. } => return Ok(Standing::Stopped),
        boxes::Standing::Closing | boxes::Standing::Closed => return Ok(Standing::Closed),
    }
    let mut link = app.store.look().await?;
    Ok(Standing::Open(Box::new(invited(app, &mut link, survey, stratum).await?)))
}

/// A survey as the people of a stratum see it.
pub(crate) async fn invited(app: &App, link: &mut Link, survey: Survey, stratum: &str) -> Result<Invited, ActionError> {
    let questionnaire = super::questionnaire(app, link, &survey).await?;
    let group = if stratum == ROOT { "" } else { stratum.split('/').next().unwrap_or_default() };
    let bodies = if questionnaire.is_about_bodies() {
        let frozen = setup::frozen(app, link, &survey.round).await?;
        frozen.units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect()
    } else {
        Vec::new()
    };
    Ok(Invited { survey, questionnaire, group: group.to_owned(), bodies })
}

impl Invited {
    /// Codes of the bodies that are rated.
    pub fn codes(&self) -> Vec<String> {
        self.bodies.iter().map(|(code, _)| code.clone()).collect()
    }

    /// Everything that is wrong with answers.
    pub fn check(&self, response: &Response) -> Vec<Message> {
        self.questionnaire.check(response, &self.group, &self.codes())
    }
}
