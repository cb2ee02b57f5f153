//! Rounds: from the files of a case to scorecards and rankings.

use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use thuocdo_base::Message;
use thuocdo_folder::Case;
use thuocdo_folder::case::{Settings, Unit, Use};
use thuocdo_publication::Publication;
use thuocdo_publication::draft::{Draft, DraftGroup, DraftLayer, DraftUnit, DraftUse};
use thuocdo_publication::model::{DecisionRef, SourceRef};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, apply_quotas, rank, score_round};

/// A scored round: one entry for each use of a set, in the order of the case.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Results by set.
    pub uses: Vec<ScoredUse>,
}

/// Results with one set.
#[derive(Clone, Debug)]
pub struct ScoredUse {
    /// Results by layer, from low to high.
    pub layers: Vec<ScoredLayer>,
}

/// Results of one layer of points.
#[derive(Clone, Debug)]
pub struct ScoredLayer {
    /// Layer: `self`, `preliminary`, `council`, `final`.
    pub layer: String,
    /// Scorecards.
    pub scores: RoundScores,
    /// Ranks within groups.
    pub ranking: Ranking,
}

/// Scores and ranks every layer of every set of a round; layers side by side where there are cores.
pub fn score_case<'a>(case: &'a Case) -> Scored {
    thread::scope(|scope| {
        let start = |used: &'a Use| -> Vec<_> {
            let layers = used.layers.iter();
            layers.map(|(layer, cohort)| scope.spawn(move || score(used, layer, cohort))).collect()
        };
        let running: Vec<Vec<_>> = case.uses.iter().map(start).collect();
        Scored { uses: running.into_iter().map(|layers| finish(layers.into_iter())).collect() }
    })
}

fn score(used: &Use, layer: &str, cohort: &Cohort) -> ScoredLayer {
    let mut scores = score_round(&used.set, cohort);
    let ranking = rank(&used.set, &scores);
    apply_quotas(&used.set, &mut scores, &ranking);
    ScoredLayer { layer: layer.to_owned(), scores, ranking }
}

fn finish<'scope>(layers: impl Iterator<Item = ScopedJoinHandle<'scope, ScoredLayer>>) -> ScoredUse {
    let layer = |running: ScopedJoinHandle<'scope, _>| running.join().unwrap_or_else(|panic| resume_unwind(panic));
    ScoredUse { layers: layers.map(layer).collect() }
}

/// Scores a round and freezes the result as its first version.
///
/// # Errors
/// What keeps the result from being published, each reason with unit and criterion.
pub fn result(case: &Case) -> Result<Publication, Vec<Message>> {
    thuocdo_publication::freeze(&draft(case, &score_case(case), 1, None))
}

/// Puts a round and its scores together for freezing.
pub fn draft<'a>(case: &'a Case, scored: &'a Scored, version: u32, because: Option<&str>) -> Draft<'a> {
    let Settings { code, title, title_en, period, illustrative, license, closed, layers, .. } = case.settings.clone();
    let groups = case.groups.iter();
    Draft {
        round: code,
        version,
        title,
        title_en,
        period,
        illustrative,
        license,
        closed,
        decision: decision(&case.settings),
        supersedes_because: because.map(str::to_owned),
        sources: sources(&case.settings),
        layers,
        groups: groups
            .map(|group| DraftGroup {
                code: group.code.clone(),
                name: group.name.clone(),
                name_en: group.name_en.clone(),
            })
            .collect(),
        units: case.units.iter().map(|one| unit(&case.settings, one)).collect(),
        surveys: Vec::new(),
        uses: case.uses.iter().zip(&scored.uses).map(|(used, scored)| in_use(used, scored)).collect(),
    }
}

fn decision(settings: &Settings) -> Option<DecisionRef> {
    let by = settings.publication.as_ref()?;
    Some(DecisionRef { number: by.decision.clone(), date: by.date.clone(), issuer: by.issuer.clone() })
}

fn sources(settings: &Settings) -> Vec<SourceRef> {
    let source = |source: &thuocdo_criteria::set::PublishedSource| SourceRef {
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        address: source.address.clone(),
    };
    settings.sources.iter().map(source).collect()
}

fn unit(settings: &Settings, unit: &Unit) -> DraftUnit {
    let signed = settings.accept_held.iter().find(|held| held.unit == unit.code);
    let Unit { code, name, group, class, traits, linked, merged_from, excluded } = unit.clone();
    let accept_held = signed.map(|held| (held.reason.clone(), held.signer.clone()));
    DraftUnit { code, name, group, class, merged_from, traits, linked, accept_held, excluded }
}

fn in_use<'a>(used: &'a Use, scored: &'a ScoredUse) -> DraftUse<'a> {
    let layers = used.layers.iter().zip(&scored.layers);
    DraftUse {
        text: &used.source.text,
        sidecar: used.source.sidecar.as_deref(),
        borrowed: &used.borrowed,
        set: &used.set,
        groups: &used.groups,
        layers: layers
            .map(|((_, cohort), layer)| DraftLayer { cohort, scores: &layer.scores, ranking: &layer.ranking })
            .collect(),
        reasons: &used.reasons,
    }
}
