//! Both languages say the same things: same entries, same arguments, none unused, none unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use thuocdo_scoring::locale_text;
use thuocdo_words::Lang;

fn entries(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let lines = locale_text(lang).lines().filter_map(|line| line.split_once(" = "));
    let arguments = |text: &str| -> BTreeSet<String> {
        text.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }")).map(|(name, _)| name.to_owned()).collect()
    };
    lines.map(|(key, text)| (key.to_owned(), arguments(text))).collect()
}

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("the source folder") {
        let path = entry.expect("an entry").path();
        text += &if path.is_dir() { sources(&path) } else { fs::read_to_string(&path).expect("a source file") };
    }
    text
}

/// Keys that the code makes sentences from.
fn used() -> BTreeSet<String> {
    let text = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let quoted = text.split('"').filter(|piece| {
        let prefixed = ["trace-", "grade-", "unranked-"].iter().any(|prefix| piece.starts_with(prefix));
        prefixed && !piece.ends_with('-') && piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    });
    quoted.map(str::to_owned).collect()
}

#[test]
fn both_languages_have_the_same_entries_and_arguments() {
    assert_eq!(entries(Lang::Vi), entries(Lang::En));
}

#[test]
fn every_entry_is_used_and_every_key_has_an_entry() {
    let known: BTreeSet<String> = entries(Lang::Vi).into_keys().collect();
    assert_eq!(known.difference(&used()).collect::<Vec<_>>(), Vec::<&String>::new(), "entries that nothing uses");
    assert_eq!(used().difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "keys without entry");
}
