//! Numbers and days as people in Vietnam type them.

use crate::{Number, NumberError, Timestamp};

/// Reads a typed number: `1,5`, ` 1,50 `, `1.234,5`, `1.5`, `95,2 %` is not one (strip the sign first).
///
/// A single dot followed by exactly three digits may group thousands or start decimals; it is
/// refused as ambiguous instead of guessed.
///
/// # Errors
/// [`NumberError::Ambiguous`] for texts such as `1.234`, otherwise what is wrong with the text.
///
/// # Example: comma decimals, dot thousands
/// ```
/// use thuocdo_base::{read::typed, Number, NumberError};
/// assert_eq!(typed("1.234,5"), Ok(Number::parse("1234.5").unwrap()));
/// assert_eq!(typed("1.25"), Ok(Number::parse("1.25").unwrap()));
/// assert_eq!(typed("1.234"), Err(NumberError::Ambiguous));
/// ```
pub fn typed(text: &str) -> Result<Number, NumberError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let plain = match (digits.split_once(','), digits.matches('.').count()) {
        (Some((whole, fraction)), _) => format!("{}.{fraction}", ungroup(whole)?),
        (None, 0) => digits.to_owned(),
        (None, 1) => one_dot(digits)?,
        (None, _) => ungroup(digits)?,
    };
    Number::parse(&format!("{sign}{plain}"))
}

/// Reads a typed day, `1/3/2026`, `01/03/2026`, `01-03-2026` or `2026-03-01`, and gives it as `YYYY-MM-DD`.
///
/// # Example: a day comes before its month
/// ```
/// use thuocdo_base::read::date;
/// assert_eq!(date(" 1/3/2026 "), Some("2026-03-01".to_owned()));
/// assert_eq!(date("31/2/2026"), None);
/// ```
pub fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    Timestamp::of_date(&iso).map(|_| iso)
}

/// One dot and no comma: decimals, unless exactly three digits follow a whole part of one to three digits.
fn one_dot(digits: &str) -> Result<String, NumberError> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let could_group = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if could_group { Err(NumberError::Ambiguous) } else { Ok(digits.to_owned()) }
}

fn ungroup(whole: &str) -> Result<String, NumberError> {
    if !whole.contains('.') {
        return Ok(whole.to_owned());
    }
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let well_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    if well_grouped { Ok(whole.replace('.', "")) } else { Err(NumberError::NotANumber) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_read_or_asked_about() {
        let check = |text: &str, expected: Result<&str, NumberError>| {
            assert_eq!(typed(text).map(|number| number.to_exact()), expected.map(str::to_owned), "{text}");
        };
        check(" 1,50 ", Ok("1.5"));
        check("1.234.567", Ok("1234567"));
        check("-3,2", Ok("-3.2"));
        check("0.833", Ok("0.833"));
        check("1234.567", Ok("1234.567"));
        check("12.345", Err(NumberError::Ambiguous));
        check("1.23.456", Err(NumberError::NotANumber));
        check("1,2,3", Err(NumberError::NotANumber));
        check("", Err(NumberError::Empty));
        check("năm", Err(NumberError::NotANumber));
    }

    #[test]
    fn typed_days_are_read_in_every_usual_form() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(date(text).as_deref(), expected, "{text}");
        for text in ["1/3/2026", "01/03/2026", "01-03-2026", "1.3.2026", "2026-03-01"] {
            check(text, Some("2026-03-01"));
        }
        for text in ["", "1/3", "1/3/26", "30/02/2026", "1/13/2026", "+1/3/2026", "a/b/c"] {
            check(text, None);
        }
    }
}
