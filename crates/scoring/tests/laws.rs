//! Laws that hold for every set and cohort drawn at random.

mod common;

use common::{number, set};
use proptest::prelude::*;
use proptest::test_runner::Config;
use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Aggregation, NodeKind, SectionRole};
use thuocdo_scoring::card::{Fact, State};
use thuocdo_scoring::cohort::InputTable;
use thuocdo_scoring::{Answer, Cohort, Subject, apply_quotas, explain, locale_text, rank, score_round, totals};
use thuocdo_words::{Lang, Locale};

/// One criterion of each kind, with policies of each kind, in sections of each kind.
fn everything() -> CriteriaSet {
    let policies = [
        "{ policy = \"full_points\" }",
        "{ policy = \"cohort_best\", fallback = \"exclude\" }",
        "{ policy = \"exclude\", rebase = \"parent\" }",
        "{ policy = \"exclude\", rebase = \"total\" }",
        "{ policy = \"zero\" }",
    ];
    let when = ["zero", "exclude", "carry_over"];
    let rules = RULES.iter().filter(|rule| !rule.is_empty()).enumerate();
    let mut body = String::from("[set.bounds]\ntotal_above_max = false\ntotal_below_zero = false\n");
    for (index, rule) in rules {
        let section = index / 5 + 1;
        if index % 5 == 0 {
            let kind =
                ["", "aggregation = \"weighted_mean\"\nmax = \"20\"", "aggregation = \"all_of\"\nmax = \"20\"", ""]
                    [index / 5];
            body += &format!("[[section]]\ncode = \"{section}\"\ntitle = \"Mục\"\norigin = \"illustrative\"\n{kind}\n");
        }
        body += &format!(
            "[[criterion]]\ncode = \"{section}.{}\"\ntitle = \"Tiêu chí\"\nmax = \"4\"\nna = {}\nwhen_missing = \"{}\"\nrule = {rule}\n",
            index % 5 + 1,
            policies[index % policies.len()],
            when[index % when.len()],
        );
    }
    set("80", &(body + MORE))
}

const RULES: [&str; 20] = [
    r#"{ kind = "points" }"#,
    r#"{ kind = "ratio", zero = "not_applicable" }"#,
    r#"{ kind = "ratio", less = "c", floor = "0.2", full_at = "0.9", zero = "full" }"#,
    r#"{ kind = "brackets", value = "a / b", steps = [{ from = "1", share = "1" }, { above = "0", share = "1/3" }], zero = "zero" }"#,
    r#"{ kind = "option", options = [{ code = "x", label = "x", share = "1" }, { code = "y", label = "y", share = "1/7" }] }"#,
    r#"{ kind = "yes_no" }"#,
    r#"{ kind = "every", otherwise = "1/2", zero = "refuse" }"#,
    r#"{ kind = "count", each = "1/3", cap = "3" }"#,
    r#"{ kind = "relative_best", value = "a", zero = "zero" }"#,
    r#"{ kind = "min_max", value = "a", equal = "1", low = "0.1" }"#,
    r#"{ kind = "target", value = "a", target = "b", otherwise = "proportional", zero = "zero" }"#,
    r#"{ kind = "deduct", counters = [{ code = "k", label = "k", each = "1/3" }] }"#,
    r#"{ kind = "lookup", table = [{ at = "1", share = "0.3" }, { at = "2", share = "1" }] }"#,
    r#"{ kind = "mean", out_of = "5", items = [{ code = "p", label = "p" }, { code = "q", label = "q" }] }"#,
    r#"{ kind = "tally", options = [{ code = "A", label = "A", share = "1" }, { code = "C", label = "C", share = "0.2" }, { code = "E", label = "E" }] }"#,
    r#"{ kind = "formula", zero = "zero", cases = [{ label = "1", when = "a > b", points = "max * b / a" }, { label = "2", points = "a" }] }"#,
    r#"{ kind = "publication", input = "khac", out_of = "10" }"#,
    r#"{ kind = "weighted_rows", out_of = "10", zero = "zero" }"#,
    r#"{ kind = "parts", parts = [{ code = "p", label = "p", share = "1/2", rule = { kind = "ratio", zero = "zero" } }, { code = "q", label = "q", share = "1/2", rule = { kind = "yes_no" } }] }"#,
    r#"{ kind = "best_of", cases = [{ code = "p", label = "p", share = "1/2", rule = { kind = "yes_no" } }, { code = "q", label = "q", rule = { kind = "ratio", zero = "zero" } }] }"#,
];

