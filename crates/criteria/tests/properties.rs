//! Laws of the parser: it never panics, always answers the same, and errors and sets exclude each other.

mod common;

use common::{HEAD, ONE, examples, library};
use proptest::prelude::*;
use thuocdo_criteria::{Severity, SourceText, compare, explain, locale_text, parse, read};
use thuocdo_words::{Lang, Locale};

/// A file that uses most of the language.
fn rich() -> String {
    let head = HEAD.replace("scale = \"10\"", "scale = \"31\"").replace(
        "[set]",
        "[[class]]\ncode = \"xa\"\nname = \"Xã\"\n[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n[set]\n\
         bounds = { total_above_max = true, total_below_zero = false }\nna = { policy = \"exclude\", rebase = \"total\" }",
    );
    head + ONE
        + r##"
[[section]]
code = "2"
title = "Hoạt động"
origin = { decision = "Phụ lục I" }
[[criterion]]
code = "2.1"
title = "Phần"
max = "11"
na = { policy = "cohort_best", fallback = "zero" }
tags = ["t"]
rule = { kind = "parts", parts = [
  { code = "p", label = "P", share = "1/3", rule = { kind = "brackets", value = "n / m", steps = [{ from = 4, share = 1 }] } },
  { code = "q", label = "Q", share = "2/3", rule = { kind = "best_of", cases = [{ code = "z", label = "Z", rule = { kind = "yes_no" } }] } },
] }
[[criterion]]
code = "2.2"
title = "Công thức"
max = "10"
rule = { kind = "formula", cases = [{ label = "C", when = "a > 0 and b != 1", points = "min(a * 2, max)" }] }
[[section]]
code = "C"
title = "Điểm cộng"
role = "bonus"
cap = "5"
[[criterion]]
code = "C.1"
title = "Cộng"
max = "5"
origin = { published = { title = "t", publisher = "p" } }
rule = { kind = "min_max", value = "x", equal = "0.5" }
[[variant]]
class = "xa"
code = "2.2"
rule = { kind = "points" }
[[not_applicable]]
criteria = ["2.*", "#t"]
trait = "a"
policy = "full_points"
ground = "g"
[[grade_scale]]
[[grade_scale.band]]
grade = "Tốt"
from = "80"
quota = { share = "0.2" }
[[grade_scale.band]]
grade = "Kém"
[[declares]]
points = "31"
leaves = 3
[[borrow]]
set = "mau/nguon"
version = "1"
section = "7.2"
prefix = "M:"
parent = "C"
"##
}

/// Parses and says everything that can be said; panics show here.
fn check(text: &str) -> thuocdo_criteria::Parsed {
    let parsed = parse(&SourceText::new(text), &library());
    let again = parse(&SourceText::new(text), &library());
    assert_eq!(parsed.diagnostics, again.diagnostics);
    assert_eq!(parsed.set, again.set);
    let errors = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(parsed.set.is_some(), !errors);
    let lines = text.lines().count().max(1) as u32 + 1;
    for found in &parsed.diagnostics {
        assert!(found.place.line >= 1 && found.place.line <= lines && found.place.column >= 1);
    }
    let places: Vec<_> =
        parsed.diagnostics.iter().map(|found| (found.sidecar, found.place.line, found.place.column)).collect();
    assert!(places.windows(2).all(|pair| pair[0] <= pair[1]), "{places:?}");
    if let Some(set) = &parsed.set {
        let locale = Locale::new(Lang::Vi, &[locale_text(Lang::Vi)]);
        for node in &set.nodes {
            for message in explain::rule(set, node.id, None) {
                assert!(!locale.render(&message).contains("[rule"));
            }
            assert!(node.parent.is_none_or(|parent| parent < node.id));
        }
        assert!(compare::versions(set, set).is_empty());
    }
    parsed
}

#[test]
fn the_rich_file_is_good() {
    let parsed = check(&rich());
    assert!(parsed.set.is_some(), "{:#?}", parsed.diagnostics);
}

#[test]
fn no_example_panics_when_cut_anywhere() {
    let of_sets = |example: &&common::Example| example.bytes.is_none() && !example.code.starts_with("TD9");
    for example in examples().iter().filter(of_sets) {
        let text = format!("{HEAD}\n{}", example.text);
        for (at, _) in text.char_indices().skip(HEAD.len() - 40).step_by(3) {
            check(&text[..at]);
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"".to_owned()),
        Just("[[criterion]]\n".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("= 1.5\n".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("code = \"2.1\"\n".to_owned()),
        Just("max = \"-3\"\n".to_owned()),
        Just("\u{feff}\r".to_owned()),
        "[a-z.=\\[\\]\"{}0-9 \n]{0,8}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_text_is_answered(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let parsed = read(&bytes, &());
        prop_assert!(parsed.set.is_none() && !parsed.diagnostics.is_empty());
    }

    #[test]
    fn keys_at_random_are_answered(pieces in proptest::collection::vec(piece(), 0..40)) {
        check(&pieces.concat());
    }

    #[test]
    fn a_good_file_with_a_wound_is_answered(start in 0usize..10_000, length in 0usize..30, put in piece()) {
        let text = rich();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let start = start % places.len();
        let end = (start + length).min(places.len() - 1);
        check(&format!("{}{put}{}", &text[..places[start]], &text[places[end]..]));
    }

    #[test]
    fn a_good_file_with_lines_swapped_is_answered(from in 0usize..80, to in 0usize..80) {
        let text = rich();
        let mut lines: Vec<&str> = text.lines().collect();
        let (from, to) = (from % lines.len(), to % lines.len());
        lines.swap(from, to);
        check(&lines.join("\n"));
    }
}
