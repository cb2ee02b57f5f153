//! Sentences: both languages have the same, none is missing or unused, every rule can be said.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{HEAD, ONE, parsed};
use thuocdo_base::Message;
use thuocdo_criteria::set::{CriteriaSet, NodeId};
use thuocdo_criteria::{codes, compare, explain, locale_text};
use thuocdo_words::{Lang, Locale};

/// Ids with the names of their arguments.
fn entries(lang: Lang) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let lines = locale_text(lang).lines().filter_map(|line| line.split_once(" = "));
    lines
        .map(|(id, pattern)| {
            let names = pattern.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }"));
            (id, names.map(|(name, _)| name).collect())
        })
        .collect()
}

fn set(text: &str) -> CriteriaSet {
    let parsed = parsed(text);
    parsed.set.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics))
}

fn said(messages: &[Message], lang: Lang) -> Vec<String> {
    let locale = Locale::new(lang, &[locale_text(lang)]);
    messages.iter().map(|message| locale.render(message)).collect()
}

/// Says a rule in both languages; the English is compared.
fn check(rule: &str, expected: &[&str]) {
    let text = HEAD.to_owned() + &ONE.replace("{ kind = \"ratio\", zero = \"zero\" }", rule);
    let text = text + "[[input]]\nname = \"par\"\ntitle = \"PAR Index 2024\"\n";
    let set = set(&text);
    let messages = explain::rule(&set, NodeId(1), None);
    assert_eq!(said(&messages, Lang::En), expected, "{rule}");
    for lang in Lang::ALL {
        for sentence in said(&messages, lang).into_iter().chain(said(&explain::answers(&set, NodeId(1)), lang)) {
            assert!(!sentence.contains("[rule") && !sentence.contains("{$"), "{sentence}");
        }
    }
}

#[test]
fn both_languages_have_the_same_sentences() {
    let (vi, en) = (entries(Lang::Vi), entries(Lang::En));
    let differ: Vec<_> = vi.keys().chain(en.keys()).filter(|id| vi.get(*id) != en.get(*id)).collect();
    assert_eq!(differ, Vec::<&&str>::new());
    assert_eq!(
        vi.len(),
        locale_text(Lang::Vi).lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count()
    );
}

#[test]
fn no_sentence_is_missing_or_unused() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for code in codes::ALL {
        used.extend([format!("diag-{}", code.key), format!("diag-{}-hint", code.key)]);
    }
    used.extend(
        ["string", "integer", "float", "boolean", "datetime", "array", "table"]
            .map(|kind| format!("diag-found-{kind}")),
    );
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a file");
            let literals = source
                .split('"')
                .filter(|text| ["diag-", "rule-", "diff-", "response-"].iter().any(|at| text.starts_with(at)));
            used.extend(literals.filter(|text| !text.contains(['{', ' ', '\\'])).map(str::to_owned));
        }
    }
    let known: BTreeSet<String> = entries(Lang::Vi).into_keys().map(str::to_owned).collect();
    assert_eq!(used.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "missing");
    assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "unused");
}

#[test]
fn every_kind_of_rule_can_be_said() {
    check("{ kind = \"points\" }", &["Points are given directly, from 0 to 10."]);
    check(
        "{ kind = \"ratio\", of = \"a + c\", less = \"d\", complement = true, floor = \"0.5\", full_at = \"0.9\", zero = \"full\" }",
        &[
            "Points = 10 × (1 − (a + c) ÷ (b − d)), from 0 to 10.",
            "Below 50%: 0 points.",
            "From 90% on: the full 10 points.",
            "If the divisor is 0: the full 10 points.",
        ],
    );
    check(
        "{ kind = \"brackets\", value = \"n\", steps = [{ from = 4, points = 10 }, { above = 2, share = \"0.75\" }] }",
        &[
            "Points by steps of n; the first step that fits counts.",
            "From 4: 10 points.",
            "Above 2: 7.5 points.",
            "Otherwise: 0 points.",
        ],
    );
    check(
        "{ kind = \"option\", options = [{ code = \"a\", label = \"The head chairs\", share = 1 }] }",
        &["Exactly one option is chosen.", "The head chairs: 10 points."],
    );
    check("{ kind = \"yes_no\", no = \"0.1\" }", &["Yes: 10 points; no: 1 points."]);
    check(
        "{ kind = \"parts\", parts = [{ code = \"p\", label = \"Plan\", points = 4, rule = { kind = \"yes_no\" } }, { code = \"q\", label = \"Use\", points = 6, rule = { kind = \"count\", each = 2 } }] }",
        &[
            "Points are the sum of these parts, at most 10.",
            "Plan – Yes: 4 points; no: 0 points.",
            "Use – Points = q.n × 2, at most 6.",
        ],
    );
    check(
        "{ kind = \"every\", otherwise = \"0.5\" }",
        &[
            "The full 10 points if a reaches all of b; if any is missing: 5 points.",
            "If the divisor is 0: no points are computed and the figures must be looked at.",
        ],
    );
    check(
        "{ kind = \"best_of\", cases = [{ code = \"p\", label = \"Own\", rule = { kind = \"yes_no\" } }] }",
        &[
            "Each of these cases is computed and the best one counts, at most 10.",
            "Own – Yes: 10 points; no: 0 points.",
        ],
    );
}

