//! Changing a file piece by piece leaves everything else as it was.

use thuocdo_criteria::edit::{Input, Target, Wrong, add, alone, apply, fields, outline, remove, shift};
use thuocdo_criteria::{SourceText, parse};

const FILE: &str = r#"# Bộ mẫu, giữ nguyên lời chú này
[set]
code = "mau/xa"
version = "1"
title = "Bộ mẫu"
levels = ["Chỉ số", "Tiêu chí"]
scale = "10"   # thang điểm
document = { kind = "Quyết định", issuer = "UBND tỉnh Mẫu" }

# ---- Chỉ số 1 ----
[[section]]
code = "1"
title = "Hạ tầng"
origin = "illustrative"

# tiêu chí đầu
[[criterion]]
code = "1.1"
title = "Tỷ lệ máy tính"
max = 4            # bốn điểm
rule = { kind = "ratio", zero = "zero" }
variables = { a = { label = "Số máy", measure = "máy", whole = true } }

[[criterion]]
code = "1.2"
title = "Bậc thang"
max = "3"
rule = { kind = "brackets", value = "a", steps = [
  { from = "0.9", share = "1" },
  { from = "0.5", share = "1/2" },
] }

# ---- Chỉ số 2 ----
[[section]]
code = "2"
title = "Nhân lực"
origin = "illustrative"

[[criterion]]
code = "2.1"
title = "Có kế hoạch"
max = "3"
rule = { kind = "yes_no" }
"#;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn codes(text: &str) -> Vec<String> {
    outline(text).expect("TOML").into_iter().map(|item| item.code).collect()
}

fn place(text: &str, code: &str) -> usize {
    outline(text).expect("TOML").iter().position(|item| item.code == code).expect("a node")
}

fn changed(text: &str, code: &str, typed: &[(&str, &str)]) -> String {
    apply(text, Target::Node(place(text, code)), &pairs(typed)).expect("a form that can be written")
}

#[test]
fn an_outline_knows_parents_lines_and_maxima() {
    let items = outline(FILE).unwrap();
    assert_eq!(codes(FILE), ["1", "1.1", "1.2", "2", "2.1"]);
    assert_eq!(items[1].parent, Some(0));
    assert_eq!((items[1].lines, items[1].depth), ((17, 22), 2));
    assert_eq!(items[1].max.as_ref().map(ToString::to_string).as_deref(), Some("4"));
    assert!(outline("[set").is_none());
}

#[test]
fn a_form_that_says_the_same_changes_no_byte() {
    for place in 0..5 {
        let mut typed = Vec::new();
        for field in fields(FILE, Target::Node(place)).unwrap() {
            type_again(&field.path, &field.input, &mut typed);
        }
        assert_eq!(apply(FILE, Target::Node(place), &typed).unwrap(), FILE, "{place}");
    }
    let mut typed = Vec::new();
    for field in fields(FILE, Target::Head).unwrap() {
        type_again(&field.path, &field.input, &mut typed);
    }
    assert_eq!(apply(FILE, Target::Head, &typed).unwrap(), FILE);
}

/// What a browser posts of a field that nobody touched.
fn type_again(path: &str, input: &Input, typed: &mut Vec<(String, String)>) {
    match input {
        Input::Line(text) | Input::Long(text) | Input::Number(text) | Input::Flag(text) | Input::Lines(text) => {
            typed.push((path.to_owned(), text.clone()));
        }
        Input::Choice(text, _) => typed.push((path.to_owned(), text.clone())),
        Input::Rows(columns, rows) => {
            typed.push((path.to_owned(), rows.len().to_string()));
            for (index, row) in rows.iter().enumerate() {
                for (column, cell) in columns.iter().zip(row) {
                    type_again(&format!("{path}.{index}.{}", column.name.1), cell, typed);
                }
            }
        }
        Input::Fixed(_) => {}
    }
}

