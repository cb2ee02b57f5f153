//! The verb: a draft becomes a publication, or the list of what keeps it from becoming one.

use std::collections::{BTreeMap, HashMap};

use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{NodeId, Origin};
use thuocdo_scoring::card::{Line, MaturityResult, State};
use thuocdo_scoring::ranking::{Entry, GroupRanking};
use thuocdo_scoring::{Answer, RoundScores, Scorecard, explain};

use crate::draft::{Draft, DraftLayer, DraftUse};
use crate::model::{
    CardPart, GroupPart, Illustrative, InputPart, LinePart, MaturityPart, Publication, RankPart, RoundFacts,
    SectionRanking, Sentence, SetPart, StepPart, UnitFacts, UnitPart, UnrankedPart,
};
use crate::{ILLUSTRATIVE_LICENSE, answers, check, sentence};

/// Version of the published format.
pub const FORMAT: u32 = 1;

/// Freezes a decided round (công bố).
///
/// # Errors
/// What keeps the result from being published: an open round, answers that a rule refuses, results
/// that wait for another publication; each message names unit and criterion.
pub fn freeze(draft: &Draft<'_>) -> Result<Publication, Vec<Message>> {
    let refused = check::refusals(draft);
    if !refused.is_empty() {
        return Err(refused);
    }
    let scores = draft.uses.iter().flat_map(|used| &used.layers).map(|layer| layer.scores);
    let mut units: Vec<UnitPart> = units(draft);
    units.sort_by(|a, b| a.code.cmp(&b.code));
    let unreadable = check::unreadable(&units);
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    Ok(Publication {
        format: FORMAT,
        round: draft.round.clone(),
        version: draft.version,
        title: draft.title.clone(),
        title_en: draft.title_en.clone(),
        period: draft.period.clone(),
        illustrative: Illustrative { answers: draft.illustrative, criteria: origins(draft) },
        decision: draft.decision.clone(),
        license: license(draft),
        supersedes_because: draft.supersedes_because.clone(),
        sources: draft.sources.clone(),
        engine: scores.map(|scores| scores.engine).next().unwrap_or_default().to_owned(),
        layers: draft.layers.clone(),
        sets: draft.uses.iter().map(set).collect(),
        groups: groups(draft),
        units,
        facts: facts(draft),
        surveys: draft.surveys.clone(),
    })
}

/// What keeps a draft from being frozen; empty if nothing does.
pub fn obstacles(draft: &Draft<'_>) -> Vec<Message> {
    check::refusals(draft)
}

fn set(used: &DraftUse<'_>) -> SetPart {
    SetPart {
        code: used.set.code.clone(),
        version: used.set.version.clone(),
        hash: used.set.hash.clone(),
        text: used.text.to_owned(),
        sidecar: used.sidecar.map(str::to_owned),
        borrowed: used.borrowed.to_vec(),
    }
}

/// What the body says; else only what we wrote ourselves is ours to license, figures of others are not.
fn license(draft: &Draft<'_>) -> String {
    let ours = if draft.illustrative { ILLUSTRATIVE_LICENSE } else { "" };
    draft.license.clone().unwrap_or_else(|| ours.to_owned())
}

/// Criteria of all sets by origin: decision, published, illustrative.
fn origins(draft: &Draft<'_>) -> [u32; 3] {
    let mut counts = [0; 3];
    for (node, _) in draft.uses.iter().flat_map(|used| used.set.criteria()) {
        let place = match node.origin {
            Origin::Decision { .. } => 0,
            Origin::Published(_) => 1,
            Origin::Illustrative => 2,
        };
        counts[place] += 1;
    }
    counts
}

fn groups(draft: &Draft<'_>) -> Vec<GroupPart> {
    let mut parts = Vec::new();
    for group in &draft.groups {
        let Some(set) = draft.uses.iter().position(|used| used.groups.contains(&group.code)) else { continue };
        let used = &draft.uses[set];
        let top = used.layers.last();
        let ranked =
            top.and_then(|top| Some((top, top.ranking.groups.iter().find(|found| found.group == group.code)?)));
        let mut part = GroupPart {
            code: group.code.clone(),
            name: group.name.clone(),
            name_en: group.name_en.clone(),
            set,
            ranking: Vec::new(),
            unranked: Vec::new(),
            sections: Vec::new(),
        };
        if let Some((top, ranked)) = ranked {
            fill_group(&mut part, used.set, top.scores, ranked);
        }
        parts.push(part);
    }
    parts
}

