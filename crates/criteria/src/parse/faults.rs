//! Collects findings by byte span; places them by line and column once, at the end.

use std::collections::HashSet;
use std::ops::Range;

use thuocdo_base::{Arg, Message, Number};

use super::table::Table;
use crate::codes::{self, Code};
use crate::{Diagnostic, Place, Severity};

/// Bytes of the text that a finding speaks of.
pub(crate) type Span = Range<usize>;

/// Warnings shown at most, and errors; what is more is counted.
const MOST_SHOWN: usize = 1_000;
/// Names compared for "did you mean" in one file, so that hostile files stay cheap.
const MOST_COMPARED: usize = 200_000;

/// One finding before it has a line.
#[derive(Debug)]
pub(crate) struct Fault {
    code: &'static Code,
    span: Span,
    message: Message,
    hint: Option<Message>,
    sidecar: bool,
}

impl Fault {
    /// Starts a finding.
    pub(crate) fn new(code: &'static Code, span: Span) -> Self {
        let message = Message::new(&format!("diag-{}", code.key));
        Self { code, span, message, hint: None, sidecar: false }
    }

    /// Adds a text argument.
    pub(crate) fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.message = self.message.text(name, clip(value.into()));
        self
    }

    /// Adds a list of words that are ours or known to be short.
    pub(crate) fn words<'a>(mut self, name: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.message = self.message.text(name, words.into_iter().collect::<Vec<_>>().join(", "));
        self
    }

    /// Adds a count.
    pub(crate) fn count(mut self, name: &str, value: usize) -> Self {
        self.message = self.message.count(name, value);
        self
    }

    /// Adds a number.
    pub(crate) fn number(mut self, name: &str, value: &Number) -> Self {
        self.message = self.message.number(name, value);
        self
    }

    /// Adds a sentence without arguments as an argument.
    pub(crate) fn sentence(self, name: &str, key: &str) -> Self {
        self.message(name, Message::new(key))
    }

    /// Adds a sentence as an argument.
    pub(crate) fn message(mut self, name: &str, message: Message) -> Self {
        self.message = self.message.with(name, Arg::Message(Box::new(message)));
        self
    }

    /// Marks the finding as one about the sidecar.
    pub(crate) fn in_sidecar(mut self) -> Self {
        self.sidecar = true;
        self
    }

    /// Proposes a name instead of the general hint.
    fn propose(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            self.hint = Some(Message::new("diag-did-you-mean").text("name", name));
        }
        self
    }
}

/// Long texts from the file are cut in messages.
fn clip(text: String) -> String {
    if text.chars().nth(80).is_none() {
        return text;
    }
    text.chars().take(79).chain(['…']).collect()
}

/// The findings so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    errors: usize,
    /// Warnings and errors kept.
    shown: [usize; 2],
    more: usize,
    compared: usize,
}

impl Faults {
    /// Takes a finding.
    pub(crate) fn push(&mut self, fault: Fault) {
        self.errors += usize::from(fault.code.severity == Severity::Error);
        let shown = &mut self.shown[usize::from(fault.code.severity == Severity::Error)];
        if *shown < MOST_SHOWN {
            *shown += 1;
            self.list.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Takes a finding about a name that is not known, and looks for one that is close.
    pub(crate) fn unknown<'a>(&mut self, fault: Fault, name: &str, known: impl IntoIterator<Item = &'a str>) {
        let close = self.closest(name, known);
        self.push(fault.propose(close));
    }

    fn closest<'a>(&mut self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let length = name.chars().count();
        if length > 40 {
            return None;
        }
        let mut best: Option<(usize, &str)> = None;
        for other in known {
            self.compared += 1;
            if self.compared > MOST_COMPARED {
                break;
            }
            let far = distance(name, other);
            if far <= 1 + length / 4 && best.is_none_or(|(least, _)| far < least) {
                best = Some((far, other));
            }
        }
        best.map(|(_, other)| other)
    }

    /// Reports a list that may not be empty.
    pub(crate) fn empty_list(&mut self, table: Table<'_>, key: &str) {
        let list = table.get(key).and_then(|value| value.get_ref().as_array());
        if list.is_some_and(|list| list.is_empty()) {
            self.push(Fault::new(&codes::EMPTY, table.value_span(key)).text("key", key));
        }
    }

    /// Takes over findings about the sidecar, each as one of this kind with the finding as its detail.
    pub(crate) fn adopt(&mut self, others: Self, code: &'static Code) {
        for other in others.list {
            let message = Message::new(&format!("diag-{}", code.key));
            let detail = Arg::Message(Box::new(other.message));
            self.push(Fault {
                code,
                message: message.with("detail", detail),
                hint: other.hint,
                sidecar: true,
                ..other
            });
        }
    }

    /// Number of errors so far.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// Places all findings in order of the text.
    pub(crate) fn finish(mut self, text: &str, sidecar: &str) -> Vec<Diagnostic> {
        if self.more > 0 {
            let (end, more) = (text.len(), self.more);
            self.list.push(Fault::new(&codes::MORE, end..end).count("count", more));
        }
        self.list.sort_by_key(|fault| (fault.sidecar, fault.span.start, fault.code.code));
        let split = self.list.partition_point(|fault| !fault.sidecar);
        let later = self.list.split_off(split);
        let mut placed = place(text, self.list);
        placed.extend(place(sidecar, later));
        placed.dedup();
        without_echoes(placed)
    }
}

/// Drops what is found on lines whose syntax is broken: it goes away with the syntax fault.
fn without_echoes(mut placed: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let broken = [codes::SYNTAX.code, codes::DUPLICATE_KEY.code, codes::NESTED_TOO_DEEP.code];
    let is_syntax = |found: &Diagnostic| broken.contains(&found.code);
    let lines: HashSet<u32> = placed.iter().filter(|found| is_syntax(found)).map(|found| found.place.line).collect();
    placed.retain(|found| found.sidecar || is_syntax(found) || !lines.contains(&found.place.line));
    placed
}

/// Walks the text once beside the sorted findings.
fn place(text: &str, faults: Vec<Fault>) -> Vec<Diagnostic> {
    let mut walk = Walk { text, offset: 0, line: 1, column: 1 };
    faults
        .into_iter()
        .map(|fault| {
            walk.advance(fault.span.start);
            let rest = text.get(walk.offset..fault.span.end.min(text.len())).unwrap_or_default();
            let length = rest.lines().next().map_or(0, |line| line.chars().take(200).count()).max(1);
            let place = Place { line: walk.line, column: walk.column, length: length as u32 };
            let hint = fault.hint.unwrap_or_else(|| Message {
                key: format!("diag-{}-hint", fault.code.key),
                args: fault.message.args.clone(),
            });
            let Code { code, severity, .. } = *fault.code;
            Diagnostic { severity, code, sidecar: fault.sidecar, place, message: fault.message, hint: Some(hint) }
        })
        .collect()
}

struct Walk<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    column: u32,
}

impl Walk<'_> {
    fn advance(&mut self, to: usize) {
        let to = to.min(self.text.len());
        while self.offset < to {
            let Some(next) = self.text[self.offset..].chars().next() else { return };
            if self.offset + next.len_utf8() > to {
                return;
            }
            self.offset += next.len_utf8();
            if next == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
    }
}

/// Number of edits from one name to another, cut off where it can't be close.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > 11 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// Where lines start.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// Finds the line starts of a text.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// Line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}
