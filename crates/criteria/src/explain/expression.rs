//! Formulas as people write them.

use thuocdo_base::{Arg, Message};

use crate::expr::{Comparison, Expr, Operator, Test};
use crate::rule::Variable;

/// Adds a sentence as an argument.
pub(super) fn nested(message: Message, name: &str, inner: Message) -> Message {
    message.with(name, Arg::Message(Box::new(inner)))
}

/// How tightly an expression holds together: sum, product, single.
fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(Operator::Add | Operator::Subtract, ..) => 1,
        Expr::Binary(Operator::Multiply | Operator::Divide, ..) => 2,
        Expr::Number(number) if number.is_negative() => 1,
        _ => 3,
    }
}

/// Writes an expression.
pub(super) fn arithmetic(expr: &Expr, variables: &[Variable]) -> Message {
    match expr {
        Expr::Number(number) => Message::new("rule-number").number("value", number),
        Expr::Variable(id) => {
            let name = variables.get(id.index()).map(|variable| variable.name.clone()).unwrap_or_default();
            Message::new("rule-variable").text("name", name)
        }
        Expr::Max => Message::new("rule-max"),
        Expr::Binary(operator, left, right) => {
            let (key, own) = match operator {
                Operator::Add => ("rule-plus", 1),
                Operator::Subtract => ("rule-minus", 1),
                Operator::Multiply => ("rule-times", 2),
                Operator::Divide => ("rule-over", 2),
            };
            // What stands to the right of − or ÷ needs its own parentheses even at the same strength.
            let strict = matches!(operator, Operator::Subtract | Operator::Divide);
            let message = nested(Message::new(key), "left", within(left, own, variables));
            nested(message, "right", within(right, own + u8::from(strict), variables))
        }
        Expr::Least(items) => several("rule-least", items, variables),
        Expr::Most(items) => several("rule-most", items, variables),
    }
}

fn several(key: &str, items: &[Expr], variables: &[Variable]) -> Message {
    Message::new(key).with("items", Arg::List(items.iter().map(|item| arithmetic(item, variables)).collect()))
}

/// Writes an operand, in parentheses where it binds less than asked.
pub(super) fn within(expr: &Expr, least: u8, variables: &[Variable]) -> Message {
    let inner = arithmetic(expr, variables);
    if strength(expr) < least { nested(Message::new("rule-parentheses"), "inner", inner) } else { inner }
}

/// Writes a test.
pub(super) fn test(test: &Test, variables: &[Variable]) -> Message {
    match test {
        Test::Compare(comparison, left, right) => {
            let key = match comparison {
                Comparison::Equal => "rule-equal",
                Comparison::NotEqual => "rule-not-equal",
                Comparison::Less => "rule-less",
                Comparison::AtMost => "rule-at-most",
                Comparison::Greater => "rule-greater",
                Comparison::AtLeast => "rule-at-least",
            };
            let message = nested(Message::new(key), "left", arithmetic(left, variables));
            nested(message, "right", arithmetic(right, variables))
        }
        Test::And(tests) => joined("rule-and", tests, variables),
        Test::Or(tests) => joined("rule-or", tests, variables),
        Test::Not(inner) => nested(Message::new("rule-not"), "inner", self::test(inner, variables)),
    }
}

fn joined(key: &str, tests: &[Test], variables: &[Variable]) -> Message {
    let piece = |inner: &Test| match inner {
        Test::Compare(..) => test(inner, variables),
        _ => nested(Message::new("rule-parentheses"), "inner", test(inner, variables)),
    };
    let mut pieces = tests.iter().map(piece);
    let first = pieces.next().unwrap_or_else(|| Message::new("rule-max"));
    pieces.fold(first, |left, right| nested(nested(Message::new(key), "left", left), "right", right))
}
