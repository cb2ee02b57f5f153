//! From counted responses of a survey to the counts that criteria are scored from.
//!
//! Read in this order: [`tabulate`] (counts by body and criterion), [`mod@margin`] (how exact a sample is),
//! [`mod@suppress`] (which cells of a published table stay hidden). Pure and exact, like scoring itself.

pub mod margin;
pub mod suppress;
mod tabulate;

pub use margin::margin;
pub use tabulate::{Fed, TallyRow, fed_criteria, tabulate};
