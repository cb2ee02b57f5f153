//! Small exact expressions over variables: always terminating, total but for division by zero.

use std::cmp::Ordering;

use thuocdo_base::Number;

use crate::rule::VarId;

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A constant.
    Number(Number),
    /// A variable.
    Variable(VarId),
    /// The criterion's maximum.
    Max,
    /// Two operands.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// The least of several.
    Least(Vec<Expr>),
    /// The greatest of several.
    Most(Vec<Expr>),
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A yes/no test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Compares two expressions.
    Compare(Comparison, Expr, Expr),
    /// All hold.
    And(Vec<Test>),
    /// One holds.
    Or(Vec<Test>),
    /// Does not hold.
    Not(Box<Test>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// A variable has no value.
    Missing(VarId),
    /// Division by zero.
    DividedByZero,
}

/// Values an expression may read.
pub trait Values {
    /// Value of a variable, if there is one.
    fn value(&self, id: VarId) -> Option<&Number>;
    /// The criterion's maximum.
    fn max(&self) -> &Number;
}

impl Expr {
    /// Evaluates exactly.
    ///
    /// # Errors
    /// [`NoValue`] where a variable is missing or a divisor is zero.
    pub fn eval(&self, values: &impl Values) -> Result<Number, NoValue> {
        match self {
            Self::Number(number) => Ok(number.clone()),
            Self::Variable(id) => values.value(*id).cloned().ok_or(NoValue::Missing(*id)),
            Self::Max => Ok(values.max().clone()),
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.eval(values)?, right.eval(values)?);
                match operator {
                    Operator::Add => Ok(&left + &right),
                    Operator::Subtract => Ok(&left - &right),
                    Operator::Multiply => Ok(&left * &right),
                    Operator::Divide => left.divided_by(&right).ok_or(NoValue::DividedByZero),
                }
            }
            Self::Least(items) => fold(items, values, Number::least),
            Self::Most(items) => fold(items, values, Number::most),
        }
    }
}

fn fold(items: &[Expr], values: &impl Values, pick: fn(Number, Number) -> Number) -> Result<Number, NoValue> {
    let mut best: Option<Number> = None;
    for item in items {
        let value = item.eval(values)?;
        best = Some(match best {
            Some(best) => pick(best, value),
            None => value,
        });
    }
    Ok(best.unwrap_or_default())
}

impl Test {
    /// Says whether the test holds.
    ///
    /// # Errors
    /// [`NoValue`] where an expression that is needed has none.
    pub fn holds(&self, values: &impl Values) -> Result<bool, NoValue> {
        match self {
            Self::Compare(comparison, left, right) => {
                let order = left.eval(values)?.cmp(&right.eval(values)?);
                Ok(match comparison {
                    Comparison::Equal => order == Ordering::Equal,
                    Comparison::NotEqual => order != Ordering::Equal,
                    Comparison::Less => order == Ordering::Less,
                    Comparison::AtMost => order != Ordering::Greater,
                    Comparison::Greater => order == Ordering::Greater,
                    Comparison::AtLeast => order != Ordering::Less,
                })
            }
            Self::And(tests) => tests.iter().try_fold(true, |all, test| Ok(all && test.holds(values)?)),
            Self::Or(tests) => tests.iter().try_fold(false, |any, test| Ok(any || test.holds(values)?)),
            Self::Not(test) => test.holds(values).map(|holds| !holds),
        }
    }
}
