//! Promises of anonymity of surveys, by their ids: A1, A2, A3, A4, A7, A8, A9, C3, D1, P7. Each has a control that must fail.
//!
//! Moderate sizes by default; `cargo xtask trust A2 C3` runs the full ones and prints figures.

#![allow(clippy::print_stdout, reason = "figures are printed")]
#![allow(clippy::float_arithmetic, reason = "τ and rates are figures of the tests, not of the product")]

mod a1_schema;
mod a2_order;
mod a3_differencing;
mod a4_snapshots;
mod a7_small_cells;
mod a8_counts;
mod a9_receipts;
mod c3_one_token;
mod d1_kills;
mod life;
mod p7_keys;
mod simplex;
mod world;

/// Whether the full sizes are asked for.
fn full() -> bool {
    std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full")
}

/// The size of a test.
fn size(moderate: usize, at_full: usize) -> usize {
    if full() { at_full } else { moderate }
}
