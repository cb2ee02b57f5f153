//! Case folders on disk: only the files that belong, none that is too large.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use thuocdo_base::Message;
use thuocdo_folder::{Fault, Files};

use crate::commands::Trouble;
use crate::workbook;

/// Reads the files of a folder, or says which are too large or cannot be opened as workbooks.
///
/// # Errors
/// [`Trouble`] if the disk does not give them; the inner list if their content is the matter.
pub fn read(folder: &Path) -> Result<Result<Files, Vec<Fault>>, Trouble> {
    let mut paths = names(folder, "")?;
    if folder.join("inputs").is_dir() {
        paths.extend(names(&folder.join("inputs"), "inputs/")?);
    }
    paths.sort();
    let mut faults = Vec::new();
    let mut files = BTreeMap::new();
    for name in paths.into_iter().filter(|name| Files::belongs(name)) {
        let path = folder.join(&name);
        let size = fs::metadata(&path).map_err(|error| broken(&path, &error))?.len();
        if let Some(fault) = Files::too_large(&name, size) {
            faults.push(fault);
            continue;
        }
        if Files::is_workbook(&name) {
            match workbook::to_csv(&path, numbers_are_typed(folder))? {
                Ok(rows) => drop(files.insert(name, rows)),
                Err(message) => faults.push(fault(name, message)),
            }
        } else {
            files.insert(name, fs::read(&path).map_err(|error| broken(&path, &error))?);
        }
    }
    Ok(if faults.is_empty() { Ok(Files(files)) } else { Err(faults) })
}

fn fault(file: String, message: Message) -> Fault {
    Fault { file, line: 0, column: 0, message, hint: Some(Message::new("cmd-workbook-hint")) }
}

fn names(folder: &Path, prefix: &str) -> Result<Vec<String>, Trouble> {
    let entries = fs::read_dir(folder).map_err(|error| broken(folder, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| broken(folder, &error))?;
        if entry.path().is_file() {
            names.push(format!("{prefix}{}", entry.file_name().to_string_lossy()));
        }
    }
    Ok(names)
}

/// Whether the round writes numbers as people type them; cells of a workbook then get a comma.
fn numbers_are_typed(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("round.toml")).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    table.get("numbers").and_then(toml::Value::as_str) == Some("vi")
}

/// Trouble with a path.
pub fn broken(path: &Path, error: &io::Error) -> Trouble {
    let message = Message::new("cmd-path").text("path", path.display().to_string()).text("why", error.to_string());
    if error.kind() == io::ErrorKind::NotFound { Trouble::Usage(message) } else { Trouble::Broken(message) }
}
