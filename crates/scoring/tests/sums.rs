//! From criteria to sections and totals.

mod common;

use common::{Round, number, points_leaf};
use thuocdo_scoring::card::Fact;

fn section(code: &str, more: &str) -> String {
    format!("[[section]]\ncode = \"{code}\"\ntitle = \"Mục {code}\"\norigin = \"illustrative\"\n{more}\n")
}

#[test]
fn a_sum_has_the_points_and_maxima_of_its_children() {
    let body =
        section("1", "") + &points_leaf("1.1", "6", "") + &points_leaf("1.2", "4", "") + &points_leaf("2", "5", "");
    let round = Round::new("15", &body).unit("a", "1.1 points 1.85;1.2 points 1/3;2 points 5");
    assert_eq!(round.shown("a", "1"), "scored 131/60/10");
    assert_eq!(round.shown("a", ""), "scored 431/60/15");
    assert_eq!(round.card("a").attainment, Some(number("431/900")));
    assert_eq!(round.card("a").index_value, Some(number("431/9")));
}

#[test]
fn what_is_left_out_lowers_the_maximum_or_is_rebased_where_declared() {
    let shown = |rebase: &str| {
        let more = format!("na = {{ policy = \"exclude\", rebase = \"{rebase}\" }}");
        let body = section("1", "")
            + &points_leaf("1.1", "6", &more)
            + &points_leaf("1.2", "4", "")
            + &points_leaf("2", "10", "");
        let round = Round::new("20", &body).unit("a", "1.1 na x;1.2 points 3;2 points 4");
        (round.shown("a", "1"), round.shown("a", ""))
    };
    let pair = |section: &str, total: &str| (section.to_owned(), total.to_owned());
    assert_eq!(shown("none"), pair("scored 3/4", "scored 7/14"));
    assert_eq!(shown("parent"), pair("scored 7.5/10", "scored 11.5/20"));
    assert_eq!(shown("total"), pair("scored 3/4", "scored 10/20"));
    assert_eq!(shown("1"), pair("scored 7.5/10", "scored 11.5/20"));
}

#[test]
fn an_empty_section_is_left_out_and_its_rebase_moves_up() {
    let more = "na = { policy = \"exclude\", rebase = \"parent\" }";
    let body =
        section("1", more) + &points_leaf("1.1", "6", "") + &points_leaf("1.2", "4", "") + &points_leaf("2", "10", "");
    let round = Round::new("20", &body).unit("a", "1.1 na x;1.2 na x;2 points 4");
    assert_eq!((round.shown("a", "1"), round.shown("a", "")), ("na 0/0".to_owned(), "scored 8/20".to_owned()));
}

#[test]
fn a_weighted_mean_leaves_with_the_weight_of_what_is_left_out() {
    let na = "na = { policy = \"exclude\", rebase = \"none\" }";
    let body = section("1", "aggregation = \"weighted_mean\"\nmax = \"100\"")
        + &points_leaf("1.1", "10", "weight = \"0.4\"")
        + &points_leaf("1.2", "5", "weight = \"0.3\"")
        + &points_leaf("1.3", "1", &format!("weight = \"0.3\"\n{na}"));
    let round = Round::new("100", &body)
        .unit("a", "1.1 points 5;1.2 points 5;1.3 points 0.5")
        .unit("b", "1.1 points 5;1.2 points 5;1.3 na x");
    assert_eq!(round.shown("a", "1"), "scored 65/100");
    assert_eq!(round.shown("b", "1"), "scored 500/7/100");
}

#[test]
fn all_of_is_all_or_nothing() {
    let na = "na = { policy = \"exclude\", rebase = \"none\" }";
    let body = section("1", "aggregation = \"all_of\"\nmax = \"8\"")
        + &points_leaf("1.1", "1", na)
        + &points_leaf("1.2", "1", na);
    let round = Round::new("8", &body)
        .unit("a", "1.1 points 1;1.2 points 1")
        .unit("b", "1.1 points 1;1.2 points 0.99")
        .unit("c", "1.1 points 1;1.2 na x")
        .unit("d", "1.1 na x;1.2 na x");
    let shown: Vec<String> = ["a", "b", "c", "d"].iter().map(|unit| round.shown(unit, "1")).collect();
    assert_eq!(shown, ["scored 8/8", "scored 0/8", "scored 8/8", "na 0/0"]);
    assert_eq!(round.card("d").attainment, None);
}

const BOUNDS: &str = "[set.bounds]\ntotal_above_max = false\ntotal_below_zero = false\n";
const OPEN: &str = "[set.bounds]\ntotal_above_max = true\ntotal_below_zero = true\n";

fn with_extra(bounds: &str) -> Round {
    let body = bounds.to_owned()
        + &points_leaf("1", "10", "")
        + &section("C", "role = \"bonus\"\ncap = \"3\"")
        + &points_leaf("C.1", "4", "")
        + &section("T", "role = \"deduction\"\ncap = \"5\"")
        + &points_leaf("T.1", "20", "");
    Round::new("10", &body)
        .unit("a", "1 points 6;C.1 points 4;T.1 points 2")
        .unit("b", "1 points 9;C.1 points 2;T.1 points 0")
        .unit("c", "1 points 2;C.1 points 0;T.1 points 20")
}

