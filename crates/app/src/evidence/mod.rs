//! Evidence: what a body cites and hands in for its criteria, its store of it, and files on their way.
//!
//! Read in this order: [`view`] (what is shown), [`citation`] (what is typed), `membership` (whose store it is),
//! [`cite`] (adding, changing, attaching), [`store`] (the body's store), [`uploads`], [`look`] (pictures and
//! originals), [`keep`] (what the program does by itself).

pub mod citation;
pub mod cite;
pub mod keep;
pub mod look;
mod membership;
pub mod store;
pub mod uploads;
pub mod view;

use thuocdo_base::Message;
use thuocdo_files::{Files, Unfit};

pub use citation::{Citation, Typed, read_date, show_date};
pub(crate) use cite::cite;
pub use cite::{add, attach, attach_all, change, detach, remove};
pub use store::{Asked, Mark, StorePage};
pub use view::{EvidenceView, FileView, Pane, UseView, Waiting, for_criterion, one, pane};

use crate::{ActionError, App};

/// Days after which a file that no item names is thrown away.
pub const DAYS_KEPT: i64 = 7;
pub(crate) const MICROS_A_DAY: i64 = 86_400_000_000;

/// What an `accept` attribute lists.
pub const ACCEPT: &str = thuocdo_files::Kind::ACCEPT;

/// Files of the application.
fn files(app: &App) -> Result<&Files, ActionError> {
    app.files.as_ref().ok_or_else(|| refused("evidence-no-files"))
}

/// A refusal for one reason.
fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}

/// Why a file is refused, as a sentence.
pub fn unfit(why: Unfit) -> Message {
    Message::new(match why {
        Unfit::Forbidden => "evidence-unfit-forbidden",
        Unfit::Renamed => "evidence-unfit-renamed",
        Unfit::Empty => "evidence-unfit-empty",
        Unfit::TooLarge => "evidence-unfit-too-large",
        Unfit::Damaged => "evidence-unfit-damaged",
        Unfit::Macros => "evidence-unfit-macros",
        Unfit::Embedded => "evidence-unfit-embedded",
        Unfit::Linked => "evidence-unfit-linked",
        Unfit::Bomb => "evidence-unfit-bomb",
        Unfit::Pixels => "evidence-unfit-pixels",
        Unfit::Locked => "evidence-unfit-locked",
        Unfit::Unreadable => "evidence-unfit-unreadable",
        Unfit::Infected => "evidence-unfit-infected",
        Unfit::Unscanned => "evidence-unfit-unscanned",
    })
}
