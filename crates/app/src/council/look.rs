//! What the council sees: its sittings, one of them item by item, what could be on an agenda, the minutes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use thuocdo_assessment::clarification::Question;
use thuocdo_assessment::council::{Choice, ItemState, Presence, Quorum, Sitting, Tally};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::settings::Decision;
use thuocdo_assessment::table::judge_round;
use thuocdo_assessment::{Action, Layer, Roles, RoundStage, Verdict};
use thuocdo_base::{Actor, Number};
use thuocdo_store::{AgendaItem, Link, SittingRow};

use super::room::{Count, Room};
use crate::layers::{Board, Finding, board};
use crate::setup::frozen;
use crate::setup::ties::Tie;
use crate::{ActionError, App, may};

/// Sittings of a round.
#[derive(Clone, Debug)]
pub struct Sittings {
    /// Title of the round.
    pub title: String,
    /// Sittings with how many items they have and how many are decided.
    pub sittings: Vec<(SittingRow, usize, usize)>,
    /// Whether the viewer keeps sittings now.
    pub keeps: bool,
}

/// A member of a sitting as shown.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Role in the council.
    pub role: Role,
    /// How the member takes part.
    pub presence: Presence,
}

/// A sitting as shown.
#[derive(Clone, Debug)]
pub struct SittingView {
    /// Title of the round.
    pub title: String,
    /// The sitting.
    pub row: SittingRow,
    /// Members.
    pub seats: Vec<Seat>,
    /// Whether enough take part.
    pub quorum: Quorum,
    /// All items, short.
    pub items: Vec<Line>,
    /// The item that is looked at.
    pub item: Option<ItemView>,
    /// Whether the viewer keeps the sitting now.
    pub keeps: bool,
    /// Votes are sealed until all are in.
    pub blind: bool,
    /// The decision that founds the council.
    pub founded: Decision,
}

/// An item in the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The item.
    pub item: AgendaItem,
    /// Name of the unit.
    pub unit: String,
    /// Title of the criterion.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
}

/// What the viewer may do about votes on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mine {
    /// Does not vote at all.
    None,
    /// Is tied to the unit.
    Tied,
    /// Does not take part.
    Absent,
    /// May vote; what was said so far, as far as that can be read.
    May(Option<Choice>),
    /// Has voted, sealed.
    Sealed,
}

/// What the proposal would change for the unit: before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Total points.
    pub total: (Option<Number>, Option<Number>),
    /// Rank in the group.
    pub rank: (Option<u32>, Option<u32>),
    /// Grade, in Vietnamese and English.
    pub grade: (Option<String>, Option<String>),
}

/// An item as the meeting screen shows it.
#[derive(Clone, Debug)]
pub struct ItemView {
    /// The item.
    pub line: Line,
    /// Maximum for the unit.
    pub maximum: Number,
    /// The unit's own points.
    pub own: Option<Number>,
    /// Appraised points.
    pub appraised: Option<Number>,
    /// Why the appraised points are what they are.
    pub reason: Option<String>,
    /// Mean of the group's appraised points.
    pub mean: Option<Number>,
    /// Best of the group's appraised points.
    pub best: Option<Number>,
    /// Questions to the unit about the criterion.
    pub questions: Vec<Question>,
    /// How many votes were given.
    pub cast: usize,
    /// Counted; nothing while sealed.
    pub tally: Tally,
    /// Whether votes may be read.
    pub revealed: bool,
    /// Who voted what, once it may be read.
    pub votes: Vec<(String, Choice)>,
    /// Members who do not vote because they are tied to the unit.
    pub recused: Vec<(String, Tie)>,
    /// The viewer's own vote.
    pub mine: Mine,
    /// What the proposal would change.
    pub effect: Option<Effect>,
}

/// What could be on an agenda, and why.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub name: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Title of the criterion.
    pub title: String,
    /// The unit's own points.
    pub own: Option<Number>,
    /// Appraised points.
    pub appraised: Option<Number>,
    /// The unit holds to its own points.
    pub held: bool,
    /// Two appraisals differ and nobody settled it.
    pub twice: bool,
}

impl Candidate {
    /// How far appraised points are from the unit's own; nothing where one of them is missing.
    fn gap(&self) -> Option<Number> {
        let by = self.appraised.as_ref()? - self.own.as_ref()?;
        Some(if by.is_negative() { -by } else { by })
    }
}

/// Lists the sittings of a round.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who does not see the council.
pub async fn sittings(app: &App, actor: &Actor, round: &str) -> Result<Sittings, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewCouncil).await?;
    let title = frozen(app, &mut link, round).await?.title.clone();
    let agenda = link.agenda(round).await?;
    let rows = link.sittings(round).await?.into_iter().map(|row| {
        let mine = || agenda.iter().filter(|item| item.sitting == row.id);
        let (all, done) = (mine().count(), mine().filter(|item| item.state == ItemState::Decided).count());
        (row, all, done)
    });
    Ok(Sittings { title, sittings: rows.collect(), keeps: keeps(&roles, stage) })
}

