//! What a unit's answers come to: points, what is done, what still blocks, criterion by criterion.
//!
//! The one place that says what blocks: the check before signing, the dashboard and the filter
//! "thiếu minh chứng" all read it. Points come from scoring alone.

use thuocdo_assessment::Field;
use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::ScoringRule;
use thuocdo_criteria::set::{Aggregation, Blocks, Criterion, NaPolicy, NaRule, Node, NodeId, SectionRole, Source};
use thuocdo_scoring::card::{Fact, State};
use thuocdo_scoring::{Answer, Cohort, Scorecard, Subject, explain, score_round};
use thuocdo_store::{FieldRow, Summary};

use super::blocks::{self, Block};
use super::read::{self, Reading};
use super::value::Value;

/// Where a criterion stands for the unit (trạng thái tiêu chí).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing answered.
    Todo,
    /// Answered in part, or something must be mended.
    Doing,
    /// Evidence is lacking.
    Lacking,
    /// Needs nothing more.
    Done,
    /// Does not apply, or that is asked with a ground.
    NotApplicable,
    /// Not answered by the unit: survey, statistics, appraiser, another publication.
    Elsewhere,
}

impl Standing {
    /// The word by which icons and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Lacking => "lacking",
            Self::Done => "done",
            Self::NotApplicable => "not_applicable",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Whether nothing more is needed from the unit.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable)
    }
}

/// What stands in the fields of one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Reported values and self points.
    pub figures: thuocdo_assessment::Figures,
    /// The note.
    pub note: String,
    /// Whether it should be found not applicable.
    pub na_asked: bool,
    /// On which ground.
    pub na_ground: String,
    /// Why there is no evidence.
    pub no_evidence: String,
    /// Items of evidence.
    pub evidence: u64,
}

/// One criterion of the unit's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its node in the set.
    pub node: NodeId,
    /// Its code.
    pub code: String,
    /// Where it stands.
    pub standing: Standing,
    /// Where its figure comes from.
    pub source: Source,
    /// Points that count for the unit, if there are any.
    pub points: Option<Number>,
    /// Points that the rule computes, if it can.
    pub computed: Option<Number>,
    /// Value before it became points: a ratio, a count.
    pub value: Option<Number>,
    /// Maximum for the unit's class.
    pub max: Number,
    /// Whether the unit gave itself other points than the rule computes.
    pub differs: bool,
    /// Whether the points hang on other units and are settled after appraisal.
    pub provisional: bool,
    /// Items of evidence.
    pub evidence: u64,
    /// What must be mended before the record is signed, with the field it is about.
    pub blocking: Vec<Block>,
    /// What should be looked at, and blocks nothing.
    pub warnings: Vec<Message>,
}

/// Sum of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionSum {
    /// Its node.
    pub node: NodeId,
    /// Points so far.
    pub points: Number,
    /// Maximum of what the unit assesses itself below it.
    pub maximum: Number,
    /// Criteria below it that need nothing more.
    pub done: usize,
    /// Criteria below it that the unit assesses itself.
    pub of: usize,
}

/// What a unit's answers come to.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Criteria of the unit's form, in the order of the set.
    pub lines: Vec<Line>,
    /// Sections of the unit's form, in the order of the set.
    pub sections: Vec<SectionSum>,
    /// Criteria that need nothing more.
    pub done: usize,
    /// Criteria that the unit assesses itself.
    pub of: usize,
    /// Points so far.
    pub points: Number,
    /// Maximum of what the unit assesses itself.
    pub maximum: Number,
    /// What blocks the record as a whole.
    pub general: Vec<Message>,
    /// Scorecard with the points that the rules compute.
    computed: Scorecard,
    /// The unit as scoring saw it.
    subject: Subject,
}

/// What a tally is made of.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The unit's set.
    pub set: &'a CriteriaSet,
    /// The unit without answers: code, group, class, traits.
    pub unit: &'a Subject,
    /// What stands in its fields.
    pub fields: &'a [FieldRow],
    /// Items of evidence by criterion.
    pub evidence: &'a [(String, u64)],
    /// Other units with their answers, as far as the unit's points hang on them.
    pub peers: &'a [Subject],
}

