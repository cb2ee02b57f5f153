//! Rules and policies that look at the cohort.

mod common;

use common::{Round, criterion, points_leaf};

fn values(round: Round, values: &[(&str, &str)]) -> Round {
    values.iter().fold(round, |round, (unit, value)| round.unit(unit, &format!("1 a {value}")))
}

fn all(round: &Round, units: &[&str]) -> Vec<String> {
    units.iter().map(|unit| round.shown(unit, "1")).collect()
}

#[test]
fn values_are_measured_by_the_best_of_the_group() {
    let rule = r#"{ kind = "relative_best", value = "a", zero = "zero" }"#;
    let round = values(Round::new("12", &criterion("12", rule, "")), &[("u", "6"), ("v", "8"), ("w", "0")]);
    let round =
        round.unit("x", "").unit("y", "1 points 12").unit("z", "1 a 100").with(|_, unit| unit.group = "h".into());
    let expected = ["scored 9/12", "scored 12/12", "scored 0/12", "missing 0/12", "scored 12/12", "scored 12/12"];
    assert_eq!(all(&round, &["u", "v", "w", "x", "y", "z"]), expected);
}

#[test]
fn the_least_is_the_best_where_lower_is_better() {
    let rule = r#"{ kind = "relative_best", value = "a" }"#;
    let body = criterion("12", rule, "direction = \"lower\"");
    let round = values(Round::new("12", &body), &[("u", "6"), ("v", "8")]);
    assert_eq!(all(&round, &["u", "v"]), ["scored 12/12", "scored 9/12"]);
    let round = values(Round::new("12", &body), &[("u", "0"), ("v", "8")]);
    assert_eq!(all(&round, &["u", "v"]), ["scored 12/12", "scored 0/12"]);
}

#[test]
fn a_best_of_zero_is_a_zero_denominator() {
    let rule = |zero: &str| format!("{{ kind = \"relative_best\", value = \"a\", zero = \"{zero}\" }}");
    let round = values(Round::new("12", &criterion("12", &rule("refuse"), "")), &[("u", "0"), ("v", "0")]);
    assert_eq!(all(&round, &["u", "v"]), ["refused 0/12", "refused 0/12"]);
    let round = values(Round::new("12", &criterion("12", &rule("full"), "")), &[("u", "0")]);
    assert_eq!(all(&round, &["u"]), ["scored 12/12"]);
}

#[test]
fn a_value_has_its_place_between_worst_and_best() {
    let rule = r#"{ kind = "min_max", value = "a", equal = "1/2", low = "0.1" }"#;
    let units = [("u", "10"), ("v", "20"), ("w", "15")];
    let round = values(Round::new("10", &criterion("10", rule, "")), &units);
    assert_eq!(all(&round, &["u", "v", "w"]), ["scored 1/10", "scored 10/10", "scored 5.5/10"]);
    let round = values(Round::new("10", &criterion("10", rule, "direction = \"lower\"")), &units);
    assert_eq!(all(&round, &["u", "v", "w"]), ["scored 10/10", "scored 1/10", "scored 5.5/10"]);
    let round = values(Round::new("10", &criterion("10", rule, "")), &[("u", "7"), ("v", "7")]);
    assert_eq!(all(&round, &["u", "v"]), ["scored 5/10", "scored 5/10"]);
}

#[test]
fn an_excluded_unit_is_measured_but_measures_nobody() {
    let rule = r#"{ kind = "relative_best", value = "a", scope = "round" }"#;
    let round = values(Round::new("12", &criterion("12", rule, "")), &[("u", "6"), ("v", "8"), ("w", "16")]);
    let round = round.with(|_, unit| unit.excluded = Some("đặc thù".into()));
    assert_eq!(all(&round, &["u", "v", "w"]), ["scored 9/12", "scored 12/12", "scored 12/12"]);
}

const VINH_LONG: &str = "na = { policy = \"cohort_best\", fallback = \"full_points\" }\ntags = [\"truc_thuoc\"]";

/// DOMAIN 1.3, line 2: M = 20, peers 12, 17, 15.
#[test]
fn a_unit_without_subordinates_gets_the_best_of_its_peers() {
    let round = |second: &str| {
        let body = points_leaf("1", "20", VINH_LONG);
        Round::new("20", &body)
            .unit("a", "1 points 12")
            .unit("b", &format!("1 points {second}"))
            .unit("c", "1 points 15")
            .unit("d", "1 na không-có-đơn-vị-trực-thuộc")
    };
    assert_eq!(round("17").shown("d", "1"), "na 17/20");
    assert_eq!(round("14").shown("d", "1"), "na 15/20");
}

