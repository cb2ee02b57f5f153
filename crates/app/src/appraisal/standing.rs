//! Where one item stands: what is below, what was said, what is lacking.

use thuocdo_assessment::Layer;
use thuocdo_assessment::appraisal::{Judged, Lack, lack};
use thuocdo_base::Number;
use thuocdo_criteria::set::Criterion;
use thuocdo_store::PointsRow;

use super::scene::{Scene, below};
use crate::layers::{Board, Finding};
use crate::setup::frozen::is_self_assessed;
use crate::submission::sheet::Row;

/// Where one item stands in a layer.
#[derive(Clone, Debug)]
pub(super) struct Standing<'a> {
    /// What was last said in the layer and not taken back.
    pub(super) fact: Option<&'a PointsRow>,
    /// Points that count in the layer.
    pub(super) points: Option<Number>,
    /// Whether they differ from the layer below.
    pub(super) differs: bool,
    /// What is lacking.
    pub(super) lack: Option<Lack>,
}

/// What a unit submitted of a criterion, with all that a page shows of it.
pub(super) fn own_row(board: &Board, unit: &str, criterion: &str) -> Option<Row> {
    serde_json::from_str(&board.fact(unit, criterion, Layer::Own)?.answer).ok()
}

/// What would say the same as the layer below: its finding, or the unit's own answer.
pub(super) fn like_below<'a>(board: &'a Board, unit: &str, criterion: &str, layer: Layer) -> Option<&'a Finding> {
    let beneath = match below(layer) {
        Layer::Own => None,
        layer => board.said(unit, criterion, layer).map(|(_, finding)| finding),
    };
    beneath.or_else(|| board.own(unit, criterion))
}

impl Scene {
    /// Where an item stands in this layer.
    pub(super) fn standing(&self, unit: &str, code: &str, criterion: &Criterion) -> Standing<'_> {
        let said = self.board.said(unit, code, self.layer);
        let is_in_turn = self.is_in_turn(unit, code);
        let beneath = is_self_assessed(criterion) || self.layer == Layer::Appraised;
        let below = self.board.points(unit, code, below(self.layer)).filter(|_| beneath);
        let points = match &said {
            Some(_) => self.board.points(unit, code, self.layer),
            None if !is_in_turn => below.clone(),
            None => None,
        };
        // A rule that looks at other units may move the points though nobody said anything else.
        let alike = || like_below(&self.board, unit, code, self.layer);
        let same = below == points || said.as_ref().is_some_and(|(_, finding)| Some(*finding) == alike());
        let counted = if same { below.as_ref() } else { points.as_ref() };
        let reason = said.as_ref().and_then(|(row, _)| row.reason.as_deref());
        let judged = Judged { below: below.as_ref(), points: counted, reason, is_said: said.is_some() || !is_in_turn };
        let (differs, lack) = (judged.differs(), lack(&judged));
        Standing { fact: said.map(|(row, _)| row), points, differs, lack }
    }
}
