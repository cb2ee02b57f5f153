//! Any bytes as a criteria file: never a panic, and everything that is understood can be said.

#![no_main]

use libfuzzer_sys::fuzz_target;
use thuocdo_criteria::{Severity, compare, explain, locale_text, read};
use thuocdo_words::{Lang, Locale};

fuzz_target!(|bytes: &[u8]| {
    let parsed = read(bytes, &());
    let errors = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(parsed.set.is_some(), !errors);
    let locale = Locale::new(Lang::Vi, &[locale_text(Lang::Vi)]);
    for found in &parsed.diagnostics {
        assert!(!locale.render(&found.message).starts_with("[diag"));
    }
    let Some(set) = parsed.set else { return };
    for node in &set.nodes {
        for message in explain::rule(&set, node.id, None).iter().chain(&explain::aggregation(&set, node.id, None)) {
            locale.render(message);
        }
    }
    assert!(compare::versions(&set, &set).is_empty());
});
