//! A whole round by seed: the same plan is played by the pure core, and through the real actions on a database.
//!
//! Read in this order: [`rules`] (the criteria set), [`plan`] (what everybody will do), [`pure`] (played without a
//! database), [`driven`] (played through actions), [`mod@check`] (what must hold in every round).

pub mod check;
pub mod driven;
pub mod plan;
pub mod pure;
pub mod rules;

pub use plan::{Plan, Size};
pub use pure::{Depth, Played, play};