/// Adds up a unit's answers (tổng hợp hồ sơ).
pub fn tally(given: &Given<'_>) -> Tally {
    let set = given.set;
    let mut cells: Vec<Option<Cell<'_>>> = set.nodes.iter().map(|node| Cell::of(given, node)).collect();
    place(set, given, &mut cells);
    let (subject, own_subject) = subjects(given.unit, &mut cells);
    let computed = score(set, subject.clone(), given.peers);
    let own = own_subject.map(|subject| score(set, subject, given.peers));
    let own = own.as_ref().unwrap_or(&computed);
    let lines: Vec<Line> = cells.iter().flatten().map(|cell| line(given, cell, &computed, own)).collect();
    let of = lines.iter().filter(|line| line.standing != Standing::Elsewhere).count();
    let done = lines.iter().filter(|line| line.standing.is_finished()).count();
    let general = blocks::mandatory(set, own);
    let (points, maximum) = (own.total().points.clone(), maximum(set, own, &lines, NodeId::ROOT));
    let sections = sections(set, own, &lines);
    Tally { lines, sections, done, of, points, maximum, general, computed, subject }
}

impl Tally {
    /// The line of a criterion.
    pub fn line(&self, code: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.code == code)
    }

    /// Criteria that lack evidence.
    pub fn lacking(&self) -> usize {
        self.lines.iter().filter(|line| line.standing == Standing::Lacking).count()
    }

    /// Everything that blocks, by criterion, in the order of the set.
    pub fn blocking(&self) -> impl Iterator<Item = (&Line, &Block)> {
        self.lines.iter().flat_map(|line| line.blocking.iter().map(move |block| (line, block)))
    }

    /// How the computed points of a criterion came about, sentence by sentence.
    pub fn trace(&self, set: &CriteriaSet, node: NodeId, name: &dyn Fn(&str) -> String) -> Vec<Message> {
        let answer = self.subject.answers.get(node.index()).and_then(Option::as_ref);
        explain::line_with_names(set, &self.computed, node, answer, name)
    }

    /// What the list of records shows.
    pub fn summary(&self) -> Summary {
        Summary {
            answered: self.done as u64,
            of_criteria: self.of as u64,
            lacking: self.lacking() as u64,
            points: self.points.to_exact(),
            maximum: self.maximum.to_exact(),
        }
    }
}

/// Criteria of the form whose points hang on other units, by code.
pub fn hanging(given: &Given<'_>) -> Vec<String> {
    let set = given.set;
    let form = set.criteria().filter(|(node, _)| set.applies(node.id, given.unit.class));
    let relative = |criterion: &Criterion| {
        let rule = criterion.rule_for(given.unit.class);
        matches!(rule, ScoringRule::RelativeBest { .. } | ScoringRule::MinMax { .. })
    };
    let asked = |node: &Node| {
        let name = Field::NotApplicable.word();
        let row = given.fields.iter().find(|row| row.criterion == node.code && row.name == name);
        row.is_some_and(|row| !Value::of_json(Field::NotApplicable, &row.value).is_empty())
    };
    let best = |policy: Option<&NaPolicy>| matches!(policy, Some(NaPolicy::CohortBest { .. }));
    let hangs = |node: &Node, criterion: &Criterion| match by_trait(set, given.unit, node) {
        Some(rule) => best(Some(&rule.policy)),
        None => relative(criterion) || (best(policy(set, node)) && asked(node)),
    };
    form.filter(|(node, criterion)| hangs(node, criterion)).map(|(node, _)| node.code.clone()).collect()
}

/// The set's rule by which a criterion does not apply to a unit.
pub fn by_trait<'a>(set: &'a CriteriaSet, unit: &Subject, node: &Node) -> Option<&'a NaRule> {
    set.not_applicable.iter().find(|rule| {
        let mut above = Some(node.id);
        let mut covered = false;
        while let Some(id) = above {
            covered |= rule.criteria.contains(&id);
            above = set.node(id).parent;
        }
        let fits = rule.with_trait.as_ref().is_none_or(|wanted| unit.traits.contains(wanted));
        covered && fits && rule.class.is_none_or(|class| unit.class == Some(class))
    })
}

