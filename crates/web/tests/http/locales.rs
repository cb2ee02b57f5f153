//! Both languages have the same sentences with the same arguments; every one is used, none is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use thuocdo_words::Lang;

/// Keys that are put together from a prefix and a word of a closed list.
const JOINED: [&str; 5] = ["page-layer-", "page-state-", "page-source-", "page-missing-", "page-blocks-"];

/// Ids with the names of their arguments.
fn entries(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in thuocdo_web::locale_text(lang).lines() {
        if let Some((id, _)) = line.split_once(" =").filter(|(id, _)| !id.starts_with([' ', '#', '['])) {
            current = id.to_owned();
            assert!(entries.insert(current.clone(), BTreeSet::new()).is_none(), "{id} twice in {}", lang.code());
        }
        if line.starts_with('#') {
            continue;
        }
        let names = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        let known = entries.get_mut(&current);
        known.into_iter().for_each(|known| known.extend(names.clone().map(str::to_owned)));
    }
    entries
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, text);
        } else {
            text.push_str(&fs::read_to_string(&entry).expect("text"));
        }
    }
}

#[test]
fn both_languages_say_the_same() {
    assert_eq!(entries(Lang::Vi), entries(Lang::En));
}

#[test]
fn every_sentence_is_used_and_none_is_missing() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let entries = entries(Lang::Vi);
    for id in entries.keys().filter(|id| !JOINED.iter().any(|prefix| id.starts_with(prefix))) {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is not used");
    }
    let quoted = code.split('"').filter(|word| {
        ["page-", "chart-", "frame-"].iter().any(|prefix| word.starts_with(prefix))
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
    });
    for word in quoted.filter(|word| !word.ends_with('-')) {
        assert!(entries.contains_key(word), "{word} has no sentence");
    }
}
