//! Scoring rules in words.

use thuocdo_base::{Arg, Message, Number};

use super::expression::{arithmetic, nested, test, within};
use crate::expr::Expr;
use crate::rule::{
    AnswerOption, BracketStep, BracketTest, Otherwise, Part, ScoringRule, TallyGroup, VarId, Variable, ZeroPolicy,
};
use crate::set::{ClassId, CriteriaSet, Criterion, Direction, NodeId, Scope, Target, WhenMissing};

/// Says how a criterion is scored for a class, one sentence after the other.
///
/// # Example: a ratio
/// ```
/// # use thuocdo_criteria::{SourceText, explain, parse};
/// # use thuocdo_words::{Lang, Locale};
/// # let text = r#"
/// # set = { code = "mau", version = "1", title = "Mẫu", levels = ["Tiêu chí"], scale = "10", document = { kind = "Mẫu", issuer = "Mẫu" } }
/// # criterion = [{ code = "1", title = "Tỷ lệ", max = "10", origin = "illustrative", rule = { kind = "ratio", zero = "zero" } }]
/// # "#;
/// let set = parse(&SourceText::new(text), &()).set.unwrap();
/// let locale = Locale::new(Lang::En, &[thuocdo_criteria::locale_text(Lang::En)]);
/// let sentences = explain::rule(&set, set.find("1").unwrap().id, None);
/// assert_eq!(locale.render(&sentences[0]), "Points = 10 × a ÷ b, from 0 to 10.");
/// assert_eq!(locale.render(&sentences[1]), "If the divisor is 0: 0 points.");
/// ```
pub fn rule(set: &CriteriaSet, node: NodeId, class: Option<ClassId>) -> Vec<Message> {
    let node = set.node(node);
    let Some(criterion) = node.criterion() else { return Vec::new() };
    sentences(set, criterion, criterion.rule_for(class), node.max_for(class))
}

/// Says how a rule scores at this maximum.
pub(crate) fn sentences(set: &CriteriaSet, criterion: &Criterion, rule: &ScoringRule, max: &Number) -> Vec<Message> {
    let voice = Voice { set, variables: &criterion.variables };
    let mut sentences = voice.rule(rule, max);
    sentences.extend(missing(criterion, rule));
    sentences.extend(criterion.targets.iter().map(|target| step(set, criterion, target)));
    sentences
}

fn missing(criterion: &Criterion, rule: &ScoringRule) -> Option<Message> {
    match criterion.when_missing {
        _ if matches!(rule, ScoringRule::Unscored) => None,
        WhenMissing::Zero => None,
        WhenMissing::CarryOver => Some(Message::new("rule-missing-carry-over")),
        WhenMissing::Exclude => Some(Message::new("rule-missing-exclude")),
    }
}

fn step(set: &CriteriaSet, criterion: &Criterion, target: &Target) -> Message {
    let name = set.steps.get(target.step).map(|step| step.name.clone()).unwrap_or_default();
    let key = match criterion.direction {
        Direction::Higher => "rule-step-higher",
        Direction::Lower => "rule-step-lower",
    };
    Message::new(key).text("step", name).number("value", &target.value)
}

/// Speaks about the rules of one criterion.
struct Voice<'a> {
    set: &'a CriteriaSet,
    variables: &'a [Variable],
}

