//! Checks a table against its [`Shape`]: unknown keys, missing keys, wrong values, all in one pass.

use thuocdo_base::{Number, NumberError};
use toml::de::DeValue;

use super::faults::{Fault, Faults, Span};
use super::rule_shapes::RULES;
use super::shape::{Kind, Shape};
use super::table::{NotANumber, Table, Value, number, table, text};
use crate::codes;

/// Longest text of one value, in bytes.
const MOST_TEXT: usize = 20_000;

/// Checks a table and everything below it.
pub(crate) fn check(found: Table<'_>, shape: &Shape, faults: &mut Faults) {
    check_keys(found, shape, &[], faults);
}

fn check_keys(found: Table<'_>, shape: &Shape, also: &[&'static str], faults: &mut Faults) {
    for (key, value) in found.entries() {
        match shape.field(key.value) {
            Some(field) => check_value(value, key.value, &field.kind, faults),
            None if also.contains(&key.value) => {}
            None => {
                let fault = Fault::new(&codes::UNKNOWN_KEY, key.span)
                    .text("key", key.value)
                    .words("known", shape.fields.iter().map(|field| field.key).chain(also.iter().copied()));
                faults.unknown(fault, key.value, shape.fields.iter().map(|field| field.key));
            }
        }
    }
    for field in shape.fields.iter().filter(|field| field.required && !found.has(field.key)) {
        faults.push(Fault::new(&codes::MISSING_KEY, found.span()).text("key", field.key));
    }
}

fn check_value(value: &Value<'_>, key: &str, kind: &Kind, faults: &mut Faults) {
    match kind {
        Kind::Text | Kind::Test => {
            checked_text(value, key, "diag-type-text", faults);
        }
        Kind::Place => {
            if text(value).is_none() {
                wrong_type(value, key, "diag-type-text", faults);
            }
        }
        Kind::Code => check_code(value, key, faults),
        Kind::SetCode => check_set_code(value, key, faults),
        Kind::Date => check_date(value, key, faults),
        Kind::Choice(words) => check_choice(value, key, words, faults),
        Kind::Number => {
            checked_number(value, key, faults);
        }
        Kind::Share => check_range(value, key, Some(Number::ONE), faults),
        Kind::Positive => check_range(value, key, None, faults),
        Kind::Whole(most) => check_whole(value, key, *most, faults),
        Kind::Expression => check_expression(value, key, faults),
        Kind::Flag => {
            if value.get_ref().as_bool().is_none() {
                wrong_type(value, key, "diag-type-flag", faults);
            }
        }
        Kind::ChoiceOrShare(words) => match text(value) {
            Some(word) if Number::parse(word.value).is_err() => check_choice(value, key, words, faults),
            _ => check_range(value, key, Some(Number::ONE), faults),
        },
        Kind::Texts | Kind::Tables(_) => check_list(value, key, kind, faults),
        _ => check_table(value, key, kind, faults),
    }
}

fn check_list(value: &Value<'_>, key: &str, kind: &Kind, faults: &mut Faults) {
    let expected = if matches!(kind, Kind::Texts) { "diag-type-texts" } else { "diag-type-tables" };
    let Some(items) = value.get_ref().as_array() else {
        return wrong_type(value, key, expected, faults);
    };
    for item in items.iter() {
        match kind {
            Kind::Tables(shape) => match table(item) {
                Some(found) => check(found, shape, faults),
                None => wrong_type(item, key, "diag-type-table", faults),
            },
            _ => {
                checked_text(item, key, "diag-type-text", faults);
            }
        }
    }
}

fn check_table(value: &Value<'_>, key: &str, kind: &Kind, faults: &mut Faults) {
    if let (Kind::ChoiceOrTable(words, _), Some(_)) = (kind, text(value)) {
        return check_choice(value, key, words, faults);
    }
    let Some(found) = table(value) else {
        return wrong_type(value, key, "diag-type-table", faults);
    };
    match kind {
        Kind::Table(shape) | Kind::ChoiceOrTable(_, shape) => check(found, shape, faults),
        Kind::Map(inner) => {
            for (key, value) in found.entries() {
                check_value(value, key.value, inner, faults);
            }
        }
        _ => check_rule(found, faults),
    }
}

fn check_rule(found: Table<'_>, faults: &mut Faults) {
    let Some(kind) = found.get("kind") else {
        return faults.push(Fault::new(&codes::MISSING_KEY, found.span()).text("key", "kind"));
    };
    let Some(name) = checked_text(kind, "kind", "diag-type-text", faults) else { return };
    match RULES.iter().find(|shape| shape.name == name) {
        Some(shape) => check_keys(found, shape, &["kind"], faults),
        None => {
            let fault = Fault::new(&codes::UNKNOWN_KIND, kind.span())
                .text("kind", name)
                .words("known", RULES.iter().map(|shape| shape.name));
            faults.unknown(fault, name, RULES.iter().map(|shape| shape.name));
        }
    }
}

fn wrong_type(value: &Value<'_>, key: &str, expected: &str, faults: &mut Faults) {
    if matches!(value.get_ref(), DeValue::Float(_)) {
        return float(value, key, faults);
    }
    let found = format!("diag-found-{}", value.get_ref().type_str());
    let fault = Fault::new(&codes::WRONG_TYPE, value.span());
    faults.push(fault.text("key", key).sentence("expected", expected).sentence("found", &found));
}

