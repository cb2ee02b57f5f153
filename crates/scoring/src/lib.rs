//! Points, grades and ranks: a cohort in, scorecards and rankings out.
//!
//! The verbs are [`score_round`] and [`rank`]. Both are functions of their arguments alone: no clock,
//! no locale, no floats; the order of units does not matter. Read in this order: [`cohort`], [`card`],
//! [`ranking`], then the passes: `case` and `rule` (one answer), `leaf` and `aside` (one criterion, policies,
//! peers), `sums` (sections and total), `grades`, `maturity`, `order` (ranks), `quotas`, and [`explain`].

mod aside;
pub mod card;
mod case;
pub mod cohort;
pub mod explain;
mod form;
mod grades;
mod leaf;
mod maturity;
mod merged;
mod order;
mod peers;
mod quotas;
pub mod ranking;
mod recorder;
mod round;
mod rule;
mod rule_lists;
mod score;
mod sums;
pub mod survey;

pub use card::{RoundScores, Scorecard};
pub use cohort::{Answer, Cohort, Subject};
pub use explain::locale_text;
pub use order::rank;
pub use quotas::apply_quotas;
pub use ranking::Ranking;
pub use score::{UnitTotal, score_round, totals};
