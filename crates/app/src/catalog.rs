//! The catalog that is shipped: criteria sets embedded in the program.

use std::sync::OnceLock;

use thuocdo_criteria::{Library, Parsed, SourceText};

/// Path below `catalog/` and text of every file, in order of path.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

const SIDECAR: &str = ".en.toml";

/// The shipped sets, as a library from which sets may borrow (danh mục bộ chỉ số).
///
/// # Example: what is listed can be found
/// ```
/// use thuocdo_app::catalog::{Embedded, entries};
/// use thuocdo_criteria::Library;
/// for entry in entries() {
///     assert!(Embedded.find(&entry.set, &entry.version).is_some());
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

/// One version of a shipped set.
#[derive(Debug)]
pub struct Entry {
    /// Code: `<issuer>/<set>`.
    pub set: String,
    /// Version.
    pub version: String,
    /// Path below `catalog/`.
    pub path: &'static str,
    text: &'static str,
    sidecar: Option<&'static str>,
    parsed: OnceLock<Parsed>,
}

/// Lists the shipped sets in order of code and version.
pub fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| FILES.iter().filter_map(|(path, text)| Entry::new(path, text)).collect())
}

/// Finds a shipped set.
pub fn find(set: &str, version: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.set == set && entry.version == version)
}

impl Entry {
    fn new(path: &'static str, text: &'static str) -> Option<Self> {
        if path.ends_with(SIDECAR) {
            return None;
        }
        let (set, version) = path.strip_suffix(".toml")?.rsplit_once('/')?;
        let beside = format!("{set}/{version}{SIDECAR}");
        let sidecar = FILES.iter().find(|(other, _)| *other == beside).map(|(_, text)| *text);
        let (set, version) = (set.to_owned(), version.to_owned());
        Some(Self { set, version, path, text, sidecar, parsed: OnceLock::new() })
    }

    /// The texts of the file and its sidecar.
    pub fn source(&self) -> SourceText {
        SourceText { text: self.text.to_owned(), sidecar: self.sidecar.map(str::to_owned) }
    }

    /// The parsed set with all findings; parsed once.
    pub fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| thuocdo_criteria::parse(&self.source(), &Embedded))
    }
}

impl Library for Embedded {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        find(set, version).map(Entry::source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_set_parses_and_says_where_it_lies() {
        assert!(!entries().is_empty());
        for entry in entries() {
            let parsed = entry.parsed();
            let set = parsed.set.as_ref().unwrap_or_else(|| panic!("{}: {:?}", entry.path, parsed.diagnostics));
            assert_eq!((&set.code, &set.version), (&entry.set, &entry.version), "{}", entry.path);
        }
    }

    #[test]
    fn a_sidecar_is_no_set_of_its_own() {
        assert!(entries().iter().all(|entry| !entry.version.ends_with(".en")));
    }
}
