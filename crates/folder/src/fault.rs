//! What is wrong with a folder, where, and what to do about it.

use thuocdo_base::Message;

/// Faults listed one by one; the rest is counted.
pub const SHOWN: usize = 200;

/// One finding about a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// File, relative to the folder.
    pub file: String,
    /// Line from 1; 0 if the whole file is meant.
    pub line: u32,
    /// Column from 1, in characters; in a workbook the column of the sheet.
    pub column: u32,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub hint: Option<Message>,
}

/// Place of a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub file: &'a str,
    pub line: u32,
    pub column: u32,
}

impl<'a> Spot<'a> {
    /// The whole file.
    pub fn file(file: &'a str) -> Self {
        Self { file, line: 0, column: 0 }
    }

    pub fn says(self, message: Message, hint: Option<Message>) -> Fault {
        Fault { file: self.file.to_owned(), line: self.line, column: self.column, message, hint }
    }
}

/// Collects faults and notes without ever growing beyond what is shown.
#[derive(Default)]
pub(crate) struct Faults {
    shown: Vec<Fault>,
    more: usize,
    notes: Vec<Fault>,
    more_notes: usize,
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        if self.shown.len() < SHOWN { self.shown.push(fault) } else { self.more += 1 }
    }

    /// How many faults were found so far.
    pub fn count(&self) -> usize {
        self.shown.len() + self.more
    }

    /// Pushes a finding that is only made while it would be shown.
    pub fn push_with(&mut self, make: impl FnOnce() -> Fault) {
        if self.shown.len() < SHOWN { self.shown.push(make()) } else { self.more += 1 }
    }

    pub fn note_with(&mut self, make: impl FnOnce() -> Fault) {
        if self.notes.len() < SHOWN { self.notes.push(make()) } else { self.more_notes += 1 }
    }

    /// Notes if nothing is wrong, else the faults.
    pub fn finish(mut self) -> Result<Vec<Fault>, Vec<Fault>> {
        let rest = |count: usize| Spot::file("").says(Message::new("folder-more").count("count", count), None);
        if self.more > 0 {
            self.shown.push(rest(self.more));
        }
        if self.more_notes > 0 {
            self.notes.push(rest(self.more_notes));
        }
        if self.shown.is_empty() { Ok(self.notes) } else { Err(self.shown) }
    }
}
