//! Sections, answers and not-applicable policies in words.

use thuocdo_base::{Arg, Message};

use super::class_name;
use super::expression::nested;
use crate::rule::{AnswerKind, Variable};
use crate::set::{Aggregation, ClassId, CriteriaSet, NaFallback, NaPolicy, NaRule, NodeId, Rebase, Scope, SectionRole};

/// Says what each variable of a criterion stands for.
pub fn answers(set: &CriteriaSet, node: NodeId) -> Vec<Message> {
    let variables = set.node(node).criterion().map(|criterion| criterion.variables.as_slice()).unwrap_or_default();
    variables.iter().map(answer).collect()
}

fn answer(variable: &Variable) -> Message {
    let key = match (&variable.measure, variable.imposed) {
        (None, false) => "rule-answer",
        (None, true) => "rule-answer-imposed",
        (Some(_), false) => "rule-answer-measure",
        (Some(_), true) => "rule-answer-measure-imposed",
    };
    let kind = Message::new(match variable.kind {
        AnswerKind::Number => "rule-kind-number",
        AnswerKind::Whole => "rule-kind-whole",
        AnswerKind::YesNo => "rule-kind-yes-no",
        AnswerKind::Option(_) => "rule-kind-option",
        AnswerKind::Rows => "rule-kind-rows",
    });
    let message = Message::new(key).text("name", &variable.name).text("label", &variable.label);
    let message = nested(message, "kind", kind);
    match &variable.measure {
        Some(measure) => message.text("measure", measure),
        None => message,
    }
}

/// Says how the points of a section, or of the whole set, come about.
pub fn aggregation(set: &CriteriaSet, node: NodeId, class: Option<ClassId>) -> Vec<Message> {
    let node = set.node(node);
    let Some(section) = node.section() else { return Vec::new() };
    let max = node.max_for(class);
    let mut sentences = Vec::new();
    if !node.scored {
        return vec![Message::new("rule-section-unscored")];
    }
    sentences.push(match section.aggregation {
        Aggregation::Sum => Message::new("rule-sum"),
        Aggregation::WeightedMean => Message::new("rule-weighted-mean").number("max", max),
        Aggregation::AllOf => Message::new("rule-all-of").number("max", max),
    });
    if section.aggregation == Aggregation::WeightedMean {
        let children = node.children.iter().map(|child| set.node(*child)).filter(|child| child.scored);
        let weight = |child: &crate::set::Node| {
            Message::new("rule-weight")
                .text("code", &child.code)
                .text("title", &child.title)
                .number("weight", &child.weight)
        };
        sentences.extend(children.map(weight));
    }
    sentences.extend(match &section.role {
        SectionRole::Regular => None,
        SectionRole::Bonus { cap } => Some(Message::new("rule-bonus").number("cap", cap)),
        SectionRole::Deduction { cap } => Some(Message::new("rule-deduction").number("cap", cap)),
    });
    sentences.extend(node.na.as_ref().map(|na| policy(set, na)));
    sentences
}

/// Says what a not-applicable policy does.
pub fn policy(set: &CriteriaSet, policy: &NaPolicy) -> Message {
    match policy {
        NaPolicy::FullPoints => Message::new("rule-na-full-points"),
        NaPolicy::Zero => Message::new("rule-na-zero"),
        NaPolicy::CohortBest { scope, fallback } => {
            let scope = Message::new(match scope {
                Scope::Group => "rule-scope-group",
                Scope::Round => "rule-scope-round",
            });
            let fallback = Message::new(match fallback {
                NaFallback::FullPoints => "rule-fallback-full-points",
                NaFallback::Zero => "rule-fallback-zero",
                NaFallback::Exclude => "rule-fallback-exclude",
                NaFallback::Refuse => "rule-fallback-refuse",
            });
            nested(nested(Message::new("rule-na-cohort-best"), "scope", scope), "fallback", fallback)
        }
        NaPolicy::Exclude { rebase } => match rebase {
            Rebase::None => Message::new("rule-na-exclude"),
            Rebase::Parent => Message::new("rule-na-exclude-parent"),
            Rebase::At(NodeId::ROOT) => Message::new("rule-na-exclude-total"),
            Rebase::At(at) => {
                let at = set.node(*at);
                Message::new("rule-na-exclude-at").text("code", &at.code).text("title", &at.title)
            }
        },
    }
}

/// Says to whom an automatic not-applicable rule applies, and how.
pub fn not_applicable(set: &CriteriaSet, rule: &NaRule) -> Message {
    let key = match (rule.class, &rule.with_trait) {
        (Some(_), None) => "rule-na-class",
        (Some(_), Some(_)) => "rule-na-class-trait",
        (None, _) => "rule-na-trait",
    };
    let mut message = Message::new(key).text("ground", &rule.ground);
    if let Some(class) = rule.class {
        message = message.text("class", class_name(set, class));
    }
    if let (Some(with_trait), true) = (&rule.with_trait, key == "rule-na-class-trait") {
        message = message.text("trait", with_trait);
    }
    let criteria = Arg::List(super::titles(set, &rule.criteria));
    nested(message.with("criteria", criteria), "policy", policy(set, &rule.policy))
}

/// Names the document that issues the set.
pub fn document(set: &CriteriaSet) -> Message {
    let document = &set.document;
    let key = match (document.number.is_empty(), document.date.is_empty()) {
        (true, true) => "rule-document",
        (true, false) => "rule-document-dated",
        (false, true) => "rule-document-numbered",
        (false, false) => "rule-document-full",
    };
    let mut message = Message::new(key).text("kind", &document.kind).text("issuer", &document.issuer);
    if !document.number.is_empty() {
        message = message.text("number", &document.number);
    }
    if !document.date.is_empty() {
        message = date(message, &document.date);
    }
    message
}

/// Adds a date in parts: each language puts them in its own order.
pub(super) fn date(message: Message, iso: &str) -> Message {
    let mut parts = iso.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (year, month, day) = (part(), part(), part());
    message.text("day", day).text("month", month).text("year", year)
}
