//! Changing the text of a file piece by piece: comments, order and form of everything else stay as they are.
//!
//! The file is the truth. [`outline()`] says which sections and criteria it has and where; [`add`], [`remove`] and
//! [`shift`] move whole pieces of text; [`fields`] shows a table as a form, drawn from the table of keys that
//! checks files; [`apply`] writes what was typed into that form back. Read in this order: [`mod@outline`],
//! `blocks`, `show`, `write`, `kinds`, `alone`.

mod alone;
mod blocks;
mod kinds;
pub mod outline;
mod show;
mod write;

pub use alone::alone;
pub use blocks::{Added, add, remove, shift};
pub use kinds::KINDS;
pub use outline::{Head, Item, head, outline};
pub use show::{Column, Field, Input, fields};
pub use write::{Wrong, apply};

/// What of a file a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The head: `[set]` with its document, rounding and bounds.
    Head,
    /// A section or criterion, by its place in [`outline()`].
    Node(usize),
    /// Lists at the top of the file: classes, what is otherwise for them, grade scales.
    Parts,
}

/// Largest file that is taken, in bytes; larger ones are not parsed.
pub const MOST_BYTES: usize = crate::parse::MOST_BYTES;