fn fill_group(part: &mut GroupPart, set: &CriteriaSet, scores: &RoundScores, ranked: &GroupRanking) {
    part.ranking = entries(&ranked.entries, scores);
    let unranked = ranked.unranked.iter().map(|unranked| UnrankedPart {
        unit: scores.cards[unranked.card].unit.clone(),
        ground: sentence::freeze(&explain::unranked(set, &unranked.ground)),
    });
    part.unranked = unranked.collect();
    let sections = ranked.sections.iter().map(|(section, found)| SectionRanking {
        code: set.node(*section).code.clone(),
        ranking: entries(found, scores),
    });
    part.sections = sections.collect();
}

fn entries(entries: &[Entry], scores: &RoundScores) -> Vec<RankPart> {
    let part = |entry: &Entry| RankPart {
        unit: scores.cards[entry.card].unit.clone(),
        rank: entry.rank,
        shared_by: entry.shared_by,
    };
    entries.iter().map(part).collect()
}

fn units(draft: &Draft<'_>) -> Vec<UnitPart> {
    let mut cards: HashMap<&str, Vec<CardPart>> = HashMap::new();
    for used in &draft.uses {
        for (index, layer) in used.layers.iter().enumerate() {
            for (unit, card) in Frozen::new(draft, used, index, layer).cards() {
                cards.entry(unit).or_default().push(card);
            }
        }
    }
    let part = |unit: &crate::draft::DraftUnit| UnitPart {
        code: unit.code.clone(),
        name: unit.name.clone(),
        group: unit.group.clone(),
        class: unit.class.clone(),
        merged_from: unit.merged_from.clone(),
        cards: cards.remove(unit.code.as_str()).unwrap_or_default(),
    };
    draft.units.iter().map(part).collect()
}

/// Freezes the cards of one layer.
struct Frozen<'a> {
    name: &'a str,
    index: usize,
    used: &'a DraftUse<'a>,
    layer: &'a DraftLayer<'a>,
    answers: HashMap<&'a str, &'a [Option<Answer>]>,
    names: HashMap<&'a str, &'a str>,
}

impl<'a> Frozen<'a> {
    fn new(draft: &'a Draft<'a>, used: &'a DraftUse<'a>, index: usize, layer: &'a DraftLayer<'a>) -> Self {
        let subjects = layer.cohort.subjects.iter();
        let answers = subjects.map(|subject| (subject.unit.as_str(), subject.answers.as_slice())).collect();
        let name = draft.layers.get(index).map(String::as_str).unwrap_or_default();
        let names = draft.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
        Self { name, index, used, layer, answers, names }
    }

    /// What readers call a unit that a trace names.
    fn name_of(&self, unit: &str) -> String {
        (*self.names.get(unit).unwrap_or(&unit)).to_owned()
    }

    fn cards(&self) -> impl Iterator<Item = (&'a str, CardPart)> {
        self.layer.scores.cards.iter().map(|card| (card.unit.as_str(), self.card(card)))
    }

    fn card(&self, card: &'a Scorecard) -> CardPart {
        let set = self.used.set;
        let grade = card.grade();
        let band =
            |scale: usize, band: Option<usize>| band.map(|band| set.grade_scales[scale].bands[band].grade.clone());
        let after = grade.and_then(|grade| band(grade.scale, grade.band));
        let before = grade.and_then(|grade| band(grade.scale, grade.before));
        let facts = grade.map(|grade| explain::grading(set, grade)).unwrap_or_default();
        let sections = card.grades.iter().filter(|grading| grading.node != NodeId::ROOT);
        let rounding = set.rounding.mode;
        CardPart {
            layer: self.name.to_owned(),
            attainment: card.attainment.as_ref().map(Number::to_exact),
            index: card.index_value.as_ref().map(|value| value.to_fixed(set.index.decimals, rounding)),
            grade_before: before.filter(|before| after.as_ref() != Some(before)),
            converted: after.as_deref().and_then(|grade| converted(set, grade)),
            grade: after,
            grade_facts: facts.iter().map(sentence::freeze).collect(),
            section_grades: sections
                .map(|grading| (set.node(grading.node).code.clone(), band(grading.scale, grading.band)))
                .collect(),
            maturity: card.maturity.as_ref().map(|maturity| self.maturity(maturity)),
            lines: set.nodes.iter().filter_map(|node| self.line(card, node.id)).collect(),
        }
    }

