//! A small decided round, frozen and handed out in every form.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use thuocdo_base::{Arg, Message, Number};
use thuocdo_criteria::set::NodeId;
use thuocdo_criteria::{CriteriaSet, SourceText, parse};
use thuocdo_publication::draft::{DraftGroup, DraftLayer, DraftUnit, DraftUse};
use thuocdo_publication::model::{DecisionRef, SentenceArg};
use thuocdo_publication::{Draft, Publication, bundle, csv, freeze, json, report, sentence, workbook};
use thuocdo_scoring::{Answer, Cohort, Ranking, RoundScores, Subject, apply_quotas, rank, score_round};
use thuocdo_words::Lang;

const SET: &str = r#"
[set]
code = "mau/xa"
version = "1"
title = "Bộ mẫu"
levels = ["Lĩnh vực", "Tiêu chí"]
scale = "10"
document = { kind = "Quyết định", number = "1/QĐ", date = "2025-01-02", issuer = "Mẫu" }

[[section]]
code = "1"
title = "Hạ tầng"
[[criterion]]
code = "1.1"
title = "Tỷ lệ số hóa"
max = "10"
origin = "illustrative"
rule = { kind = "ratio" }

[[grade_scale]]
[[grade_scale.band]]
grade = "Tốt"
from = "80"
[[grade_scale.band]]
grade = "Kém"

[conversion]
title = "KPI"
rows = { "Tốt" = "8" }
"#;

/// A decided round with units given as (code, name, a, b).
struct Round {
    set: CriteriaSet,
    cohort: Cohort,
    scores: RoundScores,
    ranking: Ranking,
    units: Vec<DraftUnit>,
    reasons: BTreeMap<(usize, String, NodeId), String>,
}

fn round(units: &[(&str, &str, i64, i64)]) -> Round {
    let set = parse(&SourceText::new(SET), &()).set.expect("a sound set");
    let node = set.find("1.1").unwrap().id;
    let subject = |(code, _, a, b): &(&str, &str, i64, i64)| {
        let mut answers = vec![None; set.nodes.len()];
        let values = vec![Some(Number::from(*a)), Some(Number::from(*b))];
        answers[node.index()] = Some(Answer { values, ..Answer::default() });
        Subject { unit: (*code).to_owned(), group: "xa".to_owned(), answers, ..Subject::default() }
    };
    let cohort = Cohort { subjects: units.iter().map(subject).collect(), inputs: Vec::new(), closed: true };
    let mut scores = score_round(&set, &cohort);
    let ranking = rank(&set, &scores);
    apply_quotas(&set, &mut scores, &ranking);
    let unit = |(code, name, ..): &(&str, &str, i64, i64)| DraftUnit {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        group: "xa".to_owned(),
        ..DraftUnit::default()
    };
    let reasons = BTreeMap::from([((0, "x1".to_owned(), node), "Đã thẩm định".to_owned())]);
    Round { units: units.iter().map(unit).collect(), set, cohort, scores, ranking, reasons }
}

impl Round {
    fn draft<'a>(&'a self, groups: &'a [String]) -> Draft<'a> {
        let layer = DraftLayer { cohort: &self.cohort, scores: &self.scores, ranking: &self.ranking };
        Draft {
            round: "mau-2025".to_owned(),
            version: 1,
            title: "Đợt mẫu".to_owned(),
            title_en: None,
            period: "2025".to_owned(),
            illustrative: true,
            license: None,
            closed: true,
            decision: Some(DecisionRef {
                number: "12/QĐ-UBND".to_owned(),
                date: "2026-01-15".to_owned(),
                issuer: "UBND".to_owned(),
            }),
            supersedes_because: None,
            sources: Vec::new(),
            layers: vec!["final".to_owned()],
            groups: vec![DraftGroup { code: "xa".to_owned(), name: "Cấp xã".to_owned(), name_en: None }],
            units: self.units.clone(),
            surveys: Vec::new(),
            uses: vec![DraftUse {
                text: SET,
                sidecar: None,
                borrowed: &[],
                set: &self.set,
                groups,
                layers: vec![layer],
                reasons: &self.reasons,
            }],
        }
    }
}

