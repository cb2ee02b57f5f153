//! Arithmetic as decisions write it: `(a/b) x Điểm tối đa`, `[b/a*2,0]`, `Tỷ lệ*10`, `(1 - A/B)*5`.

use thuocdo_base::Number;
use thuocdo_base::read::typed;
use thuocdo_words::collate::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(Number),
    Word(Operand),
    Sign(char),
}

/// What arithmetic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A letter that stands for something.
    Name(char),
    /// Words.
    Phrase(String),
    /// The maximum points.
    Max,
    /// The share that was spoken of before.
    Ratio,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Expr {
    Number(Number),
    Word(Operand),
    Sum(Vec<(bool, Expr)>),
    Product(Vec<Expr>, Vec<Expr>),
}

/// `of / (to - less)`, or one less that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quotient {
    pub(crate) of: Operand,
    pub(crate) to: Divisor,
    pub(crate) less: Option<Operand>,
    pub(crate) complement: bool,
}

/// What is divided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Divisor {
    Of(Operand),
    Fixed(Number),
}

/// A share times what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scaled {
    /// `None`: the share that was spoken of before.
    pub(crate) share: Option<Quotient>,
    /// Times the maximum points.
    pub(crate) times_max: bool,
    /// Times a number.
    pub(crate) times: Option<Number>,
}

/// Reads arithmetic as a share times its worth; `None`: it is something else.
pub(crate) fn scaled(text: &str) -> Option<Scaled> {
    let tokens = tokens(text)?;
    let mut rest = tokens.as_slice();
    let whole = sum(&mut rest, 0)?;
    if !rest.is_empty() { None } else { of(&whole) }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim().trim_end_matches(['.', ';', ',']).trim();
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = rest.trim_start();
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
            let number = typed(rest[..end].trim_end_matches(['.', ','])).ok()?;
            rest = rest[end..].trim_start();
            let percent = rest.starts_with('%');
            rest = rest.strip_prefix('%').unwrap_or(rest);
            let hundred = Number::parse("100").ok()?;
            found.push(Token::Number(if percent { number.divided_by(&hundred)? } else { number }));
        } else if first == '%' && matches!(found.last(), Some(Token::Word(_))) {
            // Tỷ lệ %: the word only says how it is shown.
            rest = &rest[1..];
        } else if first.is_alphabetic() {
            rest = word(rest, &mut found);
        } else {
            found.push(Token::Sign(sign(first)?));
            rest = &rest[first.len_utf8()..];
        }
    }
    // `0,5 điểm`: the word only says what the number is.
    found.retain(|token| !matches!(token, Token::Word(Operand::Phrase(word)) if fold(word) == "diem"));
    Some(found)
}

fn sign(sign: char) -> Option<char> {
    match sign {
        '*' | '×' | '·' => Some('*'),
        '/' | '÷' => Some('/'),
        '(' | '[' | '{' => Some('('),
        ')' | ']' | '}' => Some(')'),
        '+' => Some('+'),
        '-' | '–' | '−' => Some('-'),
        _ => None,
    }
}

/// Takes words up to the next sign; a lone `x` after something is a sign itself.
fn word<'t>(text: &'t str, found: &mut Vec<Token>) -> &'t str {
    let stop = |c: char| !(c.is_alphanumeric() || c.is_whitespace() || matches!(c, ',' | '“' | '”' | '"'));
    let run = &text[..text.find(stop).unwrap_or(text.len())];
    let is_times = |word: &str| word == "x" || word == "X";
    let after_something = matches!(found.last(), Some(Token::Number(_) | Token::Word(_) | Token::Sign(')')));
    let mut words = Vec::new();
    let mut end = 0;
    for part in run.split_inclusive(char::is_whitespace) {
        let bare = part.trim();
        if is_times(bare) && (words.is_empty() && after_something || !words.is_empty()) {
            if words.is_empty() {
                found.push(Token::Sign('*'));
                return &text[part.len()..];
            }
            break;
        }
        end += part.len();
        if !bare.is_empty() {
            words.push(bare);
        }
    }
    let phrase = words.join(" ");
    let folded = fold(&phrase);
    let bare = folded.trim_start_matches("so ").trim_end_matches([',', ' ']);
    let max = ["diem toi da", "diem chuan", "thang diem", "toi da"];
    found.push(Token::Word(match phrase.chars().next() {
        _ if max
            .iter()
            .any(|word| bare == *word || bare.strip_prefix(word).is_some_and(|rest| rest.starts_with(" cua"))) =>
        {
            Operand::Max
        }
        _ if folded.starts_with("ty le") || folded.starts_with("ti le") => Operand::Ratio,
        Some(letter) if phrase.chars().count() == 1 => Operand::Name(letter.to_ascii_lowercase()),
        _ => Operand::Phrase(phrase),
    }));
    &text[end..]
}

const DEPTH_MAX: usize = 20;

fn sum(rest: &mut &[Token], depth: usize) -> Option<Expr> {
    if depth > DEPTH_MAX {
        return None;
    }
    let mut terms = vec![(false, product(rest, depth)?)];
    while let [Token::Sign(sign @ ('+' | '-')), after @ ..] = *rest {
        *rest = after;
        terms.push((*sign == '-', product(rest, depth)?));
    }
    let single = terms.len() == 1;
    if single { terms.pop().map(|(_, term)| term) } else { Some(Expr::Sum(terms)) }
}

fn product(rest: &mut &[Token], depth: usize) -> Option<Expr> {
    let (mut over, mut under) = (vec![atom(rest, depth)?], Vec::new());
    while let [Token::Sign(sign @ ('*' | '/')), after @ ..] = *rest {
        *rest = after;
        let next = atom(rest, depth)?;
        if *sign == '*' { over.push(next) } else { under.push(next) }
    }
    Some(if over.len() == 1 && under.is_empty() { over.remove(0) } else { Expr::Product(over, under) })
}

