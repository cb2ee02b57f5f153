//! The program `thuocdo`: serves the portal, and scores, checks and explains from the command line.
//!
//! Read in this order: `cli` (what can be asked), `commands` (one file per answer), [`serve`] (the
//! portal), [`demo`] (what it shows without being told), `words` (the sentences of all rooms).

mod cli;
pub mod demo;
pub mod serve;
mod words;

pub use cli::run;
