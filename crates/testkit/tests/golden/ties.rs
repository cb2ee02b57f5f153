//! Shared ranks: the next rank is skipped, and rank = 1 + number of greater values.

use thuocdo_base::Number;

use crate::desk::{Row, cell, rank_values, table};

fn printed_ranks(rows: &[Row]) -> Vec<u32> {
    rows.iter().map(|row| row["rank"].parse().expect("a rank")).collect()
}

#[test]
fn dti_2022_ranks_15_15_17() {
    let rows = table("dti_2022_provinces_rank");
    let printed = printed_ranks(&rows);
    assert_eq!(rows.len(), 63);
    assert_eq!(printed[14..17], [15, 15, 17]);
    // The values of most rows are not published, so a stand-in keeps their order and their tie.
    let values: Vec<Number> = printed.iter().map(|rank| Number::from(100 - i64::from(*rank))).collect();
    assert_eq!(rank_values(&values), printed);
}

#[test]
fn egov_2017_ranks_are_one_plus_the_number_of_greater_values() {
    let rows = table("egov_ict_2017_provinces_1_53");
    let printed = printed_ranks(&rows);
    let values: Vec<Number> = rows.iter().map(|row| cell(row, "value")).collect();
    let ranks = rank_values(&values);
    assert_eq!(rows.len(), 53);
    assert_eq!(ranks, printed);
    for (value, rank) in values.iter().zip(&ranks) {
        let greater = values.iter().filter(|other| *other > value).count();
        assert_eq!(*rank as usize, 1 + greater);
    }
    assert_eq!(ranks[16..19], [17, 17, 19]);
    assert_eq!(ranks[31..34], [32, 32, 34]);
    assert_eq!(ranks[39..42], [40, 40, 42]);
}
