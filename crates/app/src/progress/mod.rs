//! How far the units of a round are, and reminding those that are behind.
//!
//! Read in this order: [`look`] (the dashboard), [`export`], [`remind`] (preview, send, what was sent).

pub mod export;
pub mod look;
pub mod remind;

pub use self::look::{Asked, Dashboard, Show, UnitLine, dashboard};