#[test]
fn changed_fields_keep_comments_and_all_other_lines() {
    let out = changed(FILE, "1.1", &[("title", "Tỷ lệ máy trạm"), ("max", "4,5"), ("rule.floor", "50%")]);
    let expected = FILE
        .replace("Tỷ lệ máy tính", "Tỷ lệ máy trạm")
        .replace("max = 4            # bốn điểm", "max = \"4.5\"            # bốn điểm")
        .replace(r#"{ kind = "ratio", zero = "zero" }"#, r#"{ kind = "ratio", zero = "zero", floor = "1/2" }"#);
    assert_eq!(out.replace(r#"floor = "0.5""#, r#"floor = "1/2""#), expected);
}

#[test]
fn rows_are_changed_added_and_taken_out() {
    let typed = [
        ("rule.kind", "brackets"),
        ("rule.steps", "4"),
        ("rule.steps.0.from", "0,95"),
        ("rule.steps.0.share", "1"),
        ("rule.steps.1.from", ""),
        ("rule.steps.1.share", ""),
        ("rule.steps.2.above", "0,2"),
        ("rule.steps.2.share", "1/4"),
    ];
    let out = changed(FILE, "1.2", &typed);
    let rule = "steps = [\n  { from = \"0.95\", share = \"1\" },\n  { above = \"0.2\", share = \"1/4\" },\n] }";
    assert!(out.contains(rule), "{out}");
}

#[test]
fn another_kind_of_rule_begins_sound() {
    for kind in thuocdo_criteria::edit::KINDS.iter().filter(|kind| **kind != "publication") {
        let out = changed(FILE, "2.1", &[("rule.kind", kind)]);
        let parsed = parse(&SourceText::new(out.as_str()), &());
        let sound = parsed
            .diagnostics
            .iter()
            .all(|found| *kind == "unscored" || found.severity == thuocdo_criteria::Severity::Warning);
        assert!(sound, "{kind}: {:?}\n{out}", parsed.diagnostics);
    }
    let out = changed(FILE, "2.1", &[("rule.kind", "ratio")]);
    assert!(out.contains(r#"rule = { kind = "ratio", zero = "zero" }"#), "{out}");
}

#[test]
fn variables_and_policies_come_and_go() {
    let typed = [
        ("variables", "2"),
        ("variables.0.name", "a"),
        ("variables.0.label", "Số máy"),
        ("variables.0.measure", "máy"),
        ("variables.0.whole", "true"),
        ("variables.1.name", "b"),
        ("variables.1.label", "Tổng số máy"),
        ("na.policy", "exclude"),
        ("na.rebase", "total"),
        ("evidence", "Báo cáo\r\nẢnh chụp"),
        ("origin.kind", "decision"),
        ("origin.decision", "Phụ lục I"),
    ];
    let out = changed(FILE, "1.1", &typed);
    assert!(out.contains(r#"b = { label = "Tổng số máy" }"#), "{out}");
    assert!(out.contains(r#"na = { policy = "exclude", rebase = "total" }"#), "{out}");
    assert!(out.contains(r#"evidence = ["Báo cáo", "Ảnh chụp"]"#), "{out}");
    assert!(out.contains(r#"origin = { decision = "Phụ lục I" }"#), "{out}");
    let back = changed(&out, "1.1", &[("na.policy", ""), ("na.rebase", ""), ("evidence", ""), ("origin.kind", "")]);
    assert!(!back.contains("na = ") && !back.contains("evidence") && !back.contains("decision"), "{back}");
}

#[test]
fn nodes_move_with_their_comments_and_children() {
    let down = shift(FILE, place(FILE, "1"), false).unwrap();
    assert_eq!(codes(&down.text), ["2", "2.1", "1", "1.1", "1.2"]);
    assert_eq!(down.place, 2);
    assert!(down.text.contains("# tiêu chí đầu\n[[criterion]]\ncode = \"1.1\""));
    let up = shift(&down.text, down.place, true).unwrap();
    assert_eq!(up.text, FILE);
    assert!(shift(FILE, place(FILE, "1.1"), true).is_none());
}

#[test]
fn nodes_are_added_at_the_end_of_their_section_and_removed_whole() {
    let child = add(FILE, Some(place(FILE, "1")), true, false, "Tiêu chí mới").unwrap();
    assert_eq!(codes(&child.text), ["1", "1.1", "1.2", "1.3", "2", "2.1"]);
    assert_eq!(child.place, 3);
    assert_eq!(remove(&child.text, child.place).unwrap(), FILE);
    let sibling = add(FILE, Some(place(FILE, "1")), false, true, "Chỉ số mới").unwrap();
    assert_eq!(codes(&sibling.text), ["1", "1.1", "1.2", "3", "2", "2.1"]);
    let gone = remove(FILE, place(FILE, "1")).unwrap();
    assert_eq!(codes(&gone), ["2", "2.1"]);
    assert!(add(FILE, Some(place(FILE, "1.1")), true, false, "x").is_none(), "a criterion has no children");
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_written() {
    let target = Target::Node(place(FILE, "1.1"));
    let wrong = apply(FILE, target, &pairs(&[("max", "bốn"), ("scored", "co"), ("rule.kind", "khac")])).unwrap_err();
    let paths: Vec<&str> = wrong.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["max", "scored", "rule.kind"]);
    let wrong = apply(FILE, target, &pairs(&[("max", "1.234")])).unwrap_err();
    assert_eq!(wrong[0].1, Wrong::Ambiguous("1.234".to_owned()));
    assert!(apply(FILE, Target::Node(99), &[]).is_err());
}

#[test]
fn one_criterion_stands_alone_while_others_have_faults() {
    let broken = FILE.replace("code = \"1.2\"", "code = \"1.1\"").replace("scale = \"10\"", "scale = \"99\"");
    assert!(parse(&SourceText::new(broken.as_str()), &()).set.is_none());
    let alone = alone(&broken, 1).unwrap();
    let parsed = parse(&SourceText::new(alone.as_str()), &());
    assert!(parsed.set.is_some(), "{:?}\n{alone}", parsed.diagnostics);
}

#[test]
fn a_circle_of_parents_and_doubled_codes_have_an_outline() {
    let text = FILE.replace("title = \"Nhân lực\"", "title = \"Nhân lực\"\nparent = \"1\"");
    let text = text.replace("title = \"Hạ tầng\"", "title = \"Hạ tầng\"\nparent = \"2\"");
    assert_eq!(outline(&text).unwrap().len(), 5);
    let doubled = FILE.replace("code = \"2.1\"", "code = \"1.1\"");
    assert_eq!(outline(&doubled).unwrap().len(), 5);
}

#[test]
fn classes_and_grades_are_written_under_headers_of_their_own_and_nothing_else_moves() {
    let form = fields(FILE, Target::Parts).expect("a form");
    let paths: Vec<&str> = form.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "class",
            "variant",
            "grade_scale.0.of",
            "grade_scale.0.basis",
            "grade_scale.0.knock_out",
            "grade_scale.0.band"
        ]
    );
    let nothing = pairs(&[("class", "2"), ("class.0.code", ""), ("grade_scale.0.band", "2"), ("grade_scale.0.of", "")]);
    assert_eq!(apply(FILE, Target::Parts, &nothing).expect("a text"), FILE, "nothing typed, nothing changed");
    let typed = pairs(&[
        ("class", "2"),
        ("class.0.code", "xa"),
        ("class.0.name", "Xã"),
        ("class.1.code", "phuong"),
        ("class.1.name", "Phường"),
        ("variant", "2"),
        ("variant.0.class", "phuong"),
        ("variant.0.code", "1.1"),
        ("variant.0.max", "5"),
        ("grade_scale.0.of", ""),
        ("grade_scale.0.basis", "percent"),
        ("grade_scale.0.band", "2"),
        ("grade_scale.0.band.0.grade", "Tốt"),
        ("grade_scale.0.band.0.from", "80"),
        ("grade_scale.0.band.1.grade", "Khá"),
    ]);
    let text = apply(FILE, Target::Parts, &typed).expect("a text");
    assert!(text.starts_with(FILE.trim_end()), "{text}");
    let read = fields(&text, Target::Parts).expect("a form");
    let rows = |path: &str| match &read.iter().find(|field| field.path == path).expect("a field").input {
        Input::Rows(_, rows) => rows.len(),
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!((rows("class"), rows("variant"), rows("grade_scale.0.band")), (4, 3, 4), "with spare rows");
    let parsed = parse(&SourceText::new(text.clone()), &());
    let classes = parsed.set.as_ref().map(|set| set.classes.len());
    assert_eq!(classes.unwrap_or(2), 2, "{:?}", parsed.diagnostics);
    let fewer = pairs(&[("class", "2"), ("class.0.code", "xa"), ("class.0.name", "Xã"), ("class.1.code", "")]);
    let text = apply(&text, Target::Parts, &fewer).expect("a text");
    assert!(!text.contains("Phường") && text.contains("name = \"Xã\""), "{text}");
}

#[test]
fn conditions_and_quotas_of_bands_are_typed_and_a_band_that_goes_takes_its_own_along() {
    const SCALE: &str = r#"
[[grade_scale]]
basis = "percent"
[[grade_scale.band]]       # best first
grade = "Xuất sắc"
from = "90"
[[grade_scale.band]]
grade = "Tốt"
from = "80"
quota = { share = "0.2", of = "Tốt" }
[[grade_scale.band]]
grade = "Khá"
"#;
    let file = format!("{FILE}{SCALE}");
    let form = fields(&file, Target::Parts).expect("a form");
    let find = |path: &str| form.iter().find(|field| field.path == path).expect("a field");
    assert_eq!(find("grade_scale.0.band.1.quota.share").input, Input::Number("0.2".to_owned()));
    assert_eq!(find("grade_scale.0.band.0.conditions").of_row, "Xuất sắc");
    let typed = [
        ("grade_scale.0.band.0.conditions", "2"),
        ("grade_scale.0.band.0.conditions.0.code", "1.1"),
        ("grade_scale.0.band.0.conditions.0.at_least", "50%"),
        ("grade_scale.0.band.0.conditions.0.label", "Nhân lực"),
        ("grade_scale.0.band.0.conditions.0.otherwise", "next_lower"),
        ("grade_scale.0.band.0.quota.share", "1/5"),
        ("grade_scale.0.band.0.quota.small_under", "5"),
        ("grade_scale.0.band.0.quota.small_max", "1"),
        ("grade_scale.0.band.1.quota.share", ""),
        ("grade_scale.0.band.1.quota.of", ""),
    ];
    let text = apply(&file, Target::Parts, &pairs(&typed)).expect("a text");
    let row = r#"{ code = "1.1", at_least = "0.5", label = "Nhân lực", otherwise = "next_lower" }"#;
    assert!(text.contains(row) && text.contains("# best first"), "{text}");
    assert!(text.contains(r#"quota = { share = "1/5", small_under = 5, small_max = 1 }"#), "{text}");
    assert!(!text.contains("0.2"), "a quota that says nothing is gone: {text}");
    let faults = |text: &str| parse(&SourceText::new(text.to_owned()), &()).diagnostics.len();
    assert_eq!(faults(&text), faults(&file), "what was typed is sound");

    let best_goes = pairs(&[
        ("grade_scale.0.band", "3"),
        ("grade_scale.0.band.0.grade", ""),
        ("grade_scale.0.band.0.from", ""),
        ("grade_scale.0.band.1.grade", "Tốt"),
        ("grade_scale.0.band.1.from", "80"),
        ("grade_scale.0.band.1.quota.share", "0.3"),
        ("grade_scale.0.band.2.grade", "Khá"),
    ]);
    let left = apply(&file, Target::Parts, &best_goes).expect("a text");
    assert!(!left.contains("Xuất sắc") && left.contains(r#"quota = { share = "0.3", of = "Tốt" }"#), "{left}");
}
