//! What goes in: a decided round as plain data, with scores and rankings.

use std::collections::BTreeMap;

use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::NodeId;
use thuocdo_scoring::{Cohort, Ranking, RoundScores};

use crate::model::{DecisionRef, SourceRef};
use crate::survey::SurveyPart;

/// A result that is about to be published.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Code of the round.
    pub round: String,
    /// Version of the publication within the round, from 1.
    pub version: u32,
    /// Title of the round.
    pub title: String,
    /// English title.
    pub title_en: Option<String>,
    /// Reference period.
    pub period: String,
    /// Units and answers are written by us (minh họa).
    pub illustrative: bool,
    /// Licence under which the result is handed out, if the body names one.
    pub license: Option<String>,
    /// Whether answering is over; an open round is never published.
    pub closed: bool,
    /// Decision that publishes the result.
    pub decision: Option<DecisionRef>,
    /// Why this version supersedes the one before.
    pub supersedes_because: Option<String>,
    /// Where the figures come from.
    pub sources: Vec<SourceRef>,
    /// Layers present, from low to high.
    pub layers: Vec<String>,
    /// Groups in the order of the round.
    pub groups: Vec<DraftGroup>,
    /// Units, in any order.
    pub units: Vec<DraftUnit>,
    /// What closed surveys said.
    pub surveys: Vec<SurveyPart>,
    /// Sets in use with what they gave.
    pub uses: Vec<DraftUse<'a>>,
}

/// A ranking group.
#[derive(Clone, Debug)]
pub struct DraftGroup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, Default)]
pub struct DraftUnit {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Ranking group.
    pub group: String,
    /// Class code.
    pub class: Option<String>,
    /// Predecessors, if it was merged.
    pub merged_from: Vec<String>,
    /// Traits that rules look at.
    pub traits: Vec<String>,
    /// Linked body.
    pub linked: Option<String>,
    /// Signed override of a held grade: reason and signer.
    pub accept_held: Option<(String, String)>,
    /// Listed without rank, on this ground.
    pub excluded: Option<String>,
}

/// A set in use.
#[derive(Clone, Debug)]
pub struct DraftUse<'a> {
    /// Text of the criteria file.
    pub text: &'a str,
    /// Text of its English sidecar.
    pub sidecar: Option<&'a str>,
    /// Texts of sets it borrows from: (code, version, text).
    pub borrowed: &'a [(String, String, String)],
    /// The set.
    pub set: &'a CriteriaSet,
    /// Groups it serves.
    pub groups: &'a [String],
    /// Results by layer, from low to high, as in [`Draft::layers`].
    pub layers: Vec<DraftLayer<'a>>,
    /// Remarks on answers: (index of the layer, unit, criterion) → text.
    pub reasons: &'a BTreeMap<(usize, String, NodeId), String>,
}

/// Results of one set in one layer.
#[derive(Clone, Copy, Debug)]
pub struct DraftLayer<'a> {
    /// Units with their answers.
    pub cohort: &'a Cohort,
    /// Scorecards.
    pub scores: &'a RoundScores,
    /// Ranking.
    pub ranking: &'a Ranking,
}
