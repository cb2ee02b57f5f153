//! Findings have the right place, all of them in one pass.

mod common;

use common::{HEAD, ONE, parsed};
use thuocdo_criteria::{SourceText, locale_text, parse};
use thuocdo_words::{Lang, Locale};

/// Findings as `line:column code`, the file being HEAD (7 lines) and this text behind it.
fn check(text: &str, expected: &[&str]) {
    let found = parsed(&format!("{HEAD}{text}"));
    let list: Vec<String> = found
        .diagnostics
        .iter()
        .map(|found| format!("{}:{} {}", found.place.line, found.place.column, found.code))
        .collect();
    assert_eq!(list, expected, "{text}");
}

#[test]
fn a_good_file_has_no_findings() {
    check(ONE, &[]);
}

#[test]
fn broken_toml_is_found_in_several_places() {
    let text = "[[criterion]\ncode = \"1\"\n[[criterion]]\ntitle = \"x\nmax = \n";
    let found = parsed(&format!("{HEAD}{text}"));
    let syntax: Vec<u32> =
        found.diagnostics.iter().filter(|found| found.code == "TD010").map(|found| found.place.line).collect();
    assert_eq!(syntax, [8, 11, 12]);
}

#[test]
fn many_faults_are_found_in_one_pass() {
    let text = r#"[[criterion]]
code = "1"
title = "Đào tạo"
max = "1,5"
directon = "lower"
origin = "illustrative"
rule = { kind = "ratio", of = "a +", to = "(b", zero = "ful" }
[[criterion]]
code = "1"
title = "Hạ tầng"
max = 2.5
origin = "illustrative"
rule = { kind = "yes_no" }
variables = { "có" = { label = "x" } }
"#;
    let expected = [
        "11:7 TD106",
        "12:1 TD101",
        "14:35 TD402",
        "14:46 TD402",
        "14:56 TD109",
        "16:8 TD201",
        "18:7 TD104",
        "21:15 TD403",
    ];
    check(text, &expected);
}

#[test]
fn columns_count_characters_not_bytes() {
    let text = ONE.replace("rule = { kind = \"ratio\"", "rule = { \"điểm\" = 1, kind = \"ratoi\"");
    check(&text, &["14:29 TD401"]);
}

#[test]
fn sums_name_the_class_and_both_figures() {
    let text = "[[class]]\ncode = \"xa\"\nname = \"Xã\"\nscale = \"9\"\n".to_owned() + ONE;
    let found = parsed(&format!("{HEAD}{text}"));
    let locale = Locale::new(Lang::Vi, &[locale_text(Lang::Vi)]);
    let [only] = found.diagnostics.as_slice() else { panic!("{:#?}", found.diagnostics) };
    assert_eq!((only.place.line, only.place.column), (11, 9));
    let sentence = "Thang điểm ghi 9 nhưng các tiêu chí cộng lại được 10 (lớp xa).";
    assert_eq!(locale.render(&only.message), sentence);
}

#[test]
fn close_names_are_proposed() {
    let text = ONE.replace("kind = \"ratio\"", "kind = \"raito\"");
    let found = parsed(&format!("{HEAD}{text}"));
    let locale = Locale::new(Lang::En, &[locale_text(Lang::En)]);
    let hint = found.diagnostics[0].hint.as_ref().map(|hint| locale.render(hint));
    assert_eq!(hint.as_deref(), Some("Did you mean “ratio”?"));
}

#[test]
fn a_missing_maximum_does_not_bring_wrong_sums() {
    let text = "[[section]]\ncode = \"1\"\ntitle = \"M\"\nmax = 10\n[[criterion]]\ncode = \"1.1\"\ntitle = \"T\"\n\
                origin = \"illustrative\"\nrule = { kind = \"yes_no\" }\n";
    check(text, &["13:8 TD301"]);
}

#[test]
fn expressions_say_where_they_break() {
    let rule = |of: &str| ONE.replace("kind = \"ratio\"", &format!("kind = \"ratio\", of = \"{of}\""));
    for (of, column) in
        [("a * * b", 36), ("max(a, b)", 32), ("a > 1", 32), ("2a", 33), ("a b", 34), ("min(a", 37), ("", 31)]
    {
        let code = if of.is_empty() { "TD110" } else { "TD402" };
        check(&rule(of), &[&format!("14:{column} {code}")]);
    }
    for good in ["100 * a / (b - c)", "min(a, max, 3.5)", "max_of(-a, 2)", "((((a))))", "số_hồ_sơ"] {
        check(&rule(good), &[]);
    }
    check(&rule(&format!("{}a{}", "(".repeat(40), ")".repeat(40))), &["14:65 TD402"]);
    check(&rule(&"a+".repeat(150)), &["14:233 TD402"]);
}

#[test]
fn hostile_nesting_gives_findings_not_crashes() {
    let files = [
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}", "{a=".repeat(100_000)),
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("[{}]", vec!["a"; 100_000].join(".")),
        format!("[[criterion]]\ncode = \"{}\"\n", vec!["1"; 100_000].join(".")),
        format!("[[criterion]]\nrule = {{ kind = \"count\", each = 1, count = \"{}\" }}\n", "(".repeat(100_000)),
    ];
    for file in files {
        let found = parse(&SourceText::new(file), &());
        assert!(found.set.is_none() && !found.diagnostics.is_empty());
    }
}

#[test]
fn a_chain_of_parents_is_cut_at_the_twelfth_level() {
    let chain: String =
        (0..4_000).map(|n| format!("[[section]]\ncode = \"s{n}\"\ntitle = \"T\"\nparent = \"s{}\"\n", n + 1)).collect();
    let found = parsed(&format!("{HEAD}{chain}"));
    assert!(found.diagnostics.iter().any(|found| found.code == "TD205"));
}

#[test]
fn the_sidecar_can_only_warn() {
    let source = SourceText { text: format!("{HEAD}{ONE}"), sidecar: Some("[titles\n\"9\" = 1\n".to_owned()) };
    let found = parse(&source, &());
    assert!(found.set.is_some());
    assert!(!found.diagnostics.is_empty() && found.diagnostics.iter().all(|found| found.sidecar));
}
