//! Points, grades and ranks: a cohort in, scorecards and rankings out.
//!
//! The verbs are [`score_round`] and [`rank`]. Both are functions of their arguments alone: no clock,
//! no locale, no floats; the order of units does not matter. Read in this order: [`cohort`], [`card`],
//! [`ranking`], then the passes.

pub mod card;
pub mod cohort;
pub mod ranking;

pub use card::{RoundScores, Scorecard};
pub use cohort::{Answer, Cohort, Subject};
pub use ranking::Ranking;