    fn maturity(&self, maturity: &MaturityResult) -> MaturityPart {
        let set = self.used.set;
        let steps = set.steps.iter().zip(&maturity.steps).map(|(step, result)| StepPart {
            name: step.name.clone(),
            met: result.met,
            targets: result.targets,
            reached: result.reached,
            unmet: result.unmet.iter().map(|node| set.node(*node).code.clone()).collect(),
        });
        MaturityPart { reached: maturity.reached as u32, steps: steps.collect() }
    }

    fn line(&self, card: &'a Scorecard, id: NodeId) -> Option<LinePart> {
        let set = self.used.set;
        let line = card.lines.get(id.index()).filter(|line| line.state != State::Absent)?;
        let node = set.node(id);
        let answer = self.answers.get(card.unit.as_str()).and_then(|answers| answers.get(id.index())?.as_ref());
        let texts = node.criterion().zip(answer).map(|(criterion, answer)| answers::texts(criterion, answer));
        let (decimals, mode) = (set.rounding.decimals, set.rounding.mode);
        let facts = explain::line_with_names(set, card, id, answer, &|unit| self.name_of(unit));
        let reason = self.used.reasons.get(&(self.index, card.unit.clone(), id)).cloned();
        Some(LinePart {
            code: if id == NodeId::ROOT { String::new() } else { node.code.clone() },
            state: state(line).to_owned(),
            shown: line.points.to_fixed(decimals, mode),
            exact: line.points.to_exact(),
            max: line.applicable.to_exact(),
            value: line.value.as_ref().map(Number::to_exact),
            answers: texts.unwrap_or_default(),
            trace: facts.iter().map(sentence::freeze).collect::<Vec<Sentence>>(),
            reason,
        })
    }
}

/// The published word for a state.
pub(crate) fn state(line: &Line) -> &'static str {
    match line.state {
        State::Absent => "absent",
        State::Scored => "scored",
        State::Missing => "missing",
        State::NotApplicable => "not_applicable",
        State::Refused => "refused",
        State::Held => "held",
        State::Unscored => "unscored",
    }
}

fn converted(set: &CriteriaSet, grade: &str) -> Option<String> {
    let rows = &set.conversion.as_ref()?.rows;
    rows.iter().find(|(name, _)| name == grade).map(|(_, value)| value.to_exact())
}

fn facts(draft: &Draft<'_>) -> RoundFacts {
    let mut units: Vec<UnitFacts> = draft.units.iter().map(unit_facts).collect();
    units.retain(|facts| *facts != UnitFacts { unit: facts.unit.clone(), ..UnitFacts::default() });
    units.sort_by(|a, b| a.unit.cmp(&b.unit));
    let mut inputs = BTreeMap::new();
    for used in &draft.uses {
        let tables = used.layers.last().map(|layer| layer.cohort.inputs.as_slice()).unwrap_or_default();
        for (input, table) in used.set.inputs.iter().zip(tables) {
            let cells = |cells: &BTreeMap<String, String>| cells.clone().into_iter().collect();
            let rows = table.rows.iter().map(|(unit, row)| (unit.clone(), cells(row))).collect();
            inputs.insert(input.name.clone(), rows);
        }
    }
    RoundFacts { units, inputs: inputs.into_iter().map(|(name, rows)| InputPart { name, rows }).collect() }
}

fn unit_facts(unit: &crate::draft::DraftUnit) -> UnitFacts {
    UnitFacts {
        unit: unit.code.clone(),
        traits: unit.traits.clone(),
        linked: unit.linked.clone(),
        accept_held: unit.accept_held.clone(),
        excluded: unit.excluded.clone(),
    }
}
