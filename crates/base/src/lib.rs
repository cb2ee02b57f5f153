//! The few nouns every room needs: exact numbers, rounding, dates of decisions.
//!
//! Read in this order: [`number`] (the only number an official score knows),
//! [`read`] (numbers as people type them), [`message`] (a sentence before it has a language).

pub mod message;
pub mod number;
pub mod read;

pub use message::{Arg, Message};
pub use number::{Number, NumberError, Rounding};
