//! TOML with places: a table that is read key by key and then asked for what nobody read.

use std::cell::RefCell;
use std::ops::Range;

use thuocdo_base::Message;
use thuocdo_words::encoding::{self, TextFault};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::{Fault, Faults, Spot};
use crate::near;

/// Reads bytes as text and reports old encodings; composed letters are noted.
pub(crate) fn text_of(file: &str, bytes: &[u8], faults: &mut Faults) -> Option<String> {
    match encoding::read(bytes) {
        Ok((text, composed)) => {
            if composed {
                faults.note_with(|| Spot::file(file).says(Message::new("folder-composed"), None));
            }
            Some(text)
        }
        Err(fault) => {
            faults.push(encoding_fault(file, bytes, fault));
            None
        }
    }
}

fn encoding_fault(file: &str, bytes: &[u8], fault: TextFault) -> Fault {
    let save_as_utf8 = Some(Message::new("folder-encoding-hint"));
    match fault {
        TextFault::Utf16 => Spot::file(file).says(Message::new("folder-encoding-utf16"), save_as_utf8),
        TextFault::NotUtf8 { valid_up_to, old_vietnamese } => {
            let good = &bytes[..valid_up_to];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count() as u32;
            let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let column = 1 + String::from_utf8_lossy(&good[start..]).chars().count() as u32;
            let key = if old_vietnamese { "folder-encoding-old" } else { "folder-encoding-damaged" };
            Spot { file, line, column }.says(Message::new(key), save_as_utf8)
        }
    }
}

/// A TOML file.
pub(crate) struct Doc<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl<'a> Doc<'a> {
    /// Parses the file; a fault of syntax is pushed.
    pub fn parse(&self, faults: &mut Faults) -> Option<Spanned<DeTable<'a>>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table),
            Err(error) => {
                let spot = self.spot(error.span().unwrap_or(0..0));
                let message = Message::new("folder-toml-syntax").text("detail", error.message());
                faults.push(spot.says(message, Some(Message::new("folder-toml-syntax-hint"))));
                None
            }
        }
    }

    pub fn spot(&self, span: Range<usize>) -> Spot<'a> {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = 1 + before.matches('\n').count() as u32;
        Spot { file: self.file, line, column: 1 + before[line_start..].chars().count() as u32 }
    }
}

/// One table of the file.
pub(crate) struct Table<'d> {
    doc: &'d Doc<'d>,
    items: &'d DeTable<'d>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'d> Table<'d> {
    pub fn new(doc: &'d Doc<'d>, items: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Self { doc, items, span, asked: RefCell::new(Vec::new()) }
    }

    fn find(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.asked.borrow_mut().push(key);
        self.items.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// Place of a key's value, or of the table where the key is absent.
    pub fn spot(&self, key: &str) -> Spot<'d> {
        let value = self.items.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value.span());
        self.doc.spot(value.unwrap_or_else(|| self.span.clone()))
    }

    fn wrong(&self, key: &str, expected: &str, faults: &mut Faults) {
        let message = Message::new("folder-key-type")
            .text("key", key)
            .with("expected", thuocdo_base::Arg::Message(Box::new(Message::new(expected))));
        faults.push(self.spot(key).says(message, None));
    }

    /// Text that may be absent; empty text counts as absent.
    pub fn text(&self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let value = self.find(key)?.get_ref();
        let Some(text) = value.as_str() else {
            self.wrong(key, "folder-type-text", faults);
            return None;
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Text that must be there.
    pub fn required(&self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let wrong_type = self.find(key).is_some_and(|value| value.get_ref().as_str().is_none());
        let text = self.text(key, faults);
        if text.is_none() && !wrong_type {
            faults.push(self.spot(key).says(Message::new("folder-key-missing").text("key", key), None));
        }
        text
    }

    /// A date as `YYYY-MM-DD`.
    pub fn date(&self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let bare = self.find(key).and_then(|value| value.get_ref().as_datetime().map(ToString::to_string));
        let text = if bare.is_some() { bare } else { self.text(key, faults) }?;
        if is_date(&text) {
            return Some(text);
        }
        let message = Message::new("folder-bad-date").text("key", key).text("value", text);
        faults.push(self.spot(key).says(message, Some(Message::new("folder-bad-date-hint"))));
        None
    }

    pub fn truth(&self, key: &'static str, faults: &mut Faults) -> Option<bool> {
        let value = self.find(key)?.get_ref().as_bool();
        if value.is_none() {
            self.wrong(key, "folder-type-truth", faults);
        }
        value
    }

    pub fn texts(&self, key: &'static str, faults: &mut Faults) -> Option<Vec<String>> {
        let items = self.find(key)?.get_ref().as_array();
        let texts: Option<Vec<String>> =
            items.and_then(|items| items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
        if texts.is_none() {
            self.wrong(key, "folder-type-texts", faults);
        }
        texts
    }

    /// Tables of an array, inline or not.
    pub fn tables(&self, key: &'static str, faults: &mut Faults) -> Vec<Table<'d>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let items = value.get_ref().as_array();
        let tables: Option<Vec<Table<'d>>> =
            items.and_then(|items| items.iter().map(|item| self.inner(item)).collect());
        if tables.is_none() {
            self.wrong(key, "folder-type-tables", faults);
        }
        tables.unwrap_or_default()
    }

    /// One table.
    pub fn table(&self, key: &'static str, faults: &mut Faults) -> Option<Table<'d>> {
        let table = self.inner(self.find(key)?);
        if table.is_none() {
            self.wrong(key, "folder-type-table", faults);
        }
        table
    }

    fn inner(&self, value: &'d Spanned<DeValue<'d>>) -> Option<Table<'d>> {
        Some(Table::new(self.doc, value.get_ref().as_table()?, value.span()))
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self, faults: &mut Faults) {
        let known = self.asked.borrow();
        for (name, _) in self.items.iter().filter(|(name, _)| !known.contains(&name.get_ref().as_ref())) {
            let message = Message::new("folder-key-unknown").text("key", name.get_ref().as_ref());
            faults.push(self.doc.spot(name.span()).says(message, near::hint(name.get_ref(), &known)));
        }
    }
}

/// Says whether a text is a day of the calendar as `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = |part: &str, width: usize| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return false;
    }
    let (year, month, day): (u32, u32, u32) =
        (year.parse().unwrap_or(0), month.parse().unwrap_or(0), day.parse().unwrap_or(0));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
