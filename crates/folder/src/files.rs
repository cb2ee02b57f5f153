//! The bytes of a folder, and how many of them are too many.

use std::collections::BTreeMap;

use thuocdo_base::Message;

use crate::fault::Fault;

/// Files of a folder: relative path with `/` → bytes.
///
/// A workbook with answers is handed in under its own name (`answers.xlsx`), its first sheet already
/// turned into CSV by the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

/// Greatest size of one file.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Greatest number of rows in all answers together.
pub const MAX_ROWS: u64 = 5_000_000;

impl Files {
    /// Refuses a file by its size alone, so that the caller need not read it.
    pub fn too_large(name: &str, bytes: u64) -> Option<Fault> {
        let megabytes = |bytes: u64| usize::try_from(bytes.div_ceil(1024 * 1024)).unwrap_or(usize::MAX);
        let message =
            Message::new("folder-file-too-large").count("size", megabytes(bytes)).count("limit", megabytes(MAX_BYTES));
        (bytes > MAX_BYTES).then(|| Fault {
            file: name.to_owned(),
            line: 0,
            column: 0,
            message,
            hint: Some(Message::new("folder-file-too-large-hint")),
        })
    }

    /// Says whether a file of this name belongs to a case folder, so that the caller reads no others.
    pub fn belongs(name: &str) -> bool {
        let direct = !name.contains('/');
        let input = name.strip_prefix("inputs/").is_some_and(|rest| !rest.contains('/') && rest.ends_with(".csv"));
        input || name == "units.csv" || (direct && name.ends_with(".toml")) || Self::is_answers(name)
    }

    /// Says whether a file holds answers: `answers*.csv`, `answers*.xlsx`.
    pub fn is_answers(name: &str) -> bool {
        let named = name.starts_with("answers") && !name.contains('/');
        named && (name.ends_with(".csv") || Self::is_workbook(name))
    }

    /// Says whether a file is a workbook by its name.
    pub fn is_workbook(name: &str) -> bool {
        name.to_ascii_lowercase().ends_with(".xlsx")
    }
}
