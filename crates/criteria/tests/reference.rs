//! The reference pages are what the code says: every finding with an example that gives it, and the schema.

mod common;

use std::fmt::Write as _;

use thuocdo_criteria::{Diagnostic, Severity, codes, json_schema, locale_text, questionnaire_schema};
use thuocdo_words::{Lang, Locale};

fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang)])
}

/// Compares a page with its file; `THUOCDO_BLESS=1` writes the file instead.
fn check(name: &str, expected: &str) {
    let path = format!("{}/../../docs/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("THUOCDO_BLESS").is_some() {
        std::fs::write(&path, expected).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).expect(name);
    assert!(found == expected, "{name} is stale: run the tests of thuocdo-criteria with THUOCDO_BLESS=1");
}

fn entry(page: &mut String, code: &codes::Code, example: &common::Example, found: &Diagnostic) {
    let gravity = if code.severity == Severity::Error { "error" } else { "warning" };
    let _ = write!(page, "\n## {} {} ({gravity})\n\n", code.code, code.key);
    for lang in Lang::ALL {
        let locale = locale(lang);
        let hint = found.hint.as_ref().map(|hint| locale.render(hint)).unwrap_or_default();
        let _ = write!(page, "{} {hint}\n\n", locale.render(&found.message));
    }
    if !example.text.is_empty() {
        let _ = write!(page, "```toml\n{}```\n", example.text);
    }
}

#[test]
fn every_finding_has_an_example_that_gives_it() {
    let mut page = String::from(
        "# Findings of the criteria parser\n\nEvery code of `thuocdo check`: what it says in Vietnamese and in \
         English with what to do about it, and a piece of a file in which it is found. Made by the tests of \
         `thuocdo-criteria`; do not edit by hand.\n",
    );
    let examples = common::examples();
    for code in codes::ALL {
        let example = examples.iter().find(|example| example.code == code.code);
        let example = example.unwrap_or_else(|| panic!("{} has no example", code.code));
        let (usable, diagnostics) = example.parse();
        let found = diagnostics.iter().find(|found| found.code == code.code);
        let found = found.unwrap_or_else(|| panic!("{}: {diagnostics:#?}", code.code));
        let errors = diagnostics.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(usable, !errors, "{}", code.code);
        entry(&mut page, code, example, found);
    }
    check("diagnostics.md", &page);
}

#[test]
fn codes_and_keys_are_unique_and_in_order() {
    let list: Vec<&str> = codes::ALL.iter().map(|code| code.code).collect();
    assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
    let mut keys: Vec<&str> = codes::ALL.iter().map(|code| code.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), list.len());
}

#[test]
fn the_schema_for_editors_is_fresh() {
    check("criteria.schema.json", &json_schema());
    check("questionnaire.schema.json", &questionnaire_schema());
}
