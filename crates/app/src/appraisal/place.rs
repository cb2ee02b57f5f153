//! Items that somebody may appraise now, inside a write: one by a few looks, many by the same few.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thuocdo_assessment::appraisal::Appraiser;
use thuocdo_assessment::{Action, Layer, Record, Refusal};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::appraisals::ItemState;
use thuocdo_store::{RoundUnit, Work};

use super::scene::{appraiser, layer_of, may_appraise};
use crate::layers::{Board, Finding, board};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// An item as it stands before somebody says something about it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The round as it was frozen.
    pub frozen: Arc<Frozen>,
    /// Its points.
    pub board: Arc<Board>,
    /// The layer that is written.
    pub layer: Layer,
    unit: String,
    criterion: String,
}

impl Place {
    /// An item of a round by its codes; who may say something about it is settled elsewhere.
    pub fn of(board: &Arc<Board>, layer: Layer, unit: &str, criterion: &str) -> Self {
        let (frozen, board) = (Arc::clone(board.frozen()), Arc::clone(board));
        Self { frozen, board, layer, unit: unit.to_owned(), criterion: criterion.to_owned() }
    }

    /// Settles that somebody may appraise an item now.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] if it was not given to them or a tie bars them; a reason if the time is not there.
    pub(super) async fn open(
        app: &App,
        work: &mut Work,
        actor: &Actor,
        round: &str,
        (unit, criterion): (&str, &str),
    ) -> Result<Self, ActionError> {
        let (record, roles) = match may::record_unasked(work, actor, round, unit, Action::Appraise).await {
            Err(ActionError::Refused(reasons)) => {
                // Who sees the record for another reason is not told that it is appraised here.
                may::round(work, actor, round, Action::CompleteAppraisal).await?;
                return Err(ActionError::Refused(reasons));
            }
            given => given?,
        };
        let frozen = frozen(app, work, round).await?;
        let who = appraiser(work, round, actor.id(), roles).await?;
        let board = board(app, work, &frozen).await?;
        let layer = layer_of(record.round_stage);
        let place = Self::of(&board, layer, unit, criterion);
        let group = place.given_to(&who)?.group.clone();
        let state = work.appraisal_state(round, (layer.word(), &group), &place.unit, &place.criterion).await?;
        place.settle(actor.id(), state)?;
        Ok(place)
    }

    /// The unit, if the item was given to this person and no tie bars them.
    fn given_to(&self, who: &Appraiser) -> Result<&RoundUnit, ActionError> {
        let (row, node, _) = self.item()?;
        if may_appraise(&self.frozen, who, row, node) { Ok(row) } else { Err(ActionError::NotAllowed) }
    }

    /// Whether what else happened to the item lets it be changed.
    ///
    /// # Errors
    /// It was handed over, waits for a second opinion, or this stage is not about it.
    pub fn settle(&self, me: &str, state: ItemState) -> Result<(), ActionError> {
        let refused = |key: &str| Err(Refusal::Because(Message::new(key)).into());
        if state.is_fed {
            return refused("appraisal-fed-by-survey");
        }
        if state.is_done {
            return refused("appraisal-is-done");
        }
        let first = self.board.fact(&self.unit, &self.criterion, Layer::Preliminary);
        if state.waits_for_second && first.is_some_and(|first| first.account != me) {
            return refused("appraisal-waits-for-second");
        }
        let counting = self.board.counting(&self.unit, &self.criterion, Layer::Preliminary);
        let left = counting != Some(Layer::Preliminary);
        if self.layer == Layer::Appraised && !left && !state.is_second {
            return refused("appraisal-from-below");
        }
        Ok(())
    }

    /// The unit, node and criterion.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] if the round has no such item.
    pub fn item(&self) -> Result<(&RoundUnit, &Node, &Criterion), ActionError> {
        let unit = self.frozen.unit(&self.unit).ok_or(ActionError::NotAllowed)?;
        let found = self.frozen.criterion_of(unit, &self.criterion);
        let (node, criterion) = found.ok_or(ActionError::NotAllowed)?;
        Ok((unit, node, criterion))
    }

