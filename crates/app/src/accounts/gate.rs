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
pub(crate) struct Budget {
    /// Attempts at once.
    pub most: i64,
    /// Microseconds until one is gained.
    pub gain_micros: i64,
}

/// Budgets by name: when each has its whole budget again, in microseconds.
#[derive(Debug, Default)]
pub(crate) struct Budgets(Mutex<HashMap<String, i64>>);

impl Budgets {
    /// Takes one from each of these budgets; else, if one is used up, says how many seconds are left.
    pub(crate) fn take(&self, from: &[(&str, Budget)], now: Timestamp) -> Result<(), u64> {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() > REMEMBERED {
            full_at.retain(|_, full| *full > now.micros());
        }
        let waits = from.iter().filter_map(|(name, budget)| budget.wait(full_at.get(*name).copied(), now));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        for (name, budget) in from {
            let full = full_at.entry((*name).to_owned()).or_insert(0);
            *full = (*full).max(now.micros()) + budget.gain_micros;
        }
        Ok(())
    }

    /// Gives a name its whole budget back.
    fn refill(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// Gives a name one attempt back.
    fn give_back(&self, name: &str, budget: Budget) {
        if let Some(full) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(name) {
            *full -= budget.gain_micros;
        }
    }
}

/// Keeps guessing slow and the server awake.
#[derive(Debug)]
pub struct Gate {
    turns: Semaphore,
    queue: Semaphore,
    /// Of names and of addresses.
    budgets: Budgets,
}

impl Default for Gate {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { turns: Semaphore::new(cores), queue: Semaphore::new(WAITING), budgets: Budgets::default() }
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
        self.budgets.take(&[(&of_address(address), PER_ADDRESS), (&of_login(login), PER_LOGIN)], now)
    }

    /// Gives a name its budget back, and its address the attempt: its holder signed in.
    pub(crate) fn forgive(&self, address: &str, login: &str) {
        self.budgets.refill(&of_login(login));
        self.budgets.give_back(&of_address(address), PER_ADDRESS);
    }
}

fn of_address(address: &str) -> String {
    format!("a {address}")
}

fn of_login(login: &str) -> String {
    format!("l {login}")
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
