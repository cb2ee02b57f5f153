//! Maturity steps, as in DOMAIN 1.2, lines 2 to 7.

mod common;

use common::Round;
use thuocdo_scoring::card::MaturityResult;

/// Three steps; two yes/no criteria at step 1, two at step 2, one at step 3.
fn body(rules: &str, more: &str) -> String {
    let mut text = String::new();
    for (code, step) in [("1", "1"), ("2", "1"), ("3", "2"), ("4", "2"), ("5", "3")] {
        text += &format!(
            "[[criterion]]\ncode = \"{code}\"\ntitle = \"Tiêu chí {code}\"\norigin = \"illustrative\"\nmax = \"0\"\n\
             rule = {{ kind = \"yes_no\" }}\ntargets = {{ \"{step}\" = \"1\" }}\n{more}\n"
        );
    }
    for (code, name) in [("1", "Khởi động"), ("2", "Kết nối"), ("3", "Cơ bản")] {
        text += &format!("[[step]]\ncode = \"{code}\"\nname = \"{name}\"\n");
    }
    text + &format!("[maturity]\n{rules}\n[ranking]\nbasis = \"maturity\"\n")
}

const CONTIGUOUS: &str = "cumulative = false\norder = \"contiguous\"\nthen_by = \"next_step_met\"";
const HIGHEST: &str = "cumulative = false\norder = \"highest\"\nthen_by = \"all_met\"";
const CUMULATIVE: &str = "cumulative = true\norder = \"highest\"\nthen_by = \"none\"";

/// A unit that meets these criteria and answers "no" to the others.
fn round(rules: &str, more: &str, met: &str) -> Round {
    Round::new("0", &body(rules, more)).unit("u", &answers(met))
}

fn answers(met: &str) -> String {
    let one = |code: &str| format!("{code} yes {}", if met.contains(code) { "có" } else { "không" });
    ["1", "2", "3", "4", "5"].map(one).join(";")
}

fn result(rules: &str, met: &str) -> MaturityResult {
    round(rules, "", met).card("u").maturity.expect("a maturity")
}

#[test]
fn a_step_is_reached_only_if_all_its_targets_are_met() {
    let found = result(CONTIGUOUS, "123");
    assert_eq!((found.reached, found.key), (1, 1));
    let round = round(CONTIGUOUS, "", "123");
    assert_eq!(found.steps[1].unmet, [round.set.find("4").expect("criterion 4").id]);
    assert_eq!((found.steps[1].targets, found.steps[1].reached), (2, 1));
}

#[test]
fn one_short_at_the_first_step_is_no_step() {
    assert_eq!(result(CONTIGUOUS, "1345").reached, 0);
}

#[test]
fn a_gap_is_decided_by_the_declared_order() {
    assert_eq!(result(CONTIGUOUS, "125").reached, 1);
    assert_eq!(result(HIGHEST, "125").reached, 3);
    assert_eq!(result(CUMULATIVE, "125").reached, 1);
}

#[test]
fn what_is_not_applicable_blocks_or_not_by_its_policy() {
    let reached = |policy: &str| {
        let more = format!("na = {policy}");
        let answers = answers("12") + ";3 na x;4 na x";
        let round = Round::new("0", &body(CONTIGUOUS, &more)).unit("u", &answers);
        let maturity = round.card("u").maturity.expect("a maturity");
        (maturity.reached, maturity.steps[1].targets)
    };
    assert_eq!(reached("{ policy = \"full_points\" }"), (2, 2));
    assert_eq!(reached("{ policy = \"exclude\", rebase = \"none\" }"), (2, 0));
    assert_eq!(reached("{ policy = \"zero\" }"), (1, 2));
    assert_eq!(reached("{ policy = \"cohort_best\", fallback = \"full_points\" }"), (2, 2));
    assert_eq!(reached("{ policy = \"cohort_best\", fallback = \"zero\" }"), (1, 2));
}

#[test]
fn missing_answers_do_not_meet_targets() {
    let maturity = Round::new("0", &body(CONTIGUOUS, "")).unit("u", "1 yes có").card("u").maturity;
    assert_eq!(maturity.expect("a maturity").reached, 0);
}

#[test]
fn units_are_ranked_by_step_then_by_the_declared_key() {
    let round = Round::new("0", &body(CONTIGUOUS, ""))
        .unit("a", &answers("12"))
        .unit("b", &answers("123"))
        .unit("c", &answers("124"))
        .unit("d", &answers("12345"))
        .unit("e", &answers("2345"));
    let ranks: Vec<(String, u32)> = round.ranks();
    let expected = [("d", 1), ("b", 2), ("c", 2), ("a", 4), ("e", 5)].map(|(unit, rank)| (unit.to_owned(), rank));
    assert_eq!(ranks, expected);
}

#[test]
fn lower_is_met_at_or_below_the_target() {
    let body = "[[criterion]]\ncode = \"1\"\ntitle = \"Số ngày\"\norigin = \"illustrative\"\nmax = \"0\"\n\
        direction = \"lower\"\nrule = { kind = \"count\", each = \"0\" }\ntargets = { \"1\" = \"5\" }\n\
        [[step]]\ncode = \"1\"\nname = \"Một\"\n[maturity]\ncumulative = true\norder = \"contiguous\"\nthen_by = \"none\"\n\
        [ranking]\nbasis = \"maturity\"\n";
    let round = Round::new("0", body).unit("a", "1 n 5").unit("b", "1 n 6");
    let reached = ["a", "b"].map(|unit| round.card(unit).maturity.expect("a maturity").reached);
    assert_eq!(reached, [1, 0]);
}
