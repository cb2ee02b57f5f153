//! Reads arithmetic and tests: `100 * a / (b - c)`, `a > 0 and b <= max`.
//!
//! Text, nesting and operands are limited, so that reading and evaluating always end soon.

use thuocdo_base::Number;

use crate::expr::{Comparison, Expr, Operator, Test};
use crate::rule::VarId;

/// Longest expression, in bytes.
const MOST_BYTES: usize = 1_000;
/// Most numbers, names and signs.
const MOST_TOKENS: usize = 200;
/// Deepest nesting of parentheses, functions and `not`.
const MOST_DEPTH: u32 = 32;

/// Why a text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    /// Where, in bytes from the start of the text.
    pub(crate) at: usize,
    /// Locale key of the reason.
    pub(crate) reason: &'static str,
    /// What stands there.
    pub(crate) found: String,
}

/// Reason of a fault about a name, which whoever refuses the name has reported already.
pub(crate) const SAID: &str = "";

/// Finds or declares the variable of a name; `None` if the name is refused.
pub(crate) type Names<'n> = dyn FnMut(&str, usize) -> Option<VarId> + 'n;

/// Reads arithmetic.
pub(crate) fn arithmetic(text: &str, names: &mut Names<'_>) -> Result<Expr, Bad> {
    let mut reader = Reader::new(text, names)?;
    let term = reader.either(0)?;
    reader.end()?;
    reader.number(term)
}

