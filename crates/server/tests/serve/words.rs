//! Sentences of the server: the same in both languages, every one used.

use std::collections::BTreeMap;

const TEXTS: [&str; 2] = [include_str!("../../locales/serve.vi.ftl"), include_str!("../../locales/serve.en.ftl")];

/// Ids with the names of their arguments, in order.
fn entries(text: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    text.lines().filter_map(|line| line.split_once(" = ")).map(|(id, text)| (id, arguments(text))).collect()
}

fn arguments(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect();
    names.sort_unstable();
    names
}

#[test]
fn both_languages_have_the_same_ids_and_arguments() {
    assert_eq!(entries(TEXTS[0]), entries(TEXTS[1]));
}

#[test]
fn every_sentence_is_used() {
    let code = [
        include_str!("../../src/demo/mod.rs"),
        include_str!("../../src/demo/live/mod.rs"),
        include_str!("../../src/serve/mod.rs"),
        include_str!("../../src/serve/answer.rs"),
        include_str!("../../src/serve/listen.rs"),
    ]
    .concat();
    for id in entries(TEXTS[0]).keys() {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is not used");
    }
}
