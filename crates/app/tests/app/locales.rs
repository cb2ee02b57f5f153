//! Both languages have the same sentences, and every sentence is used.

use std::collections::BTreeMap;

use thuocdo_words::Lang;

/// Ids with the names of their arguments, in order.
fn entries(lang: Lang) -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = thuocdo_app::locale_text(lang).lines().filter_map(|line| line.split_once(" = "));
    lines.map(|(id, text)| (id, arguments(text))).collect()
}

fn arguments(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect();
    names.sort_unstable();
    names
}

#[test]
fn both_languages_have_the_same_ids_and_arguments() {
    assert_eq!(entries(Lang::Vi), entries(Lang::En));
}

/// All code of this crate.
fn sources(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: std::path::PathBuf| match path.is_dir() {
        true => sources(&path),
        false => std::fs::read_to_string(path).expect("text"),
    };
    entries.map(text).collect()
}

#[test]
fn every_sentence_is_used() {
    let code = sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    // Words of closed lists and headings of columns are put together from a prefix and a name.
    // The program that reads workbooks for us says one of ours.
    let joined = [
        "account-col-",
        "archive-col-",
        "archive-sheet-",
        "archive-word-",
        "app-workbook-unreadable",
        "bodies-col-",
        "bodies-system-",
        "bodies-tier-",
        "bodies-trait-",
        "notice-",
        "papers-outcome-",
        "papers-question-",
        "papers-role-",
        "papers-vote-",
        "progress-col-",
        "progress-standing-",
        "reminder-standing-",
        "results-col-",
        "results-layer-",
        "surveys-letter-invitation-",
        "surveys-letter-reminder-",
    ];
    for id in entries(Lang::Vi).keys().filter(|id| !joined.iter().any(|prefix| id.starts_with(prefix))) {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is not used");
    }
}
