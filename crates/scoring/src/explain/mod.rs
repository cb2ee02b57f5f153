//! Every number in words: how points, grades and ranks came about, for a clerk and a citizen.
//!
//! Nothing is computed anew that decides anything: points, shares and grounds come from the scorecard;
//! only the steps of a calculation are written out again from the answer.

mod grade;
mod policy;
mod rule;
mod rule_lists;
mod section;
mod words;

use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::ScoringRule;
use thuocdo_criteria::set::{Criterion, Node, NodeId, NodeKind};
use thuocdo_words::Lang;

use crate::card::{Fact, Line, Scorecard, State};
use crate::cohort::Answer;

pub use grade::{grading, maturity, unranked};

/// The sentences of this crate in one language.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../../locales/vi.ftl"),
        Lang::En => include_str!("../../locales/en.ftl"),
    }
}

/// Explains one line of a scorecard; other units are called by their codes.
///
/// # Example: a ratio
/// ```
/// use thuocdo_base::Number;
/// use thuocdo_criteria::{SourceText, parse, set::NodeId};
/// use thuocdo_scoring::{Answer, Cohort, Subject, explain, locale_text, score_round};
/// use thuocdo_words::{Lang, Locale};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let values = vec![Some(Number::from(111)), Some(Number::from(120))];
/// let answer = Answer { values, ..Answer::default() };
/// let unit = Subject { answers: vec![None, Some(answer.clone())], ..Subject::default() };
/// let scores = score_round(&set, &Cohort { subjects: vec![unit], closed: true, ..Cohort::default() });
/// let messages = explain::line(&set, &scores.cards[0], NodeId(1), Some(&answer));
/// let vi = Locale::new(Lang::Vi, &[locale_text(Lang::Vi)]);
/// assert_eq!(vi.render(&messages[1]), "111 ÷ 120 = 92,5\u{a0}%; 92,5\u{a0}% × 20 = 18,5 điểm.");
/// ```
pub fn line(set: &CriteriaSet, card: &Scorecard, node: NodeId, answer: Option<&Answer>) -> Vec<Message> {
    line_with_names(set, card, node, answer, &str::to_owned)
}

/// Explains one line of a scorecard; `name` turns codes of other units into what readers call them.
pub fn line_with_names(
    set: &CriteriaSet,
    card: &Scorecard,
    node: NodeId,
    answer: Option<&Answer>,
    name: &dyn Fn(&str) -> String,
) -> Vec<Message> {
    let (Some(node), Some(line)) = (set.nodes.get(node.index()), card.lines.get(node.index())) else {
        return Vec::new();
    };
    match line.state {
        State::Absent if is_merged(card) => return vec![Message::new("trace-inside-merged")],
        State::Absent => return vec![Message::new("trace-absent")],
        _ => {}
    }
    let about = About { set, card, node, line, answer, name };
    match &node.kind {
        _ if merged(line) => section::merged(&about),
        NodeKind::Section(section) => section::explain(&about, section),
        NodeKind::Criterion(criterion) => about.criterion(criterion),
    }
}

fn merged(line: &Line) -> bool {
    line.trace.facts().any(|fact| matches!(fact, Fact::MeanOfPredecessors(_)))
}

fn is_merged(card: &Scorecard) -> bool {
    card.lines.first().is_some_and(merged)
}

/// What is being explained.
struct About<'a> {
    set: &'a CriteriaSet,
    card: &'a Scorecard,
    node: &'a Node,
    line: &'a Line,
    answer: Option<&'a Answer>,
    name: &'a dyn Fn(&str) -> String,
}

impl<'a> About<'a> {
    fn facts(&self) -> impl Iterator<Item = &'a Fact> + use<'a> {
        self.line.trace.facts()
    }

    fn has(&self, wanted: &Fact) -> bool {
        self.line.trace.contains(wanted)
    }

    /// Points as shown on pages of this set.
    fn points(&self, message: Message, name: &str, points: &Number) -> Message {
        message.with(name, thuocdo_base::Arg::Number(points.clone(), self.decimals()))
    }

    fn sign(&self, points: &Number) -> thuocdo_base::Arg {
        words::sign(points, self.decimals())
    }

    fn decimals(&self) -> u8 {
        self.set.rounding.decimals.max(2)
    }

    fn names(&self, codes: &[String]) -> String {
        codes.iter().map(|code| (self.name)(code)).collect::<Vec<_>>().join(", ")
    }

    fn criterion(&self, criterion: &'a Criterion) -> Vec<Message> {
        let mut messages: Vec<Message> =
            self.answer.and_then(|answer| words::inputs(&criterion.variables, answer)).into_iter().collect();
        let rule = criterion.rule_for(self.card.class);
        match self.line.state {
            State::Scored => self.scored(rule, &mut messages),
            State::Missing => policy::missing(self, criterion, rule, &mut messages),
            State::NotApplicable => policy::not_applicable(self, &mut messages),
            State::Refused => policy::refused(self, &mut messages),
            State::Held => policy::held(self, &mut messages),
            State::Unscored => messages.push(Message::new("trace-unscored")),
            State::Absent => {}
        }
        for fact in self.facts() {
            if let Fact::Rounded(before) = fact {
                let message = Message::new("trace-rounded").number("before", before);
                messages.push(self.points(message, "points", &self.line.points));
            }
        }
        messages
    }

    /// Points before they were rounded.
    fn unrounded(&self) -> &'a Number {
        let before = self.facts().find_map(|fact| match fact {
            Fact::Rounded(before) => Some(before),
            _ => None,
        });
        before.unwrap_or(&self.line.points)
    }

    fn scored(&self, rule: &'a ScoringRule, messages: &mut Vec<Message>) {
        if self.has(&Fact::DirectPoints) {
            messages.push(Message::new("trace-direct").number("points", self.unrounded()));
            return;
        }
        if self.has(&Fact::CarriedOver) {
            messages.push(Message::new("trace-missing"));
            messages.push(self.points(Message::new("trace-carried-over"), "points", self.unrounded()));
            return;
        }
        let told = rule::Told {
            about: self,
            rule,
            facts: &self.line.trace,
            max: &self.line.nominal,
            points: self.unrounded(),
            value: self.line.value.as_ref(),
        };
        messages.extend(told.pieces());
        messages.push(told.sentence());
        messages.extend(told.cuts());
    }
}
