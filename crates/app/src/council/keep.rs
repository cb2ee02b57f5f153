//! Planning, opening, presence, agenda, recognizing what nobody doubts, closing.

use thuocdo_assessment::council::{ItemState, Presence, Sitting, no_quorum, working};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::settings::Local;
use thuocdo_assessment::{Action, Layer, Stage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{AgendaItem, Conflict, SittingRow, Work};

use super::item;
use super::room::Room;
use crate::setup::{HOUSE, conflicts};
use crate::{ActionError, App, may};

/// Does something in a sitting, in one write, for who keeps it.
macro_rules! keeping {
    ($app:ident, $actor:ident, $round:ident, $id:ident, |$work:ident, $room:ident| $body:block) => {{
        let ($app, $actor, $round, $id) = ($app.clone(), $actor.clone(), $round.to_owned(), $id.to_owned());
        let writer = $app.clone();
        let job = async move |$work: &mut Work| {
            let $room = crate::council::keep::enter(&$app, $work, &$actor, &$round, &$id).await?;
            $body
        };
        writer.write(move |work| Box::pin(async move { job(work).await })).await
    }};
}
pub(super) use keeping;

/// What somebody typed to plan a sitting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSitting {
    /// Title.
    pub title: String,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
    /// Time of day, `08:00`.
    pub time: String,
    /// Place.
    pub place: String,
}

/// Plans a sitting; everybody with a role in the council belongs to it. Gives its id.
///
/// # Errors
/// If the actor does not keep sittings, title, day or time are missing, or the council has no members.
pub async fn create(app: &App, actor: &Actor, round: &str, new: &NewSitting) -> Result<String, ActionError> {
    let (actor, round, new, id) = (actor.clone(), round.to_owned(), new.clone(), app.new_id());
    let given = id.clone();
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::KeepSitting).await?;
            let held_at = Local::new(&new.date, &new.time).moment();
            let held_at = held_at.ok_or_else(|| refused("council-bad-moment"))?;
            if new.title.trim().is_empty() {
                return Err(refused("council-no-title"));
            }
            let members = members(work, &round).await?;
            let number = work.sittings(&round).await?.len() as u64 + 1;
            let row = SittingRow {
                id,
                round: round.clone(),
                number,
                title: new.title.trim().to_owned(),
                held_at,
                place: new.place.trim().to_owned(),
                state: Sitting::Planned,
                opened_at: None,
                closed_at: None,
                current: None,
                recognized: 0,
                version: 1,
            };
            work.insert_sitting(&row, &members).await?;
            tell(work, &row, &actor, "sitting_plan", Vec::new()).await
        })
    })
    .await?;
    Ok(given)
}

/// Accounts with their highest role in the council.
async fn members(work: &mut Work, round: &str) -> Result<Vec<(String, Role)>, ActionError> {
    let mut members: Vec<(String, Role)> = Vec::new();
    let council = [Role::CouncilChair, Role::CouncilSecretary, Role::CouncilMember];
    for row in work.grants_in(round).await?.into_iter().filter(|row| council.contains(&row.grant.role)) {
        match members.iter_mut().find(|(account, _)| *account == row.account) {
            Some((_, role)) => *role = (*role).min(row.grant.role),
            None => members.push((row.account, row.grant.role)),
        }
    }
    if members.is_empty() { Err(refused("council-no-members")) } else { Ok(members) }
}

/// Opens a sitting.
///
/// # Errors
/// If the actor does not keep sittings or it is not planned.
pub async fn open(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    keeping!(app, actor, round, id, |work, room| {
        if room.row.state != Sitting::Planned {
            return Err(refused("council-not-planned"));
        }
        let row = SittingRow { state: Sitting::Open, opened_at: Some(work.now()), ..room.row };
        work.save_sitting(&row, actor.id()).await?;
        tell(work, &row, &actor, "sitting_open", Vec::new()).await
    })
}

/// Says how members take part.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is closed, or an account is no member.
pub async fn set_presence(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    presence: Vec<(String, Presence)>,
) -> Result<(), ActionError> {
    keeping!(app, actor, round, id, |work, room| {
        if room.row.state == Sitting::Closed {
            return Err(working(room.row.state).err().map_or(ActionError::NotAllowed, ActionError::from));
        }
        for (account, presence) in presence {
            let seat = room.seats.iter().find(|seat| seat.account == account).ok_or(ActionError::NotAllowed)?;
            if seat.presence != presence {
                work.set_presence(&room.row.id, &account, seat.role, presence).await?;
                let facts =
                    vec![("member", Fact::Text(account.clone())), ("presence", Fact::Text(presence.word().to_owned()))];
                tell(work, &room.row, &actor, "presence", facts).await?;
            }
        }
        // Somebody who never votes may have left: then the others' votes open.
        let room = Room::of(&app, work, &room.row.round, &room.row.id).await?;
        for item in room.items.iter().filter(|item| item.state == ItemState::Open) {
            room.reveal_if_due(work, item).await?;
        }
        Ok(())
    })
}