const MORE: &str = r#"
[[section]]
code = "C"
title = "Điểm cộng"
origin = "illustrative"
role = "bonus"
cap = "2"
[[criterion]]
code = "C.1"
title = "Sáng kiến"
max = "9"
rule = { kind = "count", each = "1" }
[[not_applicable]]
criteria = ["1.*"]
trait = "special"
policy = "cohort_best"
scope = "round"
fallback = "zero"
ground = "Đặc thù"
[[input]]
name = "khac"
title = "Kết quả khác"
[[grade_scale]]
of = ""
basis = "percent"
[[grade_scale.band]]
grade = "Tốt"
from = "50"
conditions = [{ code = "1.1", at_least = "1/2", label = "đk", otherwise = "next_lower" }]
quota = { share = "0.2", small_under = 3, small_max = 1, rounding = "down" }
[[grade_scale.band]]
grade = "Đạt"
from = "20"
to = "40"
[[grade_scale.band]]
grade = "Kém"
[[adjustment]]
kind = "downgrade"
input = "khac"
steps = 1
label = "Hạ bậc"
[[adjustment]]
kind = "deduct"
trait = "late"
points = "1"
label = "Nộp chậm"
"#;

/// A small number, a fraction, nothing, or nonsense.
fn any_number() -> impl Strategy<Value = Option<Number>> {
    let small = (0i64..12).prop_map(|value| Some(Number::from(value)));
    let fraction = (-3i64..40, 1i64..30).prop_map(|(over, under)| Number::from(over).divided_by(&Number::from(under)));
    let huge = prop::sample::select(vec!["999999999999999999999999.999", "-1", "0.0000000000000000001", "1/3"]);
    prop_oneof![6 => small, 2 => fraction, 1 => Just(None), 1 => huge.prop_map(|text| Some(number(text)))]
}

fn any_answer() -> impl Strategy<Value = Option<Answer>> {
    let rows = prop::collection::btree_map((0u16..3, 1u32..4), any_number(), 0..6);
    let parts = (prop::collection::vec(any_number(), 0..6), rows, any_number(), any_number(), 0..20);
    parts.prop_map(|(values, rows, points, previous, kind)| {
        let rows = rows.into_iter().filter_map(|(at, value)| Some((at, value?))).collect();
        (kind > 0).then(|| Answer {
            values,
            rows,
            points: points.filter(|_| kind == 1).map(Box::new),
            previous: previous.filter(|_| kind == 2).map(Box::new),
            not_applicable: (kind == 3).then(|| "lý do".to_owned()),
        })
    })
}

fn any_subject(nodes: usize) -> impl Strategy<Value = Subject> {
    let answers = prop::collection::vec(any_answer(), 0..=nodes);
    (answers, 0..3, prop::sample::subsequence(vec!["special", "late"], 0..=2), 0..12).prop_map(
        |(answers, group, traits, kind)| Subject {
            group: format!("g{group}"),
            traits: traits.into_iter().map(str::to_owned).collect(),
            linked: (kind % 2 == 0).then(|| "u1".to_owned()),
            merged_from: if kind == 1 { vec!["u0".to_owned(), "u2".to_owned()] } else { Vec::new() },
            excluded: (kind == 3).then(|| "không đánh giá".to_owned()),
            accept_held: (kind == 5).then(|| "biên bản".to_owned()),
            answers,
            ..Subject::default()
        },
    )
}