fn float(value: &Value<'_>, key: &str, faults: &mut Faults) {
    let written = value.get_ref().as_float().map(|float| float.as_str().to_owned()).unwrap_or_default();
    faults.push(Fault::new(&codes::FLOAT, value.span()).text("key", key).text("value", written));
}

fn checked_text<'t>(value: &'t Value<'t>, key: &str, expected: &str, faults: &mut Faults) -> Option<&'t str> {
    let Some(found) = text(value) else {
        wrong_type(value, key, expected, faults);
        return None;
    };
    if found.value.trim().is_empty() {
        faults.push(Fault::new(&codes::EMPTY, found.span).text("key", key));
        return None;
    }
    if found.value.len() > MOST_TEXT {
        faults.push(Fault::new(&codes::TOO_LONG, found.span).text("key", key).count("most", MOST_TEXT));
        return None;
    }
    Some(found.value)
}

/// Letters, digits and `. - _ :`, at most 40.
pub(crate) fn is_code(code: &str) -> bool {
    (1..=40).contains(&code.chars().take(41).count())
        && code.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
}

fn check_code(value: &Value<'_>, key: &str, faults: &mut Faults) {
    let Some(code) = checked_text(value, key, "diag-type-text", faults) else { return };
    if !is_code(code) {
        faults.push(Fault::new(&codes::BAD_CODE, value.span()).text("code", code).text("key", key));
    }
}

fn check_set_code(value: &Value<'_>, key: &str, faults: &mut Faults) {
    let Some(code) = checked_text(value, key, "diag-type-text", faults) else { return };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if code.len() > 120 || code.split('/').any(|part| part.is_empty() || !part.chars().all(plain)) {
        faults.push(Fault::new(&codes::BAD_SET_CODE, value.span()).text("code", code));
    }
}

fn check_date(value: &Value<'_>, key: &str, faults: &mut Faults) {
    let Some(date) = checked_text(value, key, "diag-type-date", faults) else { return };
    if !is_date(date) {
        faults.push(Fault::new(&codes::BAD_DATE, value.span()).text("value", date));
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let part = |text: &str| text.parse::<u32>().unwrap_or_default();
    let (year, month, day) = (part(year), part(month), part(day));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn check_choice(value: &Value<'_>, key: &str, words: &'static [&'static str], faults: &mut Faults) {
    let Some(word) = checked_text(value, key, "diag-type-text", faults) else { return };
    if !words.contains(&word) {
        let fault = Fault::new(&codes::UNKNOWN_CHOICE, value.span()).text("key", key).text("value", word);
        faults.unknown(fault.words("known", words.iter().copied()), word, words.iter().copied());
    }
}

fn checked_number(value: &Value<'_>, key: &str, faults: &mut Faults) -> Option<Number> {
    match number(value) {
        Ok(number) => return Some(number),
        Err(NotANumber::Type) => wrong_type(value, key, "diag-type-number", faults),
        Err(NotANumber::Float) => float(value, key, faults),
        Err(NotANumber::Text(error)) => {
            let written = text(value).map(|text| text.value).unwrap_or_default();
            faults.push(bad_number(written, error, value.span()).text("key", key));
        }
    }
    None
}

/// A finding about text that should be a number; `1,5` has a code of its own.
pub(crate) fn bad_number(written: &str, error: NumberError, span: Span) -> Fault {
    if error == NumberError::NotANumber && thuocdo_base::read::typed(written).is_ok() {
        let dotted = thuocdo_base::read::typed(written).map(|number| number.to_exact()).unwrap_or_default();
        return Fault::new(&codes::COMMA_NUMBER, span).text("value", written).text("dotted", dotted);
    }
    Fault::new(&codes::BAD_NUMBER, span).text("value", written)
}

fn check_range(value: &Value<'_>, key: &str, most: Option<Number>, faults: &mut Faults) {
    let Some(number) = checked_number(value, key, faults) else { return };
    if number.is_negative() || most.as_ref().is_some_and(|most| number > *most) {
        let fault = Fault::new(&codes::OUT_OF_RANGE, value.span()).text("key", key).number("value", &number);
        let range = if most.is_some() { "diag-range-share" } else { "diag-range-positive" };
        faults.push(fault.sentence("range", range));
    }
}

fn check_whole(value: &Value<'_>, key: &str, most: u32, faults: &mut Faults) {
    let Some(number) = checked_number(value, key, faults) else { return };
    if !number.is_whole() {
        faults.push(Fault::new(&codes::NOT_WHOLE, value.span()).text("key", key).number("value", &number));
    } else if number.is_negative() || number > Number::from(i64::from(most)) {
        let fault = Fault::new(&codes::OUT_OF_RANGE, value.span()).text("key", key).number("value", &number);
        faults.push(fault.sentence("range", "diag-range-whole"));
    }
}

fn check_expression(value: &Value<'_>, key: &str, faults: &mut Faults) {
    match value.get_ref() {
        DeValue::String(_) => {
            checked_text(value, key, "diag-type-expression", faults);
        }
        DeValue::Integer(_) => {
            checked_number(value, key, faults);
        }
        _ => wrong_type(value, key, "diag-type-expression", faults),
    }
}