    /// What a finding comes to; `taken` is known where the layer below is taken over.
    pub(super) fn points(&self, finding: &Finding, taken: Option<Number>) -> Option<Number> {
        if finding.withdrawn {
            return None;
        }
        let given = finding.points.as_deref().and_then(|text| Number::parse(text).ok());
        taken.or(given.filter(|_| finding.not_applicable.is_none())).or_else(|| {
            let said = [(self.unit.as_str(), self.criterion.as_str(), self.layer, finding.clone())];
            self.board.with(&said).points(&self.unit, &self.criterion, self.layer)
        })
    }
}

/// All items of a round, looked up at once for somebody who changes many.
pub(super) struct Places {
    board: Arc<Board>,
    layer: Layer,
    me: String,
    who: Appraiser,
    records: BTreeMap<String, Record>,
    /// Handed over, by criterion and group.
    done: BTreeSet<(String, String)>,
    /// Drawn and without a second opinion, by unit and criterion.
    waiting: BTreeSet<(String, String)>,
    /// Asked about or flagged, by unit and criterion.
    second: BTreeSet<(String, String)>,
    /// What surveys feed: unit (empty: every unit) and criterion.
    fed: BTreeSet<(String, String)>,
}

impl Places {
    /// Looks everything up that settles whether somebody may appraise an item of a round now.
    ///
    /// # Errors
    /// If the actor does not appraise in the round, or it is not the time.
    pub(super) async fn open(app: &App, work: &mut Work, actor: &Actor, round: &str) -> Result<Self, ActionError> {
        let (stage, roles) = may::round(work, actor, round, Action::CompleteAppraisal).await?;
        let frozen = frozen(app, work, round).await?;
        let (who, layer) = (appraiser(work, round, actor.id(), roles).await?, layer_of(stage));
        let board = board(app, work, &frozen).await?;
        let records = work.list_records(round).await?.into_iter().map(|row| (row.record.unit.clone(), row.record));
        let records = records.collect();
        let done = work.appraisals_done(round, layer.word()).await?.into_iter();
        let seconds = work.second_opinions(round, None).await?.into_iter().filter(|row| row.account.is_none());
        let asked = work.asked_about(round, None).await?.into_iter().map(|row| (row.unit, row.criterion));
        let noted = work.verifications(round, None).await?.into_iter().map(|row| (row.unit, row.criterion));
        let fed = work.fed_by_surveys(round).await?.into_iter().collect();
        Ok(Self {
            board,
            layer,
            me: actor.id().to_owned(),
            who,
            records,
            done: done.map(|row| (row.criterion, row.group)).collect(),
            waiting: seconds.map(|row| (row.unit, row.criterion)).collect(),
            second: asked.chain(noted).collect(),
            fed,
        })
    }

    /// Settles that an item may be appraised now, as [`Place::open`] does.
    ///
    /// # Errors
    /// As [`Place::open`].
    pub(super) fn place(&self, unit: &str, criterion: &str) -> Result<Place, ActionError> {
        let record = self.records.get(unit).ok_or(ActionError::NotAllowed)?;
        may::with_record(record, &self.who.roles, Action::Appraise)?;
        let place = Place::of(&self.board, self.layer, unit, criterion);
        let group = place.given_to(&self.who)?.group.clone();
        let (item, of_group) = ((unit.to_owned(), criterion.to_owned()), (criterion.to_owned(), group));
        let state = ItemState {
            is_done: self.done.contains(&of_group),
            waits_for_second: self.waiting.contains(&item),
            is_second: self.second.contains(&item),
            is_fed: self.fed.contains(&item) || self.fed.contains(&(String::new(), item.1.clone())),
        };
        place.settle(&self.me, state)?;
        Ok(place)
    }
}
