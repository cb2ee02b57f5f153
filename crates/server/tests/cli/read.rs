//! `explain`, `diff`, `schema`: criteria files in words.

use std::fs;

use crate::{SET, sound, thuocdo};

#[test]
fn a_criterion_is_explained_in_both_languages() {
    let place = sound();
    let vi = thuocdo(&["explain", "bo.toml", "1.1"], place.path());
    let en = thuocdo(&["explain", "bo.toml", "1.1", "--lang", "en"], place.path());
    assert!(vi.out.starts_with("  1.1 Tỷ lệ số hóa (tối đa 10 điểm)\n"), "{}", vi.out);
    assert!(vi.out.contains("a ÷ b") && en.out.contains("at most 10 points"), "{}{}", vi.out, en.out);
    assert!(!vi.out.contains("[rule-") && !en.out.contains("[rule-"));
    let whole = thuocdo(&["explain", "bo.toml"], place.path());
    assert!(whole.out.starts_with("Bộ mẫu\nmau/xa@1\n"), "{}", whole.out);
}

#[test]
fn what_is_not_there_is_said() {
    let place = sound();
    let unknown = thuocdo(&["explain", "bo.toml", "9"], place.path());
    assert_eq!((unknown.code, unknown.err.trim()), (Some(2), "Bộ tiêu chí không có mã “9”."));
    let class = thuocdo(&["explain", "bo.toml", "--class", "xa"], place.path());
    assert_eq!(class.code, Some(2));
    fs::write(place.path().join("bo.toml"), "[set]\n").unwrap();
    let faulty = thuocdo(&["explain", "bo.toml"], place.path());
    assert!(faulty.code == Some(1) && faulty.out.contains("bo.toml:"), "{}", faulty.out);
}

#[test]
fn two_versions_differ_in_words() {
    let place = sound();
    let newer = SET.replace("version = \"1\"", "version = \"2\"").replace("Tỷ lệ số hóa", "Tỷ lệ số hóa hồ sơ");
    fs::write(place.path().join("moi.toml"), newer).unwrap();
    let said = thuocdo(&["diff", "bo.toml", "moi.toml"], place.path());
    assert_eq!(said.code, Some(0));
    assert!(
        said.out.contains("Tỷ lệ số hóa hồ sơ") && said.out.contains("mau/xa@1 → mau/xa@2: 1 khác biệt."),
        "{}",
        said.out
    );
    let json = thuocdo(&["diff", "bo.toml", "moi.toml", "--format", "json"], place.path());
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json["changes"].as_array().unwrap().len(), &json["new"]["version"]), (1, &"2".into()));
}

#[test]
fn the_schema_is_json() {
    let place = sound();
    let schema: serde_json::Value = serde_json::from_str(&thuocdo(&["schema"], place.path()).out).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"));
}
