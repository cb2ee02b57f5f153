//! Single cells: codes, names, numbers as people write them.

use thuocdo_base::{Message, Number, NumberError, read};
use thuocdo_criteria::rule::AnswerKind;
use thuocdo_words::show;

use crate::case::Numbers;
use crate::near;

/// A message and a hint: what is wrong with a cell.
pub(crate) type Wrong = (Message, Option<Message>);

/// Reads a reported value by the kind of its variable.
pub(crate) fn value(text: &str, kind: &AnswerKind, numbers: Numbers) -> Result<Number, Wrong> {
    match kind {
        AnswerKind::Number | AnswerKind::Whole | AnswerKind::Rows => number(text, numbers),
        AnswerKind::YesNo => yes_no(text),
        AnswerKind::Option(codes) => option(text, codes),
    }
}

/// Reads a number in the form the round declares.
pub(crate) fn number(text: &str, numbers: Numbers) -> Result<Number, Wrong> {
    let parsed = match numbers {
        Numbers::Dot => Number::parse(text),
        Numbers::Vi => read::typed(text),
    };
    parsed.map_err(|error| number_wrong(text, numbers, error))
}

fn number_wrong(text: &str, numbers: Numbers, error: NumberError) -> Wrong {
    let shown: String = text.chars().take(60).collect();
    let message = |key: &str| Message::new(key).text("value", shown.clone());
    match error {
        NumberError::Ambiguous => {
            let whole = text.replace('.', "");
            let decimal = text.replace('.', ",");
            let hint = Message::new("folder-number-ambiguous-hint").text("whole", whole).text("decimal", decimal);
            (message("folder-number-ambiguous"), Some(hint))
        }
        NumberError::TooLong => (message("folder-number-too-long"), None),
        NumberError::Empty | NumberError::NotANumber if text.ends_with('%') => {
            (message("folder-number-bad"), Some(Message::new("folder-number-percent-hint")))
        }
        NumberError::Empty | NumberError::NotANumber => {
            let comma_in_dot_form = numbers == Numbers::Dot && read::typed(text) != Err(NumberError::NotANumber);
            let hint = if comma_in_dot_form { "folder-number-comma-hint" } else { "folder-number-hint" };
            (message("folder-number-bad"), Some(Message::new(hint)))
        }
    }
}

fn yes_no(text: &str) -> Result<Number, Wrong> {
    match text.to_lowercase().as_str() {
        "có" | "co" | "yes" | "1" => Ok(Number::ONE),
        "không" | "khong" | "no" | "0" => Ok(Number::ZERO),
        _ => {
            let hint = Message::new("folder-yes-no-hint");
            Err((Message::new("folder-yes-no-bad").text("value", text), Some(hint)))
        }
    }
}

fn option(text: &str, codes: &[String]) -> Result<Number, Wrong> {
    let exact = codes.iter().position(|code| code == text);
    if let Some(index) = exact {
        return Ok(Number::from(index as i64));
    }
    let known: Vec<&str> = codes.iter().map(String::as_str).collect();
    Err((Message::new("folder-option-bad").text("value", text), near::hint(text, &known)))
}

/// Reads the ground on which a criterion is not applicable, or a remark.
pub(crate) fn ground(text: &str) -> Result<String, Wrong> {
    name_wrong(text).map_or_else(|| Ok(text.to_owned()), Err)
}

/// Says what is wrong with a code that becomes part of addresses.
pub(crate) fn code_wrong(text: &str) -> Option<Wrong> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    let fine = starts_well && text.len() <= 60 && text.chars().all(allowed);
    (!fine).then(|| {
        (Message::new("folder-bad-code").text("value", show::typed(text)), Some(Message::new("folder-bad-code-hint")))
    })
}

/// Says what is wrong with a name: a formula in disguise, control characters, endless text.
pub(crate) fn name_wrong(text: &str) -> Option<Wrong> {
    let hint = |key: &str| Some(Message::new(key));
    if text.starts_with(['=', '+', '-', '@']) {
        let message = Message::new("folder-name-formula").text("value", show::typed(text));
        return Some((message, hint("folder-name-formula-hint")));
    }
    if text.chars().any(is_unseen) {
        return Some((Message::new("folder-name-control"), hint("folder-name-control-hint")));
    }
    (text.chars().count() > 300).then(|| (Message::new("folder-name-long").text("value", show::typed(text)), None))
}

/// Control characters and those that turn the direction of text around.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_kind_or_refused_with_a_reason() {
        let options = AnswerKind::Option(vec!["a".to_owned(), "b".to_owned()]);
        let check = |text: &str, kind: &AnswerKind, numbers: Numbers, expected: Result<&str, &str>| {
            let read = value(text, kind, numbers).map(|number| number.to_exact()).map_err(|(message, _)| message.key);
            assert_eq!(read, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
        };
        check("1.234", &AnswerKind::Number, Numbers::Dot, Ok("1.234"));
        check("1.234", &AnswerKind::Number, Numbers::Vi, Err("folder-number-ambiguous"));
        check("1.234,5", &AnswerKind::Number, Numbers::Vi, Ok("1234.5"));
        check("1,5", &AnswerKind::Number, Numbers::Dot, Err("folder-number-bad"));
        check("95 %", &AnswerKind::Number, Numbers::Vi, Err("folder-number-bad"));
        check("Có", &AnswerKind::YesNo, Numbers::Dot, Ok("1"));
        check("KHÔNG", &AnswerKind::YesNo, Numbers::Dot, Ok("0"));
        check("2", &AnswerKind::YesNo, Numbers::Dot, Err("folder-yes-no-bad"));
        check("b", &options, Numbers::Dot, Ok("1"));
        check("c", &options, Numbers::Dot, Err("folder-option-bad"));
        check(&"9".repeat(61), &AnswerKind::Number, Numbers::Dot, Err("folder-number-too-long"));
    }

    #[test]
    fn names_that_a_spreadsheet_would_compute_are_refused() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(name_wrong(text).map(|(message, _)| message.key).as_deref(), expected, "{text}");
        };
        check("Xã Mẫu 17", None);
        check("=HYPERLINK(\"http://x\")", Some("folder-name-formula"));
        check("@SUM(A1)", Some("folder-name-formula"));
        check("Xã\u{202e}Mẫu", Some("folder-name-control"));
    }
}
