//! Devices in offices, and interviewers: each response makes its own invitation and uses it in the same step.
//!
//! How many came this way is seen in the counts of the box, which change at mixes only; nothing is written down when
//! somebody sends.

use sha2::{Digest, Sha256};
use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::Survey;
use thuocdo_base::{Actor, Message, Random, Timestamp};
use thuocdo_criteria::questionnaire::Response;
use thuocdo_store::DeviceRow;

use super::names::{StratumName, names};
use super::respond::{self, Sent, Standing};
use super::{find, launch, refused, runner};
use crate::accounts::gate::{Budget, Budgets};
use crate::boxes::{Nonce, Token};
use crate::{ActionError, App, may};

/// What invitations of a device are made under.
const PURPOSE: &[u8] = b"thuocdo:device:v1";
/// Responses that one device may send at once, and how long until another: nobody answers faster.
const PER_DEVICE: Budget = Budget { most: 20, gain_micros: 15_000_000 };
/// Characters of a label.
const LABEL_MAX: usize = 120;

/// How fast each device sends.
#[derive(Debug, Default)]
pub struct Pace(Budgets);

/// A device or an interviewer, as the secretariat sees it.
#[derive(Clone, Debug)]
pub struct DeviceLine {
    /// Id.
    pub id: String,
    /// Where it stands, or what it is called.
    pub label: String,
    /// Stratum.
    pub stratum: String,
    /// Name to sign in with of the interviewer; empty for a device.
    pub person: String,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// All devices of a survey.
#[derive(Clone, Debug)]
pub struct Devices {
    /// The survey.
    pub survey: Survey,
    /// Devices and interviewers, the newest first.
    pub lines: Vec<DeviceLine>,
    /// Strata under which people are asked.
    pub strata: Vec<StratumName>,
    /// Whether the reader may set one up.
    pub may_add: bool,
}

/// Somebody at a device.
#[derive(Clone, Debug)]
pub struct AtDevice {
    /// Where answering stands.
    pub standing: Standing,
    /// What it is called.
    pub label: String,
    /// Account of the interviewer; empty for a device.
    pub person: String,
}

/// Lists the devices of a survey.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the reader does not see the round's surveys.
pub async fn list(app: &App, actor: &Actor, round: &str, survey: &str) -> Result<Devices, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let may_add = runner(&mut link, actor, round).await.is_ok();
    let (survey, _) = find(&mut link, round, survey).await?;
    let mut lines = Vec::new();
    for row in link.devices(&survey.id).await? {
        let person = link.find_account(&row.person).await?.map(|person| person.login).unwrap_or_default();
        let DeviceRow { id, label, stratum, revoked_at, .. } = row;
        lines.push(DeviceLine { id, label, stratum, person, revoked_at });
    }
    let strata = asked(&mut link, &survey.id).await?;
    let strata = names(app, &mut link, &survey, strata).await?;
    let may_add = may_add && survey.still_open().is_ok();
    Ok(Devices { survey, lines, strata, may_add })
}

/// Strata under which people of a survey are asked.
pub(super) async fn asked(link: &mut thuocdo_store::Link, survey: &str) -> Result<Vec<String>, ActionError> {
    let strata = link.survey_strata(survey).await?;
    let under = strata.into_iter().map(|(stratum, under)| if under.is_empty() { stratum.code } else { under });
    let mut under: Vec<String> = under.collect();
    under.sort();
    under.dedup();
    Ok(under)
}

