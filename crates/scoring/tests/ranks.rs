//! Ranks, ties, units without rank, rankings of main sections.

mod common;

use common::{Round, points_leaf};
use thuocdo_scoring::ranking::UnrankedGround;

fn units(round: Round, points: &[(&str, &str)]) -> Round {
    points.iter().fold(round, |round, (unit, points)| round.unit(unit, &format!("1 points {points}")))
}

fn ranks(ranking: &str, points: &[(&str, &str)]) -> Vec<(String, u32)> {
    units(Round::new("20", &(points_leaf("1", "20", "") + ranking)), points).ranks()
}

fn expected(ranks: &[(&str, u32)]) -> Vec<(String, u32)> {
    ranks.iter().map(|(unit, rank)| ((*unit).to_owned(), *rank)).collect()
}

#[test]
fn equals_share_a_rank_and_the_next_is_skipped() {
    let points = [("d", "2"), ("c", "15"), ("b", "15"), ("a", "17")];
    assert_eq!(ranks("", &points), expected(&[("a", 1), ("b", 2), ("c", 2), ("d", 4)]));
    assert_eq!(ranks("[ranking]\nties = \"dense\"\n", &points), expected(&[("a", 1), ("b", 2), ("c", 2), ("d", 3)]));
}

/// Printed alike, ranked apart: 84.94 at ranks 4 and 5.
#[test]
fn unrounded_values_decide() {
    let points = [("a", "8.4939999"), ("b", "8.494"), ("c", "8.4940000000000001")];
    assert_eq!(ranks("", &points), expected(&[("c", 1), ("b", 2), ("a", 3)]));
    assert_eq!(ranks("", &[("a", "1/3"), ("b", "2/6")]), expected(&[("a", 1), ("b", 1)]));
}

#[test]
fn ties_are_broken_only_where_declared() {
    let body = points_leaf("1", "10", "") + &points_leaf("2", "10", "") + "[ranking]\ntie_break = [\"2\"]\n";
    let round = Round::new("20", &body).unit("a", "1 points 7;2 points 3").unit("b", "1 points 3;2 points 7");
    assert_eq!(round.ranks(), expected(&[("b", 1), ("a", 2)]));
}

#[test]
fn groups_are_never_mixed() {
    let round = units(Round::new("20", &points_leaf("1", "20", "")), &[("a", "10"), ("b", "9")]);
    let round = round.with(|_, unit| unit.group = "h".into());
    assert_eq!(round.ranks(), expected(&[("a", 1), ("b", 1)]));
    assert_eq!(round.ranking().groups.len(), 2);
}

#[test]
fn attainment_compares_units_with_different_maxima() {
    let body = |basis: &str| {
        let na = "na = { policy = \"exclude\", rebase = \"none\" }";
        points_leaf("1", "10", "") + &points_leaf("2", "10", na) + &format!("[ranking]\nbasis = \"{basis}\"\n")
    };
    let ranks = |basis: &str| {
        Round::new("20", &body(basis)).unit("a", "1 points 8;2 na x").unit("b", "1 points 7;2 points 7").ranks()
    };
    assert_eq!(ranks("attainment"), expected(&[("a", 1), ("b", 2)]));
    assert_eq!(ranks("points"), expected(&[("b", 1), ("a", 2)]));
}

#[test]
fn units_without_rank_say_why() {
    let na = "na = { policy = \"exclude\", rebase = \"none\" }";
    let body = points_leaf("1", "10", &format!("{na}\nmandatory = \"rank\""))
        + &points_leaf("2", "10", na)
        + "[ranking]\nmin_criteria = 2\n";
    let round = Round::new("20", &body)
        .unit("a", "1 points 10;2 points 3")
        .unit("b", "1 na x;2 na x")
        .unit("c", "1 na x;2 points 3")
        .unit("d", "1 points 9;2 points 3")
        .unit("e", "1 points 10;2 points 10")
        .with(|_, unit| unit.excluded = Some("đặc thù".into()));
    let ranking = round.ranking();
    let grounds: Vec<&UnrankedGround> = ranking.groups[0].unranked.iter().map(|unit| &unit.ground).collect();
    let mandatory = UnrankedGround::Mandatory(round.set.find("1").expect("criterion 1").id);
    let excluded = UnrankedGround::Excluded("đặc thù".into());
    assert_eq!(grounds, [&UnrankedGround::NothingApplicable, &UnrankedGround::TooFewData, &mandatory, &excluded]);
    assert_eq!(round.ranks(), expected(&[("a", 1)]));
}

#[test]
fn every_main_section_needs_its_data() {
    let section =
        |code: &str| format!("[[section]]\ncode = \"{code}\"\ntitle = \"{code}\"\norigin = \"illustrative\"\n");
    let body = section("1") + &points_leaf("1.1", "10", "") + &section("2") + &points_leaf("2.1", "10", "");
    let round = Round::new("20", &(body + "[ranking]\nmin_per_section = 1\n"));
    let round = round.unit("a", "1.1 points 10").unit("b", "1.1 points 1;2.1 points 0");
    assert_eq!(round.ranks(), expected(&[("b", 1)]));
}

/// DOMAIN 1.5, line 6: 16 provinces at the top, the next is 17.
#[test]
fn sections_have_rankings_of_their_own() {
    let section =
        |code: &str| format!("[[section]]\ncode = \"{code}\"\ntitle = \"{code}\"\norigin = \"illustrative\"\n");
    let body = section("1") + &points_leaf("1.1", "10", "") + &section("2") + &points_leaf("2.1", "10", "");
    let mut round = Round::new("20", &body);
    for index in 0..17 {
        let second = if index < 16 { "10" } else { "9.99" };
        round = round.unit(&format!("u{index:02}"), &format!("1.1 points {index}/3;2.1 points {second}"));
    }
    let ranking = round.ranking();
    let (node, entries) = &ranking.groups[0].sections[1];
    assert_eq!(round.set.node(*node).code, "2");
    let ranks: Vec<(u32, u32)> = entries.iter().map(|entry| (entry.rank, entry.shared_by)).collect();
    assert_eq!((ranks[0], ranks[15], ranks[16]), ((1, 16), (1, 16), (17, 1)));
}
