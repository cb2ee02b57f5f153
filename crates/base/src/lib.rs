//! The few nouns every room needs: exact numbers, rounding, moments, actors, sentences.
//!
//! Read in this order: [`number`] (the only number an official score knows),
//! [`read`] (numbers as people type them), [`message`] (a sentence before it has a language),
//! [`time`], [`clock`] and [`actor`] (when and who: always parameters).

pub mod actor;
pub mod clock;
pub mod message;
pub mod number;
pub mod read;
pub mod time;

pub use actor::Actor;
pub use clock::{Clock, Random};
pub use message::{Arg, Message};
pub use number::{Number, NumberError, Rounding, Sum};
pub use time::Timestamp;
