//! The store on both engines.

mod archives;
mod bodies;
mod events;
mod log;
mod mail;
mod publications;
mod records;
mod surveys;
mod writer;

use thuocdo_base::Timestamp;

/// A fixed moment; the store reads no clock.
fn moment() -> Timestamp {
    Timestamp::of_date("2026-01-15").expect("a date")
}
