//! Gets what tests need and a bare machine lacks.

use crate::run::{has, output, root, step, step_in};

/// Debian packages by the program that shows they are there.
const PACKAGES: [(&str, &str); 4] =
    [("chromium", "chromium"), ("node", "nodejs"), ("npm", "npm"), ("python3", "python3")];

/// Installs missing system packages where that is possible, else says what to install.
pub fn system() -> Result<(), String> {
    let mut missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package).collect();
    if !has_postgresql() {
        missing.push("postgresql");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let root_user = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if !(root_user && has("apt-get")) {
        return Err(format!("the tests need these programs, please install them: {}", missing.join(", ")));
    }
    step("package lists", "apt-get", &["update", "-q"])?;
    let mut args = vec!["install", "-y", "-q", "--no-install-recommends"];
    args.extend(&missing);
    step("packages", "apt-get", &args)
}

fn has_postgresql() -> bool {
    has("initdb") || output("sh", &["-c", "ls /usr/lib/postgresql/*/bin/initdb"]).is_some()
}

/// Installs the browser tests' two packages.
pub fn browser_packages() -> Result<(), String> {
    let e2e = root().join("e2e");
    if e2e.join("node_modules/.package-lock.json").exists() {
        return Ok(());
    }
    step_in("browser packages", &e2e, "npm", &["ci", "--no-audit", "--no-fund"], &[])
}

/// Installs cargo-deny once.
pub fn cargo_deny() -> Result<(), String> {
    if output("cargo", &["deny", "--version"]).is_some() {
        return Ok(());
    }
    step("cargo-deny", "cargo", &["install", "cargo-deny", "--locked", "--quiet"])
}
