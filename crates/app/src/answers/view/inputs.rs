//! What a criterion asks for, by kind: each kind has a component of its own on the page.

use thuocdo_assessment::Figures;
use thuocdo_base::{Message, Number};
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{AnswerKind, BracketStep, BracketTest, ScoringRule, VarId};
use thuocdo_criteria::set::{ClassId, Criterion};
use thuocdo_words::show;

use super::Writer;

/// Rows that a table of rows shows beyond those that are filled.
const SPARE_ROWS: u32 = 3;

/// Inputs that belong together: all of a rule, or those of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputGroup {
    /// Name of the part; empty where there are no parts.
    pub label: String,
    /// Most points of the part.
    pub max: Option<String>,
    /// Its inputs.
    pub inputs: Vec<Input>,
}

/// One thing that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Name of the variable.
    pub name: String,
    /// What it stands for.
    pub label: String,
    /// Measure: `máy`, `hồ sơ`.
    pub measure: Option<String>,
    /// Given by the superior: the unit copies it from the document.
    pub imposed: bool,
    /// What is typed.
    pub value: String,
    /// What was typed in the last round, if it is known.
    pub last: Option<String>,
    /// The kind, with what it needs.
    pub kind: Kind,
}

/// Kinds of inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Points, given directly, with the most there are.
    Points(String),
    /// Yes or no.
    YesNo,
    /// One of several: code, label, points.
    Option(Vec<OptionView>),
    /// One of the cases of a formula; empty: the first that holds.
    Case(Vec<OptionView>),
    /// Numbers in rows: row from 1 and what is typed there.
    Rows(Vec<(u32, String)>),
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionView {
    /// Code in answers.
    pub code: String,
    /// Label.
    pub label: String,
    /// Points it gives, where that is fixed.
    pub points: Option<String>,
}

impl Input {
    /// The word of the kind, for templates that choose a component.
    pub fn kind_word(&self) -> &'static str {
        match self.kind {
            Kind::Number | Kind::Whole => "number",
            Kind::Points(_) => "points",
            Kind::YesNo => "yes-no",
            Kind::Option(_) => "option",
            Kind::Case(_) => "case",
            Kind::Rows(_) => "rows",
        }
    }
}

/// A step of a rule with steps: from which value, how many points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// The bound in words.
    pub bound: Message,
    /// Points.
    pub points: String,
    /// Whether this step counts now.
    pub reached: bool,
}

/// What a criterion asks for, all parts together, for whoever gives its values.
pub fn asked_of(
    criterion: &Criterion,
    class: Option<ClassId>,
    max: &Number,
    typed: &Figures,
    writer: &Writer,
) -> Vec<Input> {
    groups_of(criterion, class, max, typed, writer).into_iter().flat_map(|group| group.inputs).collect()
}

/// What a criterion asks for, part by part.
pub fn groups_of(
    criterion: &Criterion,
    class: Option<ClassId>,
    max: &Number,
    typed: &Figures,
    writer: &Writer,
) -> Vec<InputGroup> {
    Asking { criterion, class, max, typed, last: None, writer }.groups()
}

/// What a criterion asks for, with what is typed.
pub(super) struct Asking<'a> {
    pub(super) criterion: &'a Criterion,
    pub(super) class: Option<ClassId>,
    pub(super) max: &'a Number,
    pub(super) typed: &'a Figures,
    pub(super) last: Option<&'a Figures>,
    pub(super) writer: &'a Writer,
}

