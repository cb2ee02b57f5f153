//! The coming result: rankings by group as they stand, what changed since one last looked, what the authority decides.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_assessment::{Action, Layer, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Message, Number, Rounding, Timestamp};
use thuocdo_criteria::CriteriaSet;
use thuocdo_scoring::card::GradeFact;
use thuocdo_scoring::{Scorecard, explain};
use thuocdo_store::{Link, RoundGroup};

pub use thuocdo_store::Listing as Published;

use super::approval::name_of;
use super::keep::Override;
use super::result::{self, As};
use crate::layers::{Board, board};
use crate::setup::{Frozen, frozen};
use crate::survey_results::not_held::{Remark, remarks};
use crate::{ActionError, App, may};

/// Changes shown at most; the rest is counted.
const SHOWN: usize = 200;

/// The coming result of a round.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Title of the round.
    pub title: String,
    /// Where the round stands.
    pub stage: RoundStage,
    /// Number of the event up to which it stands.
    pub seq: u64,
    /// Up to which event one has looked, and when.
    pub since: Option<(u64, Timestamp)>,
    /// The highest layer in which anything is told.
    pub layer: Layer,
    /// Groups in the order of the round.
    pub groups: Vec<Group>,
    /// What changed since one looked, the newest first.
    pub changes: Vec<Change>,
    /// How many more changed.
    pub more: usize,
    /// Units whose rank moved since: name, from, to.
    pub moves: Vec<(String, Option<u32>, Option<u32>)>,
    /// What keeps the result from being published.
    pub barring: Vec<Message>,
    /// Inputs of the sets, with what answers to them.
    pub inputs: Vec<Input>,
    /// Units whose grade is held: code and name.
    pub held: Vec<(String, String)>,
    /// Signed overrides in force.
    pub overrides: Vec<Override>,
    /// Criteria whose optional survey is not held.
    pub not_held: Vec<Remark>,
    /// Whether the page of the round itself is theirs to see.
    pub sees_round: bool,
    /// Whether one may propose, name inputs and correct.
    pub may_propose: bool,
    /// Whether one may decide what rules leave to the authority.
    pub may_decide: bool,
}

/// One ranking group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Units with rank, best first, then those without.
    pub rows: Vec<Row>,
    /// Grades with how many have them, best first.
    pub grades: Vec<(String, usize)>,
}

/// One unit.
#[derive(Clone, Debug)]
pub struct Row {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Rank, and how many share it.
    pub rank: Option<(u32, u32)>,
    /// Rank when one last looked.
    pub was: Option<u32>,
    /// Why it has no rank.
    pub ground: Option<Message>,
    /// Points, exact, and the decimals with which they are shown.
    pub points: (Number, u8, Rounding),
    /// Grade after rules.
    pub grade: Option<String>,
    /// Grade before rules, where a rule changed or holds it.
    pub before: Option<String>,
    /// What led from one to the other, where a rule did something.
    pub rules: Vec<Message>,
    /// Whether the authority has to decide.
    pub to_decide: bool,
}

/// One fact that came since one looked.
#[derive(Clone, Debug)]
pub struct Change {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Layer of the fact.
    pub layer: Layer,
    /// Points that counted then.
    pub from: Option<Number>,
    /// Points that count now.
    pub to: Option<Number>,
    /// Why.
    pub reason: Option<String>,
    /// Name of who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An input of the sets, with what answers to it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Name in the sets.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Round and version that answer now.
    pub now: Option<(String, u32)>,
    /// Publications that could.
    pub choices: Vec<Published>,
    /// Units with a linked body of which it says nothing.
    pub missing: usize,
}

