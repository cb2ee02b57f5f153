//! Lists of people who are asked: taken in after a look at what would happen, whole or not at all.
//!
//! Each list that stands is known in the round's log by a digest that tells nobody's address, so that nobody can be
//! added unseen.

mod address;
mod mend;
mod rows;

use std::collections::BTreeMap;

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{State, Survey};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{PersonState, RespondentRow};

use super::{find, keeper, launch, refused};
use crate::{ActionError, App, sheet};

pub(crate) use address::addresses;
use address::hashed;
pub use address::{address, digest};
pub(crate) use mend::mend;
pub use mend::tend;
use rows::judged;
pub use rows::{Previewed, RowState};

/// People on a page of the list.
pub const A_PAGE: u64 = 100;
/// Rows that a preview shows at most; faulty ones come first.
pub const SHOWN: usize = 300;

/// What a list would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows, faulty ones first, at most [`SHOWN`].
    pub rows: Vec<Previewed>,
    /// Rows by state.
    pub counts: Vec<(RowState, usize)>,
    /// People that would be new, by stratum.
    pub strata: BTreeMap<String, u64>,
    /// The list as text, to apply it.
    pub text: String,
}

impl Preview {
    /// How many rows are in a state.
    pub fn count(&self, state: RowState) -> usize {
        self.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count)
    }
}

/// Group and body of rows that name none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Otherwise {
    /// Code of the group.
    pub group: String,
    /// Code of the body.
    pub body: String,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// People, by address.
    pub rows: Vec<RespondentRow>,
    /// People in all, of the stratum that was asked for.
    pub total: u64,
    /// People by stratum and state.
    pub counts: Vec<thuocdo_store::PeopleCount>,
    /// Digest of the list as it stands.
    pub digest: String,
    /// Whether the digest is the one that the log knows.
    pub is_known: bool,
}

/// Shows the list of a survey.
///
/// # Errors
/// If the actor does not keep it, or the survey is closed.
pub async fn people(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    stratum: &str,
    page: u64,
) -> Result<People, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let counts = roster.counts().await?;
    let of = |count: &&thuocdo_store::PeopleCount| stratum.is_empty() || count.stratum == stratum;
    let total = counts.iter().filter(of).map(|count| count.people).sum();
    let digest = digest(&roster.everybody().await?);
    let known = link.roster_digest(id).await?;
    let is_known = known.as_deref() == Some(&digest) || (known.is_none() && total == 0);
    let rows = roster.people(stratum, page.saturating_sub(1) * A_PAGE, A_PAGE).await?;
    Ok(People { rows, total, counts, digest, is_known })
}

/// Says what a list would do; writes nothing.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or the list as a whole cannot be read.
pub async fn preview(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    bytes: Vec<u8>,
    otherwise: &Otherwise,
) -> Result<Preview, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let text = sheet::text(app, bytes).await.map_err(|message| ActionError::Refused(vec![message]))?;
    let mut rows = judged(app, &mut link, &survey, &text, otherwise).await?;
    let counts = RowState::ALL.map(|state| (state, rows.iter().filter(|row| row.state == state).count()));
    let mut strata = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state == RowState::New) {
        *strata.entry(row.stratum.clone()).or_insert(0) += 1;
    }
    rows.sort_by_key(|row| row.state != RowState::Faulty);
    rows.truncate(SHOWN);
    Ok(Preview { rows, counts: counts.into(), strata, text })
}

