//! Invitations and reminders: written once for all, sent by a job that goes on after any stop, never twice.
//!
//! The link stands in no database: it is made when the letter is, and wiped when the mail server has answered. What
//! the operator sees are counts; who has answered is asked of the box for reminders alone and shown to nobody.
//!
//! Read in this order: this page (what the operator does), `texts`, `sending` (the job), `printed`.

mod printed;
mod sending;
mod texts;

use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::Survey;
use thuocdo_base::Actor;
use thuocdo_store::{PersonState, RespondentRow, WaveRow};

pub use printed::{PRINTED, Printed, handed_over, printed};
pub use sending::{A_BATCH, Turn, note_mixes, pause, send_due};
use texts::text;
pub use texts::{LINK, faults, preview, save_text, test};
pub use thuocdo_store::LetterText;

use super::{find, keeper, launch, links, lists, refused};
use crate::{ActionError, App, may};

/// Bounced people that a page shows.
const BOUNCED: u32 = 500;
/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first letter.
    Invitation,
    /// A letter to those who have not answered as of the last mix.
    Reminder,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How far the letters of a survey are: counts, nobody's name, no time.
#[derive(Clone, Debug)]
pub struct MailLog {
    /// The survey.
    pub survey: Survey,
    /// Sendings with their letters by state.
    pub waves: Vec<WaveRow>,
    /// Why letters did not leave: code of the mail server's answer, and how many.
    pub failures: Vec<(String, u64)>,
    /// People whose address takes no letters.
    pub bounced: Vec<RespondentRow>,
    /// People whose printed letter waits.
    pub unprinted: usize,
    /// What the letters say.
    pub texts: [(Kind, LetterText); 2],
    /// Whether the installation knows its own address, without which no link can be written.
    pub has_address: bool,
}

/// Shows how far letters are.
///
/// # Errors
/// If the actor does not keep lists, or the survey is closed.
pub async fn log(app: &App, actor: &Actor, round: &str, id: &str) -> Result<MailLog, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let mut texts = Vec::new();
    for kind in Kind::ALL {
        texts.push((kind, text(&mut link, id, kind).await?));
    }
    Ok(MailLog {
        waves: roster.waves().await?,
        failures: roster.failures().await?,
        bounced: roster.bounced(BOUNCED).await?,
        unprinted: roster.unprinted(u32::MAX).await?.len(),
        texts: texts.try_into().map_err(|_| ActionError::NotAllowed)?,
        has_address: app.office.base.is_some() || app.office.is_open,
        survey,
    })
}

/// Begins a sending: invitations to everybody who was not sent one, or reminders to those who have not answered as of
/// the last mix. Gives how many letters there are.
///
/// # Errors
/// If the actor does not keep lists, the survey is not open, or the installation does not know its own address.
pub async fn begin(app: &App, actor: &Actor, round: &str, id: &str, kind: Kind) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    if app.office.base.is_none() && !app.office.is_open {
        return Err(refused("surveys-no-base"));
    }
    let text = text(&mut link, id, kind).await?;
    let wrong = faults(&text);
    if !wrong.is_empty() {
        return Err(ActionError::Refused(wrong));
    }
    let roster = app.desk_of_surveys.roster(id).await?;
    let waves = roster.waves().await?;
    let mut people: Vec<RespondentRow> =
        roster.everybody().await?.into_iter().filter(|person| person.state == PersonState::Listed).collect();
    let n = match kind {
        Kind::Invitation => 0,
        Kind::Reminder => {
            let last = waves.last().ok_or_else(|| refused("surveys-reminder-first"))?;
            if waves.iter().any(|wave| wave.waiting + wave.sending > 0 && !wave.held && has_mail(&people)) {
                return Err(refused("surveys-reminder-busy"));
            }
            let responses = launch::response_box(app, &mut link, &survey).await?;
            let asked: Vec<[u8; 32]> = people.iter().filter_map(|person| links::hash(&person.h)).collect();
            let answered = responses.answered_as_of_mix(&asked).await?;
            people.retain(|person| {
                !person.email.is_empty() && links::hash(&person.h).is_some_and(|h| !answered.contains(&h))
            });
            last.n + 1
        }
    };
    drop(link);
    let ids: Vec<String> = people.into_iter().map(|person| person.id).collect();
    let (actor, round, survey_id) = (actor.clone(), round.to_owned(), survey.id);
    let event = if n == 0 { "survey_invited" } else { "survey_reminded" };
    let letters = ids.len();
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::KeepRoster).await?;
            let facts = [("survey", Fact::Text(survey_id)), ("sending", Fact::Whole(n))];
            work.record(&round, event, &actor, &facts).await?;
            Ok(())
        })
    })
    .await?;
    roster.begin_wave(n, kind.word(), &ids).await?;
    Ok(letters)
}

fn has_mail(people: &[RespondentRow]) -> bool {
    people.iter().any(|person| !person.email.is_empty())
}

/// Holds a sending, or lets it go on.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn hold(app: &App, actor: &Actor, round: &str, id: &str, n: u64, held: bool) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    find(&mut link, round, id).await?.0.still_open()?;
    Ok(app.desk_of_surveys.roster(id).await?.hold(n, held).await?)
}

/// Notes addresses that came back: their links are void. Gives how many were of this survey.
///
/// # Errors
/// If the actor does not keep lists, the survey is not open, or nothing typed is an address.
pub async fn bounce(app: &App, actor: &Actor, round: &str, id: &str, typed: &str) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    drop(link);
    let addresses = lists::addresses(typed);
    if addresses.is_empty() {
        return Err(refused("surveys-no-address"));
    }
    let roster = app.desk_of_surveys.roster(id).await?;
    let people = roster.everybody().await?.into_iter();
    let people: Vec<RespondentRow> = people
        .filter(|person| addresses.binary_search(&person.email).is_ok() && person.state == PersonState::Listed)
        .collect();
    launch::revoke(app, &survey, &people).await?;
    let ids: Vec<String> = people.into_iter().map(|person| person.id).collect();
    roster.stand(&ids, PersonState::Bounced).await?;
    Ok(ids.len())
}
