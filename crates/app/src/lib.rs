//! What a person may do: one function for each action, and views to look at.
//!
//! Every action takes the actor and settles *may* before it shows or changes anything.
//! Read in this order: [`catalog`] (the shipped sets), [`rounds`] (scoring a case), [`publications`]
//! (publishing it), [`portal`] (what the public sees), [`error`] and [`clock`].

pub mod catalog;
pub mod clock;
pub mod error;
pub mod portal;
pub mod publications;
pub mod rounds;

use std::sync::Arc;

use thuocdo_store::Store;
use thuocdo_words::Lang;

pub use crate::clock::Clock;
pub use crate::error::ActionError;

/// What every action works with.
#[derive(Clone)]
pub struct App {
    /// Where things last.
    pub store: Store,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}
