//! Counts of the catalog's sets against the published counts of the decisions.

use thuocdo_base::Number;
use thuocdo_criteria::set::{CriteriaSet, Node, Source};

use crate::desk::{Row, cell, set, table};

/// Published key, our set, and whether its third count is leaves (else nodes of depth 2 and 3).
const SETS: [(&str, &str, &str); 8] = [
    ("par_prov_2024", "bo-noi-vu/par-tinh", "2024"),
    ("khanhhoa_party_2025", "khanh-hoa/co-quan-dang", "2025"),
    ("vinhlong_dti_so_2022", "vinh-long/so-nganh", "2022"),
    ("vinhlong_dti_huyen_2022", "vinh-long/cap-huyen", "2022"),
    ("vinhlong_dti_xa_2022", "vinh-long/cap-xa", "2022"),
    ("hanoi_dti_tp_2024", "ha-noi/cap-thanh-pho", "2024"),
    ("hanoi_dti_huyen_2024", "ha-noi/cap-huyen", "2024"),
    ("par_min_876", "bo-noi-vu/par-bo", "2023"),
];

fn published(key: &str) -> Row {
    table("criteria_set_structures").into_iter().find(|row| row["set_key"] == key).expect(key)
}

fn own(set: &CriteriaSet) -> impl Iterator<Item = &Node> {
    set.nodes[1..].iter().filter(|node| node.home.is_none())
}

fn at_depth(set: &CriteriaSet, depth: u8) -> usize {
    own(set).filter(|node| node.depth == depth).count()
}

fn leaves(set: &CriteriaSet) -> usize {
    own(set).filter(|node| node.criterion().is_some()).count()
}

fn survey_points(set: &CriteriaSet) -> Number {
    let survey = own(set).filter(|node| node.criterion().is_some_and(|criterion| criterion.source == Source::Survey));
    survey.fold(Number::ZERO, |sum, node| &sum + &node.max)
}

#[test]
fn points_of_the_sets_are_those_published() {
    for (key, code, version) in SETS {
        let (row, set) = (published(key), set(code, version));
        if !row["total_points"].is_empty() {
            assert_eq!(set.scale, cell(&row, "total_points"), "{key}");
        }
        if !row["survey_points"].is_empty() {
            assert_eq!(survey_points(&set), cell(&row, "survey_points"), "{key}");
        }
    }
}

#[test]
fn par_index_2024_has_8_areas_38_criteria_88_components_and_leaves_at_two_depths() {
    let (row, set) = (published("par_prov_2024"), set("bo-noi-vu/par-tinh", "2024"));
    let counts = [at_depth(&set, 1), at_depth(&set, 2), at_depth(&set, 3)].map(|count| count.to_string());
    assert_eq!(counts, [row["n_fields"].clone(), row["n_criteria"].clone(), row["n_component_criteria"].clone()]);
    assert_eq!(counts, ["8", "38", "88"]);
    let direct = own(&set).filter(|node| node.depth == 2 && node.criterion().is_some()).count();
    assert_eq!(leaves(&set), 88 + direct);
    assert!(direct > 0);
}

#[test]
fn main_indicators_and_criteria_of_vinh_long_and_ha_noi_are_those_published() {
    for (key, code, version) in &SETS[2..7] {
        let (row, set) = (published(key), set(code, version));
        let scored = own(&set).filter(|node| node.depth == 1 && !is_extra(node)).count();
        assert_eq!(scored.to_string(), row["n_fields"], "{key}");
        let regular = own(&set).filter(|node| node.criterion().is_some() && !below_extra(&set, node)).count();
        assert_eq!(regular.to_string(), row["n_criteria"], "{key}");
    }
}

/// Bonus, deduction and unscored sections are not main indicators.
fn is_extra(node: &Node) -> bool {
    use thuocdo_criteria::set::{NodeKind, SectionRole};
    let outside = matches!(&node.kind, NodeKind::Section(section) if section.role != SectionRole::Regular);
    outside || !node.scored
}

fn below_extra(set: &CriteriaSet, node: &Node) -> bool {
    let mut place = Some(node);
    while let Some(node) = place {
        if is_extra(node) {
            return true;
        }
        place = node.parent.map(|parent| set.node(parent));
    }
    false
}

#[test]
fn maturity_steps_of_document_2516_have_the_published_counts() {
    for (code, groups, counts) in
        [("bo-tttt/muc-do-cap-xa", 4, [19, 30, 46, 63, 66]), ("bo-tttt/muc-do-cap-huyen", 5, [16, 27, 34, 45, 45])]
    {
        let set = set(code, "2023");
        let targets = |step: usize| {
            own(&set).filter(move |node| {
                node.criterion().is_some_and(|criterion| criterion.targets.iter().any(|target| target.step == step))
            })
        };
        for (step, count) in counts.iter().enumerate() {
            assert_eq!(targets(step).count(), *count, "{code} step {}", step + 1);
            let mut above: Vec<_> = targets(step).filter_map(|node| node.parent).collect();
            above.dedup();
            assert_eq!(above.len(), groups, "{code} step {}", step + 1);
        }
    }
}

#[test]
fn field_counts_add_up_to_the_structures() {
    let fields = table("criteria_set_field_counts");
    for key in ["par_min_876", "nghean_so_2023", "hanoi_phong"] {
        let count = |column: &str| -> usize {
            let own = fields.iter().filter(|row| row["set_key"] == key && !row[column].is_empty());
            own.map(|row| row[column].parse::<usize>().expect("a count")).sum()
        };
        let row = published(key);
        assert_eq!(count("n_criteria").to_string(), row["n_criteria"], "{key}");
        assert_eq!(count("n_component_criteria").to_string(), row["n_component_criteria"], "{key}");
    }
}
