//! Adding a fact: checked against the set, told by an event, never changed after.

use thuocdo_assessment::Layer;
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message};
use thuocdo_store::{Event, PointsFact, Work};

use super::finding::Finding;
use crate::ActionError;
use crate::setup::Frozen;

/// Most characters of a reason.
pub const MOST_REASON: usize = 2_000;

/// What is said of a criterion of a unit in a layer.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// Code of the criterion.
    pub criterion: &'a str,
    /// The layer.
    pub layer: Layer,
    /// What is found.
    pub finding: &'a Finding,
    /// Why.
    pub reason: Option<&'a str>,
    /// Kind of the event: `appraise`, `council`.
    pub kind: &'static str,
}

/// Adds a fact with its event, in this write. Who may is settled before.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the round has no such unit or the unit no such criterion,
/// [`ActionError::Refused`] if values cannot be read, points are out of bounds or the reason is too long.
pub async fn say(work: &mut Work, actor: &Actor, frozen: &Frozen, said: Said<'_>) -> Result<Event, ActionError> {
    check(frozen, &said)?;
    let answer = serde_json::to_string(said.finding).map_err(ActionError::system)?;
    let reason = said.reason.map(str::trim).filter(|reason| !reason.is_empty());
    let mut facts = vec![
        ("unit", Fact::Text(said.unit.to_owned())),
        ("criterion", Fact::Text(said.criterion.to_owned())),
        ("layer", Fact::Text(said.layer.word().to_owned())),
        ("finding", Fact::Json(answer.clone())),
    ];
    facts.extend(reason.map(|reason| ("reason", Fact::Text(reason.to_owned()))));
    let event = work.record(&frozen.code, said.kind, actor, &facts).await?;
    let fact = PointsFact {
        criterion: said.criterion,
        layer: said.layer.word(),
        seq: event.seq,
        answer: &answer,
        reason,
        account: actor.id(),
    };
    work.add_points(&frozen.code, said.unit, fact).await?;
    Ok(event)
}

/// Whether what is said fits the set.
///
/// # Errors
/// As [`say`].
pub fn check(frozen: &Frozen, said: &Said<'_>) -> Result<(), ActionError> {
    let unit = frozen.unit(said.unit).ok_or(ActionError::NotAllowed)?;
    let on_list = frozen.criterion_of(unit, said.criterion);
    let (node, _) = on_list.ok_or(ActionError::NotAllowed)?;
    let mut wrong = match said.finding.answer(node, frozen.class_of(unit)) {
        Ok(_) => Vec::new(),
        Err(wrong) => wrong,
    };
    if said.reason.is_some_and(|reason| reason.chars().count() > MOST_REASON) {
        wrong.push(Message::new("layers-reason-long").count("most", MOST_REASON));
    }
    if wrong.is_empty() { Ok(()) } else { Err(ActionError::Refused(wrong)) }
}
