//! Findings on the terminal: where, the line itself, a caret, what to do.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};
use thuocdo_base::Message;
use thuocdo_criteria::{Diagnostic, Severity};
use thuocdo_folder::Fault;
use thuocdo_words::Locale;

/// A finding of either kind.
pub struct Finding<'a> {
    pub severity: Severity,
    pub code: Option<&'a str>,
    pub file: &'a str,
    pub line: u32,
    pub column: u32,
    pub length: u32,
    pub message: &'a Message,
    pub hint: Option<&'a Message>,
}

impl<'a> Finding<'a> {
    pub fn of_diagnostic(file: &'a str, found: &'a Diagnostic) -> Self {
        Self {
            severity: found.severity,
            code: Some(found.code),
            file,
            line: found.place.line,
            column: found.place.column,
            length: found.place.length,
            message: &found.message,
            hint: found.hint.as_ref(),
        }
    }

    pub fn of_fault(fault: &'a Fault, severity: Severity) -> Self {
        Self {
            severity,
            code: None,
            file: &fault.file,
            line: fault.line,
            column: fault.column,
            length: 1,
            message: &fault.message,
            hint: fault.hint.as_ref(),
        }
    }

    fn severity_key(&self) -> &'static str {
        match self.severity {
            Severity::Error => "cmd-error",
            Severity::Warning => "cmd-warning",
        }
    }

    /// The finding for scripts.
    pub fn json(&self, words: &Locale) -> Value {
        json!({
            "severity": if self.severity == Severity::Error { "error" } else { "warning" },
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "length": self.length,
            "message": words.render(self.message),
            "hint": self.hint.map(|hint| words.render(hint)),
        })
    }

    /// The finding for people; `text` is the file's text, if it is at hand.
    pub fn print(&self, out: &mut dyn Write, words: &Locale, text: Option<&str>) {
        let color = Color::wanted();
        let code = self.code.map(|code| format!("[{code}]")).unwrap_or_default();
        let head = color.paint(self.severity, &format!("{}{code}", words.text(self.severity_key())));
        let _ = writeln!(out, "{head}: {}", words.render(self.message));
        let margin = " ".repeat(self.line.to_string().len());
        if !self.file.is_empty() {
            let place = if self.line > 0 { format!(":{}:{}", self.line, self.column) } else { String::new() };
            let _ = writeln!(out, "{margin}--> {}{place}", self.file);
        }
        if let Some(line) = text.and_then(|text| text.lines().nth((self.line as usize).checked_sub(1)?)) {
            let (line, before) = window(line, self.column as usize);
            let length = (self.length.max(1) as usize).min(line.chars().count().saturating_sub(before).max(1));
            let carets = color.paint(self.severity, &"^".repeat(length));
            let _ = writeln!(out, "{margin} |\n{} | {line}\n{margin} | {}{carets}", self.line, " ".repeat(before));
        }
        if let Some(hint) = self.hint {
            let _ = writeln!(out, "{margin} = {}: {}", words.text("cmd-hint"), words.render(hint));
        }
        let _ = writeln!(out);
    }
}

/// The part of a line around a column, tabs as blanks, and how many characters stand before the column.
fn window(line: &str, column: usize) -> (String, usize) {
    const WIDTH: usize = 110;
    let at = column.saturating_sub(1);
    let start = if at > WIDTH * 2 / 3 { at - WIDTH / 2 } else { 0 };
    let shown = line.chars().skip(start).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c });
    (shown.collect(), at - start)
}

/// Colors only for people who look at a terminal.
struct Color(bool);

impl Color {
    fn wanted() -> Self {
        Self(std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none())
    }

    fn paint(&self, severity: Severity, text: &str) -> String {
        let shade = if severity == Severity::Error { 31 } else { 33 };
        if self.0 { format!("\u{1b}[1;{shade}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
