//! Appeals: a unit contests its published result, the secretariat answers, a correction may follow.

use thuocdo_assessment::appeal::{self, Appeal, Filing};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Message};
use thuocdo_store::Link;

use crate::decision::approval::name_of;
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// Most characters of an appeal or its answer.
pub const MOST_TEXT: usize = 4_000;

/// Appeals of a round as somebody sees them.
#[derive(Clone, Debug)]
pub struct Appeals {
    /// Title of the round.
    pub title: String,
    /// Version that is published.
    pub version: u32,
    /// All that one may see, the newest first.
    pub appeals: Vec<Shown>,
    /// Units for which one may file: code, name, and their criteria as code and title.
    pub own: Vec<Own>,
    /// Whether one may answer.
    pub may_answer: bool,
}

/// A unit for which one may file.
#[derive(Clone, Debug)]
pub struct Own {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Its criteria: code and title.
    pub criteria: Vec<(String, String)>,
}

/// An appeal with names instead of codes and accounts.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The appeal.
    pub appeal: Appeal,
    /// Name of the unit.
    pub unit: String,
    /// Name of who filed it.
    pub by: String,
    /// Name of who answered or took it back.
    pub answered_by: Option<String>,
    /// Whether one may take it back.
    pub may_withdraw: bool,
}

/// Lists the appeals that somebody may see: the secretariat all, a unit its own.
///
/// # Errors
/// If nothing is published, or the actor has no part in it.
pub async fn appeals(app: &App, actor: &Actor, round: &str) -> Result<Appeals, ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let mut link = app.store.look().await?;
    let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
    let roles = link.roles_in(round, account).await?;
    let sees_all = table::judge_round(Action::ReadLog, &roles, stage) == Verdict::Yes;
    let frozen = match frozen(app, &mut link, round).await {
        Ok(frozen) if stage == RoundStage::Published => frozen,
        _ => return Err(ActionError::NotAllowed),
    };
    let is_own = |unit: &str| roles.toward(unit).any(Role::is_of_unit);
    let own: Vec<Own> =
        frozen.units.iter().filter(|unit| is_own(&unit.code)).map(|unit| of_unit(&frozen, unit)).collect();
    if !sees_all && own.is_empty() {
        return Err(ActionError::NotAllowed);
    }
    let mut shown = Vec::new();
    for appeal in link.appeals(round, None).await? {
        if sees_all || is_own(&appeal.unit) {
            let may_withdraw = is_own(&appeal.unit) && appeal.state == appeal::State::Received;
            shown.push(named(&mut link, &frozen, appeal, may_withdraw).await?);
        }
    }
    let version = app.store.list().await?.into_iter().find(|listing| listing.round == round).map_or(0, |it| it.version);
    let may_answer = table::judge_round(Action::AnswerAppeal, &roles, stage) == Verdict::Yes;
    Ok(Appeals { title: frozen.title.clone(), version, appeals: shown, own, may_answer })
}

fn of_unit(frozen: &Frozen, unit: &thuocdo_store::RoundUnit) -> Own {
    let criteria = frozen.criteria_of(unit).map(|(node, _)| (node.code.clone(), node.title.clone())).collect();
    Own { unit: unit.code.clone(), name: unit.name.clone(), criteria }
}

async fn named(link: &mut Link, frozen: &Frozen, appeal: Appeal, may_withdraw: bool) -> Result<Shown, ActionError> {
    let by = name_of(link, &appeal.by).await?;
    let answered_by = match &appeal.answered {
        Some((by, _)) => Some(name_of(link, by).await?),
        None => None,
    };
    let unit = frozen.unit(&appeal.unit).map_or_else(|| appeal.unit.clone(), |unit| unit.name.clone());
    Ok(Shown { appeal, unit, by, answered_by, may_withdraw })
}