/// Takes a previewed list in, all of it or nothing; gives how many are new. After the launch they get their links.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or a row is faulty.
pub async fn apply(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    text: &str,
    otherwise: &Otherwise,
) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let _alone = app.desk_of_surveys.lists.lock().await;
    mend(app, &survey).await?;
    let rows = judged(app, &mut link, &survey, text, otherwise).await?;
    let faulty = rows.iter().filter(|row| row.state == RowState::Faulty).count();
    if faulty > 0 {
        return Err(ActionError::Refused(vec![Message::new("surveys-list-faulty").count("rows", faulty)]));
    }
    let new: Vec<RespondentRow> =
        rows.into_iter().filter(|row| row.state == RowState::New).map(|row| person(app, row)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    drop(link);
    let roster = app.desk_of_surveys.roster(id).await?;
    let mut everybody = roster.everybody().await?;
    everybody.extend(new.iter().cloned());
    // The log knows of them before anybody can be asked; a stop on the way is mended either way.
    roster.propose(&new).await?;
    tell(app, actor, &survey, "roster_added", &new, &digest(&everybody)).await?;
    roster.came().await?;
    if survey.state == State::Open {
        launch::admit(app, &survey).await?;
    }
    Ok(new.len())
}

/// Takes people off the list; after the launch their links are void.
///
/// # Errors
/// If the actor does not keep lists, or the survey is closed.
pub async fn remove(app: &App, actor: &Actor, round: &str, id: &str, ids: &[String]) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    drop(link);
    let _alone = app.desk_of_surveys.lists.lock().await;
    mend(app, &survey).await?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let everybody = roster.everybody().await?;
    let (gone, left): (Vec<_>, Vec<_>) = everybody.into_iter().partition(|person| ids.contains(&person.id));
    if gone.is_empty() {
        return Ok(0);
    }
    let gone_ids: Vec<String> = gone.iter().map(|person| person.id.clone()).collect();
    roster.dismiss(&gone_ids).await?;
    tell(app, actor, &survey, "roster_removed", &gone, &digest(&left)).await?;
    mend::leave(app, &survey, &gone).await?;
    Ok(gone.len())
}

/// Notes addresses that want no more letters, in all surveys; gives how many are new.
///
/// # Errors
/// If the actor does not keep lists of the round, or nothing that was typed is an address.
pub async fn opt_out(app: &App, actor: &Actor, round: &str, id: &str, typed: &str) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    drop(link);
    let addresses: Vec<String> = addresses(typed);
    if addresses.is_empty() {
        return Err(refused("surveys-no-address"));
    }
    if survey.state != State::Closed {
        let roster = app.desk_of_surveys.roster(id).await?;
        let here = roster.everybody().await?.into_iter().filter(|person| addresses.contains(&person.email));
        let ids: Vec<String> = here.map(|person| person.id).collect();
        roster.stand(&ids, PersonState::OptedOut).await?;
    }
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut new = 0;
            for address in &addresses {
                new += usize::from(work.opt_out(&hashed(address), actor.id()).await?);
            }
            let facts = [("survey", Fact::Text(survey.id)), ("people", Fact::Whole(new as u64))];
            work.record(&round, "survey_opted_out", &actor, &facts).await?;
            Ok(new)
        })
    })
    .await
}

fn person(app: &App, row: Previewed) -> RespondentRow {
    let (mut id, mut salt) = ([0; 16], [0; 16]);
    app.random.fill(&mut id);
    app.random.fill(&mut salt);
    RespondentRow {
        id: hex::encode(id),
        email: row.email,
        label: row.label,
        stratum: row.stratum,
        asked: String::new(),
        salt: hex::encode(salt),
        h: String::new(),
        serial: 0,
        state: PersonState::Listed,
    }
}

/// Writes a change of the list into the round's log: counts by stratum and the digest, nobody's address.
async fn tell(
    app: &App,
    actor: &Actor,
    survey: &Survey,
    kind: &'static str,
    people: &[RespondentRow],
    digest: &str,
) -> Result<(), ActionError> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for person in people {
        *counts.entry(person.stratum.as_str()).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(stratum, n)| format!("{stratum}={n}")).collect();
    let (actor, round, id, digest) = (actor.clone(), survey.round.clone(), survey.id.clone(), digest.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let facts = [
                ("survey", Fact::Text(id.clone())),
                ("people", Fact::List(counts)),
                ("roster", Fact::Text(digest.clone())),
            ];
            work.record(&round, kind, &actor, &facts).await?;
            Ok(work.keep_roster_digest(&id, &digest).await?)
        })
    })
    .await
}
