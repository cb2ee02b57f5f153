//! From a round's facts to its publication: preview, approval under four eyes, decision, publication, correction.
//!
//! What members approve is the digest of a frozen result without the reference to the decision, which exists only
//! later; the bytes are kept, and exactly they are published with number, date and issuer put in.
//! Read in this order: [`result`] (a live round frozen), [`act`] (propose, approve, issue, publish), [`mod@preview`],
//! [`mod@differences`], [`mod@approval`] (what the committee sees), [`keep`] (inputs, overrides, corrections), [`book`]
//! (all of it as a workbook).

pub mod act;
pub mod approval;
pub mod book;
pub mod differences;
pub mod keep;
pub mod preview;
pub mod result;

pub use act::{approve, issue, propose, release_due, send_back};
pub use approval::{Approval, approval};
pub use differences::{Difference, differences};
pub use keep::{Override, accept_held, correct, mark_seen, revoke_held, set_input};
pub use preview::{Preview, preview};