#[test]
fn rules_that_look_at_others_can_be_said() {
    check(
        "{ kind = \"relative_best\", value = \"x / n\", scope = \"round\", zero = \"zero\" }",
        &["Points = 10 × x ÷ n ÷ the greatest value in the whole round.", "If the divisor is 0: 0 points."],
    );
    check(
        "{ kind = \"min_max\", value = \"x\", equal = 1, low = \"0.1\" }",
        &[
            "Points by the position of x between the lowest (1 points) and the highest value (10 points) in the ranking group.",
            "If all units are equal: 10 points.",
        ],
    );
    check(
        "{ kind = \"publication\", input = \"par\", out_of = 100 }",
        &["Points = 10 × the result “PAR Index 2024” (column index) ÷ 100, from 0 to 10."],
    );
}

#[test]
fn rules_with_tables_can_be_said() {
    check(
        "{ kind = \"target\", value = \"x\", target = \"t\", otherwise = \"proportional\", zero = \"not_applicable\" }",
        &[
            "Target met (x ≥ t): the full 10 points.",
            "Not met: points = 10 × x ÷ t, not negative.",
            "If the divisor is 0: the criterion counts as not applicable to the unit.",
        ],
    );
    check(
        "{ kind = \"deduct\", counters = [{ code = \"late\", label = \"Late\", each = \"0.25\" }] }",
        &["Starts from 10 points and loses some for each event, down to 0.", "Late: 2.5 points off each time."],
    );
    check(
        "{ kind = \"lookup\", table = [{ at = 5, share = 1 }] }",
        &["Points are looked up by a, at most 10; a value that is not in the table can't be scored.", "5: 10 points."],
    );
    check(
        "{ kind = \"mean\", items = [{ code = \"m\", label = \"Item\" }], out_of = 5, min_items = 2 }",
        &[
            "Points = 10 × the mean of the items that have data: Item.",
            "Each item is its value over 5, from 0 to 1.",
            "At least 2 items need data; with fewer the criterion counts as missing.",
        ],
    );
    check(
        "{ kind = \"tally\", options = [{ code = \"a\", label = \"Good\", share = 1 }, { code = \"e\", label = \"Other\" }], groups = [{ code = \"g\", label = \"Citizens\", weight = 2 }, { code = \"h\", label = \"Firms\", weight = 1 }] }",
        &[
            "Points = 10 × the mean share of the answers that count.",
            "Option “Good” counts as 100%.",
            "Option “Other” is not counted.",
            "Each group of respondents is computed alone, then the weighted mean is taken: Citizens (weight 2); Firms (weight 1).",
        ],
    );
    check(
        "{ kind = \"formula\", cases = [{ label = \"Has\", when = \"a > 0 and not (b == 1 or c < 2)\", points = \"min(a, max) - 1\" }] }",
        &[
            "Points by the first case that holds, from 0 to 10; a result outside is refused.",
            "Has (if a > 0 and (not (b = 1 or c < 2))): points = the least of [a; maximum points] − 1.",
        ],
    );
    check(
        "{ kind = \"weighted_rows\", zero = \"zero\" }",
        &["Points = 10 × the mean of x over subordinate units, weighted by n, ÷ 1.", "If the divisor is 0: 0 points."],
    );
}

