//! The council: sittings, their agenda, votes, decided points and minutes.
//!
//! Read in this order: [`room`] (a sitting with all that rules ask of it), [`keep`] (planning, opening, presence,
//! agenda, closing), [`item`] (proposing, deciding, putting off), [`mod@vote`] (open and sealed votes), [`look`].

pub mod item;
pub mod keep;
pub mod look;
pub mod room;
pub mod vote;

pub use item::{Offer, bring, decide, propose, put_off};
pub use keep::{NewSitting, add_items, close, create, declare_tie, open, recognize_all, set_presence};
pub use look::{Candidate, ItemView, Mine, SittingView, Sittings, candidates, minutes, sitting, sittings};
pub use vote::vote;
