//! What blocks a criterion, and where it stands: one judgement for every page that speaks of it.

use thuocdo_assessment::Field;
use thuocdo_assessment::record::is_reason;
use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::Criterion;
use thuocdo_scoring::Scorecard;
use thuocdo_scoring::card::{Fact, Line as Scored, Refusal, State};

use super::tally::{Cell, Given, Line, Standing, blocks_submission};

/// Something that must be mended before the record is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The field it is about.
    pub field: Field,
    /// The sentence.
    pub message: Message,
    /// Whether it is that evidence is lacking.
    pub evidence: bool,
}

impl Block {
    fn of(field: Field, message: Message) -> Self {
        Self { field, message, evidence: false }
    }
}

/// Decides where a criterion stands and what blocks it.
pub(super) fn judge(given: &Given<'_>, cell: &Cell<'_>, by_rule: &Scored, line: &mut Line) {
    let unreadable = cell.reading.faults.iter().map(|(_, message)| Block::of(Field::Figures, message.clone()));
    line.blocking.extend(unreadable);
    if cell.answered.na_asked && cell.answered.na_ground.is_empty() {
        line.blocking.push(Block::of(Field::NotApplicable, Message::new("answers-na-no-ground")));
    }
    let nothing = cell.answered.figures.is_empty();
    let rule = cell.criterion.rule_for(given.unit.class);
    match by_rule.state {
        State::NotApplicable => {}
        State::Missing if nothing => {
            line.blocking.push(Block::of(Field::Figures, Message::new("answers-missing")));
        }
        State::Missing if cell.reading.faults.is_empty() => {
            line.blocking.push(Block::of(Field::Figures, incomplete(cell)));
        }
        State::Refused => refused(cell, rule, by_rule, line),
        _ => {}
    }
    own_points(cell, by_rule, line);
    evidence(cell, by_rule, line);
    line.standing = standing(by_rule, nothing, line);
}

fn standing(by_rule: &Scored, nothing: bool, line: &Line) -> Standing {
    if by_rule.state == State::NotApplicable && line.blocking.is_empty() {
        return Standing::NotApplicable;
    }
    if line.blocking.iter().any(|block| block.evidence) {
        return Standing::Lacking;
    }
    let untouched = nothing && matches!(by_rule.state, State::Missing | State::Unscored);
    match (line.blocking.as_slice(), untouched) {
        ([], true) => Standing::Todo,
        ([], false) => Standing::Done,
        ([only], true) if only.field == Field::Figures => Standing::Todo,
        _ => Standing::Doing,
    }
}

/// Which values are still missing, by name.
fn incomplete(cell: &Cell<'_>) -> Message {
    let typed = |name: &str| cell.answered.figures.values.iter().any(|(given, _)| given == name);
    let asked = cell.criterion.variables.iter().filter(|variable| variable.kind != AnswerKind::Rows);
    let missing: Vec<&str> = asked.map(|variable| variable.name.as_str()).filter(|name| !typed(name)).collect();
    if missing.is_empty() {
        return Message::new("answers-incomplete");
    }
    Message::new("answers-incomplete-names").text("names", missing.join(", "))
}

/// The rule refuses the figures; the unit's own points with a reason may stand instead.
fn refused(cell: &Cell<'_>, rule: &ScoringRule, by_rule: &Scored, line: &mut Line) {
    let refusal = by_rule.trace.facts().find_map(|fact| match fact {
        Fact::Refused(refusal) => Some(*refusal),
        _ => None,
    });
    let Some(refusal) = refusal else { return };
    if refusal == Refusal::NoCohortBest {
        line.warnings.push(Message::new("answers-best-later"));
        return;
    }
    let explained = cell.reading.points.is_some() && has_reason(cell.answered.figures.reason.as_deref());
    let field = if refusal == Refusal::NoPolicy { Field::NotApplicable } else { Field::Figures };
    if !explained || field == Field::NotApplicable {
        line.blocking.push(Block::of(field, refusal_message(cell.criterion, rule, refusal, &line.max)));
    }
}

