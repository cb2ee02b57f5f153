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
    let [vi, en] = Lang::ALL.map(|lang| entries(thuocdo_folder::locale_text(lang)));
    assert_eq!(vi, en);
    assert!(vi.len() > 50);
}

#[test]
fn every_entry_is_used_and_every_use_has_an_entry() {
    let known = entries(thuocdo_folder::locale_text(Lang::Vi));
    let code = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let quoted: BTreeSet<String> =
        code.split('"').filter(|part| part.starts_with("folder-")).map(str::to_owned).collect();
    assert_eq!(quoted, known.keys().cloned().collect());
}

#[test]
fn the_texts_are_well_formed() {
    for lang in Lang::ALL {
        assert!(Locale::new(lang, &[thuocdo_folder::locale_text(lang)]).has("folder-more"));
    }
}
