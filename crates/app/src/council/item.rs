//! One item of an agenda: points are proposed, voted on, decided or put off.

use thuocdo_assessment::council::{self, ItemState, Outcome, working};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Layer, Refusal};
use thuocdo_base::{Actor, Message, Number, read};
use thuocdo_store::{AgendaItem, SittingRow, Work};

use super::keep::{keeping, tell};
use super::room::Room;
use crate::layers::{Finding, Said, say};
use crate::{ActionError, App};

/// Which points are proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// What was appraised (giữ điểm thẩm định).
    Keep,
    /// The unit's own (theo tự chấm).
    Own,
    /// Others, as typed.
    Typed(String),
}

/// Puts points before the council; votes on other points are void.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is not open, the item is decided, or the points do not fit.
pub async fn propose(
    app: &App,
    actor: &Actor,
    (round, id, item): (&str, &str, &str),
    offer: Offer,
    conclusion: &str,
) -> Result<(), ActionError> {
    let (item, conclusion) = (item.to_owned(), conclusion.trim().to_owned());
    keeping!(app, actor, round, id, |work, room| {
        working(room.row.state)?;
        let item = room.item(&item)?.clone();
        if item.state == ItemState::Decided {
            return Err(because("council-decided"));
        }
        let points = points(&room, &item, &offer)?;
        let finding = Finding::of_points(&points);
        say::check(&room.frozen, &said(&item, &finding, &conclusion))?;
        let proposal = points.to_exact();
        if item.proposal.as_ref() != Some(&proposal) {
            work.clear_votes(&item.id).await?;
        }
        let facts = vec![
            ("unit", Fact::Text(item.unit.clone())),
            ("criterion", Fact::Text(item.criterion.clone())),
            ("points", Fact::Text(proposal.clone())),
        ];
        let next = AgendaItem { state: ItemState::Open, proposal: Some(proposal), conclusion, ..item };
        work.save_agenda_item(&next, actor.id()).await?;
        let row = SittingRow { current: Some(next.id.clone()), ..room.row };
        work.save_sitting(&row, actor.id()).await?;
        tell(work, &row, &actor, "council_propose", facts).await
    })
}

fn points(room: &Room, item: &AgendaItem, offer: &Offer) -> Result<Number, ActionError> {
    let at = |layer| room.board.points(&item.unit, &item.criterion, layer);
    match offer {
        Offer::Keep => at(Layer::Appraised).ok_or_else(|| because("council-no-points")),
        Offer::Own => at(Layer::Own).ok_or_else(|| because("council-no-points")),
        Offer::Typed(text) => read::typed(text)
            .map_err(|_| ActionError::Refused(vec![Message::new("answers-not-a-number").text("value", text.trim())])),
    }
}

/// Decides an item as it was voted (chốt nội dung).
///
/// # Errors
/// If the actor does not keep sittings, or quorum, votes or reason are missing.
pub async fn decide(
    app: &App,
    actor: &Actor,
    (round, id, item): (&str, &str, &str),
    conclusion: &str,
) -> Result<(), ActionError> {
    let (item, conclusion) = (item.to_owned(), conclusion.trim().to_owned());
    keeping!(app, actor, round, id, |work, room| {
        let item = room.item(&item)?.clone();
        let conclusion = if conclusion.is_empty() { item.conclusion.clone() } else { conclusion };
        settle(work, &actor, &room, &item, &conclusion).await?;
        turn(work, &actor, &room, &onward(&room, &item)).await
    })
}

/// Brings an item before the council, so that members see it before points are proposed.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is not open, or the item is decided.
pub async fn bring(app: &App, actor: &Actor, (round, id, item): (&str, &str, &str)) -> Result<(), ActionError> {
    let item = item.to_owned();
    keeping!(app, actor, round, id, |work, room| {
        working(room.row.state)?;
        let item = room.item(&item)?;
        if item.state == ItemState::Decided {
            return Err(because("council-decided"));
        }
        turn(work, &actor, &room, &item.id).await
    })
}

/// Turns the sitting to an item.
async fn turn(work: &mut Work, actor: &Actor, room: &Room, item: &str) -> Result<(), ActionError> {
    let row = SittingRow { current: Some(item.to_owned()), ..room.row.clone() };
    Ok(work.save_sitting(&row, actor.id()).await?)
}

/// What comes after an item: the next that is not settled, then the first; the item itself if all are.
fn onward(room: &Room, item: &AgendaItem) -> String {
    let waits =
        |other: &&AgendaItem| other.id != item.id && matches!(other.state, ItemState::Waiting | ItemState::Open);
    let after = room.items.iter().filter(waits).find(|other| other.position > item.position);
    after.or_else(|| room.items.iter().find(waits)).unwrap_or(item).id.clone()
}

/// Leaves an item without a decision: the points below count.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is not open, or the item is decided.
pub async fn put_off(app: &App, actor: &Actor, (round, id, item): (&str, &str, &str)) -> Result<(), ActionError> {
    let item = item.to_owned();
    keeping!(app, actor, round, id, |work, room| {
        working(room.row.state)?;
        let item = room.item(&item)?.clone();
        if item.state == ItemState::Decided {
            return Err(because("council-decided"));
        }
        leave(work, &actor, &room, &item).await?;
        turn(work, &actor, &room, &onward(&room, &item)).await
    })
}

/// Writes what was voted as the council's points, with its reason.
pub(super) async fn settle(
    work: &mut Work,
    actor: &Actor,
    room: &Room,
    item: &AgendaItem,
    conclusion: &str,
) -> Result<(), ActionError> {
    let count = room.count(work, item).await?;
    let (same, votes) = (room.is_same(item), (count.tally, count.revealed));
    let outcome = council::decide(room.row.state, room.quorum(), item.state, votes, same, conclusion)?;
    // What was proposed is voted on: a text that cannot be read must not be decided as nothing.
    let points = item.proposal.as_deref().map(Number::parse).transpose().map_err(ActionError::system)?;
    let points = points.unwrap_or_default();
    let finding = finding(outcome, &points);
    let event = say(work, actor, &room.frozen, said(item, &finding, conclusion)).await?;
    let decided = AgendaItem {
        state: ItemState::Decided,
        outcome: Some(outcome),
        decided: Some(points.to_exact()),
        decided_seq: Some(event.seq),
        conclusion: conclusion.to_owned(),
        ..item.clone()
    };
    Ok(work.save_agenda_item(&decided, actor.id()).await?)
}

/// What a decision says: recognized means that what was appraised counts, also where it hangs on other units.
pub fn finding(outcome: Outcome, points: &Number) -> Finding {
    match outcome {
        Outcome::Recognized => Finding { withdrawn: true, ..Finding::default() },
        Outcome::Adjusted => Finding::of_points(points),
    }
}

/// Marks an item as left without a decision.
pub(super) async fn leave(work: &mut Work, actor: &Actor, room: &Room, item: &AgendaItem) -> Result<(), ActionError> {
    let facts = vec![("unit", Fact::Text(item.unit.clone())), ("criterion", Fact::Text(item.criterion.clone()))];
    work.save_agenda_item(&AgendaItem { state: ItemState::PutOff, ..item.clone() }, actor.id()).await?;
    tell(work, &room.row, actor, "put_off", facts).await
}

fn said<'a>(item: &'a AgendaItem, finding: &'a Finding, reason: &'a str) -> Said<'a> {
    Said {
        unit: &item.unit,
        criterion: &item.criterion,
        layer: Layer::Council,
        finding,
        reason: Some(reason),
        kind: "council",
    }
}

fn because(key: &str) -> ActionError {
    Refusal::Because(Message::new(key)).into()
}