/// How a criterion scores where it is found not applicable: its own policy, or that of the nearest node above.
pub fn policy<'a>(set: &'a CriteriaSet, node: &'a Node) -> Option<&'a NaPolicy> {
    let mut at = Some(node);
    while let Some(node) = at {
        if node.na.is_some() {
            return node.na.as_ref();
        }
        at = node.parent.map(|parent| set.node(parent));
    }
    None
}

/// One criterion of the form, with what stands in its fields.
pub(super) struct Cell<'a> {
    pub(super) node: &'a Node,
    pub(super) criterion: &'a Criterion,
    pub(super) answered: Answered,
    pub(super) reading: Reading,
}

impl<'a> Cell<'a> {
    fn of(given: &Given<'a>, node: &'a Node) -> Option<Self> {
        let criterion = node.criterion().filter(|_| given.set.applies(node.id, given.unit.class))?;
        Some(Self { node, criterion, answered: Answered::default(), reading: Reading::default() })
    }
}

/// Puts fields and evidence where they belong; fields of criteria outside the form are left aside.
fn place(set: &CriteriaSet, given: &Given<'_>, cells: &mut [Option<Cell<'_>>]) {
    let mut answered = |code: &str, put: &mut dyn FnMut(&mut Answered)| {
        let at = set.find(code).map(|node| node.id.index());
        if let Some(cell) = at.and_then(|at| cells[at].as_mut()) {
            put(&mut cell.answered);
        }
    };
    for row in given.fields {
        if let Some(field) = Field::of(&row.name) {
            answered(&row.criterion, &mut |answered| answered.put(Value::of_json(field, &row.value)));
        }
    }
    for (code, count) in given.evidence {
        answered(code, &mut |answered| answered.evidence = *count);
    }
    for cell in cells.iter_mut().flatten().filter(|cell| cell.criterion.source == Source::OwnReport) {
        cell.reading = read::figures(cell.criterion, given.unit.class, &cell.answered.figures);
    }
}

impl Answered {
    /// Takes over what a field holds.
    pub fn put(&mut self, value: Value) {
        match value {
            Value::Figures(figures) => self.figures = figures,
            Value::Note(text) => self.note = text,
            Value::NoEvidence(text) => self.no_evidence = text,
            Value::NotApplicable { asked, ground } => (self.na_asked, self.na_ground) = (asked, ground),
        }
    }

    /// The ground on which not applicable is asked; none without a ground.
    pub fn ground(&self) -> Option<&str> {
        Some(self.na_ground.as_str()).filter(|ground| self.na_asked && !ground.is_empty())
    }
}

/// The unit with what its rules compute, and again with its own points where it gives some.
fn subjects(unit: &Subject, cells: &mut [Option<Cell<'_>>]) -> (Subject, Option<Subject>) {
    let answer = |cell: &mut Option<Cell<'_>>| -> Option<Answer> {
        let cell = cell.as_mut()?;
        let mut answer = std::mem::take(&mut cell.reading.answer);
        answer.not_applicable = cell.answered.ground().map(str::to_owned);
        (answer != Answer::default()).then_some(answer)
    };
    let answers: Vec<Option<Answer>> = cells.iter_mut().map(answer).collect();
    let subject = Subject { answers, ..unit.clone() };
    let mut own: Option<Subject> = None;
    for cell in cells.iter().flatten() {
        let fits = |points: &&Number| !points.is_negative() && *points <= cell.node.max_for(unit.class);
        if let Some(points) = cell.reading.points.as_ref().filter(fits) {
            let own = own.get_or_insert_with(|| subject.clone());
            own.answers[cell.node.id.index()].get_or_insert_default().points = Some(Box::new(points.clone()));
        }
    }
    (subject, own)
}