/// DOMAIN 1.3, line 3.
#[test]
fn without_any_peer_the_declared_fallback_holds() {
    let fallback = |fallback: &str| {
        let more = format!("na = {{ policy = \"cohort_best\", fallback = \"{fallback}\" }}");
        let body = points_leaf("1", "20", &more) + &points_leaf("2", "5", "");
        Round::new("25", &body).unit("a", "1 na x;2 points 5").unit("b", "1 na x").shown("a", "1")
    };
    let found = ["full_points", "zero", "exclude", "refuse"].map(fallback);
    assert_eq!(found, ["na 20/20", "na 0/20", "na 0/0", "refused 0/20"]);
}

/// DOMAIN 1.3, line 4, and the order of grounds.
#[test]
fn an_automatic_rule_comes_before_the_answer() {
    let body = points_leaf("1", "20", VINH_LONG)
        + "[[not_applicable]]\ncriteria = [\"#truc_thuoc\"]\ntrait = \"special\"\npolicy = \"full_points\"\nground = \"Đặc thù\"\n";
    let special = Round::new("20", &body).unit("a", "1 points 3").with(|_, unit| unit.traits = vec!["special".into()]);
    assert_eq!(special.shown("a", "1"), "na 20/20");
    let plain = Round::new("20", &body).unit("a", "1 points 3").with(|_, unit| unit.traits = vec!["other".into()]);
    assert_eq!(plain.shown("a", "1"), "scored 3/20");
}

#[test]
fn the_scope_of_the_best_is_the_group_or_the_round() {
    let shown = |scope: &str| {
        let more = format!("na = {{ policy = \"cohort_best\", fallback = \"zero\", scope = \"{scope}\" }}");
        let round = Round::new("20", &points_leaf("1", "20", &more)).unit("a", "1 na x").unit("b", "1 points 8");
        let round = round.unit("c", "1 points 16").with(|_, unit| unit.group = "h".into());
        round.shown("a", "1")
    };
    assert_eq!([shown("group"), shown("round")], ["na 8/20", "na 16/20"]);
}

#[test]
fn the_best_share_is_taken_of_the_own_maximum() {
    let body = points_leaf("1", "10", "na = { policy = \"cohort_best\", fallback = \"refuse\" }")
        + "[[class]]\ncode = \"x\"\nname = \"X\"\nscale = \"20\"\n[[class]]\ncode = \"y\"\nname = \"Y\"\n\
           [[variant]]\nclass = \"x\"\ncode = \"1\"\nmax = \"20\"\n";
    let class = |code: &'static str| {
        move |set: &thuocdo_criteria::CriteriaSet, unit: &mut thuocdo_scoring::Subject| unit.class = set.class(code)
    };
    let round = Round::new("10", &body).unit("a", "1 na x").with(class("x")).unit("b", "1 points 7").with(class("y"));
    assert_eq!(round.shown("a", "1"), "na 14/20");
}

#[test]
fn not_applicable_without_a_policy_is_refused() {
    let round = Round::new("20", &points_leaf("1", "20", "")).unit("a", "1 na x");
    assert_eq!(round.shown("a", "1"), "refused 0/20");
}

#[test]
fn missing_is_not_zero_and_does_what_is_declared() {
    let shown = |rule: &str, answer: &str| {
        let body = points_leaf("1", "20", &format!("when_missing = \"{rule}\"")) + &points_leaf("2", "5", "");
        let round = Round::new("25", &body).unit("a", answer);
        (round.shown("a", "1"), round.open().shown("a", "1"))
    };
    let pair = |closed: &str, open: &str| (closed.to_owned(), open.to_owned());
    assert_eq!(shown("zero", ""), pair("missing 0/20", "missing 0/20"));
    assert_eq!(shown("exclude", ""), pair("missing 0/0", "missing 0/20"));
    assert_eq!(shown("carry_over", "1 previous 9"), pair("scored 9/20", "missing 0/20"));
    assert_eq!(shown("carry_over", "1 previous 21"), pair("refused 0/20", "missing 0/20"));
    assert_eq!(shown("carry_over", ""), pair("missing 0/20", "missing 0/20"));
}
