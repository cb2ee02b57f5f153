//! Whatever the bytes of a folder are: an answer, never a panic, and every fault can be said.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use thuocdo_folder::fault::SHOWN;
use thuocdo_folder::{Files, read};
use thuocdo_words::{Lang, Locale};

const SOUND: [(&str, &str); 5] = [
    (
        "round.toml",
        "code = \"m\"\ntitle = \"Đợt\"\nperiod = \"2025\"\nnumbers = \"vi\"\nlayers = [\"self\", \"final\"]\n\
         use = [{ file = \"bo.toml\", groups = [\"xa\"] }]\ngroup = [{ code = \"xa\", name = \"Xã\" }]\n",
    ),
    (
        "bo.toml",
        "[set]\ncode = \"m/xa\"\nversion = \"1\"\ntitle = \"Bộ\"\nlevels = [\"Tiêu chí\"]\nscale = \"10\"\n\
         document = { kind = \"QĐ\", issuer = \"M\" }\n[[criterion]]\ncode = \"1\"\ntitle = \"T\"\nmax = \"10\"\n\
         origin = \"illustrative\"\nrule = { kind = \"weighted_rows\", zero = \"zero\" }\n",
    ),
    ("units.csv", "code;name;traits\nx1;\"Xã; Mẫu\";\"a;b\"\nx2;Xã Mẫu 2;\n"),
    ("answers.csv", "unit,criterion,variable,value,layer\nx1,1,x[1],\"0,5\",self\nx1,1,n[1],1.000.000,self\n"),
    ("inputs/khac.csv", "unit,index\nx1,\"1,5\"\n"),
];

/// A sound folder with a stretch of one file replaced by other bytes.
fn damaged() -> impl Strategy<Value = Files> {
    let bytes =
        prop_oneof![vec(any::<u8>(), 0..40), "[\"',;\t\r\n=.0-9a-zàđ\\[\\]]{0,40}".prop_map(String::into_bytes),];
    (0..SOUND.len(), any::<prop::sample::Index>(), 0..60usize, bytes).prop_map(|(file, at, length, bytes)| {
        let mut files: BTreeMap<String, Vec<u8>> =
            SOUND.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        let target = files.get_mut(SOUND[file].0).unwrap();
        let start = at.index(target.len());
        let end = (start + length).min(target.len());
        target.splice(start..end, bytes);
        Files(files)
    })
}

#[test]
fn the_undamaged_folder_is_sound() {
    let files = SOUND.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    assert_eq!(read(&Files(files), &()).unwrap().units.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_folders_are_answered(files in damaged()) {
        let words = Locale::new(Lang::Vi, &[thuocdo_folder::locale_text(Lang::Vi), thuocdo_criteria::locale_text(Lang::Vi)]);
        match read(&files, &()) {
            Ok(case) => prop_assert!(case.units.len() <= 4),
            Err(faults) => {
                prop_assert!(!faults.is_empty() && faults.len() <= SHOWN + 1);
                for fault in &faults {
                    prop_assert!(!words.render(&fault.message).is_empty());
                    prop_assert!(files.0.contains_key(&fault.file) || fault.file == "answers.csv" || fault.line == 0);
                }
            }
        }
    }
}
