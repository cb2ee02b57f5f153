//! Where criteria sets come from: the shipped catalog, or one on disk.

use std::fs;
use std::path::{Path, PathBuf};

use thuocdo_app::catalog::Embedded;
use thuocdo_criteria::{Library, SourceText};

/// A catalog to look sets up in.
pub enum Catalog {
    /// The shipped one.
    Embedded,
    /// A folder `<code>/<version>.toml`; what it lacks comes from the shipped one.
    Disk(PathBuf),
}

impl Library for Catalog {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        match self {
            Self::Embedded => Embedded.find(set, version),
            Self::Disk(root) => on_disk(root, set, version).or_else(|| Embedded.find(set, version)),
        }
    }
}

fn on_disk(root: &Path, set: &str, version: &str) -> Option<SourceText> {
    let plain = |text: &str| !text.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    if !plain(set) || !plain(version) || version.contains('/') {
        return None;
    }
    let folder = root.join(set);
    let text = fs::read_to_string(folder.join(format!("{version}.toml"))).ok()?;
    Some(SourceText { text, sidecar: fs::read_to_string(folder.join(format!("{version}.en.toml"))).ok() })
}
