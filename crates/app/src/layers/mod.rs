//! Points of a round by layer: facts in, scores out.
//!
//! Read in this order: [`finding`] (what somebody above the unit says about a criterion), [`mod@board`] (all facts of
//! a round with what they come to, layer by layer), `outside` (what they read of other rounds), [`mod@say`] (adding a fact).

pub mod board;
pub mod finding;
mod outside;
pub mod say;

pub use board::{Board, Scored, Shelf, board};
pub use finding::Finding;
pub use outside::{Outside, table};
pub use say::{Said, say};
