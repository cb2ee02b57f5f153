//! The appraisal matrix as a workbook: out, in as a preview, taken in as one change that can be taken back.
//!
//! Read in this order: [`out`] (what leaves), [`back`] (what came back, held against what stands), [`take`] (writing
//! what was chosen), and the workbook that says what became of each row.

pub mod back;
pub mod out;
pub mod take;

use thuocdo_base::Actor;
use thuocdo_store::{Link, ReturnedRow};

use crate::ActionError;

pub use back::{Look, LookRow, look, take_in};
pub use out::{result, workbook};
pub use take::{Chosen, Done, apply, discard};
pub use thuocdo_workbooks::State;

/// The change of many rows, in a word.
const CHANGE: &str = "so-tinh";
/// Most bytes of a returned workbook.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Most changed cells of one workbook.
pub const MOST_CELLS: usize = 20_000;
/// How long a returned workbook is kept.
const KEPT_DAYS: i64 = 7;

/// The workbook that somebody handed in last about a round's appraisal.
async fn last(link: &mut Link, actor: &Actor, round: &str) -> Result<Option<ReturnedRow>, ActionError> {
    let all = link.list_returned((round, ""), actor.id()).await?;
    match all.first() {
        Some((id, ..)) => Ok(link.find_returned(id).await?),
        None => Ok(None),
    }
}