/// Sets a device up, or names an interviewer by the name they sign in with; gives the code, which is shown once.
///
/// # Errors
/// [`ActionError::Refused`] if the survey is not open, the stratum is none, or there is no such account.
pub async fn add(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    (stratum, label, login): (&str, &str, &str),
) -> Result<Token, ActionError> {
    let code = Token::typed(app.random.as_ref());
    let id = app.new_id();
    let h = super::links::hex(&code);
    let (actor, round, survey) = (actor.clone(), round.to_owned(), survey.to_owned());
    let (stratum, label, login) = (stratum.to_owned(), label.trim().to_owned(), login.trim().to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &survey).await?;
            survey.still_open()?;
            if label.is_empty() || label.chars().count() > LABEL_MAX {
                return Err(refused("devices-label"));
            }
            if !asked(work, &survey.id).await?.contains(&stratum) {
                return Err(refused("devices-stratum"));
            }
            let person = if login.is_empty() {
                String::new()
            } else {
                let found = work.find_login(&login).await?;
                found.ok_or_else(|| refused("devices-nobody"))?.id
            };
            let kind = if person.is_empty() { "kiosk" } else { "interviewer" };
            let account = if let Actor::Person(account) = &actor { account.clone() } else { String::new() };
            let fact = |text: &str| Fact::Text(text.to_owned());
            let facts =
                [("survey", fact(&survey.id)), ("device", fact(&id)), ("stratum", fact(&stratum)), ("way", fact(kind))];
            let row = DeviceRow {
                id,
                survey: survey.id,
                stratum,
                kind: kind.to_owned(),
                label,
                h,
                person,
                account,
                at: work.now(),
                revoked_at: None,
            };
            work.add_device(&row).await?;
            work.record(&round, "survey_device_added", &actor, &facts).await?;
            Ok(())
        })
    })
    .await?;
    Ok(code)
}

/// Takes a device or an interviewer back; its code opens nothing from now on.
///
/// # Errors
/// [`ActionError::NotAllowed`] if it is none of this survey, or the actor may not.
pub async fn revoke(app: &App, actor: &Actor, round: &str, survey: &str, id: &str) -> Result<(), ActionError> {
    let (actor, round, survey, id) = (actor.clone(), round.to_owned(), survey.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &survey).await?;
            if !work.revoke_device(&survey.id, &id).await? {
                return Err(ActionError::NotAllowed);
            }
            let facts = [("survey", Fact::Text(survey.id)), ("device", Fact::Text(id))];
            work.record(&round, "survey_device_revoked", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// Says what is asked at a device.
///
/// # Errors
/// If a database does not answer.
pub async fn at(app: &App, code: &Token) -> Result<Option<AtDevice>, ActionError> {
    let Some(row) = device(app, code).await? else { return Ok(None) };
    let standing = standing(app, &row).await?;
    Ok(Some(AtDevice { standing, label: row.label, person: row.person }))
}

/// Sends what somebody answered at a device; the same sending again is answered as the first time.
///
/// # Errors
/// If a database does not answer, or the device sends faster than people can answer.
pub async fn send(app: &App, code: &Token, response: &Response, nonce: &Nonce) -> Result<Sent, ActionError> {
    let Some(row) = device(app, code).await? else { return Ok(Sent::Not(Standing::Unknown)) };
    let standing = standing(app, &row).await?;
    let Standing::Open(invited) = standing else { return Ok(Sent::Not(standing)) };
    app.pace.0.take(&[(&row.id, PER_DEVICE)], app.clock.now()).map_err(|seconds| {
        let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
        ActionError::Refused(vec![Message::new("devices-too-fast").count("seconds", seconds)])
    })?;
    let held = launch::response_box(app, &mut app.store.look().await?, &invited.survey).await?;
    let token = token(code, nonce);
    held.issue(&[(token.hash(), row.stratum)]).await?;
    respond::hand_in(&held, &token, response, nonce).await
}

/// The device of a code that still holds.
async fn device(app: &App, code: &Token) -> Result<Option<DeviceRow>, ActionError> {
    let found = app.store.look().await?.find_device(&super::links::hex(code)).await?;
    Ok(found.filter(|row| row.revoked_at.is_none()))
}

async fn standing(app: &App, row: &DeviceRow) -> Result<Standing, ActionError> {
    let mut link = app.store.look().await?;
    let Some((survey, _)) = link.find_survey(&row.survey).await? else { return Ok(Standing::Unknown) };
    let held = launch::response_box(app, &mut link, &survey).await?;
    drop(link);
    respond::stand(app, survey, &held, &row.stratum).await
}

/// The invitation of one sending at a device: the same sending again has the same.
pub fn token(code: &Token, nonce: &Nonce) -> Token {
    let seed = Sha256::new().chain_update(PURPOSE).chain_update(code.text()).chain_update(nonce.text()).finalize();
    Token::link(&Once(seed.into()))
}

/// Bytes of one draw.
#[derive(Debug)]
struct Once([u8; 32]);

impl Random for Once {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.iter_mut().zip(self.0).for_each(|(byte, drawn)| *byte = drawn);
    }
}
