//! Criteria sets: those that come with the program, those issued here, and those being written (bộ tiêu chí).
//!
//! The file is the truth everywhere: a draft is its text, a form changes the text, and what is issued is the text
//! byte for byte. Administrators write and issue; auditors read. Read in this order: [`shelf`] (every version that
//! can be used), [`list`](mod@list), [`version`] (one to read), [`drafts`] (made, saved, taken back), [`editor`]
//! (the form), [`tester`], [`issue`](mod@issue); [`annex`] makes a draft of a decision's annex.

pub mod annex;
pub mod drafts;
pub mod editor;
pub mod intake;
pub mod issue;
pub mod list;
pub mod shelf;
pub mod tester;
pub mod version;

use thuocdo_base::Message;
use thuocdo_store::SetDraft;

pub use thuocdo_criteria::edit::{Column, Field, Input, Target};

pub use issue::issue;
pub use list::list;
pub use shelf::{Everything, Issued, IssuedShelf, KnownSet, everything};

use crate::ActionError;

/// Log of what belongs to no round.
const HOUSE: &str = "_house";

/// What became of a change of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It lasts.
    Done(T),
    /// Somebody else changed the draft since it was shown; nothing was written. The draft as it is now.
    Overtaken(Box<SetDraft>),
}

/// Reads `vinh-long/cap-xa@2022`.
pub fn named(name: &str) -> Option<(&str, &str)> {
    name.split_once('@')
}

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}