#[test]
fn grades_quotas_adjustments_and_policies_can_be_said() {
    let more = r#"
[[not_applicable]]
criteria = ["1"]
trait = "no_subordinates"
policy = "cohort_best"
fallback = "full_points"
ground = "Không có đơn vị trực thuộc"
[[grade_scale]]
basis = "percent"
knock_out = ["ky_luat"]
[[grade_scale.band]]
grade = "Tốt"
from = 80
conditions = [{ code = "1", at_least = 1, label = "Xong nhiệm vụ" }]
quota = { share = "0.2", of = "Tốt", small_under = 5, small_max = 1 }
[[grade_scale.band]]
grade = "Kém"
[[input]]
name = "ubnd"
title = "UBND"
[[adjustment]]
kind = "downgrade"
input = "ubnd"
matches = { "Khá" = "Tốt" }
label = "Hạ một bậc."
[conversion]
title = "KPI"
valid_from = "2025-01-01"
rows = { "Tốt" = 10 }
"#;
    let set = set(&(HEAD.to_owned() + ONE + more));
    let mut all = explain::bands(&set, &set.grade_scales[0]);
    all.extend(explain::ranking(&set));
    all.extend(set.adjustments.iter().flat_map(|adjustment| explain::adjustment(&set, adjustment)));
    all.extend(set.not_applicable.iter().map(|rule| explain::not_applicable(&set, rule)));
    all.extend(explain::conversion(&set));
    all.extend(explain::rounding(&set));
    all.extend([explain::index(&set), explain::document(&set)]);
    all.extend(explain::aggregation(&set, NodeId::ROOT, None));
    let vi = said(&all, Lang::Vi);
    assert!(
        said(&all, Lang::En).iter().chain(&vi).all(|sentence| !sentence.contains("[rule") && !sentence.contains("{$"))
    );
    assert!(vi.contains(&"Tốt: từ 80 trở lên.".to_owned()), "{vi:#?}");
    assert!(vi.contains(&"Áp dụng từ ngày 01/01/2025.".to_owned()));
    let quota = "Tốt không quá 20\u{a0}% số đơn vị từ mức Tốt trở lên (bỏ phần lẻ); dưới 5 đơn vị thì nhiều nhất 1; \
                 vượt thì cấp có thẩm quyền quyết định.";
    assert!(vi.contains(&quota.to_owned()), "{vi:#?}");
}

/// Differences between two texts, in English.
fn differences(old: &str, new: &str) -> Vec<String> {
    let changes = compare::versions(&set(old), &set(new));
    let messages: Vec<Message> = changes.iter().map(compare::Change::message).collect();
    assert_eq!(said(&messages, Lang::Vi).len(), messages.len());
    said(&messages, Lang::En)
}

#[test]
fn versions_are_compared_in_words() {
    let old = HEAD.to_owned()
        + "[[section]]\ncode = \"1\"\ntitle = \"A\"\norigin = \"illustrative\"\n[[section]]\ncode = \"2\"\ntitle = \"B\"\norigin = \"illustrative\"\n"
        + "[[criterion]]\ncode = \"1.1\"\ntitle = \"Kế hoạch\"\nmax = 4\nrule = { kind = \"yes_no\" }\n"
        + "[[criterion]]\ncode = \"1.2\"\ntitle = \"Tỷ lệ\"\nmax = 3\nrule = { kind = \"ratio\" }\n"
        + "[[criterion]]\ncode = \"2.1\"\ntitle = \"Cũ\"\nmax = 3\nrule = { kind = \"ratio\" }\n";
    assert_eq!(differences(&old, &old), Vec::<String>::new());
    let new = old
        .replace("title = \"Kế hoạch\"\nmax = 4", "title = \"Kế hoạch năm\"\nmax = 5")
        .replace("code = \"1.2\"\ntitle = \"Tỷ lệ\"\nmax = 3\nrule = { kind = \"ratio\"", "code = \"1.2\"\nparent = \"2\"\ntitle = \"Tỷ lệ\"\nmax = 3\nna = { policy = \"zero\" }\nrule = { kind = \"ratio\", floor = \"0.5\"")
        .replace("code = \"2.1\"\ntitle = \"Cũ\"\nmax = 3", "code = \"2.2\"\ntitle = \"Mới\"\nmax = 2");
    let found = differences(&old, &new);
    for sentence in [
        "1.1 Kế hoạch năm: renamed from “Kế hoạch” to “Kế hoạch năm”.",
        "1.1 Kế hoạch năm: maximum 4 → 5.",
        "1.2 Tỷ lệ: moved from 1 to 2.",
        "1.2 Tỷ lệ: the not-applicable policy changed. Before: none Now: Not applicable: 0 points, the maximum stays.",
        "New: 2.2 Mới.",
        "Dropped: 2.1 Cũ.",
    ] {
        assert!(found.contains(&sentence.to_owned()), "{sentence}\n{found:#?}");
    }
    assert!(found.iter().any(|sentence| sentence.contains("the rule changed") && sentence.contains("Below 50%")));
    assert!(
        !found.iter().any(|sentence| sentence.contains("1.1") && sentence.contains("the rule changed")),
        "{found:#?}"
    );
}

#[test]
fn a_changed_code_with_the_same_title_is_no_new_criterion() {
    let old = HEAD.to_owned() + ONE;
    let new = old.replace("code = \"1\"", "code = \"A1\"").replace("version = \"1\"", "version = \"2\"");
    assert_eq!(differences(&old, &new), ["A1 Tỷ lệ hồ sơ trực tuyến: code changed from 1 to A1."]);
}
