//! Official documents of a round: what one may make, what is typed for them, the files.
//!
//! Read in this order: `who` (who sees and who writes which), [`fields`] (what is typed, and what stands there first),
//! `unit`, `outcome`, `round` and `sitting` (what the round says), [`make`] (list, page, saving, files),
//! [`mod@templates`] (texts that a body replaces).

pub mod fields;
pub mod make;
mod outcome;
mod round;
mod sitting;
pub mod templates;
mod unit;
mod who;
mod write;

use thuocdo_documents::form::Form;
use thuocdo_words::Lang;
use tokio::sync::Semaphore;

pub use fields::{FIELDS, Typed};
pub use make::{Listed, Made, Page, Wanted, file, list, page, save};
pub use templates::{TemplateText, TemplateView, accept, check, give_back, templates, text};
pub use thuocdo_documents::form::{Capacity, Family, is_commune, place};
pub use thuocdo_documents::kind::{About, Kind};
pub use thuocdo_documents::model::{Block, Document, Run};

/// Place and date of a paper that is printed from its page; dots where the place or the day (`YYYY-MM-DD`) is open.
pub fn dateline(lang: Lang, place: &str, date: &str, year: &str) -> String {
    let form = Form { lang, ..Form::default() };
    form.dateline(&form.locale(), place, date, year)
}

/// What stands in an address for a document about the whole round.
pub const WHOLE_ROUND: &str = "ca-ky";

/// How many documents are laid out at once: each takes a core and tens of megabytes.
#[derive(Debug)]
pub struct Press(Semaphore);

impl Default for Press {
    fn default() -> Self {
        Self(Semaphore::new(2))
    }
}
