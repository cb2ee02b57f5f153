//! Two opinions on the same item: drawn by lot, given blind, settled with a reason, and how far they agree.

use std::collections::BTreeMap;

use thuocdo_assessment::appraisal::Item as Bare;
use thuocdo_assessment::appraisal::{Agreement, Appraiser, agreement, draw as lot, twice_of, uncovered};
use thuocdo_assessment::leaning::Pair;
use thuocdo_assessment::record::{Fact, is_reason};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Layer, Refusal, Roles, RoundStage};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::Node;
use thuocdo_store::{Link, RoundUnit, SecondRow};
use thuocdo_words::{Lang, show};

use super::scene::{Scene, is_appraised, may_appraise};
use super::standing::own_row;
use crate::answers::read;
use crate::answers::view::{Writer, title};
use crate::layers::{Finding, Said, say};
use crate::setup::Frozen;
use crate::setup::appraised::codes_of;
use crate::setup::ties::Ties;
use crate::{ActionError, App, may};

/// Items that two people appraise, as one person sees them.
#[derive(Clone, Debug)]
pub struct SecondView {
    /// Code and title of the round.
    pub round: (String, String),
    /// Whether opinions may be given.
    pub is_open: bool,
    /// Whether this person may draw.
    pub may_draw: bool,
    /// Drawn items, and all items of the round.
    pub drawn: (usize, usize),
    /// Items that this person may give the second opinion on.
    pub waiting: Vec<SecondLine>,
    /// Items with both opinions that this person sees.
    pub both: Vec<SecondLine>,
    /// How far both opinions agree: items, share of equal ones, mean difference.
    pub agreement: Option<(usize, String, String)>,
}

/// One item that two people appraise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondLine {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Its title.
    pub title: String,
    /// Maximum points.
    pub maximum: String,
    /// What the unit reported, in one line.
    pub values: String,
    /// Self points.
    pub own: Option<String>,
    /// First opinion, once both are there: points, reason, name.
    pub first: (String, String, String),
    /// Second opinion, once both are there: points, reason, name.
    pub second: (String, String, String),
    /// Whether they differ.
    pub differs: bool,
    /// How the difference was settled.
    pub settled: Option<String>,
}

/// Items that wait for this person's second opinion.
pub(super) fn waiting(scene: &Scene) -> impl Iterator<Item = (&RoundUnit, &Node)> {
    scene.seconds.values().filter(|row| row.account.is_none()).filter_map(|row| {
        let unit = scene.frozen.unit(&row.unit)?;
        let (node, _) = scene.frozen.criterion_of(unit, &row.criterion)?;
        (scene.is_open() && scene.is_blind(unit, node)).then_some((unit, node))
    })
}

/// Points of both opinions, once both are there.
fn opinions(scene: &Scene, row: &SecondRow) -> Option<(Number, Number)> {
    let (_, first) = scene.board.said(&row.unit, &row.criterion, Layer::Preliminary)?;
    let first = first.points.as_deref().and_then(|text| Number::parse(text).ok());
    let first = first.or_else(|| scene.board.points(&row.unit, &row.criterion, Layer::Preliminary))?;
    Some((first, Number::parse(row.points.as_deref()?).ok()?))
}

/// Whether an item needs nothing more: both opinions are there, and a difference was settled.
pub(super) fn is_settled(scene: &Scene, row: &SecondRow) -> bool {
    row.settled.is_some() || opinions(scene, row).is_some_and(|(first, second)| first == second)
}

/// How far the opinions of a round agree.
pub(super) fn agree(scene: &Scene) -> Option<Agreement> {
    let pairs: Vec<(Number, Number)> =
        scene.seconds.values().filter(|row| row.settled.is_none()).filter_map(|row| opinions(scene, row)).collect();
    let before: Vec<(Number, Number)> = scene.seconds.values().filter_map(settled_pair).collect();
    agreement(pairs.iter().chain(&before).map(|(one, other)| (one, other)))
}

