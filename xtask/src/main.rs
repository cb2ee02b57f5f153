//! The only program that knows how the house is built, checked and measured.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its user")]

mod bench;
mod need;
mod run;
mod sizes;
mod test;
mod tidy;
mod trust;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask tidy     arrows between crates, the map, words in their place; prints sizes
cargo xtask check    fmt, tidy, clippy, docs, licences
cargo xtask test     all tests: Rust on SQLite and PostgreSQL, oracle, browser journeys
cargo xtask ci       check, then test
cargo xtask bench    every measure, as ratios in one run
cargo xtask trust    promises under load at full size: A1 B1 C1 C3 D1 S1 …, or those named";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let outcome = match command.as_str() {
        "tidy" => tidy::tidy(),
        "check" => check(),
        "test" => test::test(&rest),
        "ci" => check().and_then(|()| test::test(&[])),
        "bench" => bench::bench(&rest),
        "trust" => trust::trust(&rest),
        _ => Err(format!("no such command: {command:?}\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\nxtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<(), String> {
    run::step("fmt", "cargo", &["fmt", "--all", "--", "--check"])?;
    tidy::tidy()?;
    run::step("clippy", "cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    run::step_env("docs", "cargo", &["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    need::cargo_deny()?;
    run::step("licences and bans", "cargo", &["deny", "--offline", "check", "licenses", "bans", "sources"])
}
