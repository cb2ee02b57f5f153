//! Launching a survey over lists that stand, giving people their links, closing it.

use std::sync::Arc;

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{self, ROOT, State, Survey};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_responses::seal::length_for;
use thuocdo_store::tallies::StratumCount;
use thuocdo_store::{Link, RespondentRow, Roster};

use super::{find, links, lists, questionnaire, refused, runner, runs, setup};
use crate::boxes::{self, Founding, ResponseBox, Standing, Strata, Tallies};
use crate::setup::frozen;
use crate::survey_results::{freeze, not_held};
use crate::{ActionError, App};

/// Hashes that are given to a box at once.
const TOGETHER: usize = 5_000;

/// Opens the box of a survey that was launched.
///
/// # Errors
/// If surveys have no place in this installation, or there is no such box.
pub async fn response_box(app: &App, link: &mut Link, survey: &Survey) -> Result<Arc<ResponseBox>, ActionError> {
    let all = app.boxes.as_ref().ok_or_else(|| refused("surveys-no-place"))?;
    if let Some(open) = all.find(&survey.id).await {
        return Ok(open);
    }
    let counting = boxes::counting(questionnaire(app, link, survey).await?);
    all.open(&survey.id, counting).await?.ok_or_else(|| refused("surveys-no-box"))
}

/// Launches a survey: the box is made, everybody on the lists gets a link, and the log knows the lists by their digest.
///
/// What is too small for a stratum of its own is asked under its parent. Asked again after a stop it goes on.
///
/// # Errors
/// If the actor may not, something is missing, or somebody was faster.
pub async fn launch(app: &App, actor: &Actor, round: &str, id: &str, over: u64) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    runner(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    let _alone = app.desk_of_surveys.lists.lock().await;
    lists::mend(app, &survey).await?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let digest = lists::digest(&roster.everybody().await?);
    if link.roster_digest(id).await?.is_some_and(|known| known != digest) {
        return Err(refused("surveys-roster-unknown"));
    }
    let people = setup::people(app, &survey).await?;
    let (step, asked) = survey.launch(&people, &digest, app.clock.now())?;
    let questionnaire = questionnaire(app, &mut link, &survey).await?;
    let frozen = frozen(app, &mut link, round).await?;
    not_held::still_held(&mut link, &frozen, &questionnaire).await?;
    let bodies: Vec<String> = frozen.units.iter().map(|unit| unit.code.clone()).collect();
    drop(link);
    let strata = survey.strata.iter().map(|stratum| stratum.code.as_str()).chain([ROOT]);
    let founding = Founding {
        survey: survey.id.clone(),
        k: u32::try_from(survey.k).map_err(ActionError::system)?,
        length: length_for(questionnaire.largest(&bodies)),
        strata: Strata::of_codes(strata).ok_or_else(|| refused("surveys-strata-wrong"))?,
    };
    let all = app.boxes.as_ref().ok_or_else(|| refused("surveys-no-place"))?;
    all.create(&founding, boxes::counting(questionnaire)).await?;
    let (actor, round) = (actor.clone(), round.to_owned());
    let launched = step.next.clone();
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            work.save_survey(&step.next, over).await?;
            for (stratum, under) in &asked.under {
                work.save_under(&step.next.id, stratum, under).await?;
            }
            work.keep_roster_digest(&step.next.id, &digest).await?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            Ok(())
        })
    })
    .await?;
    admit(app, &launched).await
}

/// Gives everybody on the list who has none a link, and lets the box know it; asked again it goes on. Whoever asks
/// holds the lists.
///
/// # Errors
/// If roster, box or secret do not let us.
pub(crate) async fn admit(app: &App, survey: &Survey) -> Result<(), ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    let new = roster.unlinked().await?;
    if new.is_empty() {
        return Ok(());
    }
    let mut link = app.store.look().await?;
    let strata = link.survey_strata(&survey.id).await?;
    let responses = response_box(app, &mut link, survey).await?;
    drop(link);
    let key = roster.link_key(app.random.as_ref())?;
    let under = |stratum: &str| {
        let own = strata.iter().find(|(row, _)| row.code == stratum).map(|(_, under)| under.as_str());
        // Who comes later into a stratum that nobody was asked in joins a larger one.
        let mut at = own.filter(|under| !under.is_empty()).unwrap_or_else(|| survey::parent(stratum)).to_owned();
        while at != ROOT && !strata.iter().any(|(_, under)| *under == at) {
            survey::parent(&at.clone()).clone_into(&mut at);
        }
        at
    };
    for some in new.chunks(TOGETHER) {
        let (mut rows, mut invitations) = (Vec::new(), Vec::new());
        for person in some {
            let token = links::of(&key, &survey.id, person);
            let asked = under(&person.stratum);
            invitations.push((token.hash(), asked.clone()));
            rows.push((person.id.clone(), asked, links::hex(&token), person.serial));
        }
        responses.issue(&invitations).await?;
        roster.link(&rows).await?;
    }
    Ok(())
}