/// Both opinions as they were before a difference was settled.
fn settled_pair(row: &SecondRow) -> Option<(Number, Number)> {
    let settled: serde_json::Value = serde_json::from_str(row.settled.as_deref()?).ok()?;
    let first = Number::parse(settled["first"].as_str()?).ok()?;
    Some((first, Number::parse(row.points.as_deref()?).ok()?))
}

/// Shows the items that two people appraise.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
pub async fn page(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<SecondView, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    let names: BTreeMap<String, String> = link.appraisers_of(round).await?.into_iter().collect();
    let may_draw = scene.stage == RoundStage::Appraisal && scene.seconds.is_empty();
    let may_draw = may_draw && may::round(&mut link, actor, round, Action::Advance).await.is_ok();
    let name = |account: &str| names.get(account).cloned().unwrap_or_else(|| account.to_owned());
    let waiting = waiting(&scene).map(|(unit, node)| line(&scene, lang, unit, node)).collect();
    let both = scene.seconds.values().filter_map(|row| {
        let unit = scene.frozen.unit(&row.unit)?;
        let (node, _) = scene.frozen.criterion_of(unit, &row.criterion)?;
        let account = row.account.as_deref().filter(|_| scene.sees(unit, node))?;
        let (first_row, _) = scene.board.said(&row.unit, &row.criterion, Layer::Preliminary)?;
        let writer = Writer { lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
        let (first, second) = settled_pair(row).or_else(|| opinions(&scene, row))?;
        let reason = first_row.reason.clone().unwrap_or_default();
        let settled: Option<serde_json::Value> =
            row.settled.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Some(SecondLine {
            first: (writer.points(&first), reason, name(&first_row.account)),
            second: (writer.points(&second), row.reason.clone().unwrap_or_default(), name(account)),
            differs: first != second,
            settled: settled.map(|settled| settled["reason"].as_str().unwrap_or_default().to_owned()),
            ..line(&scene, lang, unit, node)
        })
    });
    let agreed = agree(&scene)
        .map(|agreed| (agreed.items, show::percent(lang, &agreed.equal, 1), show::short(lang, &agreed.difference, 2)));
    Ok(SecondView {
        round: (scene.frozen.code.clone(), scene.frozen.title.clone()),
        is_open: scene.is_open(),
        may_draw,
        drawn: (scene.seconds.len(), items(&scene.frozen).count()),
        waiting,
        both: both.collect(),
        agreement: agreed,
    })
}

fn line(scene: &Scene, lang: Lang, unit: &RoundUnit, node: &Node) -> SecondLine {
    let writer = Writer { lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
    let row = own_row(&scene.board, &unit.code, &node.code);
    let values = row.and_then(|row| row.answer).map(|answer| answer.values).unwrap_or_default();
    let values = values.into_iter().map(|value| format!("{} = {}", value.name, value.label.unwrap_or(value.typed)));
    let own = scene.board.points(&unit.code, &node.code, Layer::Own);
    SecondLine {
        unit: unit.code.clone(),
        unit_name: unit.name.clone(),
        criterion: node.code.clone(),
        title: title(lang, node).to_owned(),
        maximum: writer.maximum(node.max_for(scene.frozen.class_of(unit))),
        values: values.collect::<Vec<_>>().join("; "),
        own: own.map(|points| writer.points(&points)),
        first: Default::default(),
        second: Default::default(),
        differs: false,
        settled: None,
    }
}

/// All items of a round that people appraise.
fn items(frozen: &Frozen) -> impl Iterator<Item = (&RoundUnit, &Node)> {
    frozen.units.iter().flat_map(|unit| {
        let given = frozen.criteria_of(unit).filter(|(node, _)| is_appraised(unit, node));
        given.map(move |(node, _)| (unit, node))
    })
}

/// Everybody who appraises in a round, with what bars them.
pub(crate) async fn roster(link: &mut Link, round: &str) -> Result<Vec<Appraiser>, ActionError> {
    let mut people: BTreeMap<String, Roles> = BTreeMap::new();
    for row in link.grants_in(round).await? {
        people.entry(row.account).or_default().grants.push(row.grant);
    }
    people.retain(|_, roles| roles.has(Role::Appraiser));
    let ties = Ties::all(link, round).await?;
    Ok(people.into_iter().map(|(account, roles)| Appraiser { ties: ties.units_of(&account), roles }).collect())
}

/// Items that nobody may appraise: code of the criterion and name of the unit.
pub(crate) fn left_alone<'a>(frozen: &'a Frozen, roster: &[Appraiser]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let alone = |(unit, node): &(&RoundUnit, &Node)| {
        let codes = codes_of(frozen.set_of(unit), node);
        let item = Bare { unit: &unit.code, group: &unit.group, codes: &codes };
        !uncovered([item], roster).is_empty()
    };
    items(frozen).filter(alone).map(|(unit, node)| (node.code.as_str(), unit.name.as_str()))
}

/// Who gave the first opinion: whoever settles a difference may be somebody else.
fn first_by(scene: &Scene, row: &SecondRow) -> Option<String> {
    let settled = row.settled.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let told = settled.and_then(|settled| settled["by"].as_str().map(str::to_owned));
    told.or_else(|| Some(scene.board.fact(&row.unit, &row.criterion, Layer::Preliminary)?.account.clone()))
}

/// Both opinions of all items that were appraised twice, as they were before a difference was settled.
pub(super) fn pairs(scene: &Scene) -> Vec<Pair> {
    let found = scene.seconds.values().filter_map(|row| {
        let (first, second) = settled_pair(row).or_else(|| opinions(scene, row))?;
        let unit = scene.frozen.unit(&row.unit)?;
        let max = scene.frozen.set_of(unit).find(&row.criterion)?.max_for(scene.frozen.class_of(unit));
        let apart = (&first - &second).divided_by(max)?;
        Some(Pair { first: first_by(scene, row)?, second: row.account.clone()?, apart })
    });
    found.collect()
}

/// Draws at least a tenth of the items to be appraised twice; the seed stands in the log (rút thăm chấm hai lần).
///
/// # Errors
/// If the actor does not run the round, it was drawn already, or fewer than two people may appraise any item.
pub async fn draw(app: &App, actor: &Actor, round: &str) -> Result<usize, ActionError> {
    let mut bytes = [0; 8];
    app.random.fill(&mut bytes);
    let (inner, actor, round, seed) = (app.clone(), actor.clone(), round.to_owned(), u64::from_be_bytes(bytes));
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::Advance).await?;
            if stage != RoundStage::Appraisal {
                return Err(Refusal::RoundStage(stage).into());
            }
            if !work.second_opinions(&round, None).await?.is_empty() {
                return Err(Refusal::Because(Message::new("appraisal-drawn-already")).into());
            }
            let frozen = crate::setup::frozen(&inner, work, &round).await?;
            let roster = roster(work, &round).await?;
            let twice = |(unit, node): &(&RoundUnit, &Node)| {
                roster.iter().filter(|who| may_appraise(&frozen, who, unit, node)).take(2).count() == 2
            };
            let (all, fit) = (items(&frozen).count(), items(&frozen).filter(twice));
            let drawn = lot(seed, twice_of(all), fit.map(|(unit, node)| (unit.code.clone(), node.code.clone())));
            if drawn.is_empty() {
                return Err(Refusal::Because(Message::new("appraisal-draw-needs-two")).into());
            }
            for (unit, criterion) in &drawn {
                work.draw_second(&round, unit, criterion).await?;
            }
            let facts = [
                ("seed", Fact::Text(format!("{seed:016x}"))),
                ("items", Fact::List(drawn.iter().map(|(unit, code)| format!("{unit} {code}")).collect())),
                ("of", Fact::Whole(all as u64)),
            ];
            work.record(&round, "appraisal_drawn", &actor, &facts).await?;
            Ok(drawn.len())
        })
    })
    .await
}

