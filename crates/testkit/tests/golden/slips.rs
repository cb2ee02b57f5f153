//! Known slips of published figures: recomputing must not agree, or the check would prove nothing.

use std::collections::BTreeMap;

use thuocdo_base::{Number, Rounding};

use crate::desk::{Round, cell, mean, number, rank_values, table};

#[test]
fn one_of_eight_region_changes_does_not_follow_from_its_values() {
    let rows = table("par_index_regions");
    let complete = rows.iter().filter(|row| !row["published_previous_year_value_pct"].is_empty());
    let (mut agree, mut slips) = (0, Vec::new());
    for row in complete {
        let change = &cell(row, "value_pct") - &cell(row, "published_previous_year_value_pct");
        if change == cell(row, "published_change_pct") {
            agree += 1;
        } else {
            slips.push((row["year"].clone(), row["region"].clone(), change));
        }
    }
    assert_eq!(agree, 7);
    let region = "Bắc Trung Bộ và Duyên hải miền Trung".to_owned();
    assert_eq!(slips, [("2024".to_owned(), region, number("0.79"))]);
}

#[test]
fn the_mean_of_region_means_is_not_the_national_mean() {
    let rows = table("par_index_regions");
    let values: Vec<Number> =
        rows.iter().filter(|row| row["year"] == "2024").map(|row| cell(row, "value_pct")).collect();
    assert_eq!(mean(&values).to_fixed(2, Rounding::HalfUp), "88.22");
    let known = table("par_index_known_values");
    let national =
        known.iter().find(|row| row["year"] == "2024" && row["unit_type"] == "province_mean").expect("a mean");
    assert_eq!(national["value_pct"], "88.37");
}

#[test]
fn ranks_from_rounded_values_are_not_those_published() {
    let rows = table("sipas_2015_2017_provinces_partial");
    let rows: Vec<_> = rows.iter().filter(|row| row["year"] == "2015").collect();
    let values: Vec<Number> = rows.iter().map(|row| cell(row, "sipas_index_pct")).collect();
    let published: Vec<u32> = rows.iter().map(|row| row["rank"].parse().expect("a rank")).collect();
    let ours = rank_values(&values);
    assert_eq!((&values[3], &values[4]), (&number("84.94"), &number("84.94")));
    assert_eq!((published[3], published[4]), (4, 5));
    assert_eq!((ours[3], ours[4]), (4, 4));
    let differing = ours.iter().zip(&published).filter(|(ours, theirs)| ours != theirs).count();
    assert_eq!(differing, 1);
}

#[test]
fn nine_ministry_totals_and_the_index_of_ho_chi_minh_city_come_from_unrounded_parts() {
    let rows = table("par_index_2023_ministries");
    let parts = |row: &BTreeMap<String, String>| &cell(row, "appraisal_points") + &cell(row, "survey_points");
    let off: Vec<&str> =
        rows.iter().filter(|row| parts(row) != cell(row, "total_points")).map(|row| row["rank"].as_str()).collect();
    assert_eq!(off, ["1", "2", "4", "5", "6", "10", "11", "13", "16"]);
    let round = Round::open("dti-2022");
    let scored = round.layer("final");
    let city = scored.card("ho-chi-minh").index_value.as_ref().expect("an index value");
    assert_eq!(*city, number("0.716355"));
    assert_eq!(city.to_fixed(4, Rounding::HalfUp), "0.7164");
    assert_eq!(table("dti_2022_provinces_top5_components")[1]["pdti"], "0.7163");
}

#[test]
fn risers_and_fallers_of_2024_do_not_add_up_but_printed_changes_do() {
    let known = table("par_index_known_values");
    let value = |year: &str, unit: &str| {
        let found = known
            .iter()
            .find(|row| row["year"] == year && row["unit"] == unit && row["unit_type"].starts_with("province"));
        cell(found.unwrap_or_else(|| panic!("{unit} {year}")), "value_pct")
    };
    assert_eq!(&value("2024", "Hải Phòng") - &value("2023", "Hải Phòng"), number("4.30"));
    assert_eq!(&value("2024", "63 tỉnh") - &value("2023", "63 tỉnh"), number("1.39"));
    assert_eq!(&value("2024", "Cao Bằng") - &value("2023", "An Giang"), number("1.63"));
    assert_ne!(53 + 9, 63);
}

#[test]
fn growth_of_dti_means_is_relative_and_not_a_difference_of_points() {
    let rows = table("dti_averages");
    let find = |year: &str, level: &str| rows.iter().find(|row| row["year"] == year && row["level"] == level);
    for level in ["national", "province"] {
        let (before, after) = (find("2023", level).expect(level), find("2024", level).expect(level));
        let (old, new) = (cell(before, "value"), cell(after, "value"));
        let growth = &(&new - &old).divided_by(&old).expect("a mean above 0") * &number("100");
        assert_eq!(growth.rounded(1, Rounding::HalfUp), cell(after, "growth_vs_previous_year_pct"), "{level}");
        let points = &(&new - &old) * &number("100");
        assert_ne!(points.rounded(1, Rounding::HalfUp), cell(after, "growth_vs_previous_year_pct"), "{level}");
    }
}
