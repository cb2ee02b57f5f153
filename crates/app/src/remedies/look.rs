//! What the secretariat sees of all plans, and what anybody concerned sees of one.

use std::collections::BTreeMap;

use thuocdo_assessment::remedy::{self, Remedy, Standing, State};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::settings::RemedyRule;
use thuocdo_assessment::{Action, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Number};
use thuocdo_publication::Publication;
use thuocdo_publication::model::UnitPart;
use thuocdo_store::Link;

use super::current;
use crate::answers::previous::published;
use crate::decision::approval::name_of;
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// How many criteria are named as a unit's weakest.
const WEAKEST: usize = 6;

/// All plans of a round, and who could be asked.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Title of the round.
    pub title: String,
    /// The rule that was declared when the round was set up.
    pub rule: RemedyRule,
    /// Units that could be asked: those the rule names first, then the others; within each, worst first.
    pub candidates: Vec<Candidate>,
    /// Plans, those with something overdue first.
    pub plans: Vec<Line>,
    /// Whether one may ask.
    pub may_ask: bool,
}

/// A unit that could be asked for a plan.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Name of its ranking group.
    pub group: String,
    /// Rank, if it has one.
    pub rank: Option<u32>,
    /// Points as published, dot decimals.
    pub points: String,
    /// Grade, if it has one.
    pub grade: String,
    /// Whether the rule names it.
    pub by_rule: bool,
}

/// A plan in the overview.
#[derive(Clone, Debug)]
pub struct Line {
    /// The plan.
    pub plan: Remedy,
    /// Name of the unit.
    pub unit: String,
    /// Whether the plan itself is late.
    pub is_overdue: bool,
    /// How many of its items are late.
    pub overdue: usize,
}

/// One unit's plan as somebody sees it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Title of the round.
    pub title: String,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The plan, if one is asked for.
    pub plan: Option<Remedy>,
    /// Name of who asked.
    pub asked_by: String,
    /// Name of who signed.
    pub signed_by: Option<String>,
    /// Today in Viet Nam.
    pub today: String,
    /// Where the unit lost most points.
    pub weakest: Vec<Weakness>,
    /// All criteria of the unit: code, title.
    pub criteria: Vec<(String, String)>,
    /// Whether one may write now.
    pub may_write: bool,
    /// Whether one may sign now.
    pub may_sign: bool,
    /// Whether one may note progress now.
    pub may_mark: bool,
    /// Whether one may take the request back now.
    pub may_withdraw: bool,
    /// Whether one sees the plans of all.
    pub sees_all: bool,
}

/// A criterion in which a unit lost points.
#[derive(Clone, Debug)]
pub struct Weakness {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Points as published.
    pub points: Number,
    /// Most points.
    pub max: Number,
}

/// Shows all plans of a round.
///
/// # Errors
/// If the actor may not see them, or nothing is published.
pub async fn overview(app: &App, actor: &Actor, round: &str) -> Result<Overview, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewRemedies).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let plans: Vec<Remedy> = link.remedies(round, None).await?.into_iter().map(|(plan, _)| plan).collect();
    let may_ask = table::judge_round(Action::AskRemedy, &roles, stage) == Verdict::Yes;
    let publication = published(app, round).await?;
    let rule = frozen.settings.remedy.clone();
    let free = |unit: &str| !plans.iter().any(|plan| plan.unit == unit && plan.state != State::Withdrawn);
    let mut candidates = publication.map(|it| candidates(&rule, &it)).unwrap_or_default();
    candidates.retain(|one| free(&one.unit));
    let today = app.clock.now().local_date();
    let line = |plan: Remedy| Line {
        unit: frozen.unit(&plan.unit).map_or_else(|| plan.unit.clone(), |row| row.name.clone()),
        is_overdue: plan.is_overdue(&today),
        overdue: plan.overdue_items(&today),
        plan,
    };
    let mut plans: Vec<Line> = plans.into_iter().map(line).collect();
    plans.sort_by_key(|line| (line.plan.state == State::Withdrawn, !(line.is_overdue || line.overdue > 0)));
    Ok(Overview { title: frozen.title.clone(), rule, candidates, plans, may_ask })
}

fn candidates(rule: &RemedyRule, publication: &Publication) -> Vec<Candidate> {
    let units: BTreeMap<&str, &UnitPart> = publication.units.iter().map(|it| (it.code.as_str(), it)).collect();
    let card = |unit: &str| units.get(unit).and_then(|part| part.cards.last());
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for group in &publication.groups {
        let standing = |entry: &thuocdo_publication::model::RankPart| Standing {
            unit: entry.unit.clone(),
            rank: entry.rank,
            attainment: card(&entry.unit).and_then(|card| Number::parse(card.attainment.as_ref()?).ok()),
        };
        let standings: Vec<Standing> = group.ranking.iter().map(standing).collect();
        let low: Vec<&str> = remedy::low(rule, &standings).into_iter().map(|one| one.unit.as_str()).collect();
        let candidate = |unit: &str, rank| Candidate {
            unit: unit.to_owned(),
            name: units.get(unit).map_or_else(|| unit.to_owned(), |part| part.name.clone()),
            group: group.name.clone(),
            rank,
            points: card(unit).and_then(|card| card.lines.first()).map(|line| line.shown.clone()).unwrap_or_default(),
            grade: card(unit).and_then(|card| card.grade.clone()).unwrap_or_default(),
            by_rule: low.contains(&unit),
        };
        let rank = |unit: &str| group.ranking.iter().find(|entry| entry.unit == unit).map(|entry| entry.rank);
        named.extend(low.iter().map(|unit| candidate(unit, rank(unit))));
        let rest = group.ranking.iter().rev().filter(|entry| !low.contains(&entry.unit.as_str()));
        others.extend(rest.map(|entry| candidate(&entry.unit, Some(entry.rank))));
        others.extend(group.unranked.iter().map(|entry| candidate(&entry.unit, None)));
    }
    named.into_iter().chain(others).collect()
}

