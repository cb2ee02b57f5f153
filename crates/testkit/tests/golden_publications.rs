//! Every round of the demo gives the same published figures, byte for byte, on any machine.
//!
//! The figures' hashes are kept in `golden/publications.txt`; after a wanted change of figures,
//! `THUOCDO_BLESS=1 cargo test -p thuocdo-testkit --test golden_publications` writes them anew.

use std::fmt::Write as _;
use std::fs;

use sha2::{Digest, Sha256};
use thuocdo_publication::csv;
use thuocdo_testkit::catalog;

#[test]
fn published_figures_are_the_same_bytes_everywhere() {
    let path = catalog::root().join("crates/testkit/golden/publications.txt");
    let found = figures();
    assert!(found.lines().count() >= 20, "two files a round:\n{found}");
    if std::env::var_os("THUOCDO_BLESS").is_some() {
        fs::write(&path, &found).expect("write the golden file");
    }
    assert_eq!(found, fs::read_to_string(&path).expect("golden file"));
}

/// One line a file: hash, round, name.
fn figures() -> String {
    let mut text = String::new();
    for (name, case) in catalog::cases().expect("demo") {
        let publication = thuocdo_app::rounds::result(&case).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        for (file, bytes) in [("results.csv", csv::results(&publication)), ("points.csv", csv::points(&publication))] {
            let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(text, "{hash}  {name}/{file}").expect("text");
        }
    }
    text
}
