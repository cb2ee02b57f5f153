//! `score` and `score-batch`: complete results or none at all.

use std::fs;
use std::io::Cursor;

use crate::{ANSWERS, names, sound, thuocdo};

const WRITTEN: [&str; 7] =
    ["bundle.zip", "points.csv", "report.html", "report.md", "result.json", "results.csv", "results.xlsx"];

#[test]
fn a_sound_folder_gives_all_results_and_the_same_ones_again() {
    let place = sound();
    let said = thuocdo(&["score", ".", "--out", "kq"], place.path());
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.out.contains("1. Xã Mẫu 1: 8,00 điểm\n2. Xã Mẫu 2: 3,33 điểm"), "{}", said.out);
    assert_eq!(names(&place.path().join("kq")), WRITTEN);
    let bytes = || WRITTEN.map(|name| fs::read(place.path().join("kq").join(name)).unwrap());
    let first = bytes();
    assert_eq!(thuocdo(&["score", ".", "--out", "kq"], place.path()).code, Some(0));
    assert!(bytes() == first, "a second run gives other bytes");
    assert_eq!(names(place.path()), ["answers.csv", "bo.toml", "kq", "round.toml", "units.csv"]);
}

#[test]
fn the_order_of_units_changes_nothing() {
    let (one, other) = (sound(), sound());
    fs::write(other.path().join("units.csv"), "code,name\nx2,Xã Mẫu 2\nx1,Xã Mẫu 1\n").unwrap();
    for place in [&one, &other] {
        assert_eq!(thuocdo(&["score", ".", "--out", "kq"], place.path()).code, Some(0));
    }
    for name in WRITTEN {
        let bytes = [&one, &other].map(|place| fs::read(place.path().join("kq").join(name)).unwrap());
        assert!(bytes[0] == bytes[1], "{name} differs");
    }
}

#[test]
fn findings_write_nothing_and_leave_older_results_alone() {
    let place = sound();
    assert_eq!(thuocdo(&["score", ".", "--out", "kq"], place.path()).code, Some(0));
    let before = fs::read(place.path().join("kq/result.json")).unwrap();
    fs::write(place.path().join("answers.csv"), ANSWERS.replace("a,8", "a,-8")).unwrap();
    for out in ["kq", "moi"] {
        let said = thuocdo(&["score", ".", "--out", out], place.path());
        assert_eq!(said.code, Some(1));
        assert!(said.out.contains("Xã Mẫu 1 (x1), tiêu chí 1.1:"), "{}", said.out);
    }
    assert_eq!(names(place.path()), ["answers.csv", "bo.toml", "kq", "round.toml", "units.csv"]);
    assert!(fs::read(place.path().join("kq/result.json")).unwrap() == before);
}

#[test]
fn a_folder_of_something_else_is_never_overwritten() {
    let place = sound();
    fs::create_dir(place.path().join("anh")).unwrap();
    fs::write(place.path().join("anh/1.jpg"), "ảnh").unwrap();
    let said = thuocdo(&["score", ".", "--out", "anh"], place.path());
    assert_eq!((said.code, names(&place.path().join("anh"))), (Some(2), vec!["1.jpg".to_owned()]));
    assert!(said.err.contains("anh"), "{}", said.err);
}

#[test]
fn a_place_that_cannot_be_written_is_the_worlds_fault() {
    let place = sound();
    let said = thuocdo(&["score", ".", "--out", "khong-co/kq"], place.path());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let said = thuocdo(&["score", ".", "--out", "bo.toml/kq"], place.path());
    assert_eq!(said.code, Some(3), "{}{}", said.out, said.err);
}

#[test]
fn the_unpacked_bundle_scores_to_the_same_publication() {
    let place = sound();
    assert_eq!(thuocdo(&["score", ".", "--out", "kq"], place.path()).code, Some(0));
    let bytes = fs::read(place.path().join("kq/bundle.zip")).unwrap();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().extract(place.path().join("goi")).unwrap();
    let said = thuocdo(&["score", "goi", "--out", "lai"], place.path());
    assert_eq!(said.code, Some(0), "{}", said.out);
    let read = |path: &str| fs::read(place.path().join(path)).unwrap();
    assert!(read("lai/result.json") == read("goi/publication.json"));
    assert!(read("lai/bundle.zip") == read("kq/bundle.zip"));
}

#[test]
fn scripts_get_json() {
    let place = sound();
    let said = thuocdo(&["score", ".", "--out", "kq", "--format", "json"], place.path());
    let summary: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&summary["units"], &summary["groups"][0]["ranked"]), (&2.into(), &2.into()));
    fs::write(place.path().join("answers.csv"), "unit\n").unwrap();
    let said = thuocdo(&["score", ".", "--out", "kq", "--format", "json"], place.path());
    let refused: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &refused["written"]), (Some(1), &serde_json::Value::Null));
    assert_eq!(refused["findings"][0]["file"], "answers.csv");
}

#[test]
fn a_batch_prints_one_line_for_each_folder_in_order() {
    let place = tempfile::TempDir::new().unwrap();
    for name in ["c2", "c1", "c3"] {
        let case = sound();
        fs::create_dir(place.path().join(name)).unwrap();
        for file in names(case.path()) {
            fs::copy(case.path().join(&file), place.path().join(name).join(&file)).unwrap();
        }
    }
    fs::write(place.path().join("c3/units.csv"), "code\n").unwrap();
    let said = thuocdo(&["score-batch", "."], place.path());
    let lines: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["case"].as_str().unwrap()).collect::<Vec<_>>(), ["c1", "c2", "c3"]);
    let card = &lines[0]["units"]["x2"]["final"];
    assert_eq!(card["lines"]["1.1"], serde_json::json!(["scored", "10/3", "10"]));
    assert_eq!(
        (&card["total"], &card["attainment"], &card["grade"]),
        (&"10/3".into(), &"1/3".into(), &serde_json::Value::Null)
    );
    assert_eq!(lines[0]["ranking"]["xa"], serde_json::json!([["x1", 1], ["x2", 2]]));
    assert_eq!(lines[0]["sections"]["xa"]["1"], serde_json::json!([["x1", 1], ["x2", 2]]));
    assert_eq!(lines[2]["faults"], serde_json::json!(["units.csv:1:1 folder-column-missing"]));
}
