//! A live round as a result that can be frozen.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use thuocdo_assessment::decision::Proposal;
use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::Message;
use thuocdo_criteria::set::NodeId;
use thuocdo_publication::draft::{Draft, DraftGroup, DraftLayer, DraftUnit, DraftUse};
use thuocdo_publication::model::DecisionRef;
use thuocdo_publication::survey::SurveyPart;
use thuocdo_publication::{Publication, freeze, json, obstacles};
use thuocdo_store::{Link, RoundSet};

use crate::ActionError;
use crate::layers::Board;
use crate::setup::Frozen;
use crate::survey_results;

/// Layers whose facts make a layer of the publication where there are any; the unit's own is always one.
const PUBLISHED: [Layer; 3] = [Layer::Appraised, Layer::Council, Layer::Final];

/// What a result is frozen as.
#[derive(Clone, Copy, Debug)]
pub struct As<'a> {
    /// Version of the publication.
    pub version: u32,
    /// Why it supersedes the one before.
    pub because: Option<&'a str>,
    /// Stage of the round; an open one is never published.
    pub stage: RoundStage,
}

/// A frozen result with its bytes, as members approve it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The result, without the reference to a decision.
    pub publication: Publication,
    /// Its JSON.
    pub body: String,
    /// SHA-256 of the JSON, as 64 hexadecimal digits.
    pub digest: String,
}

/// Freezes a round as it stands now.
///
/// # Errors
/// [`ActionError::Refused`] with what keeps it from being published, unit by unit.
pub async fn seal(link: &mut Link, board: &Board, how: As<'_>) -> Result<Sealed, ActionError> {
    let surveys = survey_results::publish::parts(link, board.frozen()).await?;
    sealed(board, link.round_sets(&board.frozen().code).await?, surveys, how)
}

/// Freezes a round as its board has it, with the texts of its criteria sets and what surveys said: a pure step.
///
/// # Errors
/// As [`seal`].
pub fn sealed(
    board: &Board,
    texts: Vec<RoundSet>,
    surveys: Vec<SurveyPart>,
    how: As<'_>,
) -> Result<Sealed, ActionError> {
    let made = Material::of(board, texts);
    let publication = freeze(&Draft { surveys, ..made.draft(board, how) }).map_err(ActionError::Refused)?;
    let body = String::from_utf8(json::json(&publication)).map_err(ActionError::system)?;
    Ok(Sealed { digest: digest(&body), publication, body })
}

/// What keeps a round as it stands now from being published; empty if nothing does.
///
/// # Errors
/// If the store does not answer.
pub async fn barring(link: &mut Link, board: &Board, how: As<'_>) -> Result<Vec<Message>, ActionError> {
    let texts = link.round_sets(&board.frozen().code).await?;
    Ok(obstacles(&Material::of(board, texts).draft(board, how)))
}

/// SHA-256 of a text, as 64 hexadecimal digits.
pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The approved bytes with the decision put in; everything else is checked to be as it was approved.
///
/// # Errors
/// If the bytes are not those that were approved.
pub fn issued(proposal: &Proposal, body: &str) -> Result<Publication, ActionError> {
    let approved = json::read(body.as_bytes()).map_err(ActionError::system)?;
    if json::json(&approved) != body.as_bytes() || digest(body) != proposal.digest {
        return Err(ActionError::Refused(vec![Message::new("refusal-other-digest")]));
    }
    let decision = proposal.issued.as_ref().map(|issued| DecisionRef {
        number: issued.number.clone(),
        date: issued.date.clone(),
        issuer: issued.issuer.clone(),
    });
    Ok(Publication { decision, ..approved })
}

/// The layers of the publication, from low to high.
pub fn layers(board: &Board) -> Vec<Layer> {
    let has = |layer: &Layer| match layer {
        Layer::Appraised => board.has(Layer::Preliminary) || board.has(Layer::Appraised),
        layer => board.has(*layer),
    };
    [Layer::Own].into_iter().chain(PUBLISHED.into_iter().filter(has)).collect()
}

