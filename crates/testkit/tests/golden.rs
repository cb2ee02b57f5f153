//! Golden tests: our engine on published figures, through the real folder reader.
//!
//! Figures and their sources lie in `crates/testkit/golden`; the rounds in `demo`; the sets in `catalog`.

#[path = "golden/desk.rs"]
mod desk;
#[path = "golden/rounds.rs"]
mod rounds;
#[path = "golden/slips.rs"]
mod slips;
#[path = "golden/structures.rs"]
mod structures;
#[path = "golden/ties.rs"]
mod ties;
