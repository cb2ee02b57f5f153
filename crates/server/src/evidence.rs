//! Files of evidence are looked into and drawn in a child process with little memory and little time.
//!
//! What the child does lies in `thuocdo_files`; here it is given its limits.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use thuocdo_files::child;

use crate::cli::{BROKEN, FINDINGS};

/// Looks into a file and says on one line what it is, or why it is refused.
pub fn inspect(path: &Path, name: &str) -> ExitCode {
    if limit().is_err() {
        return ExitCode::from(BROKEN);
    }
    put(child::say_seen(path, name).as_bytes())
}

/// Draws a page and writes the picture out.
pub fn draw(path: &Path, kind: &str, page: u64, width: u32) -> ExitCode {
    if limit().is_err() {
        return ExitCode::from(BROKEN);
    }
    match child::picture(path, kind, page, width) {
        Some(png) => put(&png),
        None => ExitCode::from(FINDINGS),
    }
}

/// Little memory, little time, and no file may be written: whatever a bad file makes this process do.
fn limit() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        Resource::AS.set(child::MEMORY_BYTES_MAX, child::MEMORY_BYTES_MAX)?;
        Resource::CPU.set(child::SECONDS_MAX, child::SECONDS_MAX)?;
        Resource::FSIZE.set(0, 0)?;
        Resource::CORE.set(0, 0)?;
    }
    Ok(())
}

fn put(bytes: &[u8]) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(BROKEN),
    }
}
