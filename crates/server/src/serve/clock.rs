//! The system's clock: the only place that reads it.

use std::time::{SystemTime, UNIX_EPOCH};

use thuocdo_app::Clock;
use thuocdo_base::Timestamp;

/// The clock of this computer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the binary is where time comes in")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}