/// Reads a yes/no test.
pub(crate) fn test(text: &str, names: &mut Names<'_>) -> Result<Test, Bad> {
    let mut reader = Reader::new(text, names)?;
    let term = reader.either(0)?;
    reader.end()?;
    reader.truth(term)
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'t> {
    Number(Number),
    Name(&'t str),
    Sign(&'static str),
    End,
}

/// What a parenthesis may hold: a number or a truth, with the place where it starts.
enum Term {
    Number(usize, Expr),
    Truth(usize, Test),
}

struct Reader<'t, 'n> {
    text: &'t str,
    tokens: Vec<(usize, Token<'t>)>,
    next: usize,
    depth: u32,
    names: &'n mut Names<'n>,
}

const SIGNS: &[&str] = &["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, Bad> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if first.is_ascii_digit() {
            let length = run(rest, |c| c.is_ascii_digit() || c == '.');
            let number = Number::parse(&rest[..length]).map_err(|_| bad(at, "diag-expr-number", &rest[..length]))?;
            tokens.push((at, Token::Number(number)));
            at += length;
        } else if first.is_alphabetic() || first == '_' {
            let length = run(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            tokens.push((at, Token::Name(&rest[..length])));
            at += length;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push((at, Token::Sign(sign)));
            at += sign.len();
        } else {
            return Err(bad(at, "diag-expr-sign", &rest[..first.len_utf8()]));
        }
        if tokens.len() > MOST_TOKENS {
            return Err(bad(at, "diag-expr-long", ""));
        }
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| !belongs(*c)).map_or(text.len(), |(at, _)| at)
}

fn bad(at: usize, reason: &'static str, found: &str) -> Bad {
    Bad { at, reason, found: found.to_owned() }
}

/// How strongly an infix sign binds: or, and, comparison, sum, product.
fn strength(token: &Token<'_>) -> Option<u8> {
    Some(match token {
        Token::Name("or") => 1,
        Token::Name("and") => 2,
        Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => 4,
        Token::Sign("+" | "-") => 5,
        Token::Sign("*" | "/") => 6,
        _ => return None,
    })
}

impl<'t, 'n> Reader<'t, 'n> {
    fn new(text: &'t str, names: &'n mut Names<'_>) -> Result<Self, Bad> {
        if text.len() > MOST_BYTES {
            return Err(bad(0, "diag-expr-long", ""));
        }
        Ok(Self { text, tokens: tokens(text)?, next: 0, depth: 0, names })
    }

    fn peek(&self) -> (usize, Token<'t>) {
        self.tokens.get(self.next).cloned().unwrap_or((self.text.len(), Token::End))
    }

    fn take(&mut self) -> (usize, Token<'t>) {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn at(&self, reason: &'static str) -> Bad {
        let (at, _) = self.peek();
        let found: String = self.text[at..].chars().take_while(|c| !c.is_whitespace()).take(20).collect();
        bad(at, reason, &found)
    }

    fn end(&self) -> Result<(), Bad> {
        match self.peek().1 {
            Token::End => Ok(()),
            Token::Sign(",") => Err(self.at("diag-expr-comma")),
            _ => Err(self.at("diag-expr-rest")),
        }
    }

    fn number(&self, term: Term) -> Result<Expr, Bad> {
        match term {
            Term::Number(_, expr) => Ok(expr),
            Term::Truth(at, _) => Err(bad(at, "diag-expr-not-a-number", "")),
        }
    }

    fn truth(&self, term: Term) -> Result<Test, Bad> {
        match term {
            Term::Truth(_, test) => Ok(test),
            Term::Number(at, _) => Err(bad(at, "diag-expr-not-a-test", "")),
        }
    }

    /// Reads infix signs that bind at least this strongly.
    fn either(&mut self, least: u8) -> Result<Term, Bad> {
        let mut left = self.prefix()?;
        loop {
            let (_, token) = self.peek();
            let Some(strength) = strength(&token).filter(|strength| *strength >= least) else { return Ok(left) };
            self.take();
            let right = self.either(strength + 1)?;
            left = self.join(token, left, right)?;
        }
    }

    fn join(&self, token: Token<'_>, left: Term, right: Term) -> Result<Term, Bad> {
        let (Term::Number(start, _) | Term::Truth(start, _)) = left;
        let sign = match token {
            Token::Name(word) | Token::Sign(word) => word,
            _ => "",
        };
        if matches!(sign, "and" | "or") {
            let mut tests = match (self.truth(left)?, sign) {
                (Test::And(tests), "and") | (Test::Or(tests), "or") => tests,
                (test, _) => vec![test],
            };
            tests.push(self.truth(right)?);
            return Ok(Term::Truth(start, if sign == "and" { Test::And(tests) } else { Test::Or(tests) }));
        }
        let (left, right) = (self.number(left)?, self.number(right)?);
        Ok(match comparison(sign) {
            Some(comparison) => Term::Truth(start, Test::Compare(comparison, left, right)),
            None => Term::Number(start, Expr::Binary(operator(sign), Box::new(left), Box::new(right))),
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Bad>) -> Result<T, Bad> {
        if self.depth >= MOST_DEPTH {
            return Err(self.at("diag-expr-deep"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn prefix(&mut self) -> Result<Term, Bad> {
        let (at, token) = self.peek();
        match token {
            Token::Number(number) => {
                self.take();
                Ok(Term::Number(at, Expr::Number(number)))
            }
            Token::Sign("-") => {
                self.take();
                let inner = self.deeper(|reader| reader.either(6))?;
                Ok(Term::Number(at, negative(self.number(inner)?)))
            }
            Token::Sign("(") => {
                self.take();
                let inner = self.deeper(|reader| reader.either(0))?;
                self.close()?;
                Ok(inner)
            }
            Token::Name("not") => {
                self.take();
                let inner = self.deeper(|reader| reader.either(3))?;
                Ok(Term::Truth(at, Test::Not(Box::new(self.truth(inner)?))))
            }
            Token::Name("and" | "or") => Err(self.at("diag-expr-value")),
            Token::Name(name) => self.name(at, name),
            _ => Err(self.at("diag-expr-value")),
        }
    }

    fn close(&mut self) -> Result<(), Bad> {
        match self.peek().1 {
            Token::Sign(")") => {
                self.take();
                Ok(())
            }
            Token::Sign(",") => Err(self.at("diag-expr-comma")),
            _ => Err(self.at("diag-expr-close")),
        }
    }

    fn name(&mut self, at: usize, name: &str) -> Result<Term, Bad> {
        self.take();
        let called = self.peek().1 == Token::Sign("(");
        match (name, called) {
            ("min", true) => Ok(Term::Number(at, Expr::Least(self.arguments()?))),
            ("max_of", true) => Ok(Term::Number(at, Expr::Most(self.arguments()?))),
            ("max", true) => Err(bad(at, "diag-expr-max-of", name)),
            (_, true) => Err(bad(at, "diag-expr-function", name)),
            ("max", false) => Ok(Term::Number(at, Expr::Max)),
            _ => match (self.names)(name, at) {
                Some(id) => Ok(Term::Number(at, Expr::Variable(id))),
                None => Err(bad(at, SAID, name)),
            },
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, Bad> {
        self.take();
        let mut arguments = Vec::new();
        loop {
            let term = self.deeper(|reader| reader.either(0))?;
            arguments.push(self.number(term)?);
            if self.peek().1 != Token::Sign(",") {
                break;
            }
            self.take();
        }
        self.close()?;
        Ok(arguments)
    }
}

fn negative(inner: Expr) -> Expr {
    match inner {
        Expr::Number(number) => Expr::Number(-number),
        other => Expr::Binary(Operator::Subtract, Box::new(Expr::Number(Number::ZERO)), Box::new(other)),
    }
}

fn operator(sign: &str) -> Operator {
    match sign {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        _ => Operator::Divide,
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}
