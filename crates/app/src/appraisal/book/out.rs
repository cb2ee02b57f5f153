//! The matrix as it leaves: what one person sees, what they may fill in, and what stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_assessment::Layer;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Criterion, Node, NodeId};
use thuocdo_store::RoundUnit;
use thuocdo_words::Lang;
use thuocdo_workbooks::matrix::model::{CRITERIA_MAX, Stood};
use thuocdo_workbooks::matrix::{Cell, Head, Matrix, Row, Table, write};

use super::take::{Done, Kept};
use crate::answers::view::{Writer, title};
use crate::appraisal::scene::{Scene, below};
use crate::layers::Board;
use crate::setup::frozen::is_self_assessed;
use crate::{ActionError, App};

/// Characters of a title in a heading.
const TITLE_MAX: usize = 90;

/// Writes the matrix of what somebody sees.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
pub async fn workbook(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    drop(link);
    written(app, lang, scene, None).await
}

/// Writes the matrix with what somebody handed in and what became of it, row by row.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who handed nothing in, or did not yet take it in.
pub async fn result(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    let row = super::last(&mut link, actor, round).await?.ok_or(ActionError::NotAllowed)?;
    drop(link);
    let done = row.result.as_deref().ok_or(ActionError::NotAllowed)?;
    let done: Done = serde_json::from_str(done).map_err(ActionError::system)?;
    written(app, lang, scene, Some(done)).await
}

async fn written(app: &App, lang: Lang, scene: Scene, done: Option<Done>) -> Result<Vec<u8>, ActionError> {
    let at = app.clock.now();
    let made = tokio::task::spawn_blocking(move || {
        let mut matrix = matrix(&scene, lang, at);
        if let Some(done) = &done {
            overlay(&mut matrix, done);
        }
        write(&matrix, lang)
    });
    made.await.map_err(ActionError::system)?.map_err(ActionError::system)
}

/// What a person sees of a round, as a matrix.
pub(super) fn matrix(scene: &Scene, lang: Lang, at: Timestamp) -> Matrix {
    let frozen = &scene.frozen;
    let tables = (0..frozen.sets.len()).flat_map(|place| tables(scene, lang, place)).collect();
    Matrix {
        round: frozen.code.clone(),
        title: frozen.title.clone(),
        layer: scene.layer.word().to_owned(),
        sets: frozen.sets.iter().zip(&frozen.hashes).map(named).collect(),
        at,
        is_illustrative: frozen.sets.iter().any(|set| set.is_illustrative()),
        tables,
    }
}

/// Code, version and hash of a set.
fn named((set, hash): (&Arc<CriteriaSet>, &String)) -> (String, String, String) {
    (set.code.clone(), set.version.clone(), hash.clone())
}

/// What a person sees of a unit, by place in the set.
type Items<'a> = (&'a RoundUnit, BTreeMap<NodeId, (&'a Node, &'a Criterion)>);

/// Sheets of one set: a part of it each, in pieces where a part has too many criteria.
fn tables(scene: &Scene, lang: Lang, place: usize) -> Vec<Table> {
    let (frozen, set) = (&scene.frozen, &scene.frozen.sets[place]);
    let mut rows: Vec<Items<'_>> = Vec::new();
    for unit in frozen.units.iter().filter(|unit| frozen.place_of(unit) == place) {
        let items: BTreeMap<NodeId, _> = scene.items_of(unit).map(|(node, one)| (node.id, (node, one))).collect();
        if !items.is_empty() {
            rows.push((unit, items));
        }
    }
    let mut parts: Vec<(NodeId, Vec<&Node>)> = Vec::new();
    for (node, _) in set.criteria().filter(|(node, _)| rows.iter().any(|(_, items)| items.contains_key(&node.id))) {
        let part = top(set, node);
        match parts.last_mut() {
            Some((last, nodes)) if *last == part && nodes.len() < CRITERIA_MAX => nodes.push(node),
            _ => parts.push((part, vec![node])),
        }
    }
    let several = frozen.sets.len() > 1;
    let table = |(part, nodes): (NodeId, Vec<&Node>)| {
        let part = set.node(part);
        let name = format!("{} {}", part.code, title(lang, part));
        let name = if several { format!("{} · {name}", place + 1) } else { name };
        let filled = |(unit, items): &Items<'_>| {
            let cell =
                |node: &&Node| items.get(&node.id).map(|(node, criterion)| cell(scene, lang, unit, node, criterion));
            let cells: Vec<Option<Cell>> = nodes.iter().map(cell).collect();
            let (unit, name) = (unit.code.clone(), unit.name.clone());
            cells.iter().any(Option::is_some).then_some(Row { unit, name, cells, result: None })
        };
        let heads = nodes.iter().map(|node| head(lang, node)).collect();
        Table {
            set: place,
            name,
            decimals: set.rounding.decimals,
            heads,
            rows: rows.iter().filter_map(filled).collect(),
        }
    };
    parts.into_iter().map(table).collect()
}