/// Files an appeal of a unit; gives its id.
///
/// # Errors
/// If the actor may not, nothing is published, the unit has no such criterion, or there is no reason in the text.
pub async fn file(
    app: &App,
    actor: &Actor,
    round: &str,
    unit: &str,
    criterion: Option<&str>,
    text: &str,
) -> Result<String, ActionError> {
    short(text)?;
    let (job_app, actor, round, unit) = (app.clone(), actor.clone(), round.to_owned(), unit.to_owned());
    let (criterion, text, id) = (criterion.map(str::to_owned), text.to_owned(), app.new_id());
    let listing = app.store.list().await?.into_iter().find(|listing| listing.round == round);
    let version = listing.map_or(0, |listing| listing.version);
    app.write(move |work| {
        Box::pin(async move {
            let (record, _) = may::record(work, &actor, &round, &unit, Action::Appeal).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let row = frozen.unit(&unit).ok_or(ActionError::NotAllowed)?;
            let known = |code: &str| frozen.criteria_of(row).any(|(node, _)| node.code == code);
            if criterion.as_deref().is_some_and(|code| !known(code)) {
                return Err(refused("appeals-no-such-criterion"));
            }
            let filing = Filing { id: &id, version, criterion: criterion.as_deref(), text: &text };
            let step = appeal::file(&record, &filing, actor.id(), work.now())?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.save_appeal(&round, &step.next).await?;
            let people = work.people_in(&round).await?;
            let people = people.iter().filter(|person| person.role == Role::Secretariat.word());
            let told = ("appeal_received", &[("unit", row.name.as_str()), ("round", frozen.title.as_str())][..]);
            let people = people.map(|person| person.account.as_str());
            notices::tell(&job_app, work, &actor, people, told, &page(&round)).await?;
            Ok(id)
        })
    })
    .await
}

/// Answers an appeal: the unit is right, or the result stands.
///
/// # Errors
/// If the actor may not, there is no such appeal, it is closed, or there is no reason.
pub async fn answer(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    upheld: bool,
    words: &str,
) -> Result<(), ActionError> {
    short(words)?;
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (id, words) = (id.to_owned(), words.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::AnswerAppeal).await?;
            let appeal = work.find_appeal(&round, &id).await?.ok_or(ActionError::NotAllowed)?;
            let step = appeal.answer(stage, actor.id(), work.now(), upheld, &words)?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.save_appeal(&round, &step.next).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let (told, roles) = (("appeal_answered", &[][..]), [Role::Contributor, Role::UnitHead]);
            notices::tell_unit(&job_app, work, &actor, (&frozen, &step.next.unit), &roles, told, &page(&round)).await?;
            Ok(())
        })
    })
    .await
}

/// Takes an appeal of one's own unit back.
///
/// # Errors
/// If the actor may not, there is no such appeal, or it is closed.
pub async fn withdraw(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let appeal = work.find_appeal(&round, &id).await?.ok_or(ActionError::NotAllowed)?;
            may::record(work, &actor, &round, &appeal.unit, Action::Appeal).await?;
            let step = appeal.withdraw(actor.id(), work.now())?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            Ok(work.save_appeal(&round, &step.next).await?)
        })
    })
    .await
}

/// Names the published version that corrects the result because of an upheld appeal.
///
/// # Errors
/// If the actor may not, the appeal was not upheld, or there is no such later version.
pub async fn corrected_by(app: &App, actor: &Actor, round: &str, id: &str, version: u32) -> Result<(), ActionError> {
    let known = app.store.list().await?.iter().any(|listing| listing.round == round && listing.version == version);
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::AnswerAppeal).await?;
            if !known {
                return Err(refused("refusal-appeal-not-upheld"));
            }
            let appeal = work.find_appeal(&round, &id).await?.ok_or(ActionError::NotAllowed)?.corrected_by(version)?;
            use thuocdo_assessment::record::Fact;
            let facts = [("appeal", Fact::Text(id)), ("version", Fact::Whole(u64::from(version)))];
            work.record(&round, "appeal_corrected", &actor, &facts).await?;
            Ok(work.save_appeal(&round, &appeal).await?)
        })
    })
    .await
}

fn page(round: &str) -> String {
    format!("/ky/{round}/kien-nghi")
}

fn short(text: &str) -> Result<(), ActionError> {
    if text.chars().count() <= MOST_TEXT {
        return Ok(());
    }
    Err(ActionError::Refused(vec![Message::new("layers-reason-long").count("most", MOST_TEXT)]))
}

fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
