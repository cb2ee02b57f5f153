//! Trying a rule before it is issued: one unit with sample values, scored by the real engine.

use thuocdo_assessment::Figures;
use thuocdo_base::{Message, Number};
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{ClassId, NodeId};
use thuocdo_criteria::{CriteriaSet, Parsed, SourceText, edit};
use thuocdo_scoring::cohort::InputTable;
use thuocdo_scoring::{Cohort, Subject as Unit, explain, score_round};

use super::Everything;
use super::editor::Asked;
use crate::answers::read;

/// Rows that are shown for values in rows.
const ROWS: u32 = 3;

/// The criterion that is tried, in a set that can be used.
pub(super) struct Subject {
    /// The whole set, or one of this criterion alone where others have faults.
    pub(super) set: CriteriaSet,
    /// The criterion.
    pub(super) node: NodeId,
    /// Whether others have faults.
    pub(super) alone: bool,
}

/// Something that is typed for a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Name of the variable: `a`, `x[1]`.
    pub name: String,
    /// What it stands for.
    pub label: String,
    /// Measure.
    pub measure: Option<String>,
    /// Choices: code and label; empty where a number is typed.
    pub choices: Vec<(String, String)>,
    /// Whether it is yes or no.
    pub yes_no: bool,
    /// What was typed.
    pub typed: String,
}

/// What a try gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Points.
    pub points: Number,
    /// Maximum for the class.
    pub max: Number,
    /// How they came about.
    pub trace: Vec<Message>,
    /// What could not be read: name and why.
    pub wrong: Vec<(String, Message)>,
}

/// What can be tried, and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tester {
    /// What is typed.
    pub samples: Vec<Sample>,
    /// What came out, if something was tried.
    pub tried: Option<Tried>,
    /// Whether the rest of the set has faults and only this criterion is looked at.
    pub alone: bool,
    /// Whether the points hang on other units, of which a try has none.
    pub relative: bool,
}

/// The criterion at a place of the text, as scoring needs it; `None` if it has faults itself or is a section.
pub(super) fn subject(parsed: &Parsed, text: &str, place: usize, all: &Everything) -> Option<Subject> {
    let items = edit::outline(text)?;
    let code = &items.get(place)?.code;
    if let Some(set) = &parsed.set {
        let node = set.find(code).filter(|node| node.criterion().is_some())?.id;
        return Some(Subject { set: set.clone(), node, alone: false });
    }
    let alone = edit::alone(text, place)?;
    let set = thuocdo_criteria::parse(&SourceText::new(alone), all).set?;
    let node = set.criteria().next().map(|(node, _)| node.id)?;
    Some(Subject { set, node, alone: true })
}

/// Shows what can be tried, and tries it if values are given.
pub(super) fn tester(subject: &Subject, asked: &Asked) -> Tester {
    let set = &subject.set;
    let typed = asked.sample.clone().unwrap_or_default();
    let class = class(subject, &asked.class);
    let criterion = set.node(subject.node).criterion();
    let rule = criterion.map(|criterion| criterion.rule_for(class));
    Tester {
        samples: samples(subject, class, &typed),
        tried: asked.sample.as_ref().and_then(|_| tried(subject, class, typed)),
        alone: subject.alone,
        relative: matches!(rule, Some(ScoringRule::RelativeBest { .. } | ScoringRule::MinMax { .. })),
    }
}

/// The class that was asked for, else the first to which the criterion applies.
fn class(subject: &Subject, asked: &str) -> Option<ClassId> {
    let set = &subject.set;
    let applies = |class: &ClassId| set.applies(subject.node, Some(*class));
    let all = (0..set.classes.len()).filter_map(|place| u16::try_from(place).ok()).map(ClassId);
    set.class(asked).filter(applies).or_else(|| all.into_iter().find(applies))
}

fn samples(subject: &Subject, class: Option<ClassId>, typed: &[(String, String)]) -> Vec<Sample> {
    let Some(criterion) = subject.set.node(subject.node).criterion() else { return Vec::new() };
    let mut samples = Vec::new();
    for variable in &criterion.variables {
        let mut sample = Sample {
            name: variable.name.clone(),
            label: variable.label.clone(),
            measure: variable.measure.clone(),
            choices: Vec::new(),
            yes_no: variable.kind == AnswerKind::YesNo,
            typed: String::new(),
        };
        if let AnswerKind::Option(codes) = &variable.kind {
            let label = |code: &String| option_label(criterion.rule_for(class), code).unwrap_or_else(|| code.clone());
            sample.choices = codes.iter().map(|code| (code.clone(), label(code))).collect();
        }
        if variable.kind == AnswerKind::Rows {
            samples.extend((1..=ROWS).map(|row| Sample { name: format!("{}[{row}]", sample.name), ..sample.clone() }));
        } else {
            samples.push(sample);
        }
    }
    for sample in &mut samples {
        let found = typed.iter().find(|(name, _)| *name == sample.name);
        sample.typed = found.map(|(_, text)| text.clone()).unwrap_or_default();
    }
    samples
}

fn option_label(rule: &ScoringRule, code: &str) -> Option<String> {
    match rule {
        ScoringRule::Option { options, .. } => {
            options.iter().find(|option| option.code == code).map(|option| option.label.clone())
        }
        ScoringRule::Parts { parts } | ScoringRule::BestOf { cases: parts } => {
            parts.iter().find_map(|part| option_label(&part.rule, code))
        }
        _ => None,
    }
}

fn tried(subject: &Subject, class: Option<ClassId>, typed: Vec<(String, String)>) -> Option<Tried> {
    let set = &subject.set;
    let criterion = set.node(subject.node).criterion()?;
    let figures = Figures { values: typed, ..Figures::default() };
    let reading = read::figures(criterion, class, &figures);
    let mut answers = vec![None; set.nodes.len()];
    answers[subject.node.index()] = Some(reading.answer.clone());
    let unit = Unit { unit: "1".to_owned(), class, answers, ..Unit::default() };
    let inputs = set.inputs.iter().map(|_| InputTable::default()).collect();
    let scores = score_round(set, &Cohort { subjects: vec![unit], inputs, closed: true });
    let card = scores.cards.first()?;
    let line = card.lines.get(subject.node.index())?;
    Some(Tried {
        points: line.points.clone(),
        max: set.node(subject.node).max_for(class).clone(),
        trace: explain::line(set, card, subject.node, Some(&reading.answer)),
        wrong: reading.faults,
    })
}
