//! Sentences of the portal, for templates.

use std::fmt;

use thuocdo_base::{Message, Number};
use thuocdo_words::{Lang, Locale, show};

/// Entries of the locale files.
pub fn entries(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => concat!(include_str!("../locales/vi/frame.ftl"), include_str!("../locales/vi/pages.ftl")),
        Lang::En => concat!(include_str!("../locales/en/frame.ftl"), include_str!("../locales/en/pages.ftl")),
    }
}

/// Builds the locale of the portal.
pub fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[entries(lang)])
}

/// The words of one page.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    locale: &'a Locale,
}

impl<'a> Text<'a> {
    /// Words from a locale.
    pub fn new(locale: &'a Locale) -> Self {
        Self { locale }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.locale.lang()
    }

    /// A plain entry.
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// An entry by key and suffix, for words of a closed list such as layers.
    pub fn word(&self, prefix: &str, name: &str) -> String {
        let key = format!("{prefix}{name}");
        if self.locale.has(&key) { self.locale.text(&key) } else { name.to_owned() }
    }

    /// An entry with arguments.
    pub fn with(&self, key: &str) -> Said<'a> {
        Said { locale: self.locale, message: Message::new(key) }
    }

    /// Ten-thousandths in per cent.
    pub fn percent(&self, share: &u32) -> String {
        let share = Number::from(i64::from(*share)).divided_by(&Number::from(10_000)).unwrap_or_default();
        show::percent(self.lang(), &share, 1)
    }

    /// A whole number with grouped thousands.
    pub fn n(&self, count: &usize) -> String {
        show::count(self.lang(), *count as u64)
    }
}

/// A number of things, by value or by reference as templates have it.
pub trait Count {
    /// The number.
    fn whole(&self) -> usize;
}

impl Count for usize {
    fn whole(&self) -> usize {
        *self
    }
}

impl Count for u32 {
    fn whole(&self) -> usize {
        *self as usize
    }
}

impl<T: Count> Count for &T {
    fn whole(&self) -> usize {
        (*self).whole()
    }
}

/// An entry that collects its arguments; shown, it is the sentence.
#[derive(Clone)]
pub struct Said<'a> {
    locale: &'a Locale,
    message: Message,
}

impl Said<'_> {
    /// Adds a text.
    #[must_use]
    pub fn text(self, name: &str, value: impl fmt::Display) -> Self {
        Self { message: self.message.text(name, value.to_string()), ..self }
    }

    /// Adds a count that may choose a plural form.
    #[must_use]
    pub fn count(self, name: &str, value: impl Count) -> Self {
        Self { message: self.message.count(name, value.whole()), ..self }
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.locale.render(&self.message))
    }
}
