//! An optional survey that is not held: its criteria do not apply, and the rest counts for the whole.
//!
//! Only what the criteria set lets be left out with the rest stretched can be declared so. Read in this order:
//! [`view`] (what may be declared, what it would do to the totals), [`declare`], [`undo`].

use std::collections::BTreeSet;

use thuocdo_assessment::record::is_reason;
use thuocdo_assessment::{Action, Layer, Refusal, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Message, Number, Rounding, Timestamp};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::questionnaire::Questionnaire;
use thuocdo_criteria::set::{NaPolicy, Node, Rebase, Source};
use thuocdo_store::tallies::NotHeldRow;
use thuocdo_store::{Link, PointsRow, RoundUnit, Work};

use super::freeze;
use crate::decision::approval::name_of;
use crate::layers::{Board, Finding, Said, board, say};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// Kind of the event that tells it.
const KIND: &str = "survey_not_held";
/// Kind of the event that takes it back.
const UNDONE: &str = "survey_held_after_all";
/// Units of the look-ahead that are listed.
const SHOWN: usize = 200;

/// What can be declared in a round, and what it would do.
#[derive(Clone, Debug)]
pub struct View {
    /// Title of the round.
    pub round: String,
    /// Criteria with the source survey, in order of the sets.
    pub criteria: Vec<Optional>,
    /// Totals as they stand and as they would be if everything that may be declared were.
    pub rows: Vec<Totals>,
    /// How many more units there are.
    pub more: usize,
    /// Whether the viewer may declare and take back now.
    pub may_change: bool,
}

/// A criterion that a survey gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optional {
    /// Code and version of the set with the criterion: the name by which it is declared.
    pub name: String,
    /// Code.
    pub code: String,
    /// Title in Vietnamese, and in English where there is one.
    pub title: (String, Option<String>),
    /// Points it gives at most, exact.
    pub max: Number,
    /// Where it stands.
    pub state: State,
}

/// Where a criterion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A survey may be held, or declared not to be.
    Open,
    /// A survey that was launched gives it.
    Fed,
    /// The set does not let it be left out.
    Needed,
    /// It is declared that no survey is held.
    NotHeld(Declared),
}

/// Who declared it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Why.
    pub reason: String,
    /// Name of who declared it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Units it is declared for.
    pub units: usize,
}

/// What a unit comes to, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Name of the unit.
    pub unit: String,
    /// Total as it stands.
    pub from: Number,
    /// Total as it would be.
    pub to: Number,
    /// Decimals and mode of the set.
    pub rounding: (u8, Rounding),
}

/// What a result says of a survey that was not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Code of the criterion.
    pub code: String,
    /// Its title in Vietnamese, and in English where there is one.
    pub title: (String, Option<String>),
    /// Who declared it, when and why.
    pub declared: Declared,
}

/// Shows what can be declared; `chosen` are names of criteria, none: all that may be.
///
/// # Errors
/// If the actor may not see surveys.
pub async fn view(app: &App, actor: &Actor, round: &str, chosen: &[String]) -> Result<View, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let rows = link.surveys_not_held(round).await?;
    let fed = fed(&mut link, round, &rows).await?;
    let board = board(app, &mut link, &frozen).await?;
    let mut criteria = Vec::new();
    for (set, node) in surveyed(&frozen) {
        let state = match declared(&mut link, &frozen, set, node, &rows).await? {
            Some(declared) => State::NotHeld(declared),
            None if is_fed(&frozen, set, node, &fed) => State::Fed,
            None if is_optional(set, node) => State::Open,
            None => State::Needed,
        };
        criteria.push(Optional {
            name: name(set, node),
            code: node.code.clone(),
            title: (node.title.clone(), node.title_en.clone()),
            max: node.max.clone(),
            state,
        });
    }
    let open = criteria.iter().filter(|one| one.state == State::Open).map(|one| &one.name);
    let wanted: BTreeSet<&String> = open.filter(|name| chosen.is_empty() || chosen.contains(name)).collect();
    let (rows, more) = totals(&frozen, &board, &wanted, layer(stage, &board));
    let may_change = table::judge_round(Action::RunSurvey, &roles, stage) == Verdict::Yes;
    Ok(View { round: frozen.title.clone(), criteria, rows, more, may_change })
}