fn any_cohort() -> impl Strategy<Value = Cohort> {
    let nodes = everything().nodes.len();
    let rows = prop::collection::btree_map("u[0-3]", prop::sample::select(vec!["Tốt", "Kém", "Lạ", ""]), 0..4);
    (prop::collection::vec(any_subject(nodes), 1..7), rows, any::<bool>()).prop_map(|(mut subjects, rows, closed)| {
        for (index, subject) in subjects.iter_mut().enumerate() {
            subject.unit = format!("u{index}");
        }
        let row = |(unit, grade): (String, &str)| {
            let cells = [("grade", grade), ("index", "7.5")].map(|(name, text)| (name.to_owned(), text.to_owned()));
            (unit, cells.into_iter().collect())
        };
        Cohort { subjects, inputs: vec![InputTable { rows: rows.into_iter().map(row).collect() }], closed }
    })
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// The order in which units come changes nothing.
    #[test]
    fn shuffling_changes_nothing(cohort in any_cohort(), turn in 0usize..6) {
        let set = everything();
        let mut turned = cohort.clone();
        let by = turn % turned.subjects.len();
        turned.subjects.rotate_left(by);
        turned.subjects.reverse();
        let (one, other) = (score_round(&set, &cohort), score_round(&set, &turned));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(rank(&set, &one), rank(&set, &other));
    }

    /// Bare totals are the totals of the scorecards.
    #[test]
    fn totals_are_those_of_the_scorecards(cohort in any_cohort()) {
        let set = everything();
        let scores = score_round(&set, &cohort);
        for (card, total) in scores.cards.iter().zip(totals(&set, &cohort)) {
            prop_assert_eq!(&card.unit, &total.unit);
            prop_assert_eq!(&card.total().points, &total.points);
            prop_assert_eq!(&card.total().applicable, &total.applicable);
        }
    }

    /// The sum of parts is the whole, and no part leaves its bounds.
    #[test]
    fn parts_make_the_whole_within_bounds(cohort in any_cohort()) {
        let set = everything();
        for card in score_round(&set, &cohort).cards {
            for (node, line) in set.nodes.iter().zip(&card.lines) {
                prop_assert!(!line.points.is_negative() && line.applicable <= line.nominal, "{} {line:?}", node.code);
                let over_cap = matches!(&node.kind, NodeKind::Section(section)
                    if matches!(&section.role, SectionRole::Bonus { cap } if line.points > *cap));
                prop_assert!(!over_cap);
                prop_assert!(line.points <= line.nominal, "{} {line:?}", node.code);
                let plain = !line.trace.facts().any(|fact| matches!(fact, Fact::Rebased(_) | Fact::MeanOfPredecessors(_)));
                let sums = matches!(&node.kind, NodeKind::Section(section)
                    if section.aggregation == Aggregation::Sum && section.role == SectionRole::Regular);
                if sums && plain && node.parent.is_some() && line.state == State::Scored {
                    let parts = node.children.iter().map(|child| card.lines[child.index()].points.clone());
                    prop_assert_eq!(parts.sum::<Number>(), line.points.clone());
                }
            }
        }
    }

    /// Every line, grade and ground can be said in both languages, without gaps.
    #[test]
    fn everything_can_be_explained(cohort in any_cohort()) {
        let set = everything();
        let mut scores = score_round(&set, &cohort);
        let ranking = rank(&set, &scores);
        apply_quotas(&set, &mut scores, &ranking);
        for lang in Lang::ALL {
            let locale = Locale::new(lang, &[locale_text(lang)]);
            let say = |messages: Vec<thuocdo_base::Message>| -> Vec<String> {
                messages.iter().map(|message| locale.render(message)).collect()
            };
            let mut said = Vec::new();
            for card in &scores.cards {
                let subject = cohort.subjects.iter().find(|subject| subject.unit == card.unit).expect("the unit");
                for node in &set.nodes {
                    let answer = subject.answers.get(node.id.index()).and_then(Option::as_ref);
                    let sentences = say(explain::line(&set, card, node.id, answer));
                    prop_assert!(!sentences.is_empty());
                    said.extend(sentences);
                }
                said.extend(card.grades.iter().flat_map(|grading| say(explain::grading(&set, grading))));
            }
            let grounds = ranking.groups.iter().flat_map(|group| &group.unranked);
            said.extend(say(grounds.map(|unit| explain::unranked(&set, &unit.ground)).collect()));
            for sentence in said {
                prop_assert!(!sentence.contains("{ $") && !sentence.contains('['), "{sentence}");
            }
        }
    }

    /// More of what is good never lowers points: ratio, count, target, tally.
    #[test]
    fn more_of_what_is_good_never_lowers_points(a in 0i64..40, b in 0i64..40, more in 1i64..20) {
        for rule in [
            r#"{ kind = "ratio", zero = "full", floor = "0.3", full_at = "0.8" }"#,
            r#"{ kind = "every", zero = "full" }"#,
            r#"{ kind = "count", count = "a", each = "1/3" }"#,
            r#"{ kind = "target", value = "a", target = "b", otherwise = "proportional", zero = "full" }"#,
            r#"{ kind = "brackets", value = "a", steps = [{ from = "9", share = "1" }, { from = "2", share = "1/2" }] }"#,
            r#"{ kind = "tally", options = [{ code = "a", label = "a", share = "1" }, { code = "b", label = "b", share = "0.2" }] }"#,
        ] {
            let set = set("4", &common::criterion("4", rule, ""));
            let variables = &set.find("1").and_then(|node| node.criterion()).expect("a criterion").variables;
            let points = |a: i64| {
                let value = |name: &str| Some(Number::from(if name == "a" { a } else { b }));
                let values = variables.iter().map(|variable| value(&variable.name)).collect();
                let answers = vec![None, Some(Answer { values, ..Answer::default() })];
                let subjects = vec![Subject { answers, ..Subject::default() }];
                let scores = score_round(&set, &Cohort { subjects, closed: true, ..Cohort::default() });
                scores.cards[0].total().points.clone()
            };
            prop_assert!(points(a) <= points(a + more), "{rule}: {a} and {more} more of {b}");
        }
    }
}
