//! Each kind of rule on a few answers: state, points, applicable maximum.

mod common;

use common::{Round, criterion};

/// Answers to criterion `1` of maximum 12 and what they give.
fn check(rule: &str, cases: &[(&str, &str)]) {
    check_with(rule, "", cases);
}

fn check_with(rule: &str, more: &str, cases: &[(&str, &str)]) {
    for (answers, expected) in cases {
        let answers: Vec<String> =
            answers.split(';').filter(|item| !item.is_empty()).map(|item| format!("1 {item}")).collect();
        let round = Round::new("12", &criterion("12", rule, more)).unit("u", &answers.join(";"));
        assert_eq!(round.shown("u", "1"), *expected, "{rule} on {answers:?}");
    }
}

#[test]
fn points_stand_between_zero_and_the_maximum() {
    let cases = [("points 5.5", "scored 5.5/12"), ("points 12", "scored 12/12"), ("", "missing 0/12")];
    check(r#"{ kind = "points" }"#, &cases);
    check(r#"{ kind = "points" }"#, &[("points 12.01", "refused 0/12"), ("points -1", "refused 0/12")]);
}

#[test]
fn a_ratio_is_cut_to_nothing_and_full() {
    let cases = [
        ("a 3;b 4", "scored 9/12"),
        ("a 1;b 9", "scored 4/3/12"),
        ("a 5;b 4", "scored 12/12"),
        ("a -1;b 4", "refused 0/12"),
        ("a 0;b 0", "refused 0/12"),
        ("a 3", "missing 0/12"),
    ];
    check(r#"{ kind = "ratio" }"#, &cases);
}

#[test]
fn a_ratio_obeys_floor_full_complement_and_less() {
    let floor = [("a 49;b 100", "scored 0/12"), ("a 50;b 100", "scored 6/12"), ("a 90;b 100", "scored 12/12")];
    check(r#"{ kind = "ratio", floor = "0.5", full_at = "0.9" }"#, &floor);
    check(r#"{ kind = "ratio", complement = true }"#, &[("a 1;b 4", "scored 9/12"), ("a 5;b 4", "scored 0/12")]);
    let less = [("a 3;b 6;c 2", "scored 9/12"), ("a 3;b 2;c 6", "refused 0/12"), ("a 3;b 2", "missing 0/12")];
    check(r#"{ kind = "ratio", less = "c" }"#, &less);
    check(r#"{ kind = "ratio", to = "4" }"#, &[("a 1", "scored 3/12")]);
}

#[test]
fn a_zero_denominator_scores_what_is_declared() {
    let zero = |policy: &str| format!("{{ kind = \"ratio\", zero = \"{policy}\" }}");
    check(&zero("full"), &[("a 0;b 0", "scored 12/12")]);
    check(&zero("zero"), &[("a 0;b 0", "scored 0/12")]);
    check_with(&zero("not_applicable"), "na = { policy = \"full_points\" }", &[("a 0;b 0", "na 12/12")]);
    check(&zero("not_applicable"), &[("a 0;b 0", "refused 0/12")]);
}

#[test]
fn the_first_bracket_that_holds_counts() {
    let rule = r#"{ kind = "brackets", value = "a", otherwise = "1/12", steps = [
        { from = "4", share = "1" }, { above = "2", points = "9" }, { from = "1", share = "1/4" }] }"#;
    let cases = [("a 4", "scored 12/12"), ("a 3", "scored 9/12"), ("a 2", "scored 3/12"), ("a 0", "scored 1/12")];
    check(rule, &cases);
    let lower =
        r#"{ kind = "brackets", value = "a", steps = [{ under = "1", share = "1" }, { to = "2", share = "1/2" }] }"#;
    check(lower, &[("a 0.5", "scored 12/12"), ("a 1", "scored 6/12"), ("a 2", "scored 6/12"), ("a 3", "scored 0/12")]);
}

#[test]
fn an_option_gives_its_share() {
    let rule = r#"{ kind = "option", options = [
        { code = "truong", label = "Cấp trưởng", share = "1" }, { code = "pho", label = "Cấp phó", points = "6" }] }"#;
    check(rule, &[("option truong", "scored 12/12"), ("option pho", "scored 6/12"), ("option 7", "refused 0/12")]);
}

#[test]
fn yes_and_no_have_their_shares() {
    check(r#"{ kind = "yes_no" }"#, &[("yes có", "scored 12/12"), ("yes không", "scored 0/12")]);
    check(
        r#"{ kind = "yes_no", yes = "0.5", no = "0.25" }"#,
        &[("yes có", "scored 6/12"), ("yes không", "scored 3/12")],
    );
}

#[test]
fn parts_add_up_and_one_without_value_makes_all_missing() {
    let rule = r#"{ kind = "parts", parts = [
        { code = "p", label = "p", share = "2/3", rule = { kind = "ratio" } },
        { code = "q", label = "q", points = "4", rule = { kind = "count", each = "1" } }] }"#;
    let cases = [
        ("p.a 1;p.b 2;q.n 3", "scored 7/12"),
        ("p.a 1;p.b 2;q.n 9", "scored 8/12"),
        ("p.a 1;p.b 2", "missing 0/12"),
        ("p.a 1;p.b 0;q.n 1", "refused 0/12"),
    ];
    check(rule, &cases);
}

#[test]
fn the_best_case_counts_and_empty_ones_are_skipped() {
    let rule = r#"{ kind = "best_of", cases = [
        { code = "p", label = "p", share = "1/2", rule = { kind = "yes_no" } },
        { code = "q", label = "q", rule = { kind = "ratio" } }] }"#;
    let cases = [
        ("p.yes có;q.a 1;q.b 3", "scored 6/12"),
        ("p.yes có;q.a 3;q.b 4", "scored 9/12"),
        ("p.yes có", "scored 6/12"),
        ("", "missing 0/12"),
    ];
    check(rule, &cases);
}