fn publication(units: &[(&str, &str, i64, i64)]) -> Publication {
    let round = round(units);
    freeze(&round.draft(&["xa".to_owned()])).unwrap_or_else(|refused| panic!("{refused:?}"))
}

fn sample() -> Publication {
    publication(&[("x1", "Xã Mẫu 1", 9, 10), ("x2", "Xã Mẫu 2", 1, 3), ("x3", "Xã Mẫu 3", 9, 10)])
}

#[test]
fn a_result_is_frozen_with_points_grades_ranks_and_traces() {
    let publication = sample();
    let card = publication.units[1].top().unwrap();
    let line = card.line("1.1").unwrap();
    assert_eq!((line.shown.as_str(), line.exact.as_str(), line.max.as_str()), ("3.33", "10/3", "10"));
    assert_eq!(line.value.as_deref(), Some("1/3"));
    assert_eq!(line.answers, [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "3".to_owned())]);
    assert!(!line.trace.is_empty());
    assert_eq!((card.grade.as_deref(), card.converted.as_deref()), (Some("Kém"), None));
    assert_eq!(publication.units[0].top().unwrap().converted.as_deref(), Some("8"));
    assert_eq!(publication.units[0].top().unwrap().line("1.1").unwrap().reason.as_deref(), Some("Đã thẩm định"));
    let ranks: Vec<(&str, u32, u32)> =
        publication.groups[0].ranking.iter().map(|part| (part.unit.as_str(), part.rank, part.shared_by)).collect();
    assert_eq!(ranks, [("x1", 1, 2), ("x3", 1, 2), ("x2", 3, 1)]);
    assert_eq!(publication.illustrative.criteria, [0, 0, 1]);
}

#[test]
fn the_order_of_units_changes_no_byte() {
    let units = [("x1", "Xã Mẫu 1", 9, 10), ("x2", "Xã Mẫu 2", 1, 3), ("x3", "Xã Mẫu 3", 9, 10)];
    let turned = [units[2], units[0], units[1]];
    let (one, other) = (publication(&units), publication(&turned));
    assert_eq!(json::json(&one), json::json(&other));
    assert_eq!(bundle(&one), bundle(&other));
    assert_eq!(workbook::workbook(&one, Lang::Vi).unwrap(), workbook::workbook(&other, Lang::Vi).unwrap());
    assert_eq!(report::html(&one, Lang::Vi), report::html(&other, Lang::Vi));
}

#[test]
fn json_there_and_back_gives_the_same_bytes() {
    let bytes = json::json(&sample());
    assert_eq!(json::json(&json::read(&bytes).unwrap()), bytes);
    assert!(json::read(b"{\"format\": 1}").is_err());
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((&value["license"], &value["decision"]["number"]), (&"CC-BY-4.0".into(), &"12/QĐ-UBND".into()));
}

#[test]
fn sentences_there_and_back_are_the_same() {
    let inner = Message::new("b").count("n", 3).percent("p", &Number::parse("1/3").unwrap());
    let message = Message::new("a")
        .text("t", "chữ")
        .with("f", Arg::Fixed(Number::parse("20/3").unwrap(), 2))
        .with("m", Arg::Message(Box::new(inner.clone())))
        .with("l", Arg::List(vec![inner]));
    assert_eq!(sentence::thaw(&sentence::freeze(&message)), message);
    assert!(matches!(&sentence::freeze(&message).args[1].1, SentenceArg::Fixed(text, 2) if text == "20/3"));
}