impl Voice<'_> {
    fn rule(&self, rule: &ScoringRule, max: &Number) -> Vec<Message> {
        let said = |key: &str| Message::new(key).number("max", max);
        match rule {
            ScoringRule::Points { .. } => vec![said("rule-points")],
            ScoringRule::Ratio { zero, .. } => {
                let mut sentences = self.ratio(rule, max);
                sentences.push(if_zero(*zero, max));
                sentences
            }
            ScoringRule::Brackets { value, steps, otherwise, zero } => {
                self.brackets((value, steps, otherwise), *zero, max)
            }
            ScoringRule::Option { options, .. } => choices(options, max),
            ScoringRule::YesNo { yes, no, .. } => {
                vec![Message::new("rule-yes-no").number("yes", &(yes * max)).number("no", &(no * max))]
            }
            ScoringRule::Parts { parts } => self.children(said("rule-parts"), parts, max),
            ScoringRule::BestOf { cases } => self.children(said("rule-best-of"), cases, max),
            ScoringRule::Every { done, of, otherwise, zero } => {
                let every = said("rule-every").number("otherwise", &(otherwise * max));
                let every = nested(every, "done", self.write(done));
                vec![nested(every, "of", self.write(of)), if_zero(*zero, max)]
            }
            ScoringRule::Count { count, each, cap } => {
                let most = cap.clone().unwrap_or_else(|| max.clone()).least(max.clone());
                let count = nested(Message::new("rule-count"), "count", within(count, 2, self.variables));
                vec![count.number("each", each).number("cap", &most)]
            }
            ScoringRule::RelativeBest { value, direction, scope, zero } => {
                self.relative_best((value, *direction, *scope), *zero, max)
            }
            ScoringRule::MinMax { .. } => self.min_max(rule, max),
            ScoringRule::Target { value, target, direction, otherwise, zero } => {
                self.target((value, target, *direction), otherwise, *zero, max)
            }
            _ => self.listed(rule, max),
        }
    }

    /// Kinds that read tables, counts or other publications.
    fn listed(&self, rule: &ScoringRule, max: &Number) -> Vec<Message> {
        let said = |key: &str| Message::new(key).number("max", max);
        match rule {
            ScoringRule::Deduct { counters } => {
                let each = counters.iter().map(|counter| {
                    let each = Message::new("rule-deduct-each").number("points", &(&counter.each * max));
                    each.text("label", self.label(counter.count))
                });
                std::iter::once(said("rule-deduct")).chain(each).collect()
            }
            ScoringRule::Lookup { value, table } => {
                let head = nested(said("rule-lookup"), "value", self.write(value));
                std::iter::once(head).chain(table.iter().map(|row| lookup_row(row, max))).collect()
            }
            ScoringRule::Mean { items, table, out_of, min_items } => self.mean(items, table, (out_of, *min_items), max),
            ScoringRule::Tally { groups, options, min_responses } => self.tally(groups, options, *min_responses, max),
            ScoringRule::Formula { .. } => self.formula(rule, max),
            ScoringRule::Publication { input, field, out_of } => {
                let title = self.set.inputs.get(*input).map(|input| input.title.clone()).unwrap_or_default();
                vec![said("rule-publication").text("input", title).text("field", field).number("out_of", out_of)]
            }
            ScoringRule::WeightedRows { value, weight, out_of, zero } => {
                let rows = said("rule-weighted-rows").text("value", self.name(*value));
                vec![rows.text("weight", self.name(*weight)).number("out_of", out_of), if_zero(*zero, max)]
            }
            _ => vec![Message::new("rule-unscored")],
        }
    }

    fn write(&self, expr: &Expr) -> Message {
        arithmetic(expr, self.variables)
    }

    fn name(&self, id: VarId) -> String {
        self.variables.get(id.index()).map(|variable| variable.name.clone()).unwrap_or_default()
    }

    fn label(&self, id: VarId) -> String {
        self.variables.get(id.index()).map(|variable| variable.label.clone()).unwrap_or_default()
    }

    fn ratio(&self, rule: &ScoringRule, max: &Number) -> Vec<Message> {
        let ScoringRule::Ratio { of, to, less, complement, floor, full_at, .. } = rule else { return Vec::new() };
        let divisor = match less {
            Some(less) => {
                let minus = nested(Message::new("rule-minus"), "left", within(to, 1, self.variables));
                let minus = nested(minus, "right", within(less, 2, self.variables));
                nested(Message::new("rule-parentheses"), "inner", minus)
            }
            None => within(to, 3, self.variables),
        };
        let over = nested(Message::new("rule-over"), "left", within(of, 2, self.variables));
        let over = nested(over, "right", divisor);
        let key = if *complement { "rule-complement" } else { "rule-ratio" };
        let mut sentences = vec![nested(Message::new(key).number("max", max), "ratio", over)];
        sentences.extend(floor.as_ref().map(|floor| Message::new("rule-floor").percent("floor", floor)));
        let full = |full: &Number| Message::new("rule-full-at").percent("full", full).number("max", max);
        sentences.extend(full_at.as_ref().map(full));
        sentences
    }

    fn brackets(
        &self,
        (value, steps, otherwise): (&Expr, &[BracketStep], &Number),
        zero: ZeroPolicy,
        max: &Number,
    ) -> Vec<Message> {
        let mut sentences = vec![nested(Message::new("rule-brackets"), "value", self.write(value))];
        for step in steps {
            let key = match step.test {
                BracketTest::From => "rule-from",
                BracketTest::Above => "rule-above",
                BracketTest::To => "rule-to",
                BracketTest::Under => "rule-under",
            };
            sentences.push(Message::new(key).number("bound", &step.bound).number("points", &(&step.share * max)));
        }
        sentences.push(Message::new("rule-otherwise").number("points", &(otherwise * max)));
        if divides(value) {
            sentences.push(if_zero(zero, max));
        }
        sentences
    }

    fn children(&self, head: Message, parts: &[Part], max: &Number) -> Vec<Message> {
        let mut sentences = vec![head];
        for part in parts {
            let share = &part.share * max;
            for inner in self.rule(&part.rule, &share) {
                sentences.push(nested(Message::new("rule-part").text("label", &part.label), "sentence", inner));
            }
        }
        sentences
    }

    fn relative_best(
        &self,
        (value, direction, scope): (&Expr, Direction, Scope),
        zero: ZeroPolicy,
        max: &Number,
    ) -> Vec<Message> {
        let key = match direction {
            Direction::Higher => "rule-relative-best",
            Direction::Lower => "rule-relative-least",
        };
        let sentence = nested(Message::new(key).number("max", max), "value", within(value, 2, self.variables));
        vec![nested(sentence, "scope", scope_words(scope)), if_zero(zero, max)]
    }

    fn min_max(&self, rule: &ScoringRule, max: &Number) -> Vec<Message> {
        let ScoringRule::MinMax { value, direction, scope, equal, low, high, zero } = rule else { return Vec::new() };
        let key = match direction {
            Direction::Higher => "rule-min-max",
            Direction::Lower => "rule-max-min",
        };
        let sentence = nested(Message::new(key), "value", self.write(value));
        let sentence = nested(sentence, "scope", scope_words(*scope));
        let mut sentences = vec![
            sentence.number("best", &(high * max)).number("worst", &(low * max)),
            Message::new("rule-all-equal").number("points", &(equal * max)),
        ];
        if divides(value) {
            sentences.push(if_zero(*zero, max));
        }
        sentences
    }

    fn target(
        &self,
        (value, target, direction): (&Expr, &Expr, Direction),
        otherwise: &Otherwise,
        zero: ZeroPolicy,
        max: &Number,
    ) -> Vec<Message> {
        let key = match direction {
            Direction::Higher => "rule-target",
            Direction::Lower => "rule-target-lower",
        };
        let sentence = nested(Message::new(key).number("max", max), "value", self.write(value));
        let mut sentences = vec![nested(sentence, "target", self.write(target))];
        sentences.push(match otherwise {
            Otherwise::Share(share) => Message::new("rule-target-missed").number("points", &(share * max)),
            Otherwise::Proportional => {
                let (left, right) = if direction == Direction::Higher { (value, target) } else { (target, value) };
                let over = nested(Message::new("rule-over"), "left", within(left, 2, self.variables));
                let over = nested(over, "right", within(right, 3, self.variables));
                nested(Message::new("rule-target-proportional").number("max", max), "ratio", over)
            }
        });
        if divides(value) || divides(target) || matches!(otherwise, Otherwise::Proportional) {
            sentences.push(if_zero(zero, max));
        }
        sentences
    }

    fn mean(
        &self,
        items: &[VarId],
        table: &[(Number, Number)],
        (out_of, least): (&Number, u32),
        max: &Number,
    ) -> Vec<Message> {
        let list = items.iter().map(|id| Message::new("rule-item").text("label", self.label(*id))).collect();
        let mut sentences = vec![Message::new("rule-mean").number("max", max).with("items", Arg::List(list))];
        if table.is_empty() {
            sentences.push(Message::new("rule-mean-out-of").number("out_of", out_of));
        } else {
            sentences.extend(
                table.iter().map(|(at, share)| Message::new("rule-mean-row").number("at", at).percent("share", share)),
            );
        }
        if least > 1 {
            sentences.push(Message::new("rule-mean-least").count("count", least as usize));
        }
        sentences
    }

    fn tally(
        &self,
        groups: &[TallyGroup],
        options: &[(String, Option<Number>)],
        least: u32,
        max: &Number,
    ) -> Vec<Message> {
        let mut sentences = vec![Message::new("rule-tally").number("max", max)];
        let first = groups.first();
        for (index, (code, share)) in options.iter().enumerate() {
            let id = first.and_then(|group| group.counts.get(index));
            let label = id.map(|id| self.label(*id)).unwrap_or_else(|| code.clone());
            let prefix = first.map(|group| format!("{}: ", group.name)).unwrap_or_default();
            let label = label.strip_prefix(&prefix).unwrap_or(&label);
            sentences.push(match share {
                Some(share) => Message::new("rule-tally-option").text("label", label).percent("share", share),
                None => Message::new("rule-tally-free").text("label", label),
            });
        }
        if groups.len() > 1 {
            let weight = |group: &TallyGroup| {
                Message::new("rule-tally-group").text("label", &group.name).number("weight", &group.weight)
            };
            let list = groups.iter().map(weight).collect();
            sentences.push(Message::new("rule-tally-groups").with("groups", Arg::List(list)));
        }
        if least > 1 {
            sentences.push(Message::new("rule-tally-least").count("count", least as usize));
        }
        sentences
    }

    fn formula(&self, rule: &ScoringRule, max: &Number) -> Vec<Message> {
        let ScoringRule::Formula { cases, zero, .. } = rule else { return Vec::new() };
        let mut sentences = vec![Message::new("rule-formula").number("max", max)];
        for case in cases {
            let key = if case.when.is_some() { "rule-case-when" } else { "rule-case" };
            let mut sentence = Message::new(key).text("label", &case.label);
            if let Some(when) = &case.when {
                sentence = nested(sentence, "when", test(when, self.variables));
            }
            sentences.push(nested(sentence, "points", self.write(&case.points)));
        }
        if cases.iter().any(|case| divides(&case.points)) {
            sentences.push(if_zero(*zero, max));
        }
        sentences
    }
}

