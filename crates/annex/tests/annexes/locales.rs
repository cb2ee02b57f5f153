//! Both languages say the same, and nothing is said that nobody asks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use thuocdo_words::Lang;
use thuocdo_words::locale::entries;

#[test]
fn both_languages_have_the_same_entries_and_all_are_used() {
    let [vi, en] = Lang::ALL.map(|lang| entries(thuocdo_annex::locale_text(lang)));
    assert_eq!(vi, en);
    let code = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/file.rs")).unwrap();
    let quoted: BTreeSet<String> =
        code.split('"').filter(|part| part.starts_with("annex-")).map(str::to_owned).collect();
    assert_eq!(quoted, vi.keys().cloned().collect());
}
