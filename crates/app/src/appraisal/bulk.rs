//! Changes of many rows at once: the same checks as one, a count before, ten minutes to take them back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thuocdo_assessment::appraisal::UNDO_SECONDS;
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{BulkRow, Link, Work};

use super::place::{Place, Places};
use super::save::KIND;
use super::scene::Scene;
use crate::layers::{Finding, Said, say};
use crate::{ActionError, App};

/// Most rows of one change.
pub const MOST: usize = 200;

/// What is done with the chosen rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Points as the unit gave itself (bằng điểm tự chấm).
    Own,
    /// Points as the rule computes them from the unit's values (bằng điểm tính).
    Computed,
}

impl Kind {
    /// The word in forms and rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "tu-cham",
            Self::Computed => "diem-tinh",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Own, Self::Computed].into_iter().find(|kind| kind.word() == word)
    }
}

/// What a change of many rows does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Rows that change.
    pub changed: usize,
    /// Rows that stand so already.
    pub same: usize,
    /// Rows that cannot be changed: name of the unit and why.
    pub left: Vec<(String, Message)>,
}

/// One changed row, with what stood before.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Changed {
    unit: String,
    criterion: String,
    seq: u64,
    before: Option<Finding>,
    reason: Option<String>,
}

/// Says something about an item, and gives what stood before.
pub(super) async fn said(
    work: &mut Work,
    actor: &Actor,
    place: &Place,
    finding: &Finding,
    why: Option<&str>,
) -> Result<Changed, ActionError> {
    let (unit, node, _) = place.item()?;
    let (unit, criterion, layer) = (unit.code.as_str(), node.code.as_str(), place.layer);
    let (before, reason) = match place.board.said(unit, criterion, layer) {
        Some((row, before)) => (Some(before.clone()), row.reason.clone()),
        None => (None, None),
    };
    let event =
        say(work, actor, &place.frozen, Said { unit, criterion, layer, finding, reason: why, kind: KIND }).await?;
    Ok(Changed { unit: unit.to_owned(), criterion: criterion.to_owned(), seq: event.seq, before, reason })
}

/// Keeps what was changed, so that it can be taken back.
pub(super) async fn keep(
    work: &mut Work,
    actor: &Actor,
    round: &str,
    (id, kind): (String, &str),
    changed: &[Changed],
) -> Result<(), ActionError> {
    let items = serde_json::to_string(changed).map_err(ActionError::system)?;
    let (account, kind, at) = (actor.id().to_owned(), kind.to_owned(), work.now());
    Ok(work.save_bulk(round, &BulkRow { id, account, kind, items, at, undone_at: None }).await?)
}

