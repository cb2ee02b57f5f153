//! Every measure by one command, in the release profile.

use crate::run::step;

/// The programs that measure, in order; each prints its table and fails if it misses a target.
const BENCHES: [(&str, &str, &str); 8] = [
    ("nation, one body, a round", "thuocdo-scoring", "measure"),
    ("criteria files", "thuocdo-criteria", "parse"),
    ("official documents", "thuocdo-documents", "documents"),
    ("workbooks", "thuocdo-workbooks", "workbooks"),
    ("portal", "thuocdo-server", "portal"),
    ("staff pages", "thuocdo-server", "desk"),
    ("survey responses", "thuocdo-server", "responses"),
    ("from appraisal to publication", "thuocdo-server", "round"),
];

/// Runs all benches, or the one whose package or target is named.
pub fn bench(args: &[String]) -> Result<(), String> {
    let wanted = |package: &str, bench: &str| {
        args.is_empty() || args.iter().any(|arg| package.ends_with(arg.as_str()) || bench == arg)
    };
    let mut missed = Vec::new();
    for (name, package, bench) in BENCHES.into_iter().filter(|(_, package, bench)| wanted(package, bench)) {
        if let Err(reason) = step(name, "cargo", &["bench", "-p", package, "--bench", bench]) {
            missed.push(reason);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}
