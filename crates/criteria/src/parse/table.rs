//! Typed looks at a spanned TOML table; silent, because [`check`](super::check) has spoken already.

use std::borrow::Cow;
use std::ops::Range;

use thuocdo_base::{Number, NumberError};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults::Span;

/// A value with its place.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// A table with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'t> {
    map: &'t DeTable<'t>,
    start: usize,
    end: usize,
}

/// A text with its place.
#[derive(Clone, Debug)]
pub(crate) struct Text<'t> {
    /// The text.
    pub(crate) value: &'t str,
    /// Its place.
    pub(crate) span: Span,
}

impl<'t> Table<'t> {
    /// Looks at a table.
    pub(crate) fn new(map: &'t DeTable<'t>, span: Range<usize>) -> Self {
        Self { map, start: span.start, end: span.end }
    }

    /// Place of the table: its header, or all of it if written inline.
    pub(crate) fn span(&self) -> Span {
        self.start..self.end
    }

    /// Place of a key, or of the table where the key is absent.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        self.map.get_key_value(key).map_or(self.span(), |(key, _)| key.span())
    }

    /// Place of a key's value, or of the table where the key is absent.
    pub(crate) fn value_span(&self, key: &str) -> Span {
        self.get(key).map_or(self.span(), Spanned::span)
    }

    /// A key's value.
    pub(crate) fn get(&self, key: &str) -> Option<&'t Value<'t>> {
        self.map.get(key)
    }

    /// Says whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// All entries in the order of the file.
    pub(crate) fn entries(&self) -> Vec<(Text<'t>, &'t Value<'t>)> {
        let mut entries: Vec<_> =
            self.map.iter().map(|(key, value)| (Text { value: key.get_ref(), span: key.span() }, value)).collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// Text of a key.
    pub(crate) fn text(&self, key: &str) -> Option<Text<'t>> {
        self.get(key).and_then(text)
    }

    /// Text of a key as an owned string.
    pub(crate) fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.value.to_owned())
    }

    /// Texts of a list.
    pub(crate) fn texts(&self, key: &str) -> Vec<Text<'t>> {
        let items = self.get(key).and_then(|value| value.get_ref().as_array());
        items.into_iter().flat_map(|items| items.iter()).filter_map(text).collect()
    }

    /// Texts of a list as owned strings.
    pub(crate) fn strings(&self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(|text| text.value.to_owned()).collect()
    }

    /// Exact number of a key.
    pub(crate) fn number(&self, key: &str) -> Option<Number> {
        self.get(key).and_then(|value| number(value).ok())
    }

    /// Whole number of a key.
    pub(crate) fn whole(&self, key: &str) -> Option<u32> {
        self.number(key).and_then(|number| u32::try_from(number.to_i64()?).ok())
    }

    /// true or false of a key.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).and_then(|value| value.get_ref().as_bool())
    }

    /// Table of a key.
    pub(crate) fn table(&self, key: &str) -> Option<Self> {
        self.get(key).and_then(table)
    }

    /// Tables of a list.
    pub(crate) fn tables(&self, key: &str) -> Vec<Self> {
        let items = self.get(key).and_then(|value| value.get_ref().as_array());
        items.into_iter().flat_map(|items| items.iter()).filter_map(table).collect()
    }
}

/// A value as text.
pub(crate) fn text<'t>(value: &'t Value<'t>) -> Option<Text<'t>> {
    value.get_ref().as_str().map(|text| Text { value: text, span: value.span() })
}

/// A value as a table.
pub(crate) fn table<'t>(value: &'t Value<'t>) -> Option<Table<'t>> {
    value.get_ref().as_table().map(|map| Table::new(map, value.span()))
}

/// Why a value is not a number.
pub(crate) enum NotANumber {
    /// It is of another type.
    Type,
    /// It is a TOML float.
    Float,
    /// Its text is not in machine form.
    Text(NumberError),
}

/// A value as an exact number.
pub(crate) fn number(value: &Value<'_>) -> Result<Number, NotANumber> {
    match value.get_ref() {
        DeValue::String(text) => Number::parse(text).map_err(NotANumber::Text),
        DeValue::Integer(_) => integer(value).ok_or(NotANumber::Text(NumberError::TooLong)),
        DeValue::Float(_) => Err(NotANumber::Float),
        _ => Err(NotANumber::Type),
    }
}

fn integer(value: &Value<'_>) -> Option<Number> {
    let integer = value.get_ref().as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Number::from)
}

/// A value as the text of an expression: a string, or a TOML integer.
pub(crate) fn expression_text<'t>(value: &'t Value<'t>) -> Option<Cow<'t, str>> {
    match value.get_ref() {
        DeValue::String(text) => Some(Cow::Borrowed(text)),
        DeValue::Integer(_) => integer(value).map(|number| Cow::Owned(number.to_exact())),
        _ => None,
    }
}