/// Makes the links of people void.
///
/// # Errors
/// If the box does not answer.
pub(crate) async fn revoke(app: &App, survey: &Survey, people: &[RespondentRow]) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let responses = response_box(app, &mut link, survey).await?;
    for h in people.iter().filter_map(|person| links::hash(&person.h)) {
        responses.revoke(h).await?;
    }
    Ok(())
}

/// Moves the end of an open survey away.
///
/// # Errors
/// If the actor may not, the survey is not open, or the end would come nearer.
pub async fn prolong(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    over: u64,
    closes: Timestamp,
) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &id).await?;
            let step = survey.prolong(closes, work.now())?;
            work.save_survey(&step.next, over).await?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            Ok(())
        })
    })
    .await
}

/// Closes a survey for good: nothing more is taken in, what lies sealed is opened or withheld, the list is erased.
///
/// # Errors
/// If the actor may not, or the survey is not open.
pub async fn close(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    runs(app, actor, round).await?;
    ended(app, actor, round, id).await?;
    finish(app, id).await
}

/// Closes every survey whose end has come, and finishes those whose closing was cut short; gives how many were closed.
///
/// # Errors
/// If the store does not answer.
pub async fn close_due(app: &App) -> Result<usize, ActionError> {
    let now = app.clock.now();
    let mut link = app.store.look().await?;
    let due = link.surveys_in(State::Open).await?.into_iter();
    let due: Vec<Survey> = due.filter(|survey| survey.closes.is_some_and(|closes| closes <= now)).collect();
    let unfinished = link.unfinished_surveys().await?;
    drop(link);
    for survey in &due {
        ended(app, &Actor::System, &survey.round, &survey.id).await?;
    }
    for id in due.iter().map(|survey| survey.id.clone()).chain(unfinished) {
        finish(app, &id).await?;
    }
    Ok(due.len())
}

/// The closing as an event; from here on no answer is taken.
async fn ended(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (survey, over) = find(work, &round, &id).await?;
            let step = survey.close()?;
            work.save_survey(&step.next, over).await?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            Ok(())
        })
    })
    .await
}

/// Opens what lies sealed, erases the list, freezes what was said and says so in the log; asked again it goes on.
async fn finish(app: &App, id: &str) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let (survey, _) = link.find_survey(id).await?.ok_or(ActionError::NotAllowed)?;
    let responses = response_box(app, &mut link, &survey).await?;
    drop(link);
    responses.close().await?;
    if responses.standing().await? != Standing::Closed {
        // What keeps it open was said by an alarm; nothing is erased before everything is opened.
        return Ok(());
    }
    let tallies = responses.tallies().await?;
    let roster = app.desk_of_surveys.roster(id).await?;
    count_list(app, id, &roster).await?;
    roster.erase().await?;
    let own = app.clone();
    app.write(move |work| {
        Box::pin(async move {
            if !work.finish_survey(&survey.id).await? {
                return Ok(());
            }
            let (delivered, erased) = work.survey_delivered(&survey.id).await?.unwrap_or_default();
            let facts = finished(&survey, &tallies, delivered, erased);
            work.record(&survey.round, "survey_finished", &Actor::System, &facts).await?;
            let counts = tallies.counters.into_iter().map(count).collect();
            freeze::freeze(&own, work, &survey, &freeze::Closed { tallies: tallies.rows, counts }).await
        })
    })
    .await
}

/// Keeps what is counted of a list before it is erased.
async fn count_list(app: &App, id: &str, roster: &Roster) -> Result<(), ActionError> {
    let delivered = roster.delivered().await?.iter().map(|(_, people)| people).sum();
    let listed = roster.counts().await?.iter().map(|count| count.people).sum();
    let id = id.to_owned();
    app.write(move |work| Box::pin(async move { Ok(work.count_list(&id, delivered, listed).await?) })).await
}

/// Facts of the event that a survey is over.
fn finished(survey: &Survey, tallies: &Tallies, delivered: u64, erased: u64) -> Vec<(&'static str, Fact)> {
    let all = tallies.counters.values().fold(boxes::Counters::default(), |all, one| all.plus(one));
    vec![
        ("survey", Fact::Text(survey.id.clone())),
        ("issued", Fact::Whole(all.issued)),
        ("delivered", Fact::Whole(delivered)),
        ("used", Fact::Whole(all.used)),
        ("counted", Fact::Whole(all.counted)),
        ("withheld", Fact::Whole(all.withheld)),
        ("lost", Fact::Whole(all.lost)),
        ("erased", Fact::Whole(erased)),
    ]
}

/// Counts of a stratum, as they are frozen.
pub(crate) fn count((stratum, one): (String, boxes::Counters)) -> StratumCount {
    StratumCount {
        stratum,
        issued: one.issued,
        used: one.used,
        counted: one.counted,
        withheld: one.withheld,
        lost: one.lost,
    }
}
