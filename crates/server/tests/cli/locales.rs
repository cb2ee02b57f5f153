//! Both languages say the same things, and nothing is said that nobody asks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use thuocdo_words::Lang;
use thuocdo_words::locale::entries;

fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../../locales/vi.ftl"),
        Lang::En => include_str!("../../locales/en.ftl"),
    }
}

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
    let [vi, en] = Lang::ALL.map(|lang| entries(text(lang)));
    assert_eq!(vi, en);
    assert!(vi.len() > 30);
}

#[test]
fn every_entry_is_used_and_every_use_has_an_entry() {
    let known = entries(text(Lang::Vi));
    let code = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let quoted: BTreeSet<&str> = code.split('"').filter(|part| part.starts_with("cmd-")).collect();
    // Help of commands and arguments is looked up by their names.
    let is_help = |id: &str| id.starts_with("cmd-about-") || id.starts_with("cmd-arg-");
    for id in known.keys() {
        assert!(quoted.contains(id.as_str()) || is_help(id), "{id} is never used");
    }
    for key in quoted.iter().filter(|key| !key.contains('{')) {
        assert!(known.contains_key(*key), "{key} has no entry");
    }
}
