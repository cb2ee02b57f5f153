//! Looking for malware: a program of the house's choice is asked about each file before it stays.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::Unfit;

/// Longer than a scanner needs for the largest file.
const PATIENCE: Duration = Duration::from_secs(180);

/// A program that looks for malware (phần mềm quét mã độc), as scanners agree: it is given a file's path as its
/// last argument and ends with 0 if the file is clean, with 1 if it is not, with anything else if it cannot tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    program: PathBuf,
    args: Vec<String>,
}

impl Scanner {
    /// Reads a command line, parted at blanks: `clamdscan --no-summary --fdpass`; `None` if it is empty.
    ///
    /// ```
    /// assert!(thuocdo_files::Scanner::of("clamdscan --no-summary --fdpass").is_some());
    /// assert!(thuocdo_files::Scanner::of("  ").is_none());
    /// ```
    pub fn of(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some(Self { program: words.next()?.into(), args: words.collect() })
    }

    /// Asks about a file; one about which nothing can be said is not taken in.
    pub(crate) async fn scan(&self, path: &Path) -> Result<(), Unfit> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let ended = tokio::time::timeout(PATIENCE, command.kill_on_drop(true).status()).await;
        match ended.map(|status| status.map(|status| status.code())) {
            Ok(Ok(Some(0))) => Ok(()),
            Ok(Ok(Some(1))) => Err(Unfit::Infected),
            silent => {
                tracing::error!(scanner = %self.program.display(), ?silent, "the scanner cannot tell; the file is refused");
                Err(Unfit::Unscanned)
            }
        }
    }
}
