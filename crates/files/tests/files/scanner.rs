//! Files that a scanner says are malware, or cannot tell about, do not stay.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use thuocdo_files::{Files, Scanner, Setup, Unfit};
use thuocdo_testkit::samples;

use crate::put;

/// A scanner that knows one virus, and loses its mind over another word.
const SCRIPT: &str = "#!/bin/sh\n[ \"$1\" = --quiet ] || exit 2\ngrep -q VIRUS \"$2\" && exit 1\ngrep -q CONFUSING \"$2\" && exit 2\nexit 0\n";

fn open(command: &str) -> (TempDir, Files) {
    let folder = tempfile::tempdir().expect("a folder");
    let setup = Setup { scanner: Scanner::of(command), ..Setup::default() };
    let files = Files::set_up(folder.path(), setup).expect("a folder of files");
    (folder, files)
}

fn script(folder: &Path) -> String {
    let path = folder.join("scan");
    fs::write(&path, SCRIPT).expect("a disk");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a disk");
    format!("{} --quiet", path.display())
}

#[tokio::test]
async fn malware_is_refused_and_nothing_of_it_stays() {
    let tools = tempfile::tempdir().expect("a folder");
    let (folder, files) = open(&script(tools.path()));
    let clean = put(&files, "a", "a.pdf", &samples::pdf(1, b"nothing")).await;
    assert!(clean.is_ok_and(|stored| samples::stored(folder.path(), &stored.sha256).exists()));
    assert_eq!(put(&files, "b", "b.pdf", &samples::pdf(1, b"VIRUS")).await, Err(Unfit::Infected));
    assert_eq!(files.received("b").await.expect("a disk"), None);
}

#[tokio::test]
async fn a_scanner_that_cannot_tell_lets_nothing_in() {
    let tools = tempfile::tempdir().expect("a folder");
    let (_folder, files) = open(&script(tools.path()));
    assert_eq!(put(&files, "a", "a.pdf", &samples::pdf(1, b"CONFUSING")).await, Err(Unfit::Unscanned));
    let (_folder, files) = open("/no/such/scanner");
    assert_eq!(put(&files, "a", "a.pdf", &samples::pdf(1, b"nothing")).await, Err(Unfit::Unscanned));
}
