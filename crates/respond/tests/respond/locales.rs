//! Both languages have the same sentences with the same arguments; every one is used, none is missing.

use std::fs;
use std::path::Path;

use thuocdo_words::{Lang, locale};

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
    let entries = |lang| locale::entries(thuocdo_respond::locale_text(lang));
    assert_eq!(entries(Lang::Vi), entries(Lang::En));
}

#[test]
fn every_sentence_is_used_and_none_is_missing() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let entries = locale::entries(thuocdo_respond::locale_text(Lang::Vi));
    for id in entries.keys() {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is not used");
    }
    for word in code.split('"').filter(|word| word.starts_with("respond-") && !word.contains(' ')) {
        assert!(entries.contains_key(word), "{word} has no sentence");
    }
}
