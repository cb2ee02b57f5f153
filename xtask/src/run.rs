//! Runs other programs, one named step at a time.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Runs a step from the root and shows its output.
pub fn step(name: &str, program: &str, args: &[&str]) -> Result<(), String> {
    step_env(name, program, args, &[])
}

/// Runs a step with extra environment.
pub fn step_env(name: &str, program: &str, args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    step_in(name, &root(), program, args, env)
}

/// Runs a step in a folder.
pub fn step_in(name: &str, dir: &Path, program: &str, args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    println!("\n── {name} ── {program} {}", args.join(" "));
    let status = Command::new(program)
        .args(args)
        .current_dir(dir)
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{name}: {program} does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// What a program prints, if it runs well.
pub fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).current_dir(root()).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Says whether a program is there.
pub fn has(program: &str) -> bool {
    output("sh", &["-c", &format!("command -v {program}")]).is_some()
}
