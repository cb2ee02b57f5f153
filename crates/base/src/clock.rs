//! Where time and randomness come from: handed in, never taken.

use std::fmt::Debug;

use crate::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// A clock that stands still.
impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

/// Gives bytes that nobody can guess.
pub trait Random: Send + Sync + Debug {
    /// Fills with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}
