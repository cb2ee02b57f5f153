//! Publications: who may publish, what is published, whether the log still holds.

use thuocdo_assessment::RoundStage;
use thuocdo_base::{Actor, Message};
use thuocdo_publication::model::{Illustrative, RoundFacts, SetPart};
use thuocdo_publication::{Packed, Publication};
use thuocdo_store::{Break, Link, Listing, LogReport, Receipt, RoundHead, RoundSet};

use crate::{ActionError, App, setup};

/// Publishes a frozen result for good.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but the operator; [`ActionError::Refused`] if the version is
/// not the next one, says the same as the last, or supersedes without a reason.
pub async fn publish(app: &App, actor: &Actor, publication: &Publication) -> Result<Receipt, ActionError> {
    may_publish(actor)?;
    Ok(app.store.publish(publication, app.clock.now(), actor).await?)
}

/// Tells which version of a round would be published next.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but the operator.
pub async fn next_version(app: &App, actor: &Actor, round: &str) -> Result<u32, ActionError> {
    may_publish(actor)?;
    let listings = app.store.list().await?;
    let newest = listings.into_iter().find(|listing| listing.round == round);
    Ok(newest.map_or(1, |listing| listing.version.saturating_add(1)))
}

/// Lists what is published: by round, the newest version first. Everyone may.
///
/// # Errors
/// If the store does not answer.
pub async fn list(app: &App, _anyone: &Actor) -> Result<Vec<Listing>, ActionError> {
    Ok(app.store.list().await?)
}

/// Loads one version of a round's result. Everyone may: what is in the store is published.
///
/// # Errors
/// If the store does not answer or what it holds is damaged.
pub async fn load(app: &App, _anyone: &Actor, round: &str, version: u32) -> Result<Option<Publication>, ActionError> {
    Ok(app.store.load(round, version).await?)
}

/// Loads the newest version of every round, packed, in order of round.
///
/// # Errors
/// If the store does not answer or what it holds is damaged.
pub async fn latest(app: &App, _anyone: &Actor) -> Result<Vec<Packed>, ActionError> {
    Ok(app.store.newest().await?)
}

/// What the portal shows, short enough to compare often: what is published, and which methods are announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    listings: Vec<Listing>,
    announced: Vec<(String, u64, &'static str)>,
}

/// Says what the portal should show now. Everyone may: it shows what is public.
///
/// What came out of an archive is not among it: nobody of this house has approved it.
///
/// # Errors
/// If the store does not answer.
pub async fn shown(app: &App) -> Result<Shown, ActionError> {
    let mut link = app.store.look().await?;
    let restored = link.restored_rounds().await?;
    let mut listings = app.store.list().await?;
    listings.retain(|listing| !restored.iter().any(|it| it.round == listing.round));
    let heads = announcing(&mut link).await?;
    let announced = heads.into_iter().map(|head| (head.code, head.version, head.stage.word()));
    Ok(Shown { listings, announced: announced.collect() })
}

/// Loads everything that the portal shows: all versions of every round, and announced methods as version 0.
///
/// # Errors
/// If the store does not answer or what it holds is damaged.
pub async fn everything(app: &App) -> Result<Vec<Packed>, ActionError> {
    let mut link = app.store.look().await?;
    let restored = link.restored_rounds().await?;
    let mut all = app.store.every_version().await?;
    all.retain(|packed| !restored.iter().any(|it| it.round == packed.brief.round));
    for head in announcing(&mut link).await? {
        all.push(announcement(app, &mut link, &head).await?.into());
    }
    Ok(all)
}

/// Rounds that are not published and whose makers want their method to be public.
async fn announcing(link: &mut Link) -> Result<Vec<RoundHead>, ActionError> {
    let heads = link.list_rounds().await?.into_iter();
    let open = |head: &RoundHead| !matches!(head.stage, RoundStage::Published | RoundStage::Cancelled);
    Ok(heads.filter(|head| open(head) && setup::json::read(&head.settings).method_public).collect())
}

/// A round's sets and groups, and nothing else of it.
async fn announcement(app: &App, link: &mut Link, head: &RoundHead) -> Result<Publication, ActionError> {
    let settings = setup::json::read(&head.settings);
    let frozen = link.round_sets(&head.code).await?;
    let sets = if frozen.is_empty() { setup::open::chosen_texts(app, link, &settings).await? } else { frozen };
    let set = |set: RoundSet| SetPart {
        code: set.code,
        version: set.version,
        hash: set.hash,
        text: set.text,
        sidecar: set.sidecar,
        borrowed: set.borrowed,
    };
    Ok(Publication {
        format: thuocdo_publication::freeze::FORMAT,
        round: head.code.clone(),
        version: 0,
        title: settings.title,
        title_en: settings.title_en,
        period: settings.period,
        illustrative: Illustrative { answers: settings.illustrative, ..Illustrative::default() },
        decision: None,
        license: String::new(),
        supersedes_because: None,
        sources: Vec::new(),
        engine: String::new(),
        layers: Vec::new(),
        sets: sets.into_iter().map(set).collect(),
        groups: Vec::new(),
        units: Vec::new(),
        facts: RoundFacts::default(),
        surveys: Vec::new(),
    })
}

/// Recomputes the log and compares the publications with it.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but the operator.
pub async fn verify(app: &App, actor: &Actor) -> Result<LogReport, ActionError> {
    may_publish(actor)?;
    Ok(app.store.verify_log().await?)
}

/// Says what does not fit in the log.
pub fn describe(found: &Break) -> Message {
    let version = |number: &u32| usize::try_from(*number).unwrap_or(usize::MAX);
    let seq = |number: &u64| usize::try_from(*number).unwrap_or(usize::MAX);
    let message = |key: &str, round: &String| Message::new(key).text("round", round);
    match found {
        Break::Gap { round, seq: at } => message("log-gap", round).count("seq", seq(at)),
        Break::Unchained { round, seq: at } => message("log-unchained", round).count("seq", seq(at)),
        Break::Altered { round, seq: at } => message("log-altered", round).count("seq", seq(at)),
        Break::PublicationDiffers { round, version: of } => {
            message("log-publication-differs", round).count("version", version(of))
        }
        Break::PublicationMissing { round, seq: at } => message("log-publication-missing", round).count("seq", seq(at)),
        Break::PublicationWithoutEvent { round, version: of } => {
            message("log-publication-without-event", round).count("version", version(of))
        }
    }
}

fn may_publish(actor: &Actor) -> Result<(), ActionError> {
    match actor {
        Actor::Operator => Ok(()),
        _ => Err(ActionError::NotAllowed),
    }
}
