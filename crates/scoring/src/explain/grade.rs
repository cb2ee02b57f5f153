//! Grades, maturity and missing ranks in words.

use thuocdo_base::{Arg, Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Adjustment, Band, GradeBasis, GradeScale, NodeId};

use super::words::nested;
use crate::card::{GradeFact, Grading, Scorecard};
use crate::ranking::UnrankedGround;

/// Explains a grade: the band by points, what led away from it, and where it ended.
///
/// # Example: no band, because nothing is applicable
/// ```
/// use thuocdo_criteria::set::{GradeBasis, GradeScale, NodeId};
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{card::Grading, explain};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let mut set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let scale = GradeScale { of: NodeId::ROOT, basis: GradeBasis::Percent, bands: vec![], knock_out: vec![] };
/// set.grade_scales.push(scale);
/// let grading = Grading { node: NodeId::ROOT, scale: 0, before: None, band: None, facts: vec![] };
/// assert_eq!(explain::grading(&set, &grading)[0].key, "grade-none");
/// ```
pub fn grading(set: &CriteriaSet, grading: &Grading) -> Vec<Message> {
    let Some(scale) = set.grade_scales.get(grading.scale) else { return Vec::new() };
    let knocked_out = grading.facts.iter().any(|fact| matches!(fact, GradeFact::KnockedOut(_)));
    let mut messages = Vec::new();
    match grading.before.and_then(|band| scale.bands.get(band)) {
        Some(_) if knocked_out => {}
        Some(band) => messages.push(proposed(scale, band)),
        None if grading.facts.is_empty() => messages.push(Message::new("grade-none")),
        None => {}
    }
    messages.extend(grading.facts.iter().map(|fact| told(set, scale, fact)));
    if grading.before != grading.band {
        messages.push(match grading.band.and_then(|band| scale.bands.get(band)) {
            Some(band) => Message::new("grade-final").text("grade", band.grade.as_str()),
            None => Message::new("grade-open"),
        });
    }
    messages
}

fn proposed(scale: &GradeScale, band: &Band) -> Message {
    let unit = match scale.basis {
        GradeBasis::Percent => "grade-percent",
        GradeBasis::Points => "grade-points",
    };
    let end = |value: &Number| nested(Message::new(unit).number("n", value));
    let message = match (&band.from, &band.to) {
        (None, None) => Message::new("grade-range-rest"),
        (Some(from), None) => {
            let key = if from.closed { "grade-range-from" } else { "grade-range-above" };
            Message::new(key).with("from", end(&from.value))
        }
        (None, Some(to)) => {
            Message::new(if to.closed { "grade-range-to" } else { "grade-range-under" }).with("to", end(&to.value))
        }
        (Some(from), Some(to)) => {
            let key = match (from.closed, to.closed) {
                (true, true) => "grade-range-from-to",
                (true, false) => "grade-range-from-under",
                (false, true) => "grade-range-above-to",
                (false, false) => "grade-range-above-under",
            };
            Message::new(key).with("from", end(&from.value)).with("to", end(&to.value))
        }
    };
    Message::new("grade-proposed").text("grade", band.grade.as_str()).with("range", nested(message))
}

fn told(set: &CriteriaSet, scale: &GradeScale, fact: &GradeFact) -> Message {
    let grade = |band: usize| scale.bands.get(band).map(|band| band.grade.clone()).unwrap_or_default();
    let condition = |key: &str, band: usize, index: usize| {
        let label = scale.bands.get(band).and_then(|band| band.conditions.get(index)).map(|it| it.label.clone());
        Message::new(key).text("grade", grade(band)).text("label", label.unwrap_or_default())
    };
    match fact {
        GradeFact::KnockedOut(with_trait) => {
            let lowest = grade(scale.bands.len().saturating_sub(1));
            Message::new("grade-knocked-out").text("trait", with_trait.as_str()).text("grade", lowest)
        }
        GradeFact::Gap => Message::new("grade-gap"),
        GradeFact::NeedsDecision(band, index) => condition("grade-needs-decision", *band, *index),
        GradeFact::ConditionFailed(band, index) => condition("grade-condition-failed", *band, *index),
        GradeFact::MandatoryFailed(node) => with_node(Message::new("grade-mandatory"), set, *node),
        GradeFact::Downgraded(index, theirs) => adjusted(Message::new("grade-downgraded"), set, *index, theirs),
        GradeFact::NotDowngraded(index, theirs) => adjusted(Message::new("grade-not-downgraded"), set, *index, theirs),
        GradeFact::HeldFor(index) => held(Message::new("grade-held"), set, *index),
        GradeFact::HeldAccepted(index, reason) => {
            held(Message::new("grade-held-accepted"), set, *index).text("reason", reason.as_str())
        }
        GradeFact::OverQuota(allowed) => Message::new("grade-over-quota").count("allowed", *allowed as usize),
    }
}