/// Shows the coming result.
///
/// # Errors
/// If the actor may not see results yet, or the store does not answer.
pub async fn preview(app: &App, actor: &Actor, round: &str) -> Result<Preview, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewResult).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let board = board(app, &mut link, &frozen).await?;
    let since = since(&mut link, actor, round).await?;
    let old = match since {
        Some((seq, _)) if board.seq != Some(seq) => Some(board.at(seq, link.points_after(round, None).await?)?),
        _ => None,
    };
    let (changes, more) = match &old {
        Some(old) => changes(&mut link, &board, old, since.map_or(0, |(seq, _)| seq)).await?,
        None => (Vec::new(), 0),
    };
    let how = As { version: 1, because: None, stage };
    let groups: Vec<Group> = frozen.groups.iter().map(|group| of_group(&board, old.as_ref(), group)).collect();
    let can = |action: Action| table::judge_round(action, &roles, stage) == Verdict::Yes;
    Ok(Preview {
        title: frozen.title.clone(),
        stage,
        seq: board.seq.unwrap_or_default(),
        since,
        layer: result::layers(&board).last().copied().unwrap_or(Layer::Own),
        moves: moves(&groups, old.is_some()),
        changes,
        more,
        barring: barring(result::barring(&mut link, &board, how).await?, stage),
        inputs: inputs(app, &board).await?,
        held: held(&board),
        overrides: overrides(&mut link, &frozen).await?,
        not_held: remarks(&mut link, &frozen).await?,
        groups,
        sees_round: can(Action::ViewProgress),
        may_propose: can(Action::Propose),
        may_decide: can(Action::Decide),
    })
}

/// Where one last said to have looked, else where the last proposal stood.
async fn since(link: &mut Link, actor: &Actor, round: &str) -> Result<Option<(u64, Timestamp)>, ActionError> {
    if let Some(look) = link.result_look(round, actor.id()).await? {
        return Ok(Some(look));
    }
    let rows = link.proposals(round).await?;
    let of = |row: &thuocdo_store::ProposalRow| {
        let summary: serde_json::Value = serde_json::from_str(&row.summary).ok()?;
        Some((summary.get("seq")?.as_u64()?, row.proposal.at))
    };
    Ok(rows.first().and_then(of))
}

async fn changes(link: &mut Link, board: &Board, old: &Board, since: u64) -> Result<(Vec<Change>, usize), ActionError> {
    let frozen = board.frozen();
    let (mut found, mut seen, mut more) = (Vec::new(), BTreeSet::new(), 0);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in link.points_after(&frozen.code, Some(since)).await?.into_iter().rev() {
        if !seen.insert((row.unit.clone(), row.criterion.clone())) {
            continue;
        }
        if found.len() == SHOWN {
            more += 1;
            continue;
        }
        if !names.contains_key(&row.account) {
            let name = name_of(link, &row.account).await?;
            names.insert(row.account.clone(), name);
        }
        found.push(Change {
            name: frozen.unit(&row.unit).map_or_else(|| row.unit.clone(), |unit| unit.name.clone()),
            layer: Layer::of(&row.layer).unwrap_or(Layer::Own),
            from: old.points(&row.unit, &row.criterion, Layer::Final),
            to: board.points(&row.unit, &row.criterion, Layer::Final),
            by: names.get(&row.account).cloned().unwrap_or_default(),
            unit: row.unit,
            criterion: row.criterion,
            reason: row.reason,
            at: row.at,
        });
    }
    Ok((found, more))
}

pub(super) fn of_group(board: &Board, old: Option<&Board>, group: &RoundGroup) -> Group {
    let (frozen, place) = (board.frozen(), group.in_set as usize);
    let (set, scored) = (&frozen.sets[place], board.scored(place, Layer::Final));
    let ranked = scored.ranking.groups.iter().find(|ranked| ranked.group == group.code);
    let was = |unit: &str| old.and_then(|old| old.rank_of(unit, Layer::Final)).map(|entry| entry.rank);
    let mut rows = Vec::new();
    for entry in ranked.iter().flat_map(|ranked| &ranked.entries) {
        let row = row(frozen, set, &scored.scores.cards[entry.card]);
        rows.push(Row { rank: Some((entry.rank, entry.shared_by)), was: was(&row.unit), ..row });
    }
    for unranked in ranked.iter().flat_map(|ranked| &ranked.unranked) {
        let row = row(frozen, set, &scored.scores.cards[unranked.card]);
        rows.push(Row { ground: Some(explain::unranked(set, &unranked.ground)), was: was(&row.unit), ..row });
    }
    let scale = set.grade_scales.iter().find(|scale| scale.of == thuocdo_criteria::set::NodeId::ROOT);
    let bands = scale.map(|scale| scale.bands.iter().map(|band| band.grade.clone()).collect::<Vec<_>>());
    let count = |grade: String| {
        let count = rows.iter().filter(|row| row.grade.as_ref() == Some(&grade)).count();
        (grade, count)
    };
    let grades = bands.unwrap_or_default().into_iter().map(count).filter(|(_, count)| *count > 0).collect();
    Group { code: group.code.clone(), name: group.name.clone(), rows, grades }
}

