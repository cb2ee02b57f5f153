//! A unit's self-assessment as a workbook: out, filled in where there is no line, and in again.
//!
//! Read in this order: [`form`] (a record as a form), `understand` (what a returned workbook would change),
//! [`look`] (the same as pages show it), [`intake`] (taking in, writing, what came of each row).

pub mod form;
pub mod intake;
pub mod look;
mod understand;

use thuocdo_base::Message;

use crate::ActionError;

pub use form::{Page, export, page};
pub use intake::{Written, discard, result, say, settle, take_in, write};
pub use look::{ImportView, view};

/// Days for which a returned workbook is kept.
pub const DAYS_KEPT: i64 = 7;

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}