fn head(lang: Lang, node: &Node) -> Head {
    let whole = title(lang, node);
    let short: String = whole.chars().take(TITLE_MAX).collect();
    let title = if short.len() < whole.len() { format!("{}…", short.trim_end()) } else { short };
    Head { code: node.code.clone(), title, max: node.max.clone() }
}

/// The part of the set that a node belongs to: its ancestor right below the root.
fn top(set: &CriteriaSet, node: &Node) -> NodeId {
    let mut at = node;
    while let Some(parent) = at.parent.filter(|parent| *parent != NodeId::ROOT) {
        at = set.node(parent);
    }
    at.id
}

/// Whether an item's points are typed as such: not where figures are given, nor where "not applicable" is asked.
pub(super) fn is_typed(board: &Board, unit: &RoundUnit, node: &Node, criterion: &Criterion) -> bool {
    let own = board.own(&unit.code, &node.code);
    is_self_assessed(criterion) && own.is_none_or(|own| own.not_applicable.is_none())
}

fn cell(scene: &Scene, lang: Lang, unit: &RoundUnit, node: &Node, criterion: &Criterion) -> Cell {
    let (code, set) = (node.code.as_str(), scene.frozen.set_of(unit));
    let writer = Writer { lang, rounding: set.rounding.clone() };
    let beneath = is_self_assessed(criterion) || scene.layer == Layer::Appraised;
    let below = scene.board.points(&unit.code, code, below(scene.layer)).filter(|_| beneath);
    let (points, reason) = stands(scene, &writer, unit, node, criterion);
    Cell {
        below: below.map(|points| points.rounded(writer.rounding.decimals, writer.rounding.mode)),
        points,
        reason,
        stood: None,
        version: scene.board.fact(&unit.code, code, scene.layer).map_or(0, |row| row.seq),
        is_open: scene.closed(unit, node).is_none() && is_typed(&scene.board, unit, node, criterion),
        max: node.max_for(scene.frozen.class_of(unit)).clone(),
    }
}

/// Points and reason of an item as pages show them; what is kept from this person is empty.
pub(super) fn stands(
    scene: &Scene,
    writer: &Writer,
    unit: &RoundUnit,
    node: &Node,
    criterion: &Criterion,
) -> (String, String) {
    if scene.is_blind(unit, node) {
        return (String::new(), String::new());
    }
    let standing = scene.standing(&unit.code, &node.code, criterion);
    let reason = standing.fact.and_then(|row| row.reason.clone()).unwrap_or_default();
    (standing.points.map(|points| writer.points(&points)).unwrap_or_default(), reason)
}

/// Puts what was handed in, and what became of it, over a matrix.
fn overlay(matrix: &mut Matrix, done: &Done) {
    let mut told: BTreeMap<&str, (usize, Vec<&Kept>)> = BTreeMap::new();
    for unit in &done.written {
        told.entry(unit).or_default().0 += 1;
    }
    for kept in &done.kept {
        told.entry(&kept.unit).or_default().1.push(kept);
    }
    for table in &mut matrix.tables {
        for row in &mut table.rows {
            let (written, kept) = told.get(row.unit.as_str()).cloned().unwrap_or_default();
            let here = kept.into_iter().filter_map(|kept| {
                let at = table.heads.iter().position(|head| head.code == kept.criterion)?;
                Some((at, kept))
            });
            let mut lines: Vec<String> = Vec::new();
            for (at, kept) in here {
                lines.push(format!("{}: {}", kept.criterion, kept.why));
                if let Some(cell) = row.cells[at].as_mut() {
                    let stood =
                        Stood { points: std::mem::take(&mut cell.points), reason: std::mem::take(&mut cell.reason) };
                    (cell.points, cell.reason, cell.stood) = (kept.points.clone(), kept.reason.clone(), Some(stood));
                }
            }
            if written > 0 && lines.is_empty() {
                lines.push(done.words_written.clone());
            }
            row.result = Some(lines.join("\n"));
        }
    }
}