/// Why the rule refuses the figures, for whoever typed them.
fn refusal_message(criterion: &Criterion, rule: &ScoringRule, refusal: Refusal, max: &Number) -> Message {
    match refusal {
        Refusal::ZeroDenominator => match divisor(criterion, rule) {
            Some(name) => Message::new("answers-zero").text("name", name),
            None => Message::new("answers-zero-divisor"),
        },
        Refusal::OutOfRange => Message::new("answers-range").number("max", max),
        Refusal::Negative => Message::new("answers-negative"),
        Refusal::NoPolicy => Message::new("answers-na-no-policy"),
        Refusal::NotWhole => Message::new("trace-refused-whole"),
        Refusal::NotInTable => Message::new("trace-refused-table"),
        Refusal::NoSuchOption => Message::new("trace-refused-option"),
        Refusal::NoCohortBest => Message::new("answers-best-later"),
        Refusal::NoPredecessor => Message::new("trace-refused-predecessor"),
    }
}

/// What a rule divides by as people read it, `b` or `b − c`, where it is made of variables.
fn divisor(criterion: &Criterion, rule: &ScoringRule) -> Option<String> {
    let name = |expr: &Expr| match expr {
        Expr::Variable(id) => Some(criterion.variables.get(id.index())?.name.clone()),
        _ => None,
    };
    match rule {
        ScoringRule::Ratio { to, less: Some(less), .. } => Some(format!("{} − {}", name(to)?, name(less)?)),
        ScoringRule::Ratio { to, .. } | ScoringRule::Every { of: to, .. } => name(to),
        _ => None,
    }
}

/// Points that the unit gives itself: within the limits, and with a reason where they differ.
fn own_points(cell: &Cell<'_>, by_rule: &Scored, line: &mut Line) {
    let Some(points) = &cell.reading.points else { return };
    if by_rule.state == State::NotApplicable {
        return;
    }
    if points.is_negative() || *points > line.max {
        let message = Message::new("answers-range").number("max", &line.max);
        line.blocking.push(Block::of(Field::Figures, message));
        return;
    }
    if !line.differs {
        return;
    }
    let computed = line.computed.as_ref().map_or_else(
        || Message::new("answers-differs-uncomputed").number("points", points),
        |computed| Message::new("answers-differs").number("points", points).number("computed", computed),
    );
    if has_reason(cell.answered.figures.reason.as_deref()) {
        line.warnings.push(computed);
    } else {
        let key = if line.computed.is_some() { "answers-no-reason" } else { "answers-no-reason-uncomputed" };
        let message = Message { key: key.to_owned(), args: computed.args };
        line.blocking.push(Block::of(Field::Figures, message));
    }
}

/// Whether a reason is given, and is one.
fn has_reason(reason: Option<&str>) -> bool {
    reason.is_some_and(is_reason)
}

/// Points above zero want evidence where the set asks for it, or a word on why there is none.
fn evidence(cell: &Cell<'_>, by_rule: &Scored, line: &mut Line) {
    let wanted = !cell.criterion.evidence.is_empty() && line.evidence == 0;
    let claims = line.points.as_ref().is_some_and(|points| !points.is_zero()) && by_rule.state != State::NotApplicable;
    if !wanted || !claims {
        return;
    }
    if !is_reason(&cell.answered.no_evidence) {
        let message = Message::new("answers-no-evidence");
        line.blocking.push(Block { field: Field::NoEvidence, message, evidence: true });
    } else {
        line.warnings.push(Message::new("answers-no-evidence-explained"));
    }
}

/// Mandatory prerequisites that are not met and keep the record from being submitted.
pub(super) fn mandatory(set: &CriteriaSet, card: &Scorecard) -> Vec<Message> {
    let nodes = card.failed.iter().map(|node| set.node(*node)).filter(|node| blocks_submission(node));
    nodes.map(|node| Message::new("answers-mandatory").text("code", &node.code).text("title", &node.title)).collect()
}
