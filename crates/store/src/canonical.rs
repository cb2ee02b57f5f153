//! Facts as canonical JSON (RFC 8785): one text for the same facts, so that it can be hashed.
//!
//! Keys stand in order of their UTF-16 units, text is in NFC, numbers are whole; decimals are text.

use serde_json::Value;
use thuocdo_assessment::record::Fact;
use thuocdo_words::encoding::nfc;

use crate::StoreError;

/// The greatest whole number that every reader of JSON reads exactly.
const MOST: u64 = 9_007_199_254_740_991;

/// Writes facts as one object.
///
/// # Errors
/// [`StoreError::Fact`] if a fact is a decimal number, a whole number that is too great, or JSON that cannot be read.
pub fn object(facts: &[(&str, Fact)]) -> Result<String, StoreError> {
    let mut members = serde_json::Map::new();
    for (key, fact) in facts {
        if members.insert((*key).to_owned(), value(fact)?).is_some() {
            return Err(StoreError::Fact(format!("{key} twice")));
        }
    }
    let mut out = String::new();
    write(&mut out, &Value::Object(members))?;
    Ok(out)
}

/// Brings JSON of any form to the canonical one.
///
/// # Errors
/// [`StoreError::Fact`] if it cannot be read or has a number that is not whole.
pub fn text(json: &str) -> Result<String, StoreError> {
    let mut out = String::new();
    write(&mut out, &read(json)?)?;
    Ok(out)
}

fn value(fact: &Fact) -> Result<Value, StoreError> {
    Ok(match fact {
        Fact::Text(text) => Value::from(text.as_str()),
        Fact::List(texts) => Value::from(texts.clone()),
        Fact::Whole(number) => Value::from(*number),
        Fact::Json(json) => read(json)?,
    })
}

fn read(json: &str) -> Result<Value, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Fact(error.to_string()))
}

fn write(out: &mut String, value: &Value) -> Result<(), StoreError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&whole(number)?),
        Value::String(text) => string(out, text),
        Value::Array(items) => list(out, '[', ']', items, write)?,
        Value::Object(members) => {
            let mut members: Vec<(String, &Value)> = members.iter().map(|(key, value)| (nfc(key), value)).collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            if let Some(pair) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(StoreError::Fact(format!("{} twice", pair[0].0)));
            }
            list(out, '{', '}', &members, |out, (key, value)| {
                string(out, key);
                out.push(':');
                write(out, value)
            })?;
        }
    }
    Ok(())
}

fn list<T>(
    out: &mut String,
    open: char,
    close: char,
    items: &[T],
    mut each: impl FnMut(&mut String, &T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(out, item)?;
    }
    out.push(close);
    Ok(())
}

/// Escapes as RFC 8785 asks, which is how this library always escapes.
fn string(out: &mut String, text: &str) {
    out.push_str(&Value::from(nfc(text)).to_string());
}

fn whole(number: &serde_json::Number) -> Result<String, StoreError> {
    let exact = number.as_i64().is_some_and(|number| number.unsigned_abs() <= MOST);
    if exact { Ok(number.to_string()) } else { Err(StoreError::Fact(format!("{number} is no exact whole number"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_order_of_their_utf16_units_and_nothing_stands_between() {
        let json = r#"{ "\u20ac": 1, "\r": [ true, null ], "1": {"b":"x","a":""}, "\ud83d\ude00": -3, "\uff21": "\u001f/\"" }"#;
        let canonical = r#"{"\r":[true,null],"1":{"a":"","b":"x"},"€":1,"😀":-3,"Ａ":"\u001f/\""}"#;
        assert_eq!(text(json).expect("canonical"), canonical);
    }

    #[test]
    fn letters_are_composed_and_facts_keep_their_kinds() {
        let facts = [
            ("unit", Fact::Text("xa\u{303}".to_owned())),
            ("criteria", Fact::List(vec!["2".to_owned(), "1".to_owned()])),
            ("number", Fact::Whole(2)),
            ("answers", Fact::Json(r#"{"b": "1.5", "a": []}"#.to_owned())),
        ];
        let expected = r#"{"answers":{"a":[],"b":"1.5"},"criteria":["2","1"],"number":2,"unit":"xã"}"#;
        assert_eq!(object(&facts).expect("a body"), expected);
    }

    #[test]
    fn what_cannot_be_hashed_the_same_everywhere_is_refused() {
        for json in ["1.5", "1e3", "9007199254740993", "{", r#"{"\u00e3":1,"a\u0303":2}"#] {
            text(json).expect_err(json);
        }
        object(&[("a", Fact::Whole(1)), ("a", Fact::Whole(2))]).expect_err("a key twice");
    }
}