fn keeps(roles: &Roles, stage: RoundStage) -> bool {
    judge_round(Action::KeepSitting, roles, stage) == Verdict::Yes
}

/// Shows a sitting with one item: the one at `place`, or the one before the council.
///
/// # Errors
/// As [`sittings`]; also if there is no such sitting.
pub async fn sitting(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    place: Option<u64>,
) -> Result<SittingView, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewCouncil).await?;
    let room = Room::of(app, &mut link, round, id).await?;
    let mut view = shown(&mut link, &room, keeps(&roles, stage)).await?;
    let at = |wanted: &AgendaItem| place.map(|place| wanted.position == place);
    let current = |item: &&AgendaItem| at(item).unwrap_or(Some(&item.id) == room.row.current.as_ref());
    if let Some(item) = room.items.iter().find(current).or(room.items.first()) {
        view.item = Some(item_view(&mut link, &room, item, actor.id(), true).await?);
    }
    Ok(view)
}

/// Shows a sitting with all its items: the minutes as the data has them.
///
/// # Errors
/// As [`sitting`].
pub async fn minutes(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
) -> Result<(SittingView, Vec<ItemView>), ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewCouncil).await?;
    let room = Room::of(app, &mut link, round, id).await?;
    let view = shown(&mut link, &room, false).await?;
    let mut items = Vec::new();
    for item in &room.items {
        items.push(item_view(&mut link, &room, item, actor.id(), false).await?);
    }
    Ok((view, items))
}

async fn shown(link: &mut Link, room: &Room, keeps: bool) -> Result<SittingView, ActionError> {
    let mut seats = Vec::new();
    for seat in &room.seats {
        let (account, role, presence) = (seat.account.clone(), seat.role, seat.presence);
        seats.push(Seat { name: name(link, &account).await?, account, role, presence });
    }
    Ok(SittingView {
        title: room.frozen.title.clone(),
        row: room.row.clone(),
        seats,
        quorum: room.quorum(),
        items: room.items.iter().map(|item| line(room, item)).collect(),
        item: None,
        keeps: keeps && room.row.state != Sitting::Closed,
        blind: room.frozen.settings.council.blind,
        founded: room.frozen.settings.council.decision.clone(),
    })
}

fn line(room: &Room, item: &AgendaItem) -> Line {
    let unit = room.frozen.unit(&item.unit);
    let node = unit.and_then(|unit| room.frozen.set_of(unit).find(&item.criterion));
    Line {
        unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        title: node.map(|node| node.title.clone()).unwrap_or_default(),
        title_en: node.and_then(|node| node.title_en.clone()),
        item: item.clone(),
    }
}

async fn item_view(
    link: &mut Link,
    room: &Room,
    item: &AgendaItem,
    viewer: &str,
    with_effect: bool,
) -> Result<ItemView, ActionError> {
    let unit = room.frozen.unit(&item.unit).ok_or(ActionError::NotAllowed)?;
    let node = room.frozen.set_of(unit).find(&item.criterion).ok_or(ActionError::NotAllowed)?;
    let count = room.count(link, item).await?;
    let group = room.frozen.units.iter().filter(|other| other.group == unit.group);
    let points: Vec<Number> =
        group.filter_map(|other| room.board.points(&other.code, &item.criterion, Layer::Appraised)).collect();
    let told = [Layer::Appraised, Layer::Preliminary].into_iter();
    let reason = told.filter_map(|layer| room.board.fact(&item.unit, &item.criterion, layer)).next();
    let mut votes = Vec::new();
    for (account, choice) in &count.choices {
        votes.push((name(link, account).await?, *choice));
    }
    let questions = crate::clarification::about(link, &room.row.round, &item.criterion).await?;
    let effect = if with_effect { effect(room, item) } else { None };
    Ok(ItemView {
        line: line(room, item),
        maximum: node.max_for(room.frozen.class_of(unit)).clone(),
        own: room.board.points(&item.unit, &item.criterion, Layer::Own),
        appraised: room.appraised(item),
        reason: reason.and_then(|row| row.reason.clone()),
        mean: mean(&points),
        best: points.into_iter().reduce(Number::most),
        questions: questions.into_iter().filter(|question| question.unit == item.unit).collect(),
        cast: count.votes.len(),
        tally: count.tally,
        revealed: count.revealed,
        votes,
        recused: recused(link, room, &item.unit).await?,
        mine: mine(room, &count, viewer, &item.unit),
        effect,
    })
}

fn mean(points: &[Number]) -> Option<Number> {
    let sum = points.iter().fold(Number::ZERO, |sum, one| &sum + one);
    sum.divided_by(&Number::from(i64::try_from(points.len()).ok()?))
}

