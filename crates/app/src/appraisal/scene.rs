//! What is known of a round under appraisal, and what of it somebody may see and change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thuocdo_assessment::appraisal::{Appraiser, Item, is_second};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::table::{Verdict, allowed};
use thuocdo_assessment::{Action, Layer, Roles, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::set::{Criterion, Node, Source};
use thuocdo_store::{DoneRow, Link, RoundUnit, SecondRow};

use crate::layers::{Board, board};
use crate::setup::appraised::codes_of;
use crate::setup::ties::Ties;
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// A round under appraisal, as one person sees it.
#[derive(Debug)]
pub struct Scene {
    /// Account of who looks.
    pub me: String,
    /// Where the round stands.
    pub stage: RoundStage,
    /// The layer that is written at this stage, or was written last.
    pub layer: Layer,
    /// Who looks, as an appraiser.
    pub who: Appraiser,
    /// Whether another role lets them see everything.
    pub sees_all: bool,
    /// The round as it was frozen.
    pub frozen: Arc<Frozen>,
    /// Its points.
    pub board: Arc<Board>,
    /// What was handed over in this layer, by criterion and group.
    pub done: BTreeMap<(String, String), DoneRow>,
    /// Where the last question about an item stands, by unit and criterion.
    pub asked: BTreeMap<(String, String), String>,
    /// Items with a note or visit.
    pub flagged: BTreeSet<(String, String)>,
    /// Items that were drawn to be appraised twice.
    pub seconds: BTreeMap<(String, String), SecondRow>,
    /// Items whose figures a survey gives or would have given, by unit (empty: every unit) and criterion.
    pub fed: BTreeSet<(String, String)>,
}

/// The layer that pages of a stage are about.
pub fn layer_of(stage: RoundStage) -> Layer {
    if stage <= RoundStage::Clarification { Layer::Preliminary } else { Layer::Appraised }
}

/// The layer that stands below one of appraisal.
pub fn below(layer: Layer) -> Layer {
    if layer == Layer::Appraised { Layer::Preliminary } else { Layer::Own }
}

/// Somebody as an appraiser of a round, with what bars them.
///
/// # Errors
/// If the store does not answer.
pub async fn appraiser(link: &mut Link, round: &str, account: &str, roles: Roles) -> Result<Appraiser, ActionError> {
    Ok(Appraiser { roles, ties: Ties::of(link, round, account).await?.units_of(account) })
}

impl Scene {
    /// Loads what somebody may see, of one criterion or of all.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
    pub async fn load(
        app: &App,
        link: &mut Link,
        actor: &Actor,
        round: &str,
        criterion: Option<&str>,
    ) -> Result<Self, ActionError> {
        let (stage, roles) = may::round(link, actor, round, Action::ViewAppraisal).await?;
        let sees = |role: Role| {
            role != Role::Appraiser && allowed(Action::ViewAppraisal, role, stage, None, false) == Verdict::Yes
        };
        let sees_all = roles.grants.iter().any(|grant| sees(grant.role));
        let who = appraiser(link, round, actor.id(), roles).await?;
        let frozen = frozen(app, link, round).await?;
        let board = board(app, link, &frozen).await?;
        let layer = layer_of(stage);
        let key = |unit: String, criterion: String| (unit, criterion);
        let done = link.appraisals_done(round, layer.word()).await?.into_iter();
        let asked = link.asked_about(round, criterion).await?.into_iter();
        let noted = link.verifications(round, criterion).await?.into_iter();
        let seconds = link.second_opinions(round, criterion).await?.into_iter();
        Ok(Self {
            me: actor.id().to_owned(),
            stage,
            layer,
            who,
            sees_all,
            frozen,
            board,
            done: done.map(|row| ((row.criterion.clone(), row.group.clone()), row)).collect(),
            fed: link.fed_by_surveys(round).await?.into_iter().collect(),
            asked: asked.map(|row| (key(row.unit, row.criterion), row.state)).collect(),
            flagged: noted.map(|row| key(row.unit, row.criterion)).collect(),
            seconds: seconds.map(|row| (key(row.unit.clone(), row.criterion.clone()), row)).collect(),
        })
    }

    /// Whether the stage lets appraisers write.
    pub fn is_open(&self) -> bool {
        Layer::written_at(self.stage) == Some(self.layer)
    }

    /// Whether this person may appraise an item, stage aside.
    pub fn may(&self, unit: &RoundUnit, node: &Node) -> bool {
        may_appraise(&self.frozen, &self.who, unit, node)
    }

    /// Whether this person sees an item at all.
    pub fn sees(&self, unit: &RoundUnit, node: &Node) -> bool {
        is_appraised(unit, node) && (self.sees_all || self.may(unit, node))
    }

    /// Items of a unit that this person sees, in the order of the set.
    pub fn items_of<'a>(&'a self, unit: &'a RoundUnit) -> impl Iterator<Item = (&'a Node, &'a Criterion)> {
        self.frozen.criteria_of(unit).filter(|(node, _)| self.sees(unit, node))
    }

    /// Units of a criterion that this person sees, in the order of the round.
    pub fn units_of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = (&'a RoundUnit, &'a Node, &'a Criterion)> {
        self.frozen.units.iter().filter_map(move |unit| {
            let (node, criterion) = self.frozen.criterion_of(unit, code)?;
            self.sees(unit, node).then_some((unit, node, criterion))
        })
    }

    /// Whether this stage's appraisal is about an item: the second is about what was asked, flagged or left open.
    pub fn is_in_turn(&self, unit: &str, criterion: &str) -> bool {
        let key = (unit.to_owned(), criterion.to_owned());
        let left = self.board.counting(unit, criterion, Layer::Preliminary) != Some(Layer::Preliminary);
        self.layer != Layer::Appraised || left || is_second(self.asked.contains_key(&key), self.flagged.contains(&key))
    }

    /// Why this person cannot change an item now; `None` if they can.
    pub fn closed(&self, unit: &RoundUnit, node: &Node) -> Option<Message> {
        if !self.is_open() || !self.may(unit, node) {
            return Some(Message::new("appraisal-only-look"));
        }
        if self.is_fed(&unit.code, &node.code) {
            return Some(Message::new("appraisal-fed-by-survey"));
        }
        if self.done.contains_key(&(node.code.clone(), unit.group.clone())) {
            return Some(Message::new("appraisal-is-done"));
        }
        if !self.is_in_turn(&unit.code, &node.code) {
            return Some(Message::new("appraisal-from-below"));
        }
        self.is_blind(unit, node).then(|| Message::new("appraisal-waits-for-second"))
    }

    /// Whether a survey stands behind an item, so that nobody types its figures.
    pub fn is_fed(&self, unit: &str, criterion: &str) -> bool {
        [unit, ""].iter().any(|unit| self.fed.contains(&((*unit).to_owned(), criterion.to_owned())))
    }

    /// Whether the first opinion is kept from this person: they may yet be the one who gives the second.
    pub fn is_blind(&self, unit: &RoundUnit, node: &Node) -> bool {
        let key = (unit.code.clone(), node.code.clone());
        let waits = self.seconds.get(&key).is_some_and(|row| row.account.is_none());
        let first = self.board.fact(&unit.code, &node.code, Layer::Preliminary);
        waits && self.may(unit, node) && first.is_some_and(|row| row.account != self.me)
    }
}

/// Whether an item is appraised by people at all: not what other publications say, nor units outside the assessment.
pub(super) fn is_appraised(unit: &RoundUnit, node: &Node) -> bool {
    unit.excluded.is_none() && node.criterion().is_some_and(|criterion| criterion.source != Source::Publication)
}

/// Whether somebody may appraise an item of a round.
pub(super) fn may_appraise(frozen: &Frozen, who: &Appraiser, unit: &RoundUnit, node: &Node) -> bool {
    let codes = codes_of(frozen.set_of(unit), node);
    who.may(&Item { unit: &unit.code, group: &unit.group, codes: &codes })
}
