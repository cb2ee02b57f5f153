//! What is wrong with an author's file, where, and what to do about it.

use thuocdo_base::Message;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the set can be used.
    Warning,
    /// The set cannot be used.
    Error,
}

/// A place in the file, for people: both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Length in characters, at least 1.
    pub length: u32,
}

/// One finding about a criteria file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// Stable code, such as `TD103`, listed in `docs/reference/diagnostics.md`.
    pub code: &'static str,
    /// True if the place is in the English sidecar, not in the criteria file itself.
    pub sidecar: bool,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub hint: Option<Message>,
}