fn with_node(message: Message, set: &CriteriaSet, node: NodeId) -> Message {
    let (code, title) =
        set.nodes.get(node.index()).map(|node| (node.code.clone(), node.title.clone())).unwrap_or_default();
    message.text("code", code).text("title", title)
}

fn adjusted(message: Message, set: &CriteriaSet, index: usize, theirs: &str) -> Message {
    let (label, input) = downgrade(set, index);
    message.text("theirs", theirs).text("input", input).text("label", label)
}

fn held(message: Message, set: &CriteriaSet, index: usize) -> Message {
    message.text("input", downgrade(set, index).1)
}

fn downgrade(set: &CriteriaSet, index: usize) -> (String, String) {
    match set.adjustments.get(index) {
        Some(Adjustment::Downgrade { label, input, .. }) => {
            let title = set.inputs.get(*input).map(|input| input.title.clone()).unwrap_or_default();
            (label.clone(), title)
        }
        Some(Adjustment::Deduct { label, .. }) => (label.clone(), String::new()),
        None => Default::default(),
    }
}

/// Explains why a unit has no rank.
///
/// # Example: an excluded unit
/// ```
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{explain, ranking::UnrankedGround};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let ground = UnrankedGround::Excluded("đặc thù".to_owned());
/// assert_eq!(explain::unranked(&set, &ground).key, "unranked-excluded");
/// ```
pub fn unranked(set: &CriteriaSet, ground: &UnrankedGround) -> Message {
    match ground {
        UnrankedGround::Excluded(ground) => Message::new("unranked-excluded").text("ground", ground.as_str()),
        UnrankedGround::NothingApplicable => Message::new("unranked-nothing"),
        UnrankedGround::TooFewData if set.ranking.min_per_section == 0 => {
            Message::new("unranked-too-few").count("criteria", set.ranking.min_criteria as usize)
        }
        UnrankedGround::TooFewData => Message::new("unranked-too-few-in-section")
            .count("criteria", set.ranking.min_criteria as usize)
            .count("section", set.ranking.min_per_section as usize),
        UnrankedGround::Mandatory(node) => with_node(Message::new("unranked-mandatory"), set, *node),
    }
}

/// Explains the maturity of a unit: the step reached, and what each step still misses.
///
/// # Example: a set without steps has nothing to say
/// ```
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{Cohort, Subject, explain, score_round};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let scores = score_round(&set, &Cohort { subjects: vec![Subject::default()], ..Cohort::default() });
/// assert!(explain::maturity(&set, &scores.cards[0]).is_empty());
/// ```
pub fn maturity(set: &CriteriaSet, card: &Scorecard) -> Vec<Message> {
    let Some(maturity) = &card.maturity else { return Vec::new() };
    let reached = maturity.reached.checked_sub(1).and_then(|index| set.steps.get(index));
    let mut messages = vec![match reached {
        Some(step) => {
            Message::new("trace-step-reached").text("code", step.code.as_str()).text("name", step.name.as_str())
        }
        None => Message::new("trace-step-none"),
    }];
    for (step, result) in set.steps.iter().zip(&maturity.steps) {
        let message = |key: &str| {
            let targets = Message::new(key).text("name", step.name.as_str()).count("targets", result.targets as usize);
            targets.count("reached", result.reached as usize)
        };
        messages.push(match result.unmet.is_empty() {
            true if result.met => message("trace-step-met"),
            true => message("trace-step-met-alone"),
            false => message("trace-step-unmet").with("list", Arg::List(unmet(set, &result.unmet))),
        });
    }
    messages
}

fn unmet(set: &CriteriaSet, nodes: &[NodeId]) -> Vec<Message> {
    nodes.iter().map(|node| with_node(Message::new("trace-step-missing"), set, *node)).collect()
}