#[test]
fn every_occurrence_must_be_met() {
    let rule = r#"{ kind = "every", otherwise = "1/2", zero = "full" }"#;
    check(rule, &[("a 4;b 4", "scored 12/12"), ("a 3;b 4", "scored 6/12"), ("a 0;b 0", "scored 12/12")]);
}

#[test]
fn a_count_stops_at_its_cap_and_at_the_maximum() {
    let rule = r#"{ kind = "count", each = "2", cap = "5" }"#;
    check(rule, &[("n 2", "scored 4/12"), ("n 3", "scored 5/12"), ("n -1", "refused 0/12")]);
    check(r#"{ kind = "count", each = "5" }"#, &[("n 3", "scored 12/12")]);
}

#[test]
fn a_target_is_met_or_counted_in_proportion() {
    let rule = r#"{ kind = "target", value = "a", target = "t", otherwise = "proportional", zero = "full" }"#;
    check(rule, &[("a 5;t 4", "scored 12/12"), ("a 3;t 4", "scored 9/12"), ("a 0;t 0", "scored 12/12")]);
    check_with(rule, "direction = \"lower\"", &[("a 4;t 5", "scored 12/12"), ("a 8;t 2", "scored 3/12")]);
    let fixed = r#"{ kind = "target", value = "a", target = "10", otherwise = "1/3" }"#;
    check(fixed, &[("a 10", "scored 12/12"), ("a 9", "scored 4/12")]);
}

#[test]
fn events_take_shares_off_down_to_nothing() {
    let rule = r#"{ kind = "deduct", counters = [
        { code = "tre", label = "Trễ", each = "0.25" }, { code = "sai", label = "Sai", each = "0.5" }] }"#;
    let cases = [("tre 0;sai 0", "scored 12/12"), ("tre 1;sai 1", "scored 3/12"), ("tre 5;sai 0", "scored 0/12")];
    check(rule, &cases);
    check(rule, &[("tre 1", "missing 0/12")]);
}