/// Changes the chosen rows, or only counts what would change (`is_trial`).
///
/// # Errors
/// If the actor may not appraise one of them, or nothing was chosen.
pub async fn change(
    app: &App,
    actor: &Actor,
    round: &str,
    kind: Kind,
    items: Vec<(String, String)>,
    is_trial: bool,
) -> Result<Effect, ActionError> {
    let items: BTreeSet<(String, String)> = items.into_iter().collect();
    if items.is_empty() || items.len() > MOST {
        return Err(ActionError::Refused(vec![Message::new("appraisal-nothing-chosen").count("most", MOST)]));
    }
    let (inner, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), app.new_id());
    app.write(move |work| {
        Box::pin(async move {
            let places = Places::open(&inner, work, &actor, &round).await?;
            let (mut effect, mut changed) = (Effect::default(), Vec::new());
            for (unit, criterion) in &items {
                let place = match places.place(unit, criterion) {
                    Ok(place) => place,
                    Err(ActionError::Refused(reasons)) => {
                        effect.left.extend(reasons.into_iter().map(|reason| (unit.clone(), reason)));
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                row(work, &actor, &place, kind, is_trial, (&mut effect, &mut changed)).await?;
            }
            if !is_trial && !changed.is_empty() {
                keep(work, &actor, &round, (id, kind.word()), &changed).await?;
            }
            Ok(effect)
        })
    })
    .await
}

/// What such a change says about an item.
///
/// # Errors
/// Why the item cannot be changed with others: nothing was reported, or it is asked to be not applicable.
pub fn finding(place: &Place, kind: Kind) -> Result<Finding, Message> {
    let (unit, node) = match place.item() {
        Ok((unit, node, _)) => (&unit.code, &node.code),
        Err(_) => return Err(Message::new("appraisal-nothing-reported")),
    };
    let like = place.board.own(unit, node).ok_or_else(|| Message::new("appraisal-nothing-reported"))?;
    match kind {
        _ if like.not_applicable.is_some() => Err(Message::new("appraisal-na-by-hand")),
        Kind::Own => Ok(like.clone()),
        Kind::Computed => Ok(Finding { points: None, ..like.clone() }),
    }
}

async fn row(
    work: &mut Work,
    actor: &Actor,
    place: &Place,
    kind: Kind,
    is_trial: bool,
    (effect, changed): (&mut Effect, &mut Vec<Changed>),
) -> Result<(), ActionError> {
    let (unit, node, _) = place.item()?;
    let finding = match finding(place, kind) {
        Ok(finding) => finding,
        Err(why) => {
            effect.left.push((unit.name.clone(), why));
            return Ok(());
        }
    };
    let stands = place.board.said(&unit.code, &node.code, place.layer);
    if stands.is_some_and(|(_, before)| *before == finding) {
        effect.same += 1;
        return Ok(());
    }
    effect.changed += 1;
    if is_trial {
        return Ok(());
    }
    // Points as the unit has them need no reason any more.
    let kept = stands.and_then(|(row, _)| row.reason.clone()).filter(|_| kind == Kind::Computed);
    changed.push(said(work, actor, place, &finding, kept.as_deref()).await?);
    Ok(())
}

/// The last change of many rows, if it may still be taken back: its kind, how many rows, seconds left.
pub(super) async fn undoable(
    link: &mut Link,
    scene: &Scene,
    now: Timestamp,
) -> Result<Option<(String, usize, i64)>, ActionError> {
    if !scene.is_open() {
        return Ok(None);
    }
    let last = link.last_bulk(&scene.frozen.code, &scene.me).await?.filter(|row| row.undone_at.is_none());
    let left = |row: &BulkRow| UNDO_SECONDS - (now.micros() - row.at.micros()) / 1_000_000;
    let Some(row) = last.filter(|row| left(row) > 0) else { return Ok(None) };
    let changed: Vec<Changed> = serde_json::from_str(&row.items).map_err(ActionError::system)?;
    Ok(Some((row.kind.clone(), changed.len(), left(&row))))
}

/// Takes the last change of many rows back; rows that were changed since stay. Gives how many went back.
///
/// # Errors
/// If the actor may not, or there is nothing to take back any more.
pub async fn undo(app: &App, actor: &Actor, round: &str) -> Result<usize, ActionError> {
    let (inner, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let places = Places::open(&inner, work, &actor, &round).await?;
            let over = || ActionError::Refused(vec![Message::new("appraisal-undo-over")]);
            let last = work.last_bulk(&round, actor.id()).await?.ok_or_else(over)?;
            let age = (work.now().micros() - last.at.micros()) / 1_000_000;
            if age >= UNDO_SECONDS || !work.undo_bulk(&last.id).await? {
                return Err(over());
            }
            let changed: Vec<Changed> = serde_json::from_str(&last.items).map_err(ActionError::system)?;
            let mut back = 0;
            for one in changed {
                let place = match places.place(&one.unit, &one.criterion) {
                    Ok(place) => place,
                    Err(ActionError::Refused(_) | ActionError::NotAllowed) => continue,
                    Err(error) => return Err(error),
                };
                let now = place.board.fact(&one.unit, &one.criterion, place.layer);
                if now.is_none_or(|row| row.seq != one.seq) {
                    continue;
                }
                let finding = one.before.unwrap_or(Finding { withdrawn: true, ..Finding::default() });
                let (unit, criterion, layer) = (one.unit.as_str(), one.criterion.as_str(), place.layer);
                let reason = one.reason.as_deref();
                let said = Said { unit, criterion, layer, finding: &finding, reason, kind: KIND };
                say(work, &actor, &place.frozen, said).await?;
                back += 1;
            }
            Ok(back)
        })
    })
    .await
}