#[test]
fn refused_results_and_open_rounds_are_not_published() {
    let refused = round(&[("x1", "Xã Mẫu 1", -1, 10), ("x2", "Xã Mẫu 2", 1, 0), ("x3", "Xã Mẫu 3", 1, 2)]);
    let groups = ["xa".to_owned()];
    let messages = freeze(&refused.draft(&groups)).unwrap_err();
    let about: Vec<(&str, &Arg)> = messages.iter().map(|message| (message.key.as_str(), &message.args[0].1)).collect();
    let unit = |name: &str| Arg::Text(name.to_owned());
    assert_eq!(about, [("pub-refused-line", &unit("Xã Mẫu 1")), ("pub-refused-line", &unit("Xã Mẫu 2"))]);
    let words = thuocdo_publication::locale(Lang::Vi);
    assert!(words.render(&messages[0]).starts_with("Xã Mẫu 1 (x1), tiêu chí 1.1: "), "{}", words.render(&messages[0]));
    let sound = round(&[("x1", "Xã Mẫu 1", 1, 2)]);
    let open = Draft { closed: false, ..sound.draft(&groups) };
    assert_eq!(freeze(&open).unwrap_err()[0].key, "pub-open-round");
}

#[test]
fn results_name_their_licence_decision_and_illustrative_mark() {
    let publication = sample();
    let text = String::from_utf8(csv::results(&publication)).unwrap();
    assert!(text.starts_with("\u{feff}group,group_name,rank,"));
    let first = text.lines().nth(1).unwrap();
    assert!(first.starts_with("xa,Cấp xã,1,2,x1,Xã Mẫu 1,,,9.00,9,10,0.9,"), "{first}");
    assert!(first.ends_with(",mau-2025,2025,1,12/QĐ-UBND,2026-01-15,Minh họa,CC-BY-4.0"), "{first}");
    let points = String::from_utf8(csv::points(&publication)).unwrap();
    assert!(points.contains("\nx2,1.1,final,scored,3.33,10/3,10,1/3,,mau-2025,"), "{points}");
    assert_eq!(points.lines().count(), 1 + 3 * 3);
    for form in [report::html(&publication, Lang::Vi), report::markdown(&publication, Lang::Vi)] {
        for part in ["Minh họa", "12/QĐ-UBND", "15/01/2026", "CC-BY-4.0", "Xã Mẫu 2", "3,33"] {
            assert!(form.contains(part), "{part}");
        }
    }
}

#[test]
fn no_text_runs_as_a_formula() {
    let hostile = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"];
    for name in hostile {
        let publication = publication(&[("x1", name, 9, 10)]);
        let text = String::from_utf8(csv::results(&publication)).unwrap();
        let mut rows = ::csv::Reader::from_reader(text.as_bytes());
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!(row[5], format!("'{name}"));
        assert_eq!(&row[8], "9.00");
        let sheet = entry(&workbook::workbook(&publication, Lang::Vi).unwrap(), "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"), "{name:?} became a formula");
    }
    let html = report::html(&publication(&[("x1", "<script>alert(1)</script>", 9, 10)]), Lang::Vi);
    assert!(!html.contains("<script>"));
}

#[test]
fn negative_numbers_stay_numbers() {
    assert_eq!(csv::harmless("-0.5"), "'-0.5");
    let mut publication = sample();
    publication.units[0].cards[0].lines[0].shown = "-0.50".to_owned();
    let text = String::from_utf8(csv::results(&publication)).unwrap();
    assert!(text.contains(",-0.50,"));
    let sheet = entry(&workbook::workbook(&publication, Lang::Vi).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>-0.5</v>"));
}

#[test]
fn the_bundle_lists_every_file_with_its_hash() {
    let files = bundle::files(&sample());
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let listed: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    let others: Vec<&str> = files.keys().map(String::as_str).filter(|path| *path != "manifest.json").collect();
    assert_eq!(listed, others);
    assert!(listed.is_sorted());
    let set = manifest["files"].as_array().unwrap().iter().find(|file| file["path"] == "bo-1-mau.xa-1.toml").unwrap();
    assert_eq!(set["bytes"], SET.len());
    assert_eq!(set["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(entry(&bundle(&sample()), "bo-1-mau.xa-1.toml"), SET);
}

/// Text of one entry of an archive.
fn entry(archive: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    archive.by_name(path).unwrap().read_to_string(&mut text).unwrap();
    text
}
