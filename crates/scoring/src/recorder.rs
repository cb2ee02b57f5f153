//! Whether facts are kept: one engine serves both the full scorecards and the bare totals.

use crate::card::{Fact, Trace};

/// Keeps facts, or forgets them before they are even made.
pub(crate) trait Recorder {
    /// Whether anything is kept; lets rules skip what only readers need.
    const KEEPS: bool;

    /// Notes a fact.
    fn note(trace: &mut Trace, fact: impl FnOnce() -> Fact);
}

/// Keeps every fact.
pub(crate) struct Record;

/// Keeps nothing.
pub(crate) struct Forget;

impl Recorder for Record {
    const KEEPS: bool = true;

    fn note(trace: &mut Trace, fact: impl FnOnce() -> Fact) {
        trace.note(fact());
    }
}

impl Recorder for Forget {
    const KEEPS: bool = false;

    fn note(_: &mut Trace, _: impl FnOnce() -> Fact) {}
}
