//! How often an address may come with an invitation that does not exist.
//!
//! Whoever holds one that exists is always let in: many people share an address, and one who guesses must not lock
//! out the others. Guessing itself is hopeless (100 bits and more); the budget keeps it from costing us much.

use thuocdo_base::Timestamp;

use crate::accounts::gate::{Budget, Budgets};

/// Wrong invitations of one address at once, and how long until another.
const PER_ADDRESS: Budget = Budget { most: 30, gain_micros: 2_000_000 };
/// Wrong invitations of all addresses together.
const ALL: Budget = Budget { most: 3_000, gain_micros: 10_000 };

/// Counts wrong invitations.
#[derive(Debug, Default)]
pub struct Guesses(Budgets);

impl Guesses {
    /// Counts one; says how many seconds are left once there were too many.
    ///
    /// # Errors
    /// The seconds until the next may be tried.
    pub fn wrong(&self, address: &str, now: Timestamp) -> Result<(), u64> {
        self.0.take(&[(&format!("a {address}"), PER_ADDRESS), ("*", ALL)], now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_wrong_thirty_times_and_again_after_two_seconds() {
        let guesses = Guesses::default();
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert!((0..30).all(|_| guesses.wrong("10.0.0.1", at(1_000)).is_ok()));
        assert!(guesses.wrong("10.0.0.1", at(1_000)).is_err_and(|wait| (2..=3).contains(&wait)));
        assert!(guesses.wrong("10.0.0.2", at(1_000)).is_ok(), "another address");
        assert!(guesses.wrong("10.0.0.1", at(1_002)).is_ok());
    }

    #[test]
    fn all_addresses_together_have_a_budget() {
        let guesses = Guesses::default();
        let now = Timestamp::from_micros(1_000_000_000);
        assert!((0..3_000).all(|n| guesses.wrong(&n.to_string(), now).is_ok()));
        assert!(guesses.wrong("new", now).is_err());
    }
}