/// Remarks on answers: (index of the layer, unit, criterion) → text.
type Reasons = BTreeMap<(usize, String, NodeId), String>;

/// What a draft borrows.
struct Material {
    texts: Vec<RoundSet>,
    layers: Vec<Layer>,
    groups: Vec<Vec<String>>,
    reasons: Vec<Reasons>,
}

impl Material {
    fn of(board: &Board, texts: Vec<RoundSet>) -> Self {
        let (frozen, layers) = (board.frozen(), layers(board));
        let of_set = |set: usize| frozen.groups.iter().filter(move |group| group.in_set as usize == set);
        let groups = (0..frozen.sets.len()).map(|set| of_set(set).map(|group| group.code.clone()).collect());
        let reasons = (0..frozen.sets.len()).map(|set| reasons(board, set, &layers)).collect();
        Self { texts, groups: groups.collect(), reasons, layers }
    }

    fn draft<'a>(&'a self, board: &'a Board, how: As<'_>) -> Draft<'a> {
        let frozen = board.frozen();
        let groups = frozen.groups.iter();
        let group = |code: &String, name: &String| DraftGroup { code: code.clone(), name: name.clone(), name_en: None };
        Draft {
            round: frozen.code.clone(),
            version: how.version,
            title: frozen.title.clone(),
            title_en: frozen.settings.title_en.clone(),
            period: frozen.period.clone(),
            illustrative: frozen.settings.illustrative,
            license: None,
            closed: matches!(how.stage, RoundStage::Approval | RoundStage::Published),
            decision: None,
            supersedes_because: how.because.map(str::to_owned),
            sources: Vec::new(),
            layers: self.layers.iter().map(|layer| layer.word().to_owned()).collect(),
            groups: groups.map(|row| group(&row.code, &row.name)).collect(),
            units: units(frozen, board),
            surveys: Vec::new(),
            uses: self.texts.iter().enumerate().map(|(set, text)| self.in_use(board, set, text)).collect(),
        }
    }

    fn in_use<'a>(&'a self, board: &'a Board, set: usize, text: &'a RoundSet) -> DraftUse<'a> {
        let layer = |layer: &Layer| {
            let scored = board.scored(set, *layer);
            DraftLayer { cohort: &scored.cohort, scores: &scored.scores, ranking: &scored.ranking }
        };
        DraftUse {
            text: &text.text,
            sidecar: text.sidecar.as_deref(),
            borrowed: &text.borrowed,
            set: &board.frozen().sets[set],
            groups: &self.groups[set],
            layers: self.layers.iter().map(layer).collect(),
            reasons: &self.reasons[set],
        }
    }
}

fn units(frozen: &Frozen, board: &Board) -> Vec<DraftUnit> {
    let unit = |unit: &thuocdo_store::RoundUnit| DraftUnit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        group: unit.group.clone(),
        class: unit.class.clone(),
        merged_from: Vec::new(),
        traits: unit.traits.clone(),
        linked: unit.linked.clone(),
        accept_held: board.outside().accepted.get(&unit.code).cloned(),
        excluded: unit.excluded.clone(),
    };
    frozen.units.iter().map(unit).collect()
}

/// The reason that was given for what counts in each layer.
fn reasons(board: &Board, set: usize, layers: &[Layer]) -> Reasons {
    let frozen = board.frozen();
    let mut found = BTreeMap::new();
    for unit in frozen.units.iter().filter(|unit| frozen.place_of(unit) == set) {
        for (node, _) in frozen.criteria_of(unit) {
            for (index, layer) in layers.iter().enumerate() {
                let counting = board.counting(&unit.code, &node.code, *layer);
                let fact = counting.and_then(|counting| board.fact(&unit.code, &node.code, counting));
                if let Some(reason) = fact.and_then(|fact| fact.reason.clone()) {
                    found.insert((index, unit.code.clone(), node.id), reason);
                }
            }
        }
    }
    found
}
