//! Whether facts are kept: one engine serves both the full scorecards and the bare totals.

use crate::card::{Fact, Trace};

/// Keeps facts, or forgets them before they are even made.
pub(crate) trait Recorder {
    /// Notes a fact.
    fn note(trace: &mut Trace, fact: impl FnOnce() -> Fact);
}

/// Keeps every fact.
pub(crate) struct Record;

/// Keeps nothing.
pub(crate) struct Forget;

impl Recorder for Record {
    fn note(trace: &mut Trace, fact: impl FnOnce() -> Fact) {
        if trace.facts.capacity() == 0 {
            // Most lines have one fact: the usual first growth to four would waste memory.
            trace.facts.reserve_exact(1);
        }
        trace.facts.push(fact());
    }
}

impl Recorder for Forget {
    fn note(_: &mut Trace, _: impl FnOnce() -> Fact) {}
}
