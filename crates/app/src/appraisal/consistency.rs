//! What stands out: files under several criteria or units, outliers of a group, how lenient each appraiser is.

use std::collections::BTreeMap;

use thuocdo_assessment::Layer;
use thuocdo_assessment::appraisal::outliers;
use thuocdo_assessment::leaning::leanings;
use thuocdo_base::{Actor, Number};
use thuocdo_words::{Lang, show};

use super::scene::Scene;
use super::second::{agree, left_alone, pairs, roster};
use crate::answers::view::{Writer, title};
use crate::{ActionError, App};

/// Most lines of one list.
const MOST: usize = 100;

/// What stands out in a round (nhất quán).
#[derive(Clone, Debug)]
pub struct Consistency {
    /// Code and title of the round.
    pub round: (String, String),
    /// Files that stand in several places: short hash, places by unit and criterion.
    pub files: Vec<(String, Vec<Spot>)>,
    /// Points far from those of the group: place, points, median of the group.
    pub outliers: Vec<(Spot, String, String)>,
    /// Points that moved far since the last round: place, share then, share now.
    pub jumps: Vec<(Spot, String, String)>,
    /// How lenient each appraiser is: name, items, mean difference from self points, of the maximum in per cent.
    pub leniency: Vec<(String, usize, String, String)>,
    /// How far two opinions agree: items, share of equal ones, mean difference.
    pub agreement: Option<(usize, String, String)>,
    /// How each appraiser stands to those with whom they share items: name, items, mean difference in per cent of
    /// the maximum, whether that is more than chance explains.
    pub leanings: Vec<(String, i64, String, bool)>,
    /// Items that nobody may appraise.
    pub left_alone: usize,
    /// Whether whoever looks sees the whole round.
    pub sees_all: bool,
}

/// A place in the round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Its title.
    pub title: String,
}

/// Shows what stands out in what somebody sees.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
pub async fn consistency(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<Consistency, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    let mut files: BTreeMap<String, Vec<Spot>> = BTreeMap::new();
    for (hash, unit, criterion) in link.repeated_files(round).await? {
        if let Some(spot) = spot(&scene, lang, &unit, &criterion) {
            files.entry(hash).or_default().push(spot);
        }
    }
    let names: BTreeMap<String, String> = link.appraisers_of(round).await?.into_iter().collect();
    let roster = if scene.sees_all { roster(&mut link, round).await? } else { Vec::new() };
    let last = crate::answers::previous::shares(app, &scene.frozen).await?;
    let short = |(hash, spots): (String, Vec<Spot>)| (hash.chars().take(12).collect(), spots);
    let agreement = agree(&scene)
        .map(|agreed| (agreed.items, show::percent(lang, &agreed.equal, 1), show::short(lang, &agreed.difference, 2)));
    Ok(Consistency {
        round: (scene.frozen.code.clone(), scene.frozen.title.clone()),
        files: files.into_iter().filter(|(_, spots)| spots.len() > 1).map(short).take(MOST).collect(),
        outliers: far(&scene, lang),
        jumps: jumps(&scene, lang, &last),
        leniency: if scene.sees_all { leniency(&scene, lang, &names) } else { Vec::new() },
        agreement: agreement.filter(|_| scene.sees_all),
        left_alone: if scene.sees_all { left_alone(&scene.frozen, &roster).count() } else { 0 },
        leanings: if scene.sees_all { leaning(&scene, lang, &names) } else { Vec::new() },
        sees_all: scene.sees_all,
    })
}

/// A place that this person sees; the first opinion of a drawn item is kept from who may give the second.
fn spot(scene: &Scene, lang: Lang, unit: &str, criterion: &str) -> Option<Spot> {
    let unit = scene.frozen.unit(unit)?;
    let (node, _) = scene.frozen.criterion_of(unit, criterion)?;
    scene.sees(unit, node).then(|| Spot {
        unit: unit.code.clone(),
        unit_name: unit.name.clone(),
        criterion: node.code.clone(),
        title: title(lang, node).to_owned(),
    })
}

/// Points of items by criterion and group: unit and points.
type Groups<'a> = BTreeMap<(&'a str, &'a str), Vec<(&'a str, Number)>>;

