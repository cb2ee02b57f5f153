//! A unit's answers: what is typed, what it comes to, what blocks, and how it is saved.
//!
//! Read in this order: [`value`] (what a field holds), [`read`] (typed figures for scoring), [`mod@tally`] and
//! `blocks` (what it comes to and what must be mended), [`load`], [`mod@save`],
//! [`view`] (the workbench as pages show it), [`previous`], [`mod@history`], [`mod@assign`].

pub mod assign;
mod blocks;
pub mod history;
pub mod load;
pub mod previous;
pub mod read;
pub mod save;
pub mod tally;
pub mod value;
pub mod view;

pub use assign::assign;
pub use blocks::Block;
pub use history::{HistoryView, history, restore};
pub(crate) use load::recount;
pub use load::{Loaded, may_look, tally_of};
pub use save::{Conflict, Fault, Outcome, Place, Saved, save};
pub(crate) use save::{Entry, Put, Sheet, faults};
pub use tally::{Given, Line, Standing, Tally, tally};
pub use value::Value;
pub use view::{Asked, WorkbenchView, workbench};
