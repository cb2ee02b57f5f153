//! Both languages have the same sentences with the same arguments; every one is used, none is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use thuocdo_words::{Lang, locale};

fn entries(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let texts = thuocdo_desk::text::entries(lang).iter().flat_map(|text| locale::entries(text));
    let mut all = BTreeMap::new();
    for (id, names) in texts {
        assert!(all.insert(id.clone(), names).is_none(), "{id} twice in {}", lang.code());
    }
    all
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
    let (vi, en) = (entries(Lang::Vi), entries(Lang::En));
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| {
        a.iter().filter(|(id, names)| b.get(*id) != Some(names)).map(|(id, _)| id.clone()).collect::<Vec<_>>()
    };
    assert_eq!((only(&vi, &en), only(&en, &vi)), (vec![], vec![]));
}

#[test]
fn every_sentence_of_the_frame_is_used_and_no_sentence_is_missing() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let entries = entries(Lang::Vi);
    let frame = entries.keys().filter(|id| id.starts_with("desk-") || id.starts_with("gallery-"));
    let joined = ["desk-status-"];
    let is_joined = |id: &&String| joined.iter().any(|prefix| id.starts_with(prefix));
    let by_suffix = |id: &str| ["-title", "-advice"].iter().any(|end| id.ends_with(end));
    for id in frame.filter(|id| !is_joined(id) && !by_suffix(id)) {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is not used");
    }
    let prefixes: BTreeSet<&str> = entries.keys().filter_map(|id| id.split('-').next()).collect();
    let spoken =
        code.split("t.t(\"").skip(1).chain(code.split("t.with(\"").skip(1)).filter_map(|rest| rest.split('"').next());
    let ours = spoken.filter(|id| id.split('-').next().is_some_and(|prefix| prefixes.contains(prefix)));
    let said = thuocdo_desk::text::locale(Lang::Vi);
    for id in ours.filter(|id| !id.ends_with('-')) {
        assert!(said.has(id), "{id} has no sentence");
    }
}
