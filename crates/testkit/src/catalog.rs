//! The repository's criteria files and case folders, read from the working tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use thuocdo_criteria::SourceText;
use thuocdo_folder::{Case, Files};

/// Root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One criteria file of the catalog, or one questionnaire.
#[derive(Clone, Debug)]
pub struct CatalogFile {
    /// Path below its folder, with `/` between parts.
    pub path: String,
    /// Code by its place: `vinh-long/so-nganh`.
    pub code: String,
    /// Version by its name: `2022`.
    pub version: String,
    /// The file with its English sidecar.
    pub source: SourceText,
}

/// Lists all criteria files of the catalog in order of path.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn files() -> io::Result<Vec<CatalogFile>> {
    named("catalog")
}

/// Lists all questionnaire files in order of path.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn questionnaires() -> io::Result<Vec<CatalogFile>> {
    named("questionnaires")
}

fn named(folder: &str) -> io::Result<Vec<CatalogFile>> {
    let base = root().join(folder);
    let mut found = Vec::new();
    for path in files_below(&base)? {
        let name = relative(&base, &path);
        if let Some(stem) = name.strip_suffix(".toml").filter(|stem| !stem.ends_with(".en")) {
            let sidecar = base.join(format!("{stem}.en.toml"));
            let sidecar = if sidecar.exists() { Some(fs::read_to_string(sidecar)?) } else { None };
            let source = SourceText { text: fs::read_to_string(&path)?, sidecar };
            let (code, version) = stem.rsplit_once('/').unwrap_or(("", stem));
            found.push(CatalogFile { path: name.clone(), code: code.to_owned(), version: version.to_owned(), source });
        }
    }
    Ok(found)
}

/// The catalog as the library that borrowed sections come from.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn library() -> io::Result<BTreeMap<(String, String), SourceText>> {
    Ok(files()?.into_iter().map(|file| ((file.code, file.version), file.source)).collect())
}

/// Reads a folder below the root as relative path → bytes.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn folder(path: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    files_below(path)?.into_iter().map(|file| Ok((relative(path, &file), fs::read(&file)?))).collect()
}

/// Reads all case folders below `demo/` in order of name.
///
/// # Errors
/// When a folder or file cannot be read.
///
/// # Panics
/// On a folder with faults, naming them.
pub fn cases() -> io::Result<Vec<(String, Case)>> {
    let library = library()?;
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("demo"))? {
        let path = entry?.path();
        if path.join("round.toml").exists() {
            let mut files = folder(&path)?;
            files.retain(|name, _| Files::belongs(name));
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let case =
                thuocdo_folder::read(&Files(files), &library).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
            found.insert(name, case);
        }
    }
    Ok(found.into_iter().collect())
}

fn relative(base: &Path, path: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn files_below(base: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(base)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
