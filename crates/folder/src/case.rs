//! What a folder holds once it is read: everything that scoring and publication need.

use std::collections::BTreeMap;

use thuocdo_criteria::set::{NodeId, PublishedSource};
use thuocdo_criteria::{CriteriaSet, SourceText};
use thuocdo_scoring::Cohort;

use crate::fault::Fault;

/// One round with its units and answers (đợt đánh giá).
#[derive(Clone, Debug)]
pub struct Case {
    /// Settings of the round.
    pub settings: Settings,
    /// Ranking groups in the order of the settings.
    pub groups: Vec<Group>,
    /// Units in the order of the file.
    pub units: Vec<Unit>,
    /// Criteria sets in use, each with its units and answers.
    pub uses: Vec<Use>,
    /// Remarks about the files that keep nothing from being scored.
    pub notes: Vec<Fault>,
}

/// Settings of a round, as `round.toml` gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Code of the round.
    pub code: String,
    /// Title.
    pub title: String,
    /// English title.
    pub title_en: Option<String>,
    /// Reference period (kỳ số liệu).
    pub period: String,
    /// First day of the figures, `YYYY-MM-DD`.
    pub data_from: Option<String>,
    /// Last day of the figures.
    pub data_to: Option<String>,
    /// How numbers are written in the files.
    pub numbers: Numbers,
    /// Units and answers are written by us (minh họa).
    pub illustrative: bool,
    /// Licence under which the body hands out the result, if it names one.
    pub license: Option<String>,
    /// Where the figures come from.
    pub sources: Vec<PublishedSource>,
    /// Missing answers count as the set says; false: an open round.
    pub closed: bool,
    /// Layers of points, from low to high.
    pub layers: Vec<String>,
    /// Signed overrides of held grades.
    pub accept_held: Vec<AcceptHeld>,
    /// Decision that publishes the result.
    pub publication: Option<PublishedBy>,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Machine form: `1234.5`.
    #[default]
    Dot,
    /// As people in Vietnam type them: `1.234,5`.
    Vi,
}

/// A signed override that lets a held grade stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptHeld {
    /// Code of the unit.
    pub unit: String,
    /// Why it may stand.
    pub reason: String,
    /// Who signed.
    pub signer: String,
}

/// Decision that publishes a result (quyết định công bố).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedBy {
    /// Number and notation.
    pub decision: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
}

/// A ranking group (nhóm xếp hạng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
}

/// An assessed unit (đơn vị được đánh giá).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Ranking group.
    pub group: String,
    /// Class code, where its set has classes.
    pub class: Option<String>,
    /// Facts that rules look at.
    pub traits: Vec<String>,
    /// Linked body, looked up in inputs.
    pub linked: Option<String>,
    /// Predecessors, if the unit was merged.
    pub merged_from: Vec<String>,
    /// Listed without rank, on this ground.
    pub excluded: Option<String>,
}

/// One criteria set in use.
#[derive(Clone, Debug)]
pub struct Use {
    /// Text of the file.
    pub source: SourceText,
    /// Texts of sets it borrows from: (code, version, text).
    pub borrowed: Vec<(String, String, String)>,
    /// The set.
    pub set: CriteriaSet,
    /// Groups it serves.
    pub groups: Vec<String>,
    /// Units with their answers, for each layer of the round.
    pub layers: Vec<(String, Cohort)>,
    /// Remarks on answers: (index of the layer, unit, criterion) → text.
    pub reasons: BTreeMap<(usize, String, NodeId), String>,
}
