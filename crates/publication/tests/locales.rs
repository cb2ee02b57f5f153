//! Both languages say the same things, and nothing is said that nobody asks for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use thuocdo_words::locale::entries;
use thuocdo_words::{Lang, Locale};

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &sources(&path);
        } else {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

#[test]
fn both_languages_have_the_same_entries() {
    let [vi, en] = Lang::ALL.map(|lang| entries(thuocdo_publication::locale_text(lang)));
    assert_eq!(vi, en);
    assert!(vi.len() > 40);
}

#[test]
fn every_entry_is_used_and_every_use_has_an_entry() {
    let known = entries(thuocdo_publication::locale_text(Lang::Vi));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = sources(&folder.join("src")) + &sources(&folder.join("templates"));
    let quoted: BTreeSet<&str> = code.split('"').filter(|part| part.starts_with("pub-")).collect();
    // A key such as `pub-state-{state}` stands for every entry that begins like it.
    let stems = || quoted.iter().filter_map(|key| key.split_once('{').map(|(stem, _)| stem));
    let is_used = |id: &str| quoted.contains(id) || stems().any(|stem| id.starts_with(stem));
    for id in known.keys() {
        assert!(is_used(id), "{id} is never used");
    }
    for key in quoted.iter().filter(|key| !key.contains('{')) {
        assert!(known.contains_key(*key), "{key} has no entry");
    }
}

#[test]
fn the_texts_are_well_formed() {
    for lang in Lang::ALL {
        assert!(Locale::new(lang, &[thuocdo_publication::locale_text(lang)]).has("pub-more"));
    }
}
