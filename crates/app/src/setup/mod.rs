//! Setting a round up: from nothing, or from last year's, to the moment it opens; and its dates after that.
//!
//! Until opening everything is settings, saved over the version they were read at. Opening freezes sets with
//! their texts, groups and units, and is the first event of the round's log: its facts hold the hashes of the
//! criteria, so that whoever reads the log knows by which rules it was run.
//! Read in this order: [`json`], [`known`] (what the check looks at), [`mod@open`], [`mod@frozen`], [`mod@appraised`], [`mod@extend`],
//! [`roles`], [`conflicts`], [`people`] (many at once, from a sheet), [`copy`](mod@copy), [`calendars`], [`view`].

pub mod appraised;
pub mod calendars;
pub mod conflicts;
pub mod copy;
pub mod extend;
pub mod frozen;
pub mod json;
pub mod known;
pub mod open;
pub mod people;
pub mod roles;
pub mod ties;
pub mod view;

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::settings::Settings;
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{Link, RoundHead, Work};

pub use appraised::appraised;
pub use copy::copy;
pub use extend::{cancel, extend};
pub use frozen::{Frozen, Shelf, frozen};
pub use open::open;
pub use thuocdo_store::Conflict;

use crate::{ActionError, App, may};

/// Log of what belongs to no round, or to one that has not opened.
pub(crate) const HOUSE: &str = "_house";

/// Makes a round in preparation; gives its code.
///
/// # Errors
/// If the actor may not, or the code is no code or taken.
pub async fn create(app: &App, actor: &Actor, settings: Settings) -> Result<String, ActionError> {
    let actor = actor.clone();
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            insert(work, &actor, &settings).await?;
            Ok(settings.code)
        })
    })
    .await
}

async fn insert(work: &mut Work, actor: &Actor, settings: &Settings) -> Result<(), ActionError> {
    if !is_code(&settings.code) {
        return Err(refused(Message::new("setup-code-bad")));
    }
    if settings.title.trim().is_empty() {
        return Err(refused(Message::new("check-no-title")));
    }
    if work.find_round(&settings.code).await?.is_some() || work.is_restored(&settings.code).await? {
        return Err(refused(Message::new("setup-code-taken").text("code", settings.code.as_str())));
    }
    let head = RoundHead {
        code: settings.code.clone(),
        title: settings.title.clone(),
        period: settings.period.clone(),
        stage: RoundStage::Preparing,
        settings: json::write(settings),
        version: 1,
        created_at: work.now(),
        opened_at: None,
    };
    work.insert_round(&head).await?;
    let facts = [("round", Fact::Text(head.code)), ("title", Fact::Text(head.title))];
    work.record(HOUSE, "prepare", actor, &facts).await?;
    Ok(())
}

/// Changes the settings of a round in preparation.
///
/// # Errors
/// If the actor may not, the round has opened, somebody saved since `version`, or the change is refused.
pub async fn change<F>(app: &App, actor: &Actor, round: &str, version: u64, change: F) -> Result<(), ActionError>
where
    F: FnOnce(&mut Settings) -> Result<(), Vec<Message>> + Send + 'static,
{
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (mut head, mut settings) = preparing(work, &actor, &round, Action::SetUp).await?;
            if head.version != version {
                return Err(refused(Message::new("setup-overtaken")));
            }
            change(&mut settings).map_err(ActionError::Refused)?;
            settings.code.clone_from(&head.code);
            head.title.clone_from(&settings.title);
            head.period.clone_from(&settings.period);
            head.settings = json::write(&settings);
            save(work, &head).await
        })
    })
    .await
}

/// Gives a round in preparation with its settings, to somebody who may do this with it.
async fn preparing(
    link: &mut Link,
    actor: &Actor,
    round: &str,
    action: Action,
) -> Result<(RoundHead, Settings), ActionError> {
    may::round(link, actor, round, action).await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    let settings = json::read(&head.settings);
    Ok((head, settings))
}

async fn save(work: &mut Work, head: &RoundHead) -> Result<(), ActionError> {
    if work.save_round(head).await? { Ok(()) } else { Err(refused(Message::new("setup-overtaken"))) }
}

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}

/// Whether a text may be a code: small letters, digits and hyphens, and no word that addresses use.
pub fn is_code(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let first = text.chars().next();
    first.is_some_and(|c| c.is_ascii_alphanumeric()) && text.len() <= 60 && text.chars().all(allowed) && text != "moi"
}