/// Gives the second opinion on an item, without having seen the first.
///
/// # Errors
/// If the actor may not, it was not drawn, or what is typed cannot be kept.
pub async fn give(
    app: &App,
    actor: &Actor,
    round: &str,
    (unit, criterion): (&str, &str),
    (points, reason): (&str, &str),
) -> Result<(), ActionError> {
    let points = read::number(points).map_err(|message| ActionError::Refused(vec![message]))?;
    let (inner, actor, round, reason) = (app.clone(), actor.clone(), round.to_owned(), reason.trim().to_owned());
    let key = (unit.to_owned(), criterion.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::record(work, &actor, &round, &key.0, Action::Appraise).await?;
            let scene = Scene::load(&inner, work, &actor, &round, Some(&key.1)).await?;
            let (unit, node) = waiting(&scene)
                .find(|(unit, node)| unit.code == key.0 && node.code == key.1)
                .ok_or(ActionError::NotAllowed)?;
            let max = node.max_for(scene.frozen.class_of(unit));
            if points.is_negative() || points > *max {
                return Err(Refusal::Because(Message::new("layers-out-of-bounds").number("max", max)).into());
            }
            let own = scene.board.points(&key.0, &key.1, Layer::Own);
            if own.is_some_and(|own| own != points) && !is_reason(&reason) {
                return Err(Refusal::NoReason.into());
            }
            let answer = serde_json::to_string(&Finding::of_points(&points)).map_err(ActionError::system)?;
            let row = SecondRow {
                unit: key.0.clone(),
                criterion: key.1.clone(),
                account: Some(actor.id().to_owned()),
                answer: Some(answer),
                points: Some(points.to_exact()),
                reason: Some(reason).filter(|reason| !reason.is_empty()),
                ..SecondRow::default()
            };
            work.save_second(&round, &row).await?;
            let facts = [
                ("unit", Fact::Text(key.0.clone())),
                ("criterion", Fact::Text(key.1.clone())),
                ("points", Fact::Text(points.to_exact())),
            ];
            work.record(&round, "second_opinion", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// Settles a difference of two opinions with a reason: the first stands, or the second takes its place.
///
/// # Errors
/// If the actor may not appraise the item, the opinions do not differ, or no reason is given.
pub async fn settle(
    app: &App,
    actor: &Actor,
    round: &str,
    (unit, criterion): (&str, &str),
    takes_second: bool,
    reason: &str,
) -> Result<(), ActionError> {
    if !is_reason(reason) {
        return Err(Refusal::NoReason.into());
    }
    let (inner, actor, round, reason) = (app.clone(), actor.clone(), round.to_owned(), reason.trim().to_owned());
    let key = (unit.to_owned(), criterion.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let place = super::place::Place::open(&inner, work, &actor, &round, (&key.0, &key.1)).await?;
            let scene = Scene::load(&inner, work, &actor, &round, Some(&key.1)).await?;
            let row = scene.seconds.get(&key).ok_or(ActionError::NotAllowed)?;
            let (first, second) = opinions(&scene, row).ok_or(ActionError::NotAllowed)?;
            if first == second {
                return Err(Refusal::Because(Message::new("appraisal-opinions-agree")).into());
            }
            let by = first_by(&scene, row);
            let settled = serde_json::json!({ "reason": reason, "first": first.to_exact(), "by": by }).to_string();
            let by = Some(actor.id().to_owned());
            work.save_second(&round, &SecondRow { settled: Some(settled), settled_by: by, ..row.clone() }).await?;
            if takes_second {
                let own = scene.board.own(&key.0, &key.1).cloned().unwrap_or_default();
                let finding = Finding { points: Some(second.to_exact()), not_applicable: None, ..own };
                let said = Said {
                    unit: &key.0,
                    criterion: &key.1,
                    layer: place.layer,
                    finding: &finding,
                    reason: Some(&reason),
                    kind: super::save::KIND,
                };
                say(work, &actor, &place.frozen, said).await?;
            }
            let facts = [
                ("unit", Fact::Text(key.0.clone())),
                ("criterion", Fact::Text(key.1.clone())),
                ("reason", Fact::Text(reason.clone())),
            ];
            work.record(&round, "second_settled", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}