async fn recused(link: &mut Link, room: &Room, unit: &str) -> Result<Vec<(String, Tie)>, ActionError> {
    let mut recused = Vec::new();
    for member in room.members().iter().filter(|member| member.votes) {
        if let Some(tie) = room.ties.between(&member.account, unit) {
            recused.push((name(link, &member.account).await?, tie.clone()));
        }
    }
    Ok(recused)
}

fn mine(room: &Room, count: &Count, viewer: &str, unit: &str) -> Mine {
    let seat = room.members().into_iter().find(|member| member.account == viewer && member.votes);
    let Some(seat) = seat else { return Mine::None };
    if room.ties.between(viewer, unit).is_some() {
        return Mine::Tied;
    }
    if seat.presence == Presence::Absent {
        return Mine::Absent;
    }
    let given = count.votes.iter().find(|vote| vote.account == viewer);
    match given {
        Some(vote) if vote.opened.is_none() => Mine::Sealed,
        _ => Mine::May(count.choices.iter().find(|(account, _)| account == viewer).map(|(_, choice)| *choice)),
    }
}

/// What a proposal would change; nothing once it is decided, because then it has.
fn effect(room: &Room, item: &AgendaItem) -> Option<Effect> {
    let proposal = item.proposal.as_deref().filter(|_| item.state != ItemState::Decided)?;
    let points = Number::parse(proposal).ok()?;
    let finding = Finding::of_points(&points);
    let after = room.board.with(&[(&item.unit, &item.criterion, Layer::Council, finding)]);
    let (was, will) = (standing(&room.board, &item.unit), standing(&after, &item.unit));
    Some(Effect { total: (was.0, will.0), rank: (was.1, will.1), grade: (was.2, will.2) })
}

/// Total, rank and grade of a unit as the council has it.
fn standing(board: &Board, unit: &str) -> (Option<Number>, Option<u32>, Option<String>) {
    let card = board.card(unit, Layer::Council);
    let row = board.frozen().unit(unit);
    let grade = card.and_then(|card| card.grade()).zip(row).and_then(|(grading, row)| {
        let bands = &board.frozen().set_of(row).grade_scales.get(grading.scale)?.bands;
        Some(bands.get(grading.band?)?.grade.clone())
    });
    let rank = board.rank_of(unit, Layer::Council).map(|entry| entry.rank);
    (card.map(|card| card.total().points.clone()), rank, grade)
}

/// What could be on an agenda: points that differ by at least `least`, held answers, double appraisals not settled.
///
/// # Errors
/// As [`sittings`]; for who keeps sittings alone.
pub async fn candidates(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    least: &Number,
) -> Result<(SittingView, Vec<Candidate>), ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::KeepSitting).await?;
    let room = Room::of(app, &mut link, round, id).await?;
    let board = board(app, &mut link, &room.frozen).await?;
    let agenda = link.agenda(round).await?;
    let taken: BTreeSet<(&str, &str)> = agenda
        .iter()
        .filter(|item| item.state != ItemState::PutOff || item.sitting == id)
        .map(|item| (item.unit.as_str(), item.criterion.as_str()))
        .collect();
    let mut held = BTreeSet::new();
    for row in link.questions(round, None, None).await?.into_iter().filter(|row| row.question.is_held()) {
        held.insert((row.question.unit, row.question.criterion));
    }
    let twice: BTreeMap<(String, String), ()> =
        link.unsettled_opinions(round).await?.into_iter().map(|pair| (pair, ())).collect();
    let mut found = Vec::new();
    for unit in &room.frozen.units {
        for (node, _) in room.frozen.criteria_of(unit) {
            let at = |layer| board.points(&unit.code, &node.code, layer);
            let (own, appraised) = (at(Layer::Own), at(Layer::Appraised));
            let key = (unit.code.clone(), node.code.clone());
            let (is_held, is_twice) = (held.contains(&key), twice.contains_key(&key));
            let differs = own.as_ref().zip(appraised.as_ref()).is_some_and(|(own, given)| apart(own, given, least));
            if (differs || is_held || is_twice) && !taken.contains(&(unit.code.as_str(), node.code.as_str())) {
                found.push(Candidate {
                    unit: unit.code.clone(),
                    name: unit.name.clone(),
                    criterion: node.code.clone(),
                    title: node.title.clone(),
                    own,
                    appraised,
                    held: is_held,
                    twice: is_twice,
                });
            }
        }
    }
    found.sort_by_key(|one| Reverse(one.gap()));
    Ok((shown(&mut link, &room, true).await?, found))
}

fn apart(own: &Number, given: &Number, least: &Number) -> bool {
    let by = if own > given { own - given } else { given - own };
    !by.is_zero() && by >= *least
}

async fn name(link: &mut Link, account: &str) -> Result<String, ActionError> {
    Ok(link.find_account(account).await?.map(|row| row.name).unwrap_or_default())
}
