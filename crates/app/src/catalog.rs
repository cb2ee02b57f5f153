//! What is shipped inside the program: criteria sets and questionnaires.

use std::sync::OnceLock;

use thuocdo_criteria::{Library, Parsed, SourceText, questionnaire};

/// Path below `catalog/` and text of every file, in order of path.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// The same of every file below `questionnaires/`.
static QUESTIONNAIRES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/questionnaires.rs"));

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
    source: SourceText,
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

/// One version of a shipped questionnaire.
#[derive(Debug)]
pub struct Form {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Its texts.
    pub source: SourceText,
    parsed: OnceLock<questionnaire::Parsed>,
}

/// Lists the shipped questionnaires in order of code and version.
pub fn questionnaires() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    let form = |(path, text): &(&'static str, &'static str)| {
        let (code, version, source) = named(QUESTIONNAIRES, path, text)?;
        Some(Form { code, version, source, parsed: OnceLock::new() })
    };
    FORMS.get_or_init(|| QUESTIONNAIRES.iter().filter_map(form).collect())
}

/// Finds a shipped questionnaire.
pub fn questionnaire(code: &str, version: &str) -> Option<&'static Form> {
    questionnaires().iter().find(|form| form.code == code && form.version == version)
}

impl Form {
    /// The parsed questionnaire with all findings; parsed once.
    pub fn parsed(&self) -> &questionnaire::Parsed {
        self.parsed.get_or_init(|| questionnaire::parse(&self.source, &Embedded))
    }
}

/// Code, version and texts of a file; `None` for a sidecar.
fn named(files: &[(&str, &str)], path: &str, text: &str) -> Option<(String, String, SourceText)> {
    if path.ends_with(SIDECAR) {
        return None;
    }
    let (code, version) = path.strip_suffix(".toml")?.rsplit_once('/')?;
    let beside = format!("{code}/{version}{SIDECAR}");
    let sidecar = files.iter().find(|(other, _)| *other == beside).map(|(_, text)| (*text).to_owned());
    Some((code.to_owned(), version.to_owned(), SourceText { text: text.to_owned(), sidecar }))
}

impl Entry {
    fn new(path: &'static str, text: &'static str) -> Option<Self> {
        let (set, version, source) = named(FILES, path, text)?;
        Some(Self { set, version, path, source, parsed: OnceLock::new() })
    }

    /// The texts of the file and its sidecar.
    pub fn source(&self) -> SourceText {
        self.source.clone()
    }

    /// The parsed set with all findings; parsed once.
    pub fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| thuocdo_criteria::parse(&self.source, &Embedded))
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
    fn every_shipped_questionnaire_is_clean_and_says_where_it_lies() {
        assert!(!questionnaires().is_empty());
        for form in questionnaires() {
            let parsed = form.parsed();
            assert_eq!(parsed.diagnostics, [], "{} {}", form.code, form.version);
            let found = parsed.questionnaire.as_ref().map(|found| (&found.code, &found.version));
            assert_eq!(found, Some((&form.code, &form.version)));
        }
    }

    #[test]
    fn a_sidecar_is_no_set_of_its_own() {
        assert!(entries().iter().all(|entry| !entry.version.ends_with(".en")));
    }
}
