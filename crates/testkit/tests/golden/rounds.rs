//! Rounds of published figures, scored by our engine.

use std::collections::BTreeMap;

use thuocdo_base::{Number, Rounding};
use thuocdo_words::collate::compare_codes;

use crate::desk::{Round, Row, cell, distance, mean, number, rank_values, table};

#[test]
fn ministries_2023_agree_within_a_hundredth_in_strict_order() {
    let (rows, round) = (table("par_index_2023_ministries"), Round::open("par-bo-2023"));
    let scored = round.layer("final");
    let group = scored.group();
    assert_eq!((rows.len(), group.entries.len(), group.unranked.len()), (17, 17, 0));
    let mut totals = Vec::new();
    for (row, entry) in rows.iter().zip(&group.entries) {
        let card = &scored.scores.cards[entry.card];
        assert_eq!(card.unit, round.code(&row["ministry"]));
        assert_eq!((entry.rank.to_string(), entry.shared_by), (row["rank"].clone(), 1));
        let total = card.total().points.clone();
        assert!(distance(&total, &cell(row, "total_points")) <= number("0.01"), "{}", row["ministry"]);
        assert_eq!(card.index_value.as_ref(), Some(&total));
        totals.push(total);
    }
    assert!(totals.windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(mean(&totals).to_fixed(2, Rounding::HalfUp), "84.38");
    assert_eq!(totals.iter().filter(|total| **total >= number("80")).count(), 14);
    let printed: Vec<Number> = rows.iter().map(|row| cell(row, "total_points")).collect();
    assert_eq!(mean(&printed).to_fixed(2, Rounding::HalfUp), "84.38");
}

#[test]
fn dti_2022_index_agrees_with_the_published_one() {
    let (rows, round) = (table("dti_2022_provinces_top5_components"), Round::open("dti-2022"));
    let scored = round.layer("final");
    let group = scored.group();
    assert_eq!((group.entries.len(), group.unranked.len()), (5, 58));
    for row in &rows {
        let card = scored.card(round.code(&row["province"]));
        let index = card.index_value.as_ref().expect("an index value");
        assert!(distance(index, &cell(row, "pdti")) <= number("0.0001"), "{}", row["province"]);
        assert!(distance(index, &cell(row, "pdti")) <= number("0.00006"), "{}", row["province"]);
        assert_eq!(card.total().applicable, number("1000"));
    }
    let ranks = scored.ranks(&group.entries);
    for row in table("dti_2022_provinces_rank").iter().take(5) {
        assert_eq!(ranks[round.code(&row["province"])].to_string(), row["rank"]);
    }
    // Every province of the published order is listed, most of them without a value.
    assert_eq!(round.case.units.len(), 63);
}

const PILLARS: [(&str, &str); 3] = [("1", "digital_government"), ("2", "digital_economy"), ("3", "digital_society")];

#[test]
fn dti_2020_weights_give_the_index_and_pillars_their_order() {
    let (rows, round) = (table("dti_2020_provinces_top9_pillars"), Round::open("dti-2020"));
    let scored = round.layer("final");
    let units: Vec<&str> = round.case.units.iter().map(|unit| unit.code.as_str()).collect();
    let ranks = scored.ranks(&scored.group().entries);
    for (row, unit) in rows.iter().zip(&units) {
        let index = scored.card(unit).index_value.as_ref().expect("an index value");
        assert!(distance(index, &cell(row, "dti_index")) <= number("0.00005"), "{unit}");
        assert_eq!(ranks[*unit].to_string(), row["rank"]);
    }
    for (code, column) in PILLARS {
        let section = scored.node(code).id;
        let (_, entries) = scored.group().sections.iter().find(|(node, _)| *node == section).expect(code);
        let ranks = scored.ranks(entries);
        let ours: Vec<u32> = units.iter().map(|unit| ranks[*unit]).collect();
        assert_eq!(ours, ranks_among_the_nine(&rows, column), "{column}");
    }
}

/// Published pillar ranks count all 63 provinces; among the nine their order must be the same.
fn ranks_among_the_nine(rows: &[Row], column: &str) -> Vec<u32> {
    let better: Vec<Number> = rows.iter().map(|row| &number("100") - &cell(row, &format!("rank_{column}"))).collect();
    rank_values(&better)
}

#[test]
fn hue_2020_recomputes_to_the_rounding_border() {
    let round = Round::open("dti-2020");
    let scored = round.layer("final");
    let index = scored.card("thua-thien-hue").index_value.clone().expect("an index value");
    assert_eq!(index, number("0.40965"));
    assert_eq!(index.to_fixed(4, Rounding::HalfUp), "0.4097");
    assert_eq!(index.to_fixed(4, Rounding::HalfEven), "0.4096");
}

#[test]
fn can_giuoc_2025_agrees_in_all_62_rows() {
    let (rows, round) = (table("dti_commune_can_giuoc_2025_criteria"), Round::open("can-giuoc-2025"));
    let (own, appraised) = (round.layer("self"), round.layer("final"));
    let (mut lowered, mut raised, mut zeroed) = (0, Vec::new(), 0);
    for row in &rows {
        let (before, after) = (own.points("can-giuoc", &row["code"]), appraised.points("can-giuoc", &row["code"]));
        assert_eq!(*before, cell(row, "self_points"), "{}", row["code"]);
        assert_eq!(*after, cell(row, "appraised_points"), "{}", row["code"]);
        assert_eq!(before - after, cell(row, "published_difference"), "{}", row["code"]);
        assert_eq!(own.node(&row["code"]).title, row["criterion"]);
        assert_eq!(own.node(&row["code"]).max, cell(row, "max_points"));
        lowered += u32::from(after < before);
        zeroed += u32::from(after < before && after.is_zero());
        if after > before {
            raised.push(row["code"].as_str());
        }
    }
    assert_eq!((rows.len(), lowered, zeroed), (62, 22, 17));
    assert_eq!(raised, ["1.1", "1.2", "1.3", "6.2", "6.7"]);
    let total = own.card("can-giuoc").total();
    assert_eq!((&total.applicable, &total.points), (&number("960"), &number("787.84")));
    assert_eq!(appraised.card("can-giuoc").total().points, number("606.27"));
}

#[test]
fn can_giuoc_2025_groups_and_the_heading_without_a_row_add_up() {
    let rows = table("dti_commune_can_giuoc_2025_criteria");
    let round = Round::open("can-giuoc-2025");
    for (layer, column) in [("self", "self_points"), ("final", "appraised_points")] {
        let scored = round.layer(layer);
        let mut groups: BTreeMap<&str, Number> = BTreeMap::new();
        for row in &rows {
            let head = row["code"].split('.').next().expect("a group");
            let sum = groups.entry(head).or_insert(Number::ZERO);
            *sum = &*sum + &cell(row, column);
            assert_eq!(scored.node(head).title, row["group"]);
        }
        assert_eq!(groups.len(), 6);
        for (code, sum) in groups {
            assert_eq!(*scored.points("can-giuoc", code), sum, "{layer} {code}");
        }
    }
    let heading = round.layer("self").points("can-giuoc", "4.22").clone();
    assert_eq!(heading, number("226"));
}

#[test]
fn can_giuoc_2025_codes_stand_in_natural_order() {
    let round = Round::open("can-giuoc-2025");
    let codes: Vec<&str> = round.case.uses[0].set.nodes[1..].iter().map(|node| node.code.as_str()).collect();
    assert!(codes.windows(2).all(|pair| compare_codes(pair[0], pair[1]).is_lt()));
    let plain = codes.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(!plain, "a plain sort of text would break the order");
}

#[test]
fn a_share_of_51_85_per_cent_shows_the_declared_rounding() {
    let round = Round::open("can-giuoc-2025");
    let scored = round.layer("self");
    let line = &scored.card("can-giuoc").lines[scored.node("2").id.index()];
    let share = &line.points.divided_by(&line.applicable).expect("a maximum") * &number("100");
    assert_eq!(share, number("51.85"));
    assert_eq!(share.to_fixed(1, Rounding::HalfUp), "51.9");
    assert_eq!(share.to_fixed(1, Rounding::HalfEven), "51.8");
}

#[test]
fn the_merged_unit_of_2024_takes_the_plain_mean_exactly() {
    let (rows, round) = (table("dti_2024_merger_example"), Round::open("dti-2024-hop-nhat"));
    let scored = round.layer("final");
    for row in &rows {
        let index = scored.card(round.code(&row["unit"])).index_value.clone();
        assert_eq!(index, Some(cell(row, "dti_2024")), "{}", row["unit"]);
    }
    assert_eq!(scored.ranking.groups.len(), 2);
}

#[test]
fn in_the_illustrative_par_round_16_provinces_share_the_first_rank_for_procedures() {
    let round = Round::open("par-2024");
    let scored = round.layer("final");
    let section = scored.node("3").id;
    let (_, entries) = scored.group().sections.iter().find(|(node, _)| *node == section).expect("an area ranking");
    assert_eq!(entries.len(), 63);
    assert!(entries[..16].iter().all(|entry| (entry.rank, entry.shared_by) == (1, 16)));
    assert_eq!(entries[16].rank, 17);
}

#[test]
fn in_the_illustrative_maturity_round_one_missing_target_decides() {
    let round = Round::open("muc-do-2516-2024");
    let scored = round.layer("final");
    let results: Vec<_> =
        scored.scores.cards.iter().map(|card| card.maturity.as_ref().expect("a maturity result")).collect();
    let at = |step: usize| results.iter().filter(move |result| result.reached == step);
    assert_eq!((results.len(), (0..=5).map(|step| at(step).count().min(1)).sum::<usize>()), (40, 6));
    // 18 of 19 at step 1 is no step; 19 of 19 and 29 of 30 is step 1, and the missing one is named.
    for (reached, targets) in [(0, 19), (1, 30)] {
        let steps = at(reached).map(|result| &result.steps[reached]);
        let one_short =
            steps.filter(|step| (step.targets, step.reached, step.unmet.len()) == (targets, targets - 1, 1));
        assert_eq!(one_short.count(), 1, "step {reached}");
    }
}
