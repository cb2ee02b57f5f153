//! Every round of the demo reads, scores and ranks: nothing refused, nothing held, nobody lost.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::iter;

use thuocdo_criteria::set::{Adjustment, NodeId};
use thuocdo_folder::Case;
use thuocdo_folder::case::Use;
use thuocdo_scoring::card::{GradeFact, State};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, apply_quotas, rank, score_round};
use thuocdo_testkit::catalog;

fn cases() -> Vec<(String, Case)> {
    catalog::cases().expect("demo")
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no demo/{name}")).1
}

fn score(part: &Use, cohort: &Cohort) -> (RoundScores, Ranking) {
    let mut scores = score_round(&part.set, cohort);
    let ranking = rank(&part.set, &scores);
    apply_quotas(&part.set, &mut scores, &ranking);
    (scores, ranking)
}

/// The highest layer: what is published.
fn published(part: &Use) -> (RoundScores, Ranking) {
    score(part, &part.layers.last().expect("a layer").1)
}

#[test]
fn every_round_can_be_published() {
    for (name, case) in cases() {
        for part in &case.uses {
            let (scores, ranking) = published(part);
            let blocked = blocked(part, &scores);
            assert!(blocked.is_empty(), "{name}: {blocked:#?}");
            let placed: usize = ranking.groups.iter().map(|group| group.entries.len() + group.unranked.len()).sum();
            assert_eq!(placed, scores.cards.len(), "{name}: ranked or with a ground");
            assert_eq!(scores.cards.len(), part.layers[0].1.subjects.len(), "{name}: a card for each unit");
            println!("{name} {} {}: {}", part.set.code, part.set.version, counts(&scores, &ranking));
        }
    }
}

/// Refused and held lines, and held grades.
fn blocked(part: &Use, scores: &RoundScores) -> Vec<String> {
    let mut found = Vec::new();
    for card in &scores.cards {
        for (node, line) in iter::zip(&part.set.nodes, &card.lines) {
            if matches!(line.state, State::Refused | State::Held) {
                found.push(format!("{} {} {:?} {:?}", card.unit, node.code, line.state, line.trace));
            }
        }
        let held = card.grades.iter().flat_map(|grade| &grade.facts).any(|fact| matches!(fact, GradeFact::HeldFor(_)));
        if held {
            found.push(format!("{} grade held", card.unit));
        }
    }
    found
}

fn counts(scores: &RoundScores, ranking: &Ranking) -> String {
    let mut states: BTreeMap<String, u32> = BTreeMap::new();
    for line in scores.cards.iter().flat_map(|card| &card.lines) {
        *states.entry(format!("{:?}", line.state)).or_default() += 1;
    }
    let unranked: usize = ranking.groups.iter().map(|group| group.unranked.len()).sum();
    format!("{} units, {} groups, {unranked} without rank, {states:?}", scores.cards.len(), ranking.groups.len())
}

#[test]
fn every_round_freezes_into_a_publication() {
    for (name, case) in cases() {
        let publication = thuocdo_app::rounds::result(&case).unwrap_or_else(|refused| panic!("{name}: {refused:#?}"));
        assert_eq!(publication.units.len(), case.units.len(), "{name}");
        assert_eq!(publication.round, case.settings.code, "{name}");
    }
}

#[test]
fn illustrative_rounds_name_no_real_unit() {
    for (name, case) in cases().iter().filter(|(_, case)| case.settings.illustrative) {
        for unit in &case.units {
            assert!(unit.name.contains("Mẫu"), "{name}: {}", unit.name);
        }
    }
}

#[test]
fn khanh_hoa_downgrades_communes_and_never_provincial_bodies() {
    let case = case("khanh-hoa-2025");
    let part = &case.uses[0];
    let (scores, _) = published(part);
    let mut fallen = 0;
    for card in &scores.cards {
        let grade = card.grade().expect("a grade scale of the whole set");
        for fact in &grade.facts {
            if let GradeFact::Downgraded(index, _) = fact {
                assert!(matches!(part.set.adjustments[*index], Adjustment::Downgrade { steps: 1, .. }));
                assert_eq!(card.group, "cap-xa", "{}", card.unit);
                assert_eq!(grade.band, grade.before.map(|band| band + 1), "{}", card.unit);
                fallen += 1;
            }
        }
    }
    assert!((5..=20).contains(&fallen), "{fallen} downgraded");
    assert_eq!(case.units.iter().filter(|unit| unit.group == "cap-xa").count(), 65);
}

#[test]
fn khanh_hoa_provincial_bodies_are_not_assessed_on_direction() {
    let case = case("khanh-hoa-2025");
    let part = &case.uses[0];
    let (scores, _) = published(part);
    let line = |code: &str| part.set.find(code).expect("node").id.index();
    let top: Vec<_> = scores.cards.iter().filter(|card| card.group == "cap-tinh").collect();
    assert_eq!(top.len(), 7);
    for card in top {
        assert_eq!(card.lines[line("B.2")].state, State::NotApplicable, "{}", card.unit);
        assert_eq!(card.lines[line("B")].applicable.to_exact(), "40", "{}: the rest of B is stretched", card.unit);
        assert_eq!(card.total().applicable.to_exact(), "100");
    }
}

#[test]
fn vinh_long_units_without_subordinates_take_the_best_share() {
    let case = case("vinh-long-2025");
    assert_eq!(case.units.iter().filter(|unit| unit.group == "cap-xa").count(), 124);
    let part = case.uses.iter().find(|part| part.set.code == "vinh-long/so-nganh").expect("departments");
    let (scores, _) = published(part);
    let node = part.set.criteria().find(|(node, _)| node.tags.iter().any(|tag| tag == "subordinates")).expect("tag").0;
    let alone = part.layers[0].1.subjects.iter().find(|unit| unit.traits.iter().any(|fact| fact == "no_subordinates"));
    let alone = alone.expect("a unit without subordinates").unit.clone();
    let best = scores.cards.iter().map(|card| &card.lines[node.id.index()]).filter(|line| line.state == State::Scored);
    let best = best.map(|line| line.points.clone()).max().expect("someone is scored");
    let card = scores.cards.iter().find(|card| card.unit == alone).expect("card");
    assert_eq!(card.lines[node.id.index()].points, best);
}

#[test]
fn ha_noi_opens_three_kinds_of_forms() {
    let case = case("ha-noi-2024");
    let mut forms: BTreeMap<(String, String), u32> = BTreeMap::new();
    for part in &case.uses {
        let (scores, _) = published(part);
        for card in &scores.cards {
            let key = (part.set.code.clone(), card.lines[NodeId::ROOT.index()].nominal.to_exact());
            *forms.entry(key).or_default() += 1;
        }
    }
    let count = |set: &str, max: &str| forms.get(&(set.to_owned(), max.to_owned())).copied().unwrap_or_default();
    assert_eq!(count("ha-noi/cap-thanh-pho", "1000"), 13);
    assert_eq!(count("ha-noi/cap-thanh-pho", "1150"), 9);
    assert_eq!(count("ha-noi/cap-huyen", "1000"), 30);
}