fn atom(rest: &mut &[Token], depth: usize) -> Option<Expr> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    match first {
        Token::Number(number) => Some(Expr::Number(number.clone())),
        Token::Word(word) => Some(Expr::Word(word.clone())),
        Token::Sign('(') => {
            let inner = sum(rest, depth + 1)?;
            *rest = rest.strip_prefix(&[Token::Sign(')')])?;
            Some(inner)
        }
        Token::Sign(_) => None,
    }
}

/// Factors above and below the line, products inside products opened.
fn factors(expr: &Expr) -> (Vec<Expr>, Vec<Expr>) {
    let Expr::Product(over, under) = expr else { return (vec![expr.clone()], Vec::new()) };
    let (mut top, mut bottom) = (Vec::new(), Vec::new());
    for (part, is_under) in over.iter().map(|part| (part, false)).chain(under.iter().map(|part| (part, true))) {
        let (mut above, mut below) = factors(part);
        if is_under {
            std::mem::swap(&mut above, &mut below);
        }
        top.append(&mut above);
        bottom.append(&mut below);
    }
    (top, bottom)
}

fn of(whole: &Expr) -> Option<Scaled> {
    let (top, bottom) = factors(whole);
    let mut times = Number::ONE;
    let (mut times_max, mut is_ratio, mut numbers, mut parts) = (false, false, false, Vec::new());
    for factor in top {
        match factor {
            Expr::Number(number) => {
                numbers = numbers || number != Number::ONE;
                times = &times * &number;
            }
            Expr::Word(Operand::Max) => times_max = true,
            Expr::Word(Operand::Ratio) => is_ratio = true,
            other => parts.push(other),
        }
    }
    let times = numbers.then_some(times);
    let share = match (is_ratio, parts.as_slice(), bottom.as_slice()) {
        (true, [], []) => None,
        // A ratio in per cent over a hundred.
        (true, [], [Expr::Number(hundred)]) if hundred.to_exact() == "100" => None,
        (false, [part], bottom) => Some(quotient(part, bottom)?),
        _ => return None,
    };
    Some(Scaled { share, times_max, times })
}

fn quotient(part: &Expr, bottom: &[Expr]) -> Option<Quotient> {
    if let (Expr::Sum(terms), []) = (part, bottom) {
        // 1 - a/b
        let [(false, Expr::Number(one)), (true, inner)] = terms.as_slice() else { return None };
        let (top, under) = factors(inner);
        let [inner] = top.as_slice() else { return None };
        let found = quotient(inner, &under)?;
        return (*one == Number::ONE && !found.complement).then_some(Quotient { complement: true, ..found });
    }
    let [under] = bottom else { return None };
    let (to, less) = match under {
        Expr::Number(number) if !number.is_zero() => (Divisor::Fixed(number.clone()), None),
        Expr::Word(word) => (Divisor::Of(word.clone()), None),
        Expr::Sum(terms) => match terms.as_slice() {
            [(false, Expr::Word(word)), (true, Expr::Word(less))] => (Divisor::Of(word.clone()), Some(less.clone())),
            _ => return None,
        },
        _ => return None,
    };
    match part {
        Expr::Word(word) => Some(Quotient { of: word.clone(), to, less, complement: false }),
        // (b - a) / b
        Expr::Sum(terms) => match terms.as_slice() {
            [(false, Expr::Word(all)), (true, Expr::Word(of))] if to == Divisor::Of(all.clone()) && less.is_none() => {
                Some(Quotient { of: of.clone(), to, less, complement: true })
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_of_decisions_is_a_share_times_its_worth() {
        let check = |text: &str, expected: &str| {
            let shown = scaled(text).map(|found| {
                let share = found.share.map_or("ratio".to_owned(), |share| {
                    let to = match share.to {
                        Divisor::Fixed(number) => number.to_exact(),
                        Divisor::Of(Operand::Name(name)) => name.to_string(),
                        Divisor::Of(other) => format!("{other:?}"),
                    };
                    let of = match share.of {
                        Operand::Name(name) => name.to_string(),
                        Operand::Phrase(words) => words,
                        other => format!("{other:?}"),
                    };
                    format!(
                        "{}{of}/{to}{}",
                        if share.complement { "1-" } else { "" },
                        if share.less.is_some() { "-c" } else { "" }
                    )
                });
                format!(
                    "{share} {} {}",
                    u8::from(found.times_max),
                    found.times.map_or("-".to_owned(), |times| times.to_exact())
                )
            });
            assert_eq!(shown.unwrap_or_default(), expected, "{text}");
        };
        check("a/b", "a/b 0 -");
        check("(a/b) x Điểm tối đa", "a/b 1 -");
        check("[(b/a)*2,0]", "b/a 0 2");
        check("a/b x 100%", "a/b 0 -");
        check("Tỷ lệ*Điểm tối đa", "ratio 1 -");
        check("Tỷ lệ hộ sử dụng * 30", "ratio 0 30");
        check("(1 - A/B) * Điểm tối đa", "1-a/b 1 -");
        check("(b-a)/b x 5 điểm", "1-a/b 0 5");
        check("a/(b-c) x 10", "a/b-c 0 10");
        check("a/5*Điểm tối đa", "a/5 1 -");
        check("Điểm tối đa x a/b", "a/b 1 -");
        for text in ["", "a", "20", "a+b", "a/b/c/d*(", "số người", "((((((((((((((((((((((((a"] {
            check(text, "");
        }
    }
}
