//! The gate: how many passwords are checked at once, and how often anybody may try.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;

use thuocdo_base::{Message, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::ActionError;

/// Who may wait for a turn; whoever comes later is sent away.
const WAITING: usize = 256;
/// Names or addresses that are remembered; beyond it those that are full again are forgotten.
const REMEMBERED: usize = 65_536;

/// Attempts that an address may make at once, and how long until it gains another.
const PER_ADDRESS: Budget = Budget { most: 60, gain_micros: 2_000_000 };
/// Attempts for one name at once, and how long until another.
const PER_LOGIN: Budget = Budget { most: 6, gain_micros: 5_000_000 };

/// A budget that fills up with time.
#[derive(Clone, Copy, Debug)]
struct Budget {
    most: i64,
    gain_micros: i64,
}

/// Keeps guessing slow and the server awake.
#[derive(Debug)]
pub struct Gate {
    turns: Semaphore,
    queue: Semaphore,
    /// When each name or address has its whole budget again, in microseconds.
    full_at: Mutex<HashMap<String, i64>>,
}

impl Default for Gate {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { turns: Semaphore::new(cores), queue: Semaphore::new(WAITING), full_at: Mutex::default() }
    }
}

impl Gate {
    /// Waits for a turn to check a password.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, ActionError> {
        let refused = || ActionError::Refused(vec![Message::new("account-busy")]);
        let _place = self.queue.try_acquire().map_err(|_| refused())?;
        self.turns.acquire().await.map_err(|_| refused())
    }

    /// Takes one attempt from the budgets of an address and of a name; else says how many seconds are left.
    pub(crate) fn attempt(&self, address: &str, login: &str, now: Timestamp) -> Result<(), u64> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() > REMEMBERED {
            full_at.retain(|_, full| *full > now.micros());
        }
        let address = (format!("a {address}"), PER_ADDRESS);
        let login = (format!("l {login}"), PER_LOGIN);
        let waits = [&address, &login].map(|(key, budget)| budget.wait(full_at.get(key).copied(), now));
        if let Some(wait) = waits.into_iter().flatten().max() {
            return Err(wait);
        }
        for (key, budget) in [address, login] {
            let full = full_at.entry(key).or_insert(0);
            *full = (*full).max(now.micros()) + budget.gain_micros;
        }
        Ok(())
    }

    /// Gives a name its budget back, and its address the attempt: its holder signed in.
    pub(crate) fn forgive(&self, address: &str, login: &str) {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        full_at.remove(&format!("l {login}"));
        if let Some(full) = full_at.get_mut(&format!("a {address}")) {
            *full -= PER_ADDRESS.gain_micros;
        }
    }
}

impl Budget {
    /// Seconds until the next attempt, if there is none left.
    fn wait(self, full_at: Option<i64>, now: Timestamp) -> Option<u64> {
        let missing = full_at.unwrap_or(0).saturating_sub(now.micros());
        let over = missing + self.gain_micros - self.most * self.gain_micros;
        (over > 0).then(|| u64::try_from(over.div_euclid(1_000_000) + 1).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> i64 {
        seconds * 1_000_000
    }

    #[test]
    fn a_name_has_six_attempts_and_gains_one_every_five_seconds() {
        let gate = Gate::default();
        let try_at = |seconds| gate.attempt("10.0.0.1", "can.bo", Timestamp::from_micros(at(seconds)));
        assert!((0..6).all(|_| try_at(1_000).is_ok()));
        assert!(try_at(1_000).is_err_and(|wait| (5..=6).contains(&wait)));
        assert!(try_at(1_005).is_ok());
        assert!(try_at(1_005).is_err());
        gate.forgive("10.0.0.1", "can.bo");
        assert!(try_at(1_005).is_ok());
    }

    #[test]
    fn an_address_has_a_budget_over_all_names() {
        let gate = Gate::default();
        let now = Timestamp::from_micros(at(1_000));
        assert!((0..60).all(|turn| gate.attempt("10.0.0.1", &format!("ten-{turn}"), now).is_ok()));
        assert!(gate.attempt("10.0.0.1", "ten-moi", now).is_err());
        assert!(gate.attempt("10.0.0.2", "ten-moi", now).is_ok());
    }
}