/// Declares that no survey is held for a criterion: it does not apply to any unit of its set.
///
/// # Errors
/// If the actor may not, there is no such criterion, its survey was launched, the set does not let it be left out,
/// or there is no reason.
pub async fn declare(app: &App, actor: &Actor, round: &str, named: &[String], why: &str) -> Result<(), ActionError> {
    let (app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (named, why) = (named.to_vec(), why.trim().to_owned());
    let inner = app.clone();
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::RunSurvey).await?;
            if named.is_empty() {
                return Err(refused("survey-not-held-none"));
            }
            if !is_reason(&why) {
                return Err(Refusal::NoReason.into());
            }
            let frozen = frozen(&inner, work, &round).await?;
            let board = board(&inner, work, &frozen).await?;
            let known = work.surveys_not_held(&round).await?;
            let fed = fed(work, &round, &known).await?;
            let layer = layer(stage, &board);
            for one in &named {
                let found = surveyed(&frozen).into_iter().find(|(set, node)| name(set, node) == *one);
                let (set, node) = found.ok_or(ActionError::NotAllowed)?;
                if !is_optional(set, node) {
                    return Err(about("survey-not-held-needed", node));
                }
                if is_fed(&frozen, set, node, &fed) {
                    return Err(about("survey-not-held-launched", node));
                }
                let units = units_of(&frozen, set, node).map(|unit| unit.code.clone());
                let is_new = |unit: &String| !known.iter().any(|row| row.unit == *unit && row.criterion == node.code);
                let units: Vec<String> = units.filter(is_new).collect();
                leave_out(work, &actor, &frozen, (&units, &node.code), (layer, &why)).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Finds a criterion not applicable for units, each with its event.
async fn leave_out(
    work: &mut Work,
    actor: &Actor,
    frozen: &Frozen,
    (units, criterion): (&[String], &str),
    (layer, why): (Layer, &str),
) -> Result<(), ActionError> {
    let finding = Finding { not_applicable: Some(why.to_owned()), ..Finding::default() };
    for unit in units {
        let said = Said { unit, criterion, layer, finding: &finding, reason: Some(why), kind: KIND };
        let event = say(work, actor, frozen, said).await?;
        let row = NotHeldRow {
            unit: unit.clone(),
            criterion: criterion.to_owned(),
            layer: layer.word().to_owned(),
            reason: why.to_owned(),
            account: actor.id().to_owned(),
            seq: event.seq,
            at: event.at,
        };
        work.add_survey_not_held(&frozen.code, &row).await?;
    }
    Ok(())
}

/// Takes a declaration back: what was said before it counts again, and a survey may be held.
///
/// # Errors
/// If the actor may not, or nothing of the kind is declared.
pub async fn undo(app: &App, actor: &Actor, round: &str, named: &str) -> Result<(), ActionError> {
    let (app, actor, round, named) = (app.clone(), actor.clone(), round.to_owned(), named.to_owned());
    let inner = app.clone();
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::RunSurvey).await?;
            let frozen = frozen(&inner, work, &round).await?;
            let found = surveyed(&frozen).into_iter().find(|(set, node)| name(set, node) == named);
            let (set, node) = found.ok_or(ActionError::NotAllowed)?;
            let rows = of(&frozen, set, node, &work.surveys_not_held(&round).await?);
            if rows.is_empty() {
                return Err(about("survey-not-held-not", node));
            }
            let all = work.points_of_criterion(&round, &node.code).await?;
            for row in &rows {
                let (finding, reason) = before(row, &all);
                let layer = Layer::of(&row.layer).unwrap_or(Layer::Preliminary);
                let (unit, criterion) = (row.unit.as_str(), row.criterion.as_str());
                let said = Said { unit, criterion, layer, finding: &finding, reason: reason.as_deref(), kind: UNDONE };
                say(work, &actor, &frozen, said).await?;
                work.drop_survey_not_held(&round, row).await?;
            }
            Ok(())
        })
    })
    .await
}

/// What the result of a round says of surveys that were not held.
///
/// # Errors
/// If the store does not answer.
pub async fn remarks(link: &mut Link, frozen: &Frozen) -> Result<Vec<Remark>, ActionError> {
    let rows = link.surveys_not_held(&frozen.code).await?;
    let mut found = Vec::new();
    for (set, node) in surveyed(frozen) {
        if let Some(declared) = declared(link, frozen, set, node, &rows).await? {
            let title = (node.title.clone(), node.title_en.clone());
            found.push(Remark { code: node.code.clone(), title, declared });
        }
    }
    Ok(found)
}

/// Refuses a questionnaire that would feed a criterion whose survey is declared not to be held.
///
/// # Errors
/// [`ActionError::Refused`] if one of its criteria is so declared for units of its set.
pub async fn still_held(link: &mut Link, frozen: &Frozen, questionnaire: &Questionnaire) -> Result<(), ActionError> {
    let rows = link.surveys_not_held(&frozen.code).await?;
    let feeds = freeze::feeds(questionnaire);
    let is_of = |set: &CriteriaSet| {
        questionnaire.set.as_ref().is_some_and(|(code, version)| set.code == *code && set.version == *version)
    };
    let fed = surveyed(frozen)
        .into_iter()
        .filter(|(set, node)| is_of(set) && feeds.iter().any(|(code, _)| *code == node.code));
    for (set, node) in fed {
        if !of(frozen, set, node, &rows).is_empty() {
            return Err(about("survey-not-held-stands", node));
        }
    }
    Ok(())
}

/// What counted in the layer before the declaration; nothing if nobody had spoken there.
fn before(row: &NotHeldRow, all: &[PointsRow]) -> (Finding, Option<String>) {
    let same = |fact: &&PointsRow| {
        fact.unit == row.unit && fact.criterion == row.criterion && fact.layer == row.layer && fact.seq < row.seq
    };
    let last = all.iter().filter(same).max_by_key(|fact| fact.seq);
    let known = last.and_then(|fact| Some((Finding::of_json(&fact.answer)?, fact.reason.clone())));
    known.unwrap_or((Finding { withdrawn: true, ..Finding::default() }, None))
}