fn row(frozen: &Frozen, set: &CriteriaSet, card: &Scorecard) -> Row {
    let grading = card.grade();
    let band = |band: Option<usize>| {
        let scale = set.grade_scales.get(grading?.scale)?;
        Some(scale.bands.get(band?)?.grade.clone())
    };
    let (grade, before) = (band(grading.and_then(|it| it.band)), band(grading.and_then(|it| it.before)));
    let facts = grading.map(|grading| grading.facts.as_slice()).unwrap_or_default();
    let to_decide = facts.iter().any(|fact| {
        matches!(fact, GradeFact::NeedsDecision(..) | GradeFact::OverQuota(_) | GradeFact::Gap | GradeFact::HeldFor(_))
    });
    Row {
        unit: card.unit.clone(),
        name: frozen.unit(&card.unit).map_or_else(|| card.unit.clone(), |unit| unit.name.clone()),
        rank: None,
        was: None,
        ground: None,
        points: (card.total().points.clone(), set.rounding.decimals, set.rounding.mode),
        before: before.filter(|before| grade.as_ref() != Some(before)),
        grade,
        rules: if facts.is_empty() {
            Vec::new()
        } else {
            grading.map(|it| explain::grading(set, it)).unwrap_or_default()
        },
        to_decide,
    }
}

fn moves(groups: &[Group], compared: bool) -> Vec<(String, Option<u32>, Option<u32>)> {
    let rows = groups.iter().flat_map(|group| &group.rows);
    let moved = rows.filter(|row| compared && row.rank.map(|(rank, _)| rank) != row.was);
    moved.map(|row| (row.name.clone(), row.was, row.rank.map(|(rank, _)| rank))).collect()
}

async fn inputs(app: &App, board: &Board) -> Result<Vec<Input>, ActionError> {
    let frozen = board.frozen();
    let mut found: Vec<Input> = Vec::new();
    let listings = app.store.list().await?;
    for (place, set) in frozen.sets.iter().enumerate() {
        for input in &set.inputs {
            let linked = frozen.units.iter().filter(|unit| frozen.place_of(unit) == place);
            let linked = linked.filter_map(|unit| unit.linked.as_deref());
            let missing = linked.filter(|linked| !board.outside().knows(&input.name, linked)).count();
            if let Some(known) = found.iter_mut().find(|known| known.name == input.name) {
                known.missing += missing;
                continue;
            }
            let choices = listings.iter().filter(|listing| listing.round != frozen.code).cloned();
            found.push(Input {
                name: input.name.clone(),
                title: input.title.clone(),
                now: board.outside().named.get(&input.name).cloned(),
                choices: choices.collect(),
                missing,
            });
        }
    }
    Ok(found)
}

/// What bars a proposal; before approval, that the stage has not come stands for the round being open.
fn barring(found: Vec<Message>, stage: RoundStage) -> Vec<Message> {
    if stage >= RoundStage::Approval {
        return found;
    }
    let first = Message::new("decision-before-approval");
    [first].into_iter().chain(found.into_iter().filter(|why| why.key != "pub-open-round")).collect()
}

fn held(board: &Board) -> Vec<(String, String)> {
    let frozen = board.frozen();
    let is_held = |card: &Scorecard| {
        let mut facts = card.grades.iter().flat_map(|grade| &grade.facts);
        facts.any(|fact| matches!(fact, GradeFact::HeldFor(_)))
    };
    let units = frozen.units.iter().filter(|unit| board.card(&unit.code, Layer::Final).is_some_and(is_held));
    units.map(|unit| (unit.code.clone(), unit.name.clone())).collect()
}

async fn overrides(link: &mut Link, frozen: &Frozen) -> Result<Vec<Override>, ActionError> {
    let mut found = Vec::new();
    for row in link.authority_decisions(&frozen.code).await? {
        let signer = name_of(link, &row.account).await?;
        let name = frozen.unit(&row.unit).map_or_else(|| row.unit.clone(), |unit| unit.name.clone());
        found.push(Override { id: row.id, unit: row.unit, name, reason: row.reason, signer });
    }
    Ok(found)
}
