//! What a round comes to, as documents need it: from a frozen result, or from the board while the round goes on.

use std::collections::BTreeMap;

use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::Number;
use thuocdo_criteria::set::NodeId;
use thuocdo_publication::model::{CardPart, UnitPart};
use thuocdo_publication::{Publication, json};
use thuocdo_scoring::card::State;
use thuocdo_store::Link;

use crate::decision::result::{self, As};
use crate::layers::{Board, board};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// Results of a round, unit by unit.
pub(super) struct Outcome {
    /// Units in the order of groups and ranks, those without rank last in their group.
    pub(super) units: Vec<Unit>,
    /// The decision that published it: number, date, issuer.
    pub(super) decision: Option<(String, String, String)>,
}

/// Results of one unit.
pub(super) struct Unit {
    /// Code.
    pub(super) code: String,
    /// Name.
    pub(super) name: String,
    /// Name of the ranking group.
    pub(super) group: String,
    /// Rank in the group.
    pub(super) rank: Option<u32>,
    /// Grade after rules.
    pub(super) grade: Option<String>,
    /// Points of the whole set.
    pub(super) total: Points,
    /// Points by node of the set, without the root.
    pub(super) lines: Vec<(NodeId, Points)>,
}

/// Points of a node in the layers.
#[derive(Clone, Debug, Default)]
pub(super) struct Points {
    /// Maximum for the unit.
    pub(super) max: Number,
    /// The unit's own.
    pub(super) own: Option<Number>,
    /// Appraised.
    pub(super) appraised: Option<Number>,
    /// Those that count.
    pub(super) last: Option<Number>,
    /// Why they are what they are.
    pub(super) reason: Option<String>,
}

impl Unit {
    /// Points of a node.
    pub(super) fn at(&self, node: NodeId) -> Option<&Points> {
        self.lines.iter().find(|(id, _)| *id == node).map(|(_, points)| points)
    }
}

impl Points {
    /// Whether what counts differs from the unit's own.
    pub(super) fn differs(&self) -> bool {
        self.own.as_ref().zip(self.appraised.as_ref().or(self.last.as_ref())).is_some_and(|(own, given)| own != given)
    }
}

/// The frozen result that documents of approval and publication stand on: what is published, else what is proposed,
/// else what would be proposed now.
///
/// # Errors
/// [`ActionError::Refused`] with what keeps the round from having one.
pub(super) async fn settled(
    app: &App,
    link: &mut Link,
    round: &str,
    stage: RoundStage,
) -> Result<Outcome, ActionError> {
    let frozen = frozen(app, link, round).await?;
    let proposed = match link.proposals(round).await?.into_iter().next() {
        Some(row) if row.published_at.is_none() && row.proposal.state.is_open() => {
            link.proposed_body(round, &row.proposal).await?
        }
        _ => None,
    };
    let publication = match (proposed, app.store.latest(round).await?) {
        (Some(body), _) => json::read(body.as_bytes()).map_err(ActionError::system)?,
        (None, Some(published)) => published,
        (None, None) => {
            let board = board(app, link, &frozen).await?;
            result::seal(link, &board, As { version: 1, because: None, stage }).await?.publication
        }
    };
    Ok(of_publication(&frozen, &publication))
}

/// The published result.
///
/// # Errors
/// [`ActionError::NotAllowed`] if there is none.
pub(super) async fn published(app: &App, link: &mut Link, round: &str) -> Result<Outcome, ActionError> {
    let frozen = frozen(app, link, round).await?;
    let publication = app.store.latest(round).await?.ok_or(ActionError::NotAllowed)?;
    Ok(of_publication(&frozen, &publication))
}