fn far(scene: &Scene, lang: Lang) -> Vec<(Spot, String, String)> {
    let mut groups: Groups<'_> = BTreeMap::new();
    for unit in &scene.frozen.units {
        for (node, _) in scene.items_of(unit).filter(|(node, _)| !scene.is_blind(unit, node)) {
            if let Some(points) = scene.board.points(&unit.code, &node.code, scene.layer) {
                groups.entry((&node.code, &unit.group)).or_default().push((&unit.code, points));
            }
        }
    }
    let quarter = Number::parse("0.25").unwrap_or_default();
    let mut found = Vec::new();
    for ((code, _), members) in groups {
        let Some(unit) = members.first().and_then(|(unit, _)| scene.frozen.unit(unit)) else { continue };
        let set = scene.frozen.set_of(unit);
        let Some(node) = set.find(code) else { continue };
        let writer = Writer { lang, rounding: set.rounding.clone() };
        let values: Vec<Number> = members.iter().map(|(_, points)| points.clone()).collect();
        let mut sorted = values.clone();
        sorted.sort();
        for at in outliers(&values, &(&node.max * &quarter)) {
            if let Some(spot) = spot(scene, lang, members[at].0, code) {
                found.push((spot, writer.points(&values[at]), writer.points(&sorted[(sorted.len() - 1) / 2])));
            }
        }
    }
    found.truncate(MOST);
    found
}

/// Shares of the maximum that moved by more than three tenths since the last round.
fn jumps(scene: &Scene, lang: Lang, last: &BTreeMap<(String, String), Number>) -> Vec<(Spot, String, String)> {
    let most = Number::parse("0.3").unwrap_or_default();
    let mut found = Vec::new();
    for unit in &scene.frozen.units {
        for (node, _) in scene.items_of(unit).filter(|(node, _)| !scene.is_blind(unit, node)) {
            let then = last.get(&(unit.code.clone(), node.code.clone()));
            let now = scene.board.points(&unit.code, &node.code, scene.layer);
            let max = node.max_for(scene.frozen.class_of(unit));
            let Some((then, now)) = then.zip(now.and_then(|points| points.divided_by(max))) else { continue };
            if thuocdo_assessment::appraisal::distance(then, &now) > most
                && let Some(spot) = spot(scene, lang, &unit.code, &node.code)
            {
                found.push((spot, show::percent(lang, then, 1), show::percent(lang, &now, 1)));
            }
        }
    }
    found.truncate(MOST);
    found
}

fn leaning(scene: &Scene, lang: Lang, names: &BTreeMap<String, String>) -> Vec<(String, i64, String, bool)> {
    let pairs = pairs(scene);
    let line = |leaning: thuocdo_assessment::leaning::Leaning<'_>| {
        let name = names.get(leaning.who).cloned().unwrap_or_else(|| leaning.who.to_owned());
        (name, leaning.items, show::percent(lang, &leaning.mean, 2), leaning.stands_out)
    };
    leanings(&pairs).into_iter().map(line).collect()
}

fn leniency(scene: &Scene, lang: Lang, names: &BTreeMap<String, String>) -> Vec<(String, usize, String, String)> {
    let mut sums: BTreeMap<&str, (i64, Number, Number)> = BTreeMap::new();
    for unit in &scene.frozen.units {
        for (node, _) in scene.items_of(unit) {
            let found = scene.board.said(&unit.code, &node.code, scene.layer);
            let own = scene.board.points(&unit.code, &node.code, Layer::Own);
            let now = scene.board.points(&unit.code, &node.code, scene.layer);
            let (Some((row, _)), Some(own), Some(now)) = (found, own, now) else { continue };
            let sum = sums.entry(&row.account).or_insert((0, Number::ZERO, Number::ZERO));
            let max = node.max_for(scene.frozen.class_of(unit));
            let apart = &now - &own;
            sum.0 += 1;
            sum.2 = &sum.2 + &apart.divided_by(max).unwrap_or_default();
            sum.1 = &sum.1 + &apart;
        }
    }
    let mean = |sum: &Number, count: i64| sum.divided_by(&Number::from(count)).unwrap_or_default();
    let line = |(account, (count, points, share)): (&str, (i64, Number, Number))| {
        let name = names.get(account).cloned().unwrap_or_else(|| account.to_owned());
        let items = usize::try_from(count).unwrap_or_default();
        (name, items, show::short(lang, &mean(&points, count), 3), show::percent(lang, &mean(&share, count), 2))
    };
    sums.into_iter().map(line).collect()
}