impl Asking<'_> {
    /// Inputs by part.
    pub(super) fn groups(&self) -> Vec<InputGroup> {
        let rule = self.criterion.rule_for(self.class);
        let used = self.used(rule);
        let (ScoringRule::Parts { parts } | ScoringRule::BestOf { cases: parts }) = rule else {
            let inputs = used.into_iter().map(|id| self.input(rule, id)).collect();
            return vec![InputGroup { label: String::new(), max: None, inputs }];
        };
        let mut left = used;
        let mut groups: Vec<InputGroup> = Vec::new();
        for part in parts {
            let mut own: Vec<VarId> = Vec::new();
            variables(&part.rule, &mut own);
            let inputs: Vec<_> = left.iter().copied().filter(|id| own.contains(id)).collect();
            left.retain(|id| !own.contains(id));
            let max = Some(self.writer.maximum(&(&part.share * self.max)));
            let inputs = inputs.into_iter().map(|id| self.input(&part.rule, id)).collect();
            groups.push(InputGroup { label: part.label.clone(), max, inputs });
        }
        if !left.is_empty() {
            let inputs = left.into_iter().map(|id| self.input(rule, id)).collect();
            groups.push(InputGroup { label: String::new(), max: None, inputs });
        }
        groups
    }

    /// Variables of the class's rule, in the order of the criterion; all where nothing names them.
    fn used(&self, rule: &ScoringRule) -> Vec<VarId> {
        let mut named = Vec::new();
        variables(rule, &mut named);
        let all = (0..self.criterion.variables.len()).filter_map(|index| u16::try_from(index).ok()).map(VarId);
        let several = !self.criterion.rule_by_class.is_empty();
        all.filter(|id| !several || named.is_empty() || named.contains(id)).collect()
    }

    fn input(&self, rule: &ScoringRule, id: VarId) -> Input {
        let variable = &self.criterion.variables[id.index()];
        let text = |figures: &Figures, name: &str| {
            figures.values.iter().find(|(given, _)| given == name).map(|(_, text)| text.clone())
        };
        let kind = match (&variable.kind, rule) {
            (_, ScoringRule::Points { .. }) => Kind::Points(self.writer.maximum(self.max)),
            (AnswerKind::Whole, ScoringRule::Formula { cases, choice, .. }) if *choice == id => {
                let case = |(index, case): (usize, &thuocdo_criteria::rule::FormulaCase)| OptionView {
                    code: (index + 1).to_string(),
                    label: case.label.clone(),
                    points: None,
                };
                Kind::Case(cases.iter().enumerate().map(case).collect())
            }
            (AnswerKind::Number, _) => Kind::Number,
            (AnswerKind::Whole, _) => Kind::Whole,
            (AnswerKind::YesNo, _) => Kind::YesNo,
            (AnswerKind::Option(codes), _) => Kind::Option(self.options(rule, codes)),
            (AnswerKind::Rows, _) => Kind::Rows(self.rows(&variable.name)),
        };
        Input {
            value: text(self.typed, &variable.name).unwrap_or_default(),
            last: self.last.and_then(|last| text(last, &variable.name)),
            name: variable.name.clone(),
            label: variable.label.clone(),
            measure: variable.measure.clone(),
            imposed: variable.imposed,
            kind,
        }
    }

    fn options(&self, rule: &ScoringRule, codes: &[String]) -> Vec<OptionView> {
        let ScoringRule::Option { options, .. } = rule else {
            let bare = |code: &String| OptionView { code: code.clone(), label: code.clone(), points: None };
            return codes.iter().map(bare).collect();
        };
        let view = |option: &thuocdo_criteria::rule::AnswerOption| OptionView {
            code: option.code.clone(),
            label: option.label.clone(),
            points: Some(self.writer.maximum(&(&option.share * self.max))),
        };
        options.iter().map(view).collect()
    }

    fn rows(&self, name: &str) -> Vec<(u32, String)> {
        let number = |given: &str| given.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.parse::<u32>().ok();
        let filled: Vec<(u32, String)> =
            self.typed.values.iter().filter_map(|(given, text)| Some((number(given)?, text.clone()))).collect();
        let all = self.typed.values.iter().filter_map(|(given, _)| {
            let row = given.strip_suffix(']')?.rsplit_once('[')?.1;
            row.parse::<u32>().ok()
        });
        let most = all.max().unwrap_or(0).saturating_add(SPARE_ROWS).min(500);
        let typed = |row: u32| filled.iter().find(|(at, _)| *at == row).map(|(_, text)| text.clone());
        (1..=most).map(|row| (row, typed(row).unwrap_or_default())).collect()
    }

    /// Steps of a rule that has them, the one that counts marked.
    pub(super) fn steps(&self, points: Option<&Number>) -> Vec<StepView> {
        let ScoringRule::Brackets { value, steps, otherwise, .. } = self.criterion.rule_for(self.class) else {
            return Vec::new();
        };
        let in_percent = matches!(value, Expr::Binary(thuocdo_criteria::expr::Operator::Divide, ..));
        let bound = |number: &Number| match in_percent {
            true => show::percent(self.writer.lang, number, 2),
            false => show::short(self.writer.lang, number, 4),
        };
        let step = |step: &BracketStep| {
            let key = match step.test {
                BracketTest::From => "answers-step-from",
                BracketTest::Above => "answers-step-above",
                BracketTest::To => "answers-step-to",
                BracketTest::Under => "answers-step-under",
            };
            (Message::new(key).text("bound", bound(&step.bound)), &step.share * self.max)
        };
        let rest = (Message::new("answers-step-else"), otherwise * self.max);
        let mut seen = false;
        let mut view = |(bound, worth): (Message, Number)| {
            let reached = !seen && points == Some(&worth);
            seen |= reached;
            StepView { bound, points: self.writer.maximum(&worth), reached }
        };
        steps.iter().map(step).chain([rest]).map(&mut view).collect()
    }
}

/// Variables that a rule names.
fn variables(rule: &ScoringRule, into: &mut Vec<VarId>) {
    let mut expressions: Vec<&Expr> = Vec::new();
    match rule {
        ScoringRule::Points { points: id }
        | ScoringRule::Option { choice: id, .. }
        | ScoringRule::YesNo { answer: id, .. } => into.push(*id),
        ScoringRule::Ratio { of, to, less, .. } => expressions.extend([of, to].into_iter().chain(less)),
        ScoringRule::Brackets { value, .. }
        | ScoringRule::RelativeBest { value, .. }
        | ScoringRule::MinMax { value, .. }
        | ScoringRule::Lookup { value, .. }
        | ScoringRule::Count { count: value, .. } => expressions.push(value),
        ScoringRule::Parts { parts } | ScoringRule::BestOf { cases: parts } => {
            parts.iter().for_each(|part| variables(&part.rule, into));
        }
        ScoringRule::Every { done, of, .. } => expressions.extend([done, of]),
        ScoringRule::Target { value, target, .. } => expressions.extend([value, target]),
        ScoringRule::Deduct { counters } => into.extend(counters.iter().map(|counter| counter.count)),
        ScoringRule::Mean { items, .. } => into.extend(items),
        ScoringRule::Tally { groups, .. } => groups.iter().for_each(|group| into.extend(&group.counts)),
        ScoringRule::WeightedRows { value, weight, .. } => into.extend([*value, *weight]),
        // Conditions read variables too: everything that the criterion declares belongs to the form.
        ScoringRule::Formula { .. } | ScoringRule::Publication { .. } | ScoringRule::Unscored => {}
    }
    expressions.into_iter().for_each(|expression| named(expression, into));
}

fn named(expression: &Expr, into: &mut Vec<VarId>) {
    match expression {
        Expr::Variable(id) => into.push(*id),
        Expr::Binary(_, left, right) => [left, right].into_iter().for_each(|side| named(side, into)),
        Expr::Least(items) | Expr::Most(items) => items.iter().for_each(|item| named(item, into)),
        Expr::Number(_) | Expr::Max => {}
    }
}