fn choices(options: &[AnswerOption], max: &Number) -> Vec<Message> {
    let option = |option: &AnswerOption| {
        Message::new("rule-option").text("label", &option.label).number("points", &(&option.share * max))
    };
    std::iter::once(Message::new("rule-options")).chain(options.iter().map(option)).collect()
}

fn lookup_row((at, share): &(Number, Number), max: &Number) -> Message {
    Message::new("rule-lookup-row").number("at", at).number("points", &(share * max))
}

fn scope_words(scope: Scope) -> Message {
    Message::new(match scope {
        Scope::Group => "rule-scope-group",
        Scope::Round => "rule-scope-round",
    })
}

fn if_zero(zero: ZeroPolicy, max: &Number) -> Message {
    match zero {
        ZeroPolicy::Full => Message::new("rule-zero-full").number("max", max),
        ZeroPolicy::Zero => Message::new("rule-zero-zero"),
        ZeroPolicy::NotApplicable => Message::new("rule-zero-not-applicable"),
        ZeroPolicy::Refuse => Message::new("rule-zero-refuse"),
    }
}

fn divides(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(operator, left, right) => {
            *operator == crate::expr::Operator::Divide || divides(left) || divides(right)
        }
        Expr::Least(items) | Expr::Most(items) => items.iter().any(divides),
        Expr::Number(_) | Expr::Variable(_) | Expr::Max => false,
    }
}
