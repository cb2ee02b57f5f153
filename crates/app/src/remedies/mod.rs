//! Remedy plans: the secretariat asks low-ranked units, they write, their heads sign, all follow.
//!
//! Read in this order: [`look`] (what one sees), [`act`] (what one does).

pub mod act;
pub mod look;

pub use act::{TypedItem, ask, drop_item, hand_over, mark, send_back, sign, withdraw, write};
pub use look::{Candidate, Line, Overview, Plan, Weakness, overview, plan};

use thuocdo_assessment::remedy::{Remedy, State};
use thuocdo_base::Message;
use thuocdo_store::Link;

use crate::ActionError;

/// Most characters of a reason, a task or a note.
pub const MOST_TEXT: usize = 2_000;

/// The plan of a unit that counts, with how often it was changed: the newest that was not taken back.
pub(crate) async fn current(link: &mut Link, round: &str, unit: &str) -> Result<Option<(Remedy, u64)>, ActionError> {
    let plans = link.remedies(round, Some(unit)).await?;
    Ok(plans.into_iter().find(|(plan, _)| plan.state != State::Withdrawn))
}

fn short(texts: &[&str]) -> Result<(), ActionError> {
    if texts.iter().all(|text| text.chars().count() <= MOST_TEXT) {
        return Ok(());
    }
    Err(ActionError::Refused(vec![Message::new("layers-reason-long").count("most", MOST_TEXT)]))
}