#[test]
fn a_table_is_exact() {
    let rule = r#"{ kind = "lookup", table = [{ at = "3", share = "0.5" }, { at = "5", share = "1" }] }"#;
    check(rule, &[("a 3", "scored 6/12"), ("a 4", "refused 0/12")]);
}

#[test]
fn a_mean_leaves_out_items_without_data() {
    let rule = r#"{ kind = "mean", out_of = "5", min_items = 2, items = [
        { code = "x", label = "x" }, { code = "y", label = "y" }, { code = "z", label = "z" }] }"#;
    check(rule, &[("x 5;y 4", "scored 10.8/12"), ("x 5", "missing 0/12"), ("x 9;y 5;z 5", "scored 12/12")]);
}

#[test]
fn a_tally_weights_groups_and_leaves_out_uncounted_options() {
    let rule = r#"{ kind = "tally", min_responses = 2,
        options = [{ code = "A", label = "A", share = "1" }, { code = "C", label = "C", share = "0" }, { code = "E", label = "E" }],
        groups = [{ code = "dan", label = "dân", weight = "3" }, { code = "cb", label = "cán bộ", weight = "1" }] }"#;
    let cases = [
        ("dan.A 1;dan.C 1;cb.A 2", "scored 7.5/12"),
        ("dan.A 1;dan.C 1;cb.E 9", "scored 6/12"),
        ("cb.A 1;dan.E 50", "missing 0/12"),
        ("dan.A 2;cb.E -1", "refused 0/12"),
    ];
    check(rule, &cases);
}

#[test]
fn the_first_case_of_a_formula_that_holds_counts_unless_another_is_chosen() {
    let rule = r#"{ kind = "formula", zero = "zero", cases = [
        { label = "nhiều", when = "a >= 8", points = "max * min(a / b, 1)" },
        { label = "ít", when = "a > 0", points = "max / 4" }] }"#;
    let cases = [
        ("a 8;b 16", "scored 6/12"),
        ("a 8;b 0", "scored 0/12"),
        ("a 2;b 16", "scored 3/12"),
        ("a 0;b 16", "scored 0/12"),
        ("a 0;b 16;case 2", "scored 3/12"),
        ("a 0;b 16;case 3", "refused 0/12"),
        ("b 16", "missing 0/12"),
    ];
    check(rule, &cases);
}

#[test]
fn rows_are_weighted_by_their_size() {
    let rule = r#"{ kind = "weighted_rows", out_of = "100", zero = "not_applicable" }"#;
    let cases = [
        ("x[1] 50;n[1] 30;x[2] 100;n[2] 10", "scored 7.5/12"),
        ("x[1] 50;n[2] 10", "missing 0/12"),
        ("x[1] 50;n[1] 0", "refused 0/12"),
    ];
    check(rule, &cases);
}

#[test]
fn another_publication_is_read_or_waited_for() {
    let body = criterion("12", r#"{ kind = "publication", input = "par", out_of = "100" }"#, "")
        + "[[input]]\nname = \"par\"\ntitle = \"PAR Index\"\n";
    let round = Round::new("12", &body).unit("u", "").unit("v", "").input(&[("u", "index", "75")]);
    assert_eq!((round.shown("u", "1"), round.shown("v", "1")), ("scored 9/12".to_owned(), "held 0/12".to_owned()));
}

#[test]
fn whole_numbers_are_whole() {
    let more = "variables = { n = { label = \"Số\", whole = true } }";
    check_with(r#"{ kind = "count", each = "2" }"#, more, &[("n 2.5", "refused 0/12"), ("n 2", "scored 4/12")]);
}

#[test]
fn direct_points_stand_in_place_of_the_rule() {
    let cases = [("points 7", "scored 7/12"), ("points 7;a 1;b 4", "scored 7/12"), ("points 13", "refused 0/12")];
    check(r#"{ kind = "ratio" }"#, &cases);
}
