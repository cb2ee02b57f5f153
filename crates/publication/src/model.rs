//! The published format, version 1: what is stored, served and handed out as open data.
//!
//! Numbers are text: `shown` is rounded as the set says (dot decimals), `exact` is the whole truth
//! (`1.85` or `20/3`). Sentences are keys with arguments, so that either language can be shown.

use serde::{Deserialize, Serialize};

use crate::survey::SurveyPart;

/// A frozen result (công bố).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Version of this format.
    pub format: u32,
    /// Code of the round, such as `vinh-long-2025`; part of page addresses.
    pub round: String,
    /// Version of the publication within the round, from 1; a higher one supersedes.
    pub version: u32,
    /// Title of the round.
    pub title: String,
    /// English title, if there is one.
    pub title_en: Option<String>,
    /// Reference period (kỳ số liệu), such as `2025`.
    pub period: String,
    /// Whether answers or criteria are illustrative (minh họa).
    pub illustrative: Illustrative,
    /// Decision that publishes the result.
    pub decision: Option<DecisionRef>,
    /// Licence under which the result is handed out; empty where the figures are others' and none is named.
    #[serde(default)]
    pub license: String,
    /// Why this version supersedes the one before.
    pub supersedes_because: Option<String>,
    /// Where the figures come from.
    pub sources: Vec<SourceRef>,
    /// Version of the scoring engine.
    pub engine: String,
    /// Layers present, from low to high: `self`, `preliminary`, `appraised`, `council`, `final`.
    pub layers: Vec<String>,
    /// Criteria sets used, with their whole text so that anyone can recompute.
    pub sets: Vec<SetPart>,
    /// Ranking groups in the order of the round.
    pub groups: Vec<GroupPart>,
    /// Units in order of code.
    pub units: Vec<UnitPart>,
    /// What recomputing needs beside sets and answers.
    #[serde(default)]
    pub facts: RoundFacts,
    /// What closed surveys of the round said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surveys: Vec<SurveyPart>,
}

/// What recomputing needs beside sets and answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFacts {
    /// Facts about units, in order of code; units without any are left out.
    pub units: Vec<UnitFacts>,
    /// Publications of other rounds that were read, in order of name.
    pub inputs: Vec<InputPart>,
}

/// Facts about a unit that rules looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFacts {
    /// Code of the unit.
    pub unit: String,
    /// Traits, such as `no_subordinates`.
    pub traits: Vec<String>,
    /// Linked body, looked up in inputs.
    pub linked: Option<String>,
    /// Signed override that lets a held grade stand: reason and signer.
    pub accept_held: Option<(String, String)>,
    /// Listed without rank, on this ground.
    pub excluded: Option<String>,
}

/// A publication of another round, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputPart {
    /// Name in the criteria set.
    pub name: String,
    /// Rows in order of unit: (unit, cells as (column, text)).
    pub rows: Vec<(String, Vec<(String, String)>)>,
}

/// What of a publication is illustrative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Illustrative {
    /// Units and answers were written by us.
    pub answers: bool,
    /// Criteria by origin: decision, published, illustrative.
    pub criteria: [u32; 3],
}

/// A decision: number, date, issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Number and notation.
    pub number: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
}

/// A source: title, publisher, address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Address.
    pub address: String,
}

/// A criteria set as used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPart {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Hash (see `CriteriaSet::hash`).
    pub hash: String,
    /// Text of the file; with `sidecar` and the sets it borrows from it parses to the same set.
    pub text: String,
    /// Text of the English sidecar.
    pub sidecar: Option<String>,
    /// Texts of sets it borrows from: (code, version, text).
    pub borrowed: Vec<(String, String, String)>,
}

/// A ranking group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPart {
    /// Code, part of page addresses.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Index into `sets`.
    pub set: usize,
    /// Ranked units, best first.
    pub ranking: Vec<RankPart>,
    /// Units without rank.
    pub unranked: Vec<UnrankedPart>,
    /// Rankings of main sections: code → entries.
    pub sections: Vec<SectionRanking>,
}

/// Ranking by one main section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionRanking {
    /// Code of the section.
    pub code: String,
    /// Entries, best first.
    pub ranking: Vec<RankPart>,
}

/// One ranked unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankPart {
    /// Code of the unit.
    pub unit: String,
    /// Rank from 1.
    pub rank: u32,
    /// How many share it.
    pub shared_by: u32,
}

/// One unit without rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnrankedPart {
    /// Code of the unit.
    pub unit: String,
    /// Why.
    pub ground: Sentence,
}

/// A unit with its scorecards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPart {
    /// Code, part of page addresses.
    pub code: String,
    /// Name.
    pub name: String,
    /// Group.
    pub group: String,
    /// Class code.
    pub class: Option<String>,
    /// Predecessors, if the unit was merged.
    pub merged_from: Vec<String>,
    /// Scorecards by layer, in the order of `Publication::layers`.
    pub cards: Vec<CardPart>,
}

/// A scorecard of one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPart {
    /// Layer.
    pub layer: String,
    /// Attainment (0–1), exact.
    pub attainment: Option<String>,
    /// Index value, shown with the set's decimals.
    pub index: Option<String>,
    /// Grade after adjustments.
    pub grade: Option<String>,
    /// Grade before adjustments, where it differs or is held.
    pub grade_before: Option<String>,
    /// What led to the grade, in sentences.
    pub grade_facts: Vec<Sentence>,
    /// Grades of sections: (code, grade).
    pub section_grades: Vec<(String, Option<String>)>,
    /// Converted value, where the set has a conversion.
    pub converted: Option<String>,
    /// Maturity.
    pub maturity: Option<MaturityPart>,
    /// Lines in the order of the set; absent nodes are left out. The first is the total (code "").
    pub lines: Vec<LinePart>,
}

/// Maturity of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaturityPart {
    /// Reached step from 1; 0 if none.
    pub reached: u32,
    /// Steps: name, targets, met targets, codes still missing.
    pub steps: Vec<StepPart>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepPart {
    /// Name.
    pub name: String,
    /// Whether it is met.
    pub met: bool,
    /// Targets that apply.
    pub targets: u32,
    /// Of those, met.
    pub reached: u32,
    /// Codes of criteria still missing.
    pub unmet: Vec<String>,
}

/// One node of a scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePart {
    /// Code of the node; empty for the total.
    pub code: String,
    /// `scored`, `missing`, `not_applicable`, `refused`, `held`, `unscored`.
    pub state: String,
    /// Points as shown.
    pub shown: String,
    /// Points exactly.
    pub exact: String,
    /// Applicable maximum, exactly.
    pub max: String,
    /// Value before it became points, exactly.
    pub value: Option<String>,
    /// Answers: (variable, value as text).
    pub answers: Vec<(String, String)>,
    /// How the points came about, in sentences.
    pub trace: Vec<Sentence>,
    /// Remark of the person who gave or changed the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A sentence as key and arguments; see `thuocdo_base::Message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Key of the locale entry.
    pub key: String,
    /// Arguments by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, SentenceArg)>,
}

/// An argument of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentenceArg {
    /// Text.
    Text(String),
    /// A count.
    Count(u64),
    /// A number with up to this many decimals.
    Number(String, u8),
    /// A number with exactly this many decimals.
    Fixed(String, u8),
    /// A share shown in per cent.
    Percent(String, u8),
    /// A sentence.
    Sentence(Box<Sentence>),
    /// Sentences.
    List(Vec<Sentence>),
}