/// Criteria with the source survey, of every set in order.
fn surveyed(frozen: &Frozen) -> Vec<(&CriteriaSet, &Node)> {
    frozen
        .sets
        .iter()
        .flat_map(|set| {
            let own = set.criteria().filter(|(_, criterion)| criterion.source == Source::Survey);
            own.map(move |(node, _)| (&**set, node))
        })
        .collect()
}

/// Whether the nearest policy leaves the criterion out and stretches the rest.
fn is_optional(set: &CriteriaSet, node: &Node) -> bool {
    let mut at = Some(node);
    while let Some(here) = at {
        if let Some(policy) = &here.na {
            return matches!(policy, NaPolicy::Exclude { rebase: Rebase::Parent | Rebase::At(_) });
        }
        at = here.parent.map(|parent| set.node(parent));
    }
    false
}

fn name(set: &CriteriaSet, node: &Node) -> String {
    format!("{}@{}:{}", set.code, set.version, node.code)
}

/// Units to which a criterion applies.
fn units_of<'a>(frozen: &'a Frozen, set: &'a CriteriaSet, node: &'a Node) -> impl Iterator<Item = &'a RoundUnit> {
    let own = frozen.units.iter().filter(|unit| std::ptr::eq(frozen.set_of(unit), set));
    own.filter(|unit| set.applies(node.id, frozen.class_of(unit)))
}

/// What launched surveys give: unit (empty: every unit) and criterion.
async fn fed(link: &mut Link, round: &str, rows: &[NotHeldRow]) -> Result<Vec<(String, String)>, ActionError> {
    let all = link.fed_by_surveys(round).await?.into_iter();
    let declared = |(unit, code): &(String, String)| rows.iter().any(|row| row.unit == *unit && row.criterion == *code);
    Ok(all.filter(|one| !declared(one)).collect())
}

fn is_fed(frozen: &Frozen, set: &CriteriaSet, node: &Node, fed: &[(String, String)]) -> bool {
    let is_here = |unit: &str| unit.is_empty() || units_of(frozen, set, node).any(|own| own.code == unit);
    fed.iter().any(|(unit, code)| *code == node.code && is_here(unit))
}

/// Declarations of a criterion of a set.
fn of(frozen: &Frozen, set: &CriteriaSet, node: &Node, rows: &[NotHeldRow]) -> Vec<NotHeldRow> {
    let is_unit = |row: &&NotHeldRow| units_of(frozen, set, node).any(|unit| unit.code == row.unit);
    rows.iter().filter(|row| row.criterion == node.code).filter(is_unit).cloned().collect()
}

async fn declared(
    link: &mut Link,
    frozen: &Frozen,
    set: &CriteriaSet,
    node: &Node,
    rows: &[NotHeldRow],
) -> Result<Option<Declared>, ActionError> {
    let own = of(frozen, set, node, rows);
    let Some(first) = own.first() else { return Ok(None) };
    let by = name_of(link, &first.account).await?;
    Ok(Some(Declared { reason: first.reason.clone(), by, at: first.at, units: own.len() }))
}

/// The layer in which it is said: that of the appraisal that goes on, or that was last.
fn layer(stage: RoundStage, board: &Board) -> Layer {
    let late = stage >= RoundStage::SecondAppraisal && board.has(Layer::Appraised);
    if stage == RoundStage::SecondAppraisal || late { Layer::Appraised } else { Layer::Preliminary }
}

/// Totals of all units as they stand, and as they would be without these criteria.
fn totals(frozen: &Frozen, board: &Board, wanted: &BTreeSet<&String>, layer: Layer) -> (Vec<Totals>, usize) {
    if wanted.is_empty() {
        return (Vec::new(), 0);
    }
    let left_out = Finding { not_applicable: Some("–".to_owned()), ..Finding::default() };
    let mut said = Vec::new();
    for (set, node) in surveyed(frozen).into_iter().filter(|(set, node)| wanted.contains(&name(set, node))) {
        said.extend(units_of(frozen, set, node).map(|unit| (&*unit.code, &*node.code, layer, left_out.clone())));
    }
    let touched: BTreeSet<&str> = said.iter().map(|(unit, ..)| *unit).collect();
    let after = board.with(&said);
    let total = |board: &Board, unit: &str| board.card(unit, Layer::Final).map(|card| card.total().points.clone());
    let row = |unit: &RoundUnit| {
        let rounding = &frozen.set_of(unit).rounding;
        Some(Totals {
            unit: unit.name.clone(),
            from: total(board, &unit.code)?,
            to: total(&after, &unit.code)?,
            rounding: (rounding.decimals, rounding.mode),
        })
    };
    let units = frozen.units.iter().filter(|unit| touched.contains(&*unit.code));
    let rows = units.clone().take(SHOWN).filter_map(row).collect();
    (rows, units.count().saturating_sub(SHOWN))
}

fn about(key: &str, node: &Node) -> ActionError {
    ActionError::Refused(vec![Message::new(key).text("code", node.code.as_str())])
}

fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
