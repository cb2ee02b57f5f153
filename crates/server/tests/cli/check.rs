//! `check`: every bad input gets a message with its place, exit code 1, and the process lives.

use std::fs;
use std::fs::File;

use tempfile::TempDir;

use crate::{SET, sound, thuocdo};

/// Checks a sound folder with one file replaced and looks for parts of the answer.
fn check(name: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let place = sound();
    fs::write(place.path().join(name), bytes).unwrap();
    let said = thuocdo(&["check", "."], place.path());
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    for part in expected {
        assert!(said.out.contains(part), "{part} is not in:\n{}", said.out);
    }
}

#[test]
fn what_is_sound_passes_with_counts() {
    let place = sound();
    let folder = thuocdo(&["check", "."], place.path());
    assert_eq!(folder.code, Some(0), "{}", folder.out);
    assert!(folder.out.contains(".: Đợt mẫu; 2 đơn vị, 1 bộ tiêu chí"), "{}", folder.out);
    let file = thuocdo(&["check", "bo.toml"], place.path());
    assert!(file.out.contains("mau/xa@1, 1 tiêu chí (0 theo quyết định, 0 theo nguồn đã công bố, 1 minh họa)"));
}

#[test]
fn questionnaires_are_checked_against_the_sets_they_feed() {
    let place = sound();
    let home = concat!(env!("CARGO_MANIFEST_DIR"), "/../../questionnaires");
    let all = thuocdo(&["check", home], place.path());
    assert_eq!(all.code, Some(0), "{}", all.out);
    assert!(all.out.contains("18 câu hỏi, tính điểm cho 1 tiêu chí"), "{}", all.out);
    let good = fs::read_to_string(format!("{home}/vinh-long/cap-xa/nguoi-dan/2022.toml")).unwrap();
    fs::write(place.path().join("phieu.toml"), good.replace("feeds = [\"6.10\"]", "feeds = [\"6.9\"]")).unwrap();
    let said = thuocdo(&["check", "phieu.toml"], place.path());
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    assert!(said.out.contains("TD915") && said.out.contains("điều tra xã hội học"), "{}", said.out);
}

#[test]
fn bad_folders_are_told_where_and_what_to_do() {
    check("bo.toml", SET.replace("max = \"10\"", "max = \"7,5\""), &["bo.toml:", "^", "gợi ý"]);
    check("bo.toml", b"title = \"B\xe9 ch\xd8 s\xe8\"", &["bo.toml:1:11", "TCVN3"]);
    check("answers.csv", "unit,criterion,variable,value\nx9,1.1,a,8\n", &["answers.csv:2:1", "x9,1.1,a,8", "^", "x1"]);
    check("answers.csv", "unit,criterion,variable,value\nx1,1.1,a,8\nx1,1.1,a,9\n", &["answers.csv:3:8"]);
    check(
        "answers.csv",
        "unit,criterion,variable,value\nx1,1.1,a,\"8,5\"\n",
        &["answers.csv:2:10", "numbers = \"vi\""],
    );
    check("units.csv", "code,name\nx1,\"=cmd|' /C calc'!A0\"\n", &["units.csv:2:4", "công thức"]);
    let ambiguous = format!("{}numbers = \"vi\"\n", crate::ROUND);
    let place = sound();
    fs::write(place.path().join("round.toml"), ambiguous).unwrap();
    fs::write(place.path().join("answers.csv"), "unit;criterion;variable;value\nx1;1.1;a;1.234\n").unwrap();
    let said = thuocdo(&["check", "."], place.path());
    assert!(said.code == Some(1) && said.out.contains("Viết 1234 nếu là số nguyên"), "{}", said.out);
}

#[test]
fn a_gigabyte_of_answers_is_refused_unread() {
    let place = sound();
    File::create(place.path().join("answers.csv")).unwrap().set_len(1 << 30).unwrap();
    let said = thuocdo(&["check", "."], place.path());
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("1.024 MB") || said.out.contains("1024 MB"), "{}", said.out);
}

#[test]
fn deep_nesting_and_duplicate_codes_end_well() {
    let deep = format!("{SET}\nx = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    check("bo.toml", deep, &["bo.toml:"]);
    let codes = format!("1{}", ".1".repeat(100_000));
    check("bo.toml", format!("{SET}\n[[section]]\ncode = \"{codes}\"\ntitle = \"t\"\n"), &["bo.toml:"]);
    let twice = format!("{SET}\n[[section]]\ncode = \"1\"\ntitle = \"t\"\n");
    check("bo.toml", twice, &["bo.toml:"]);
}

#[test]
fn scripts_get_json() {
    let place = sound();
    fs::write(place.path().join("units.csv"), "code,name\nx1,Xã Mẫu 1\n").unwrap();
    let said = thuocdo(&["check", ".", "bo.toml", "--format", "json", "--lang", "en"], place.path());
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &report["errors"]), (Some(1), &2.into()));
    let finding = &report["files"][0]["findings"][0];
    assert_eq!((&finding["file"], &finding["line"], &finding["column"]), (&"answers.csv".into(), &4.into(), &1.into()));
    assert_eq!(finding["message"], "units.csv has no unit “x2”.");
    assert_eq!(report["files"][1]["set"]["origins"]["illustrative"], 1);
}

#[test]
fn a_catalog_is_checked_as_a_whole_with_what_its_sets_borrow() {
    let place = TempDir::new().unwrap();
    let set = place.path().join("mau/xa");
    fs::create_dir_all(&set).unwrap();
    fs::write(set.join("1.toml"), SET).unwrap();
    let borrowing = SET.replace("version = \"1\"", "version = \"2\"").replace("scale = \"10\"", "scale = \"20\"");
    let borrow = "\n[[borrow]]\nset = \"mau/xa\"\nversion = \"1\"\nsection = \"1\"\nprefix = \"M:\"\n";
    fs::write(set.join("2.toml"), borrowing + borrow).unwrap();
    let said = thuocdo(&["check", "."], place.path());
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(said.out.contains("mau/xa@2, 2 tiêu chí"), "{}", said.out);
}
