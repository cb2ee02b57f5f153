//! The JSON Schema of criteria files for editors, made from the table that checks the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::parse::rule_shapes::RULES;
use crate::parse::shape::{FILE, Field, Kind, Shape};

/// Writes the JSON Schema (draft 2020-12) of criteria files.
///
/// # Example: editors find the keys of a criterion
/// ```
/// assert!(thuocdo_criteria::json_schema().contains("\"when_missing\""));
/// ```
pub fn json_schema() -> String {
    schema("bộ tiêu chí", &FILE, RULES)
}

/// Writes the JSON Schema (draft 2020-12) of questionnaire files.
pub fn questionnaire_schema() -> String {
    schema("mẫu phiếu khảo sát", &crate::questionnaire::parse::FILE, &[])
}

fn schema(title: &str, file: &'static Shape, rules: &'static [Shape]) -> String {
    let mut shapes = BTreeMap::new();
    collect(file, &mut shapes);
    for rule in rules {
        for field in rule.fields {
            inner(&field.kind, &mut shapes);
        }
    }
    let mut out = String::from("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n");
    let _ = write!(out, "  \"title\": \"Thước Đo: {title}\",\n  \"$ref\": \"#/$defs/file\",\n  \"$defs\": {{\n");
    let mut definitions: Vec<String> = NUMBERS.iter().map(|text| (*text).to_owned()).collect();
    definitions.extend(shapes.values().map(|shape| format!("\"{}\": {}", shape.name, object(shape, None))));
    definitions.extend(rules.iter().map(|rule| format!("\"rule-{}\": {}", rule.name, object(rule, Some(rule.name)))));
    if !rules.is_empty() {
        let kinds: Vec<String> =
            rules.iter().map(|rule| format!("{{ \"$ref\": \"#/$defs/rule-{}\" }}", rule.name)).collect();
        definitions.push(format!("\"rule\": {{ \"oneOf\": [\n      {}\n    ] }}", kinds.join(",\n      ")));
    }
    for (index, definition) in definitions.iter().enumerate() {
        let end = if index + 1 == definitions.len() { "\n" } else { ",\n" };
        let _ = write!(out, "    {definition}{end}");
    }
    out.push_str("  }\n}\n");
    out
}

/// Numbers are text in machine form, or whole.
const NUMBERS: [&str; 3] = [
    r#""number": { "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?(/-?[0-9]+(\\.[0-9]+)?)?$" }] }"#,
    r#""positive": { "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(/[0-9]+(\\.[0-9]+)?)?$" }] }"#,
    r#""share": { "anyOf": [{ "enum": [0, 1] }, { "type": "string", "pattern": "^([01]|0\\.[0-9]+|1\\.0+|[0-9]+(\\.[0-9]+)?/[0-9]+(\\.[0-9]+)?)$" }] }"#,
];

fn collect(shape: &'static Shape, shapes: &mut BTreeMap<&'static str, &'static Shape>) {
    if shapes.insert(shape.name, shape).is_none() {
        for field in shape.fields {
            inner(&field.kind, shapes);
        }
    }
}

fn inner(kind: &'static Kind, shapes: &mut BTreeMap<&'static str, &'static Shape>) {
    match kind {
        Kind::Table(shape) | Kind::Tables(shape) | Kind::ChoiceOrTable(_, shape) => collect(shape, shapes),
        Kind::Map(kind) => inner(kind, shapes),
        _ => {}
    }
}

fn object(shape: &Shape, kind: Option<&str>) -> String {
    let mut properties: Vec<String> = Vec::new();
    let mut required: Vec<&str> = Vec::new();
    if let Some(kind) = kind {
        properties.push(format!("\"kind\": {{ \"const\": \"{kind}\" }}"));
        required.push("kind");
    }
    for Field { key, kind, required: needed } in shape.fields {
        properties.push(format!("\"{key}\": {}", value(kind)));
        required.extend(needed.then_some(key));
    }
    let required = required.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
    let properties = properties.join(",\n        ");
    format!(
        "{{\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n      \"required\": [{required}],\n      \
         \"properties\": {{\n        {properties}\n      }}\n    }}"
    )
}

fn words(list: &[&str]) -> String {
    list.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

fn value(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Test => r#"{ "type": "string", "minLength": 1 }"#.to_owned(),
        Kind::Place => r#"{ "type": "string" }"#.to_owned(),
        Kind::Number => r##"{ "$ref": "#/$defs/number" }"##.to_owned(),
        Kind::Share => r##"{ "$ref": "#/$defs/share" }"##.to_owned(),
        Kind::Positive => r##"{ "$ref": "#/$defs/positive" }"##.to_owned(),
        Kind::Whole(most) => format!(r#"{{ "type": "integer", "minimum": 0, "maximum": {most} }}"#),
        Kind::Flag => r#"{ "type": "boolean" }"#.to_owned(),
        Kind::Date => r#"{ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }"#.to_owned(),
        Kind::Choice(list) => format!(r#"{{ "enum": [{}] }}"#, words(list)),
        Kind::ChoiceOrShare(list) => {
            format!(r##"{{ "anyOf": [{{ "enum": [{}] }}, {{ "$ref": "#/$defs/share" }}] }}"##, words(list))
        }
        Kind::Code => r#"{ "type": "string", "minLength": 1, "maxLength": 40 }"#.to_owned(),
        Kind::SetCode => r#"{ "type": "string", "pattern": "^[a-z0-9-]+(/[a-z0-9-]+)*$" }"#.to_owned(),
        Kind::Texts => r#"{ "type": "array", "items": { "type": "string", "minLength": 1 } }"#.to_owned(),
        Kind::Table(shape) => format!(r##"{{ "$ref": "#/$defs/{}" }}"##, shape.name),
        Kind::ChoiceOrTable(list, shape) => {
            format!(r##"{{ "anyOf": [{{ "enum": [{}] }}, {{ "$ref": "#/$defs/{}" }}] }}"##, words(list), shape.name)
        }
        Kind::Tables(shape) => format!(r##"{{ "type": "array", "items": {{ "$ref": "#/$defs/{}" }} }}"##, shape.name),
        Kind::Map(kind) => format!(r#"{{ "type": "object", "additionalProperties": {} }}"#, value(kind)),
        Kind::Expression => r#"{ "anyOf": [{ "type": "integer" }, { "type": "string", "minLength": 1 }] }"#.to_owned(),
        Kind::Rule => r##"{ "$ref": "#/$defs/rule" }"##.to_owned(),
    }
}
