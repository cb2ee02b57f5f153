//! Small pieces of sentences: numbers, calculations, reported values.

use thuocdo_base::{Arg, Message, Number, Rounding};
use thuocdo_criteria::expr::{Expr, Operator};
use thuocdo_criteria::rule::{AnswerKind, VarId, Variable};

use crate::cohort::Answer;

/// Decimals of a share shown in per cent.
const PERCENT_DECIMALS: u8 = 2;

/// `=` where the shown number is the exact one, else `≈`.
pub(super) fn sign(value: &Number, decimals: u8) -> Arg {
    let exact = value.rounded(decimals, Rounding::HalfUp) == *value;
    Arg::Text(if exact { "=" } else { "≈" }.to_owned())
}

/// As [`sign`], for a share shown in per cent.
pub(super) fn share_sign(share: &Number) -> Arg {
    sign(share, PERCENT_DECIMALS + 2)
}

/// A number as a piece of a sentence.
pub(super) fn plain(value: &Number) -> Message {
    Message::new("trace-number").number("n", value)
}

/// A share as a piece of a sentence.
pub(super) fn percent(share: &Number) -> Message {
    Message::new("trace-percent").percent("n", share)
}

/// Puts a sentence into another.
pub(super) fn nested(message: Message) -> Arg {
    Arg::Message(Box::new(message))
}

/// Says whether an expression is a quotient, so that its value reads best in per cent.
pub(super) fn is_quotient(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(Operator::Divide, _, _))
}

/// Numbers that an expression stands for.
pub(super) struct Figures<'a> {
    /// The answer.
    pub answer: Option<&'a Answer>,
    /// The maximum.
    pub max: &'a Number,
}

impl Figures<'_> {
    /// A variable's value.
    pub fn value(&self, id: VarId) -> Option<&Number> {
        self.answer?.values.get(id.index())?.as_ref()
    }

    /// The calculation with its numbers: `111 ÷ (120 − 3)`; none if a number is not known.
    pub fn calculation(&self, expr: &Expr) -> Option<Message> {
        Some(match expr {
            Expr::Number(number) => plain(number),
            Expr::Variable(id) => plain(self.value(*id)?),
            Expr::Max => plain(self.max),
            Expr::Binary(operator, left, right) => {
                let key = match operator {
                    Operator::Add => "trace-add",
                    Operator::Subtract => "trace-subtract",
                    Operator::Multiply => "trace-multiply",
                    Operator::Divide => "trace-divide",
                };
                let left = self.operand(left, *operator, false)?;
                let right = self.operand(right, *operator, true)?;
                Message::new(key).with("left", nested(left)).with("right", nested(right))
            }
            Expr::Least(items) => self.several("trace-least", items)?,
            Expr::Most(items) => self.several("trace-most", items)?,
        })
    }

    fn several(&self, key: &str, items: &[Expr]) -> Option<Message> {
        let items: Option<Vec<Message>> = items.iter().map(|item| self.calculation(item)).collect();
        Some(Message::new(key).with("list", Arg::List(items?)))
    }

    /// An operand, in brackets where the order of operations needs them.
    fn operand(&self, expr: &Expr, under: Operator, right: bool) -> Option<Message> {
        let calculation = self.calculation(expr)?;
        let Expr::Binary(inner, _, _) = expr else { return Some(calculation) };
        let sum = |operator: &Operator| matches!(operator, Operator::Add | Operator::Subtract);
        let needed = (sum(inner) && !sum(&under)) || (right && matches!(under, Operator::Subtract | Operator::Divide));
        Some(if needed { Message::new("trace-group").with("inner", nested(calculation)) } else { calculation })
    }

    /// A value, with its calculation where it is more than one number.
    pub fn amount(&self, expr: &Expr, value: &Number) -> Message {
        let shown = if is_quotient(expr) { percent(value) } else { plain(value) };
        match (expr, self.calculation(expr)) {
            (Expr::Variable(_) | Expr::Number(_) | Expr::Max, _) | (_, None) => shown,
            (_, Some(calculation)) => {
                let sign = if is_quotient(expr) { share_sign(value) } else { sign(value, 6) };
                let message = Message::new("trace-calc").with("calc", nested(calculation));
                message.with("sign", sign).with("value", nested(shown))
            }
        }
    }
}

/// What was reported: labels and values in the order of the form.
pub(super) fn inputs(variables: &[Variable], answer: &Answer) -> Option<Message> {
    let mut list: Vec<Message> = Vec::new();
    for (variable, value) in variables.iter().zip(&answer.values) {
        // The sentence about the rule names the option by its label.
        if let (Some(value), false) = (value, matches!(variable.kind, AnswerKind::Option(_))) {
            list.push(input(variable, reported(variable, value)));
        }
    }
    for (index, variable) in variables.iter().enumerate().filter(|(_, it)| it.kind == AnswerKind::Rows) {
        let rows: Vec<Message> = answer
            .rows
            .iter()
            .filter(|((of, _), _)| usize::from(*of) == index)
            .map(|(_, value)| plain(value))
            .collect();
        if !rows.is_empty() {
            list.push(input(variable, Message::new("trace-rows").with("list", Arg::List(rows))));
        }
    }
    (!list.is_empty()).then(|| Message::new("trace-inputs").with("list", Arg::List(list)))
}

fn input(variable: &Variable, value: Message) -> Message {
    let label = if variable.label.is_empty() { &variable.name } else { &variable.label };
    Message::new("trace-input").text("label", label.as_str()).with("value", nested(value))
}

fn reported(variable: &Variable, value: &Number) -> Message {
    match &variable.kind {
        AnswerKind::YesNo => Message::new(if value.is_zero() { "trace-no" } else { "trace-yes" }),
        _ => match &variable.measure {
            Some(measure) => Message::new("trace-measured").number("n", value).text("measure", measure.as_str()),
            None => plain(value),
        },
    }
}