/// Scores the unit among the peers that matter; missing answers are missing, not zero.
fn score(set: &CriteriaSet, subject: Subject, peers: &[Subject]) -> Scorecard {
    let unit = subject.unit.clone();
    let mut subjects = vec![subject];
    subjects.extend(peers.iter().filter(|peer| peer.unit != unit).cloned());
    let scores = score_round(set, &Cohort { subjects, ..Cohort::default() });
    let mut cards = scores.cards;
    let at = cards.iter().position(|card| card.unit == unit).unwrap_or_default();
    cards.swap_remove(at)
}

fn line(given: &Given<'_>, cell: &Cell<'_>, computed: &Scorecard, own: &Scorecard) -> Line {
    let at = cell.node.id.index();
    let (by_rule, counts) = (&computed.lines[at], &own.lines[at]);
    let has_points = |line: &thuocdo_scoring::card::Line| {
        let given = matches!(line.state, State::Scored | State::NotApplicable);
        given.then(|| line.points.clone())
    };
    let (points, computed_points) = (has_points(counts), has_points(by_rule));
    let provisional =
        by_rule.trace.facts().any(|fact| matches!(fact, Fact::Cohort(_) | Fact::CohortBest(_) | Fact::NoCohortBest));
    let mut line = Line {
        node: cell.node.id,
        code: cell.node.code.clone(),
        standing: Standing::Elsewhere,
        source: cell.criterion.source,
        differs: cell.reading.points.is_some() && cell.reading.points != computed_points,
        points,
        computed: computed_points,
        value: by_rule.value.clone(),
        max: by_rule.nominal.clone(),
        provisional,
        evidence: cell.answered.evidence,
        blocking: Vec::new(),
        warnings: Vec::new(),
    };
    if line.source == Source::OwnReport {
        blocks::judge(given, cell, by_rule, &mut line);
    }
    line
}

/// Sums of all sections of the form.
fn sections(set: &CriteriaSet, own: &Scorecard, lines: &[Line]) -> Vec<SectionSum> {
    let mut counts = vec![(0, 0); set.nodes.len()];
    for line in lines.iter().filter(|line| line.standing != Standing::Elsewhere) {
        let mut above = set.node(line.node).parent;
        while let Some(node) = above {
            let count: &mut (usize, usize) = &mut counts[node.index()];
            count.0 += usize::from(line.standing.is_finished());
            count.1 += 1;
            above = set.node(node).parent;
        }
    }
    let sum = |node: &Node| {
        let line = own.lines.get(node.id.index())?;
        let shown = node.section().is_some() && line.state != State::Absent;
        let (done, of) = counts[node.id.index()];
        shown.then(|| SectionSum {
            node: node.id,
            points: line.points.clone(),
            maximum: maximum(set, own, lines, node.id),
            done,
            of,
        })
    };
    set.nodes.iter().skip(1).filter_map(sum).collect()
}

/// The maximum of what the unit assesses itself below a node: what applies, less what comes from elsewhere.
///
/// Only plain sums can be taken apart; a mean over criteria from elsewhere keeps its whole maximum.
fn maximum(set: &CriteriaSet, own: &Scorecard, lines: &[Line], below: NodeId) -> Number {
    let elsewhere = lines.iter().filter(|line| line.standing == Standing::Elsewhere);
    let elsewhere = elsewhere.filter(|line| in_plain_sums(set, line.node, below));
    let elsewhere: Number = elsewhere.map(|line| own.lines[line.node.index()].applicable.clone()).sum();
    (&own.lines[below.index()].applicable - &elsewhere).most(Number::ZERO)
}

/// Whether a node lies below another one with nothing but plain sums between.
fn in_plain_sums(set: &CriteriaSet, node: NodeId, below: NodeId) -> bool {
    let mut above = set.node(node).parent;
    while let Some(at) = above {
        let plain = set
            .node(at)
            .section()
            .is_none_or(|section| section.aggregation == Aggregation::Sum && section.role == SectionRole::Regular);
        if !plain || at == below {
            return plain;
        }
        above = set.node(at).parent;
    }
    false
}

/// Whether failing a node keeps the unit from submitting.
pub(super) fn blocks_submission(node: &Node) -> bool {
    node.mandatory == Some(Blocks::Submission)
}
