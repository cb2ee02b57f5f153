//! What an archive says of itself: its round, and every file with size and hash.

use serde::{Deserialize, Serialize};

/// Format of the archives that are written; others are not read.
pub const FORMAT: u32 = 1;

/// Name of the manifest within the archive.
pub const PATH: &str = "manifest.json";

/// What tells a manifest of ours from others.
pub const KIND: &str = "thuocdo-round-archive";

/// What a file of an archive is, in the order in which people are shown them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What leads through the archive.
    Guide,
    /// A published result and what recomputes it.
    Publication,
    /// A table for people, which opens in a spreadsheet.
    Table,
    /// A criteria set as it was issued, or a questionnaire.
    Set,
    /// What a unit submitted, frozen.
    Submission,
    /// What proves a submission.
    Receipt,
    /// A document that was laid out.
    Document,
    /// A file that was handed in, under the hash of its bytes.
    File,
    /// Rows for programs, one a line.
    Data,
}

impl What {
    /// All kinds, in order.
    pub const ALL: [Self; 9] = [
        Self::Guide,
        Self::Publication,
        Self::Table,
        Self::Set,
        Self::Submission,
        Self::Receipt,
        Self::Document,
        Self::File,
        Self::Data,
    ];

    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Publication => "publication",
            Self::Table => "table",
            Self::Set => "set",
            Self::Submission => "submission",
            Self::Receipt => "receipt",
            Self::Document => "document",
            Self::File => "file",
            Self::Data => "data",
        }
    }
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where it lies.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 of them.
    pub sha256: String,
    /// What it is.
    pub what: What,
    /// What people call it: the name it was handed in under, the title of a table; empty: its path says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// What an archive is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Code of the round.
    pub round: String,
    /// Its title.
    pub title: String,
    /// Its reference period.
    pub period: String,
    /// The stage at which it stood.
    pub stage: String,
    /// How many events its log has.
    pub events: u64,
    /// Hash of the last of them.
    pub last_event: String,
}

/// The manifest (bản kê): what lies in an archive, nothing more and nothing less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`KIND`].
    pub kind: String,
    /// Format of the archive.
    pub format: u32,
    /// What it is of.
    pub of: Head,
    /// Its files by path, the manifest not among them.
    pub files: Vec<Entry>,
}

impl Manifest {
    /// Finds a file by its path.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        let place = self.files.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.files.get(place)
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|entry| entry.bytes).fold(0, u64::saturating_add)
    }
}