fn of_publication(frozen: &Frozen, publication: &Publication) -> Outcome {
    let by_code: BTreeMap<&str, &UnitPart> = publication.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let appraised = publication.layers.iter().position(|layer| layer == Layer::Appraised.word());
    let mut units = Vec::new();
    for group in &publication.groups {
        let ranked = group.ranking.iter().map(|entry| (entry.unit.as_str(), Some(entry.rank)));
        let unranked = group.unranked.iter().map(|entry| (entry.unit.as_str(), None));
        for (code, rank) in ranked.chain(unranked) {
            let Some((part, row)) = by_code.get(code).copied().zip(frozen.unit(code)) else { continue };
            let (own, last) = (part.cards.first(), part.cards.last());
            let middle = appraised.and_then(|at| part.cards.get(at));
            let points = |code: &str| points(code, own, middle, last);
            let nodes = frozen.set_of(row).nodes.iter().skip(1);
            units.push(Unit {
                code: part.code.clone(),
                name: part.name.clone(),
                group: group.name.clone(),
                rank,
                grade: last.and_then(|card| card.grade.clone()),
                total: points("").unwrap_or_default(),
                lines: nodes.filter_map(|node| Some((node.id, points(&node.code)?))).collect(),
            });
        }
    }
    let decision = publication.decision.as_ref();
    Outcome { units, decision: decision.map(|it| (it.number.clone(), it.date.clone(), it.issuer.clone())) }
}

fn points(code: &str, own: Option<&CardPart>, middle: Option<&CardPart>, last: Option<&CardPart>) -> Option<Points> {
    let line = |card: Option<&CardPart>| card?.lines.iter().find(|line| line.code == code).cloned();
    let exact = |card: Option<&CardPart>| {
        let line = line(card).filter(|line| line.state == "scored" || line.code.is_empty())?;
        Number::parse(&line.exact).ok()
    };
    let counting = line(last)?;
    Some(Points {
        max: Number::parse(&counting.max).unwrap_or_default(),
        own: exact(own),
        appraised: exact(middle),
        last: exact(last),
        reason: counting.reason,
    })
}

/// The round as appraisers have it now.
pub(super) fn of_board(board: &Board) -> Outcome {
    let frozen = board.frozen();
    let mut units: Vec<(usize, Unit)> = Vec::new();
    for unit in &frozen.units {
        let set = frozen.set_of(unit);
        let group = frozen.groups.iter().position(|group| group.code == unit.group).unwrap_or_default();
        let at = |node: &thuocdo_criteria::set::Node| {
            let last = line(board, &unit.code, node.id, Layer::Appraised)?;
            let reason = [Layer::Appraised, Layer::Preliminary].into_iter();
            let reason = reason.filter_map(|layer| board.fact(&unit.code, &node.code, layer)?.reason.clone()).next();
            let own = line(board, &unit.code, node.id, Layer::Own).map(|(points, _)| points);
            let given = Some(last.0);
            Some((node.id, Points { max: last.1, own, appraised: given.clone(), last: given, reason }))
        };
        let root = set.nodes.first().and_then(at).map(|(_, points)| points).unwrap_or_default();
        units.push((
            group,
            Unit {
                code: unit.code.clone(),
                name: unit.name.clone(),
                group: frozen.groups.get(group).map(|group| group.name.clone()).unwrap_or_default(),
                rank: board.rank_of(&unit.code, Layer::Appraised).map(|entry| entry.rank),
                grade: None,
                total: root,
                lines: set.nodes.iter().skip(1).filter_map(at).collect(),
            },
        ));
    }
    units.sort_by_key(|(group, unit)| (*group, unit.rank.unwrap_or(u32::MAX)));
    Outcome { units: units.into_iter().map(|(_, unit)| unit).collect(), decision: None }
}

fn line(board: &Board, unit: &str, node: NodeId, layer: Layer) -> Option<(Number, Number)> {
    let line = board.card(unit, layer)?.lines.get(node.index())?;
    let counts = matches!(line.state, State::Scored | State::Missing);
    counts.then(|| (line.points.clone(), line.applicable.clone()))
}