/// Counts the units that the rule names and nobody has asked yet.
///
/// # Errors
/// If the store does not answer.
pub(crate) async fn to_ask(app: &App, frozen: &Frozen, plans: &[(Remedy, u64)]) -> Result<usize, ActionError> {
    if !frozen.settings.remedy.is_declared() {
        return Ok(0);
    }
    let Some(publication) = published(app, &frozen.code).await? else { return Ok(0) };
    let asked = |unit: &str| plans.iter().any(|(plan, _)| plan.unit == unit);
    let low = candidates(&frozen.settings.remedy, &publication);
    Ok(low.iter().filter(|one| one.by_rule && !asked(&one.unit)).count())
}

/// Shows the plan of one unit: to the unit itself and to who sees all.
///
/// # Errors
/// If nothing is published, or the actor has no part in it.
pub async fn plan(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<Plan, ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let mut link = app.store.look().await?;
    let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
    let roles = link.roles_in(round, account).await?;
    let sees_all = table::judge_round(Action::ViewRemedies, &roles, stage) == Verdict::Yes;
    let own = roles.toward(unit).any(Role::is_of_unit);
    if stage != RoundStage::Published || !(sees_all || own) {
        return Err(ActionError::NotAllowed);
    }
    let frozen = frozen(app, &mut link, round).await?;
    let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
    let record = link.find_record(round, unit).await?.ok_or(ActionError::NotAllowed)?;
    let can = |action| table::judge(action, &roles, &record) == Verdict::Yes;
    let plan = current(&mut link, round, unit).await?.map(|(plan, _)| plan);
    let at = |states: &[State]| plan.as_ref().is_some_and(|plan| states.contains(&plan.state));
    let may_ask = table::judge_round(Action::AskRemedy, &roles, stage) == Verdict::Yes;
    let (asked_by, signed_by) = names(&mut link, plan.as_ref()).await?;
    let publication = published(app, round).await?;
    let part = publication.as_ref().and_then(|it| it.units.iter().find(|part| part.code == unit));
    Ok(Plan {
        title: frozen.title.clone(),
        unit: row.code.clone(),
        name: row.name.clone(),
        may_write: can(Action::WriteRemedy) && at(&[State::Asked]),
        may_sign: can(Action::SignRemedy) && at(&[State::Asked, State::WithHead]),
        may_mark: can(Action::WriteRemedy) && at(&[State::Signed]),
        may_withdraw: may_ask && at(&[State::Asked, State::WithHead]),
        plan,
        asked_by,
        signed_by,
        today: app.clock.now().local_date(),
        weakest: part.map(|part| weakest(&frozen, part)).unwrap_or_default(),
        criteria: frozen.criteria_of(row).map(|(node, _)| (node.code.clone(), node.title.clone())).collect(),
        sees_all,
    })
}

async fn names(link: &mut Link, plan: Option<&Remedy>) -> Result<(String, Option<String>), ActionError> {
    let Some(plan) = plan else { return Ok((String::new(), None)) };
    let signed = match &plan.signed {
        Some((by, _)) => Some(name_of(link, by).await?),
        None => None,
    };
    Ok((name_of(link, &plan.by).await?, signed))
}

/// Criteria in which the unit lost most, by points lost.
fn weakest(frozen: &Frozen, part: &UnitPart) -> Vec<Weakness> {
    let Some((row, card)) = frozen.unit(&part.code).zip(part.cards.last()) else { return Vec::new() };
    let titles: BTreeMap<&str, &str> =
        frozen.criteria_of(row).map(|(node, _)| (node.code.as_str(), node.title.as_str())).collect();
    let weak = |line: &thuocdo_publication::model::LinePart| {
        let title = titles.get(line.code.as_str())?;
        let (points, max) = (Number::parse(&line.exact).ok()?, Number::parse(&line.max).ok()?);
        let counts = matches!(line.state.as_str(), "scored" | "missing" | "refused") && points < max;
        counts.then(|| Weakness { code: line.code.clone(), title: (*title).to_owned(), points, max })
    };
    let mut weak: Vec<Weakness> = card.lines.iter().filter_map(weak).collect();
    weak.sort_by(|one, other| {
        let lost = |it: &Weakness| &it.max - &it.points;
        lost(other).cmp(&lost(one))
    });
    weak.truncate(WEAKEST);
    weak
}
