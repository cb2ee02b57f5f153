//! The sentences of all rooms in one locale.

use thuocdo_words::{Lang, Locale};

/// Sentences of the command line itself.
fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// The locale of the command line: its own sentences and those of every room it speaks for.
pub fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang)])
}
