//! What goes into the parser and what comes out.

use std::collections::BTreeMap;

use thuocdo_words::encoding::{self, TextFault};

use crate::parse::faults::{Fault, Faults};
use crate::{CriteriaSet, Diagnostic, codes, parse as inner};

/// A criteria file with its English sidecar, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// The file.
    pub text: String,
    /// The file `<version>.en.toml` beside it, if there is one.
    pub sidecar: Option<String>,
}

impl SourceText {
    /// Makes a source without sidecar.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), sidecar: None }
    }
}

/// Where borrowed sets come from.
pub trait Library {
    /// Finds a set by code and version.
    fn find(&self, set: &str, version: &str) -> Option<SourceText>;
}

/// The empty library.
impl Library for () {
    fn find(&self, _set: &str, _version: &str) -> Option<SourceText> {
        None
    }
}

impl Library for BTreeMap<(String, String), SourceText> {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        self.get(&(set.to_owned(), version.to_owned())).cloned()
    }
}

/// What a parse gives: the set, if it can be used, and everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The set; there exactly when no diagnostic is an error.
    pub set: Option<CriteriaSet>,
    /// All findings, in order of the text, those about the sidecar last.
    pub diagnostics: Vec<Diagnostic>,
    /// Texts of borrowed sets that were used: code, version, text.
    pub borrowed: Vec<(String, String, String)>,
}

/// Parses a criteria file; never panics, never stops at the first fault.
///
/// # Example: a small set
/// ```
/// use thuocdo_criteria::{SourceText, parse};
/// let text = r#"
/// [set]
/// code = "mau/so"
/// version = "1"
/// title = "Bộ tiêu chí mẫu"
/// levels = ["Tiêu chí"]
/// scale = "10"
/// document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
///
/// [[criterion]]
/// code = "1"
/// title = "Tỷ lệ hồ sơ trực tuyến"
/// max = "10"
/// origin = "illustrative"
/// rule = { kind = "ratio", zero = "zero" }
/// "#;
/// let parsed = parse(&SourceText::new(text), &());
/// assert!(parsed.diagnostics.is_empty());
/// assert_eq!(parsed.set.unwrap().nodes.len(), 2);
/// ```
pub fn parse(source: &SourceText, library: &dyn Library) -> Parsed {
    inner::parse(source, library)
}

/// Parses the bytes of a criteria file: says what to do about old encodings before anything else.
///
/// # Example: a file saved with an old font
/// ```
/// let parsed = thuocdo_criteria::read(b"title = \"B\xe9 ch\xd8 s\xe8 chuy\xd3n \xae\xe6i s\xe8\"", &());
/// assert_eq!(parsed.diagnostics[0].code, "TD003");
/// ```
pub fn read(bytes: &[u8], library: &dyn Library) -> Parsed {
    match text_of(bytes) {
        Ok(text) => parse(&SourceText::new(text), library),
        Err(diagnostics) => Parsed { set: None, diagnostics, borrowed: Vec::new() },
    }
}

/// The text of a file's bytes, or the only finding about bytes that are no text.
pub(crate) fn text_of(bytes: &[u8]) -> Result<String, Vec<Diagnostic>> {
    if bytes.len() > inner::MOST_BYTES {
        let fault = Fault::new(&codes::TOO_LARGE, 0..0).count("most", inner::MOST_BYTES / 1024 / 1024);
        return Err(refused(fault, bytes, 0));
    }
    match encoding::read(bytes) {
        // The parser composes and reports decomposed letters itself, so it gets the text as it was.
        Ok(_) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        Err(TextFault::Utf16) => Err(refused(Fault::new(&codes::UTF16, 0..0), bytes, 0)),
        Err(TextFault::NotUtf8 { valid_up_to, old_vietnamese }) => {
            let code = if old_vietnamese { &codes::OLD_ENCODING } else { &codes::NOT_UTF8 };
            Err(refused(Fault::new(code, valid_up_to..valid_up_to), bytes, valid_up_to))
        }
    }
}

/// The only finding about bytes that are no text; placed after the good part.
fn refused(fault: Fault, bytes: &[u8], good: usize) -> Vec<Diagnostic> {
    let mut faults = Faults::default();
    faults.push(fault);
    let start = String::from_utf8_lossy(bytes.get(..good).unwrap_or_default());
    faults.finish(&start, "")
}
