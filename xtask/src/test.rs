//! All tests, from many to few.

use crate::need;
use crate::run::{step, step_env, step_in};

/// Runs everything; `--rust` stops after the Rust tests.
pub fn test(args: &[String]) -> Result<(), String> {
    let rust_only = args.iter().any(|arg| arg == "--rust");
    need::system()?;
    let both_databases = [("THUOCDO_REQUIRE_POSTGRES", "1")];
    step_env("tests", "cargo", &["test", "--workspace", "--no-fail-fast"], &both_databases)?;
    if rust_only {
        return Ok(());
    }
    step("binary", "cargo", &["build"])?;
    step("oracle", "python3", &["oracle/run.py", "--cases", "10000"])?;
    need::browser_packages()?;
    step_in("browser journeys", &crate::run::root().join("e2e"), "node", &["run.mjs"], &[])
}
