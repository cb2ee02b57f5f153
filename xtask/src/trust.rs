//! Promises under load at their full sizes; each prints its figures and fails if it is missed.

use crate::run::step_env;

/// Ids with the room of tests that proves them.
const PROMISES: [(&str, &str); 5] = [
    ("C1", "c1_deadline::"),
    ("C2", "c2_clock::"),
    ("C4", "c4_no_lost_update::"),
    ("C5", "c5_exactly_once::"),
    ("C9", "c9_no_busy::"),
];

/// Proves the promises that are named, or all.
pub fn trust(ids: &[String]) -> Result<(), String> {
    if let Some(unknown) = ids.iter().find(|id| PROMISES.iter().all(|(known, _)| known != id)) {
        let known: Vec<&str> = PROMISES.iter().map(|(id, _)| *id).collect();
        return Err(format!("no promise {unknown}; there are {}", known.join(", ")));
    }
    let mut missed = Vec::new();
    for (id, room) in PROMISES.into_iter().filter(|(id, _)| ids.is_empty() || ids.iter().any(|wanted| wanted == id)) {
        let args = ["test", "-p", "thuocdo-testkit", "--test", "trust", "--", "--nocapture", "--test-threads=1", room];
        let env = [("THUOCDO_TRUST", "full"), ("THUOCDO_REQUIRE_POSTGRES", "1")];
        if let Err(reason) = step_env(id, "cargo", &args, &env) {
            missed.push(reason);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}