/// Notes that a member is tied to the unit of an item, as declared in the sitting: the member does not vote on it.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is closed, there is no such member, or no ground is given.
pub async fn declare_tie(
    app: &App,
    actor: &Actor,
    (round, id, item): (&str, &str, &str),
    account: &str,
    ground: &str,
) -> Result<(), ActionError> {
    let (item, account, ground) = (item.to_owned(), account.to_owned(), ground.trim().to_owned());
    keeping!(app, actor, round, id, |work, room| {
        if room.row.state == Sitting::Closed {
            return Err(working(room.row.state).err().map_or(ActionError::NotAllowed, ActionError::from));
        }
        let unit = room.frozen.unit(&room.item(&item)?.unit).ok_or(ActionError::NotAllowed)?;
        if !room.members().iter().any(|member| member.votes && member.account == account) {
            return Err(ActionError::NotAllowed);
        }
        if ground.is_empty() {
            return Err(refused("setup-conflict-ground"));
        }
        let facts = vec![
            ("member", Fact::Text(account.clone())),
            ("reason", Fact::Text(ground.clone())),
            ("unit", Fact::Text(unit.code.clone())),
        ];
        let conflict = Conflict { account, org_unit: unit.org_unit.clone(), ground };
        work.save_conflict(&conflict).await?;
        work.record(HOUSE, "conflict", &actor, &conflicts::facts(&conflict)).await?;
        tell(work, &room.row, &actor, "declare_tie", facts).await?;
        // The others' votes may be all there are now.
        let room = Room::of(&app, work, &room.row.round, &room.row.id).await?;
        for item in room.items.iter().filter(|item| item.state == ItemState::Open) {
            room.reveal_if_due(work, item).await?;
        }
        Ok(())
    })
}

/// Puts criteria of units on the agenda; what is there already stays.
///
/// # Errors
/// If the actor does not keep sittings, the sitting is closed, or there is no such criterion.
pub async fn add_items(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    picked: Vec<(String, String)>,
) -> Result<usize, ActionError> {
    keeping!(app, actor, round, id, |work, room| {
        if room.row.state == Sitting::Closed {
            return Err(working(room.row.state).err().map_or(ActionError::NotAllowed, ActionError::from));
        }
        let mut position = room.items.len() as u64;
        let before = position;
        for (unit, criterion) in picked {
            let row = room.frozen.unit(&unit).ok_or(ActionError::NotAllowed)?;
            if !room.frozen.criteria_of(row).any(|(node, _)| node.code == criterion) {
                return Err(ActionError::NotAllowed);
            }
            if room.items.iter().any(|item| item.unit == unit && item.criterion == criterion) {
                continue;
            }
            position += 1;
            let facts = vec![("unit", Fact::Text(unit.clone())), ("criterion", Fact::Text(criterion.clone()))];
            let item = AgendaItem {
                id: app.new_id(),
                sitting: room.row.id.clone(),
                unit,
                criterion,
                position,
                state: ItemState::Waiting,
                proposal: None,
                outcome: None,
                decided: None,
                conclusion: String::new(),
                decided_seq: None,
                version: 1,
            };
            work.insert_agenda_item(&room.row.round, &item).await?;
            tell(work, &room.row, &actor, "agenda", facts).await?;
        }
        Ok(usize::try_from(position - before).unwrap_or_default())
    })
}

/// Recognizes all appraised points that are on no agenda, in one action (công nhận tất cả phần không thay đổi).
///
/// # Errors
/// If the actor does not keep sittings, the sitting is not open, or too few take part.
pub async fn recognize_all(app: &App, actor: &Actor, round: &str, id: &str) -> Result<u64, ActionError> {
    keeping!(app, actor, round, id, |work, room| {
        working(room.row.state)?;
        if !room.quorum().is_met() {
            return Err(no_quorum(room.quorum()).into());
        }
        let agenda = work.agenda(&room.row.round).await?;
        let mut count = 0;
        for record in work.list_records(&room.row.round).await? {
            let handed_in = matches!(record.record.stage, Stage::Submitted { .. });
            let Some(unit) = room.frozen.unit(&record.record.unit).filter(|_| handed_in) else { continue };
            let on_agenda = |code: &str| agenda.iter().any(|item| item.unit == unit.code && item.criterion == code);
            let told = |code: &str| room.board.fact(&unit.code, code, Layer::Council).is_some();
            let criteria = room.frozen.criteria_of(unit).map(|(node, _)| node.code.as_str());
            count += criteria.filter(|code| !on_agenda(code) && !told(code)).count() as u64;
        }
        let row = SittingRow { recognized: count, ..room.row };
        work.save_sitting(&row, actor.id()).await?;
        tell(work, &row, &actor, "recognize", vec![("count", Fact::Whole(count))]).await?;
        Ok(count)
    })
}

/// Closes a sitting: sealed votes open, what is voted is decided, the rest is put off, nothing changes any more.
///
/// # Errors
/// If the actor does not keep sittings or the sitting is not open.
pub async fn close(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    keeping!(app, actor, round, id, |work, room| {
        working(room.row.state)?;
        for one in room.items.iter().filter(|item| matches!(item.state, ItemState::Open | ItemState::Waiting)) {
            work.reveal_votes(&one.id).await?;
            match item::settle(work, &actor, &room, one, &one.conclusion).await {
                Ok(()) => {}
                Err(ActionError::Refused(_)) => item::leave(work, &actor, &room, one).await?,
                Err(error) => return Err(error),
            }
        }
        let row = SittingRow { state: Sitting::Closed, closed_at: Some(work.now()), ..room.row };
        work.save_sitting(&row, actor.id()).await?;
        tell(work, &row, &actor, "sitting_close", Vec::new()).await
    })
}

/// The sitting, for who keeps it.
pub(super) async fn enter(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    round: &str,
    id: &str,
) -> Result<Room, ActionError> {
    may::round(work, actor, round, Action::KeepSitting).await?;
    Room::of(app, work, round, id).await
}

pub(super) fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}

/// Writes an event of a sitting.
pub(super) async fn tell(
    work: &mut Work,
    row: &SittingRow,
    actor: &Actor,
    kind: &str,
    more: Vec<(&str, Fact)>,
) -> Result<(), ActionError> {
    let facts: Vec<(&str, Fact)> = [("sitting", Fact::Text(row.id.clone())), ("number", Fact::Whole(row.number))]
        .into_iter()
        .chain(more)
        .collect();
    work.record(&row.round, kind, actor, &facts).await?;
    Ok(())
}