#[test]
fn bonus_and_deduction_are_capped_and_the_total_obeys_its_bounds() {
    let totals = |round: Round| ["a", "b", "c"].map(|unit| round.shown(unit, ""));
    assert_eq!(totals(with_extra(BOUNDS)), ["scored 7/10", "scored 10/10", "scored 0/10"]);
    assert_eq!(totals(with_extra(OPEN)), ["scored 7/10", "scored 11/10", "scored -3/10"]);
    let facts = with_extra(BOUNDS).line("a", "C").trace;
    assert!(facts.contains(&Fact::Capped(number("4"))), "{facts:?}");
}

#[test]
fn a_late_report_takes_points_off_the_total() {
    let body = BOUNDS.to_owned()
        + &points_leaf("1", "10", "")
        + "[[adjustment]]\nkind = \"deduct\"\ntrait = \"late\"\npoints = \"2\"\nlabel = \"Nộp chậm\"\n";
    let round = Round::new("10", &body).unit("a", "1 points 6").with(|_, unit| unit.traits = vec!["late".into()]);
    assert_eq!((round.points("a", ""), round.card("a").deducted), ("4".to_owned(), vec![(0, number("2"))]));
}

/// 51.85 is 51.9, 51.8, 51.8, 51.9, and only where the set says so.
#[test]
fn each_criterion_is_rounded_only_where_declared() {
    let total = |mode: &str, each: bool| {
        let rounding = format!("[set.rounding]\ndecimals = 1\nmode = \"{mode}\"\neach_criterion = {each}\n");
        let body = rounding + &points_leaf("1", "100", "") + &points_leaf("2", "1", "");
        Round::new("101", &body).unit("a", "1 points 51.85;2 points 0.05").points("a", "")
    };
    let rounded = ["half_up", "half_even", "down", "up"].map(|mode| total(mode, true));
    assert_eq!(rounded, ["52", "51.8", "51.8", "52"]);
    assert_eq!(total("half_up", false), "51.9");
}

#[test]
fn unscored_blocks_are_collected_but_never_counted() {
    let body = points_leaf("1", "10", "")
        + &section("2", "scored = false")
        + "[[criterion]]\ncode = \"2.1\"\ntitle = \"Dân số\"\nrule = { kind = \"unscored\" }\nvariables = { n = { label = \"Dân số\" } }\n";
    let round = Round::new("10", &body).unit("a", "1 points 6;2.1 n 9000");
    let shown = ["", "2", "2.1"].map(|code| round.shown("a", code));
    assert_eq!(shown, ["scored 6/10", "unscored 0/0", "unscored 0/0"]);
}

#[test]
fn a_class_has_its_own_form() {
    let body = points_leaf("1", "10", "")
        + &points_leaf("2", "5", "applies_to = [\"xa\"]")
        + "[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n[[class]]\ncode = \"xa\"\nname = \"Xã\"\nscale = \"15\"\n";
    let class = |code: &'static str| {
        move |set: &thuocdo_criteria::CriteriaSet, unit: &mut thuocdo_scoring::Subject| unit.class = set.class(code)
    };
    let round = Round::new("10", &body)
        .unit("a", "1 points 6")
        .with(class("tinh"))
        .unit("b", "1 points 6;2 points 5")
        .with(class("xa"));
    assert_eq!((round.shown("a", "2"), round.shown("a", "")), ("absent 0/0".to_owned(), "scored 6/10".to_owned()));
    assert_eq!(round.shown("b", ""), "scored 11/15");
}

/// P36: (0.8335 + 0.5803) / 2 = 0.7069, and chains and circles of mergers.
#[test]
fn a_merged_unit_is_the_mean_of_its_predecessors() {
    let body = section("1", "") + &points_leaf("1.1", "1", "");
    let merged = |names: &'static [&'static str]| {
        move |_: &thuocdo_criteria::CriteriaSet, unit: &mut thuocdo_scoring::Subject| {
            unit.merged_from = names.iter().map(|name| (*name).to_owned()).collect();
        }
    };
    let round = Round::new("1", &body)
        .unit("new", "")
        .with(merged(&["old-a", "old-b"]))
        .unit("old-a", "1.1 points 0.8335")
        .unit("old-b", "1.1 points 0.5803")
        .unit("newer", "")
        .with(merged(&["new", "old-a"]))
        .unit("circle", "")
        .with(merged(&["circle"]))
        .unit("lost", "")
        .with(merged(&["nobody"]));
    assert_eq!(round.shown("new", ""), "scored 0.7069/1");
    assert_eq!(round.shown("new", "1.1"), "absent 0/0");
    assert_eq!(round.shown("newer", "1"), "scored 0.7702/1");
    assert_eq!([round.shown("circle", "1"), round.shown("lost", "1")], ["refused 0/1", "refused 0/1"]);
}

#[test]
fn a_section_without_children_in_the_form_is_absent_and_one_without_scored_children_is_unscored() {
    let collected = "[[criterion]]\ncode = \"3.1\"\ntitle = \"Dân số\"\norigin = \"illustrative\"\nrule = { kind = \"unscored\" }\n\
        variables = { n = { label = \"Dân số\" } }\n";
    let body = points_leaf("1", "10", "")
        + &section("2", "")
        + &points_leaf("2.1", "5", "applies_to = [\"xa\"]")
        + &section("3", "")
        + collected
        + "[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n[[class]]\ncode = \"xa\"\nname = \"Xã\"\nscale = \"15\"\n";
    let round = Round::new("10", &body).unit("a", "1 points 6").with(|set, unit| unit.class = set.class("tinh"));
    assert_eq!([round.shown("a", "2"), round.shown("a", "3")], ["absent 0/0", "unscored 0/0"]);
    assert_eq!(round.shown("a", ""), "scored 6/10");
}
