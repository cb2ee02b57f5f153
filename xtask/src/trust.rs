//! Promises under load at their full sizes; each prints its figures and fails if it is missed.

use crate::run::step_env;

/// Ids with the package, the test program and the tests that prove them.
const PROMISES: [(&str, [&str; 3]); 32] = [
    ("A1", ["thuocdo-testkit", "anonymity", "a1_schema::"]),
    ("A2", ["thuocdo-testkit", "anonymity", "a2_order::"]),
    ("A3", ["thuocdo-testkit", "anonymity", "a3_differencing::"]),
    ("A4", ["thuocdo-testkit", "anonymity", "a4_snapshots::"]),
    ("A5", ["thuocdo-app", "app", "trust_a5"]),
    ("A5", ["thuocdo-server", "invitations", "trust_a5"]),
    ("A7", ["thuocdo-testkit", "anonymity", "a7_small_cells::"]),
    ("A8", ["thuocdo-testkit", "anonymity", "a8_counts::"]),
    ("A9", ["thuocdo-testkit", "anonymity", "a9_receipts::"]),
    ("A10", ["thuocdo-desk", "desk", "trust_a10"]),
    ("B1", ["thuocdo-assessment", "assessment", "trust_b1"]),
    ("B2", ["thuocdo-testkit", "trust", "b2_bias::"]),
    ("B3", ["thuocdo-testkit", "trust", "b3_blind_council::"]),
    ("B4", ["thuocdo-testkit", "trust", "b4_four_eyes::"]),
    ("B5", ["thuocdo-testkit", "trust", "b5_hidden_is_absent::"]),
    ("C1", ["thuocdo-testkit", "trust", "c1_deadline::"]),
    ("C2", ["thuocdo-testkit", "trust", "c2_clock::"]),
    ("C3", ["thuocdo-testkit", "anonymity", "c3_one_token::"]),
    ("C4", ["thuocdo-testkit", "trust", "c4_no_lost_update::"]),
    ("C5", ["thuocdo-testkit", "trust", "c5_exactly_once::"]),
    ("C6", ["thuocdo-testkit", "trust", "c6_simulator::c6"]),
    ("C8", ["thuocdo-testkit", "trust", "c6_simulator::c8"]),
    ("C9", ["thuocdo-testkit", "trust", "c9_no_busy::"]),
    ("D1", ["thuocdo-testkit", "anonymity", "d1_kills::d1"]),
    ("O3", ["thuocdo-testkit", "anonymity", "p7_keys::o3"]),
    ("P5", ["thuocdo-responses", "responses", "p5"]),
    ("P7", ["thuocdo-testkit", "anonymity", "p7_keys::"]),
    ("L9", ["thuocdo-server", "invitations", "trust_l9"]),
    ("S1", ["thuocdo-desk", "permissions", ""]),
    ("S7", ["thuocdo-server", "evidence", "s7_"]),
    ("S9", ["thuocdo-server", "evidence", "s9_"]),
    ("TV1", ["thuocdo-server", "invitations", "trust_tv1"]),
];

/// Proves the promises that are named, or all.
pub fn trust(ids: &[String]) -> Result<(), String> {
    if let Some(unknown) = ids.iter().find(|id| PROMISES.iter().all(|(known, _)| known != id)) {
        let known: Vec<&str> = PROMISES.iter().map(|(id, _)| *id).collect();
        return Err(format!("no promise {unknown}; there are {}", known.join(", ")));
    }
    let mut missed = Vec::new();
    for (id, [package, program, tests]) in
        PROMISES.into_iter().filter(|(id, _)| ids.is_empty() || ids.iter().any(|wanted| wanted == id))
    {
        let args = ["test", "-p", package, "--test", program, "--", "--nocapture", "--test-threads=1", tests];
        let env = [("THUOCDO_TRUST", "full"), ("THUOCDO_REQUIRE_POSTGRES", "1")];
        if let Err(reason) = step_env(id, "cargo", &args, &env) {
            missed.push(reason);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}
