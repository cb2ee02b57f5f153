//! The sentences of all rooms in one locale.

use thuocdo_words::{Lang, Locale};

/// Sentences of the command line itself.
pub(crate) fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// The locale of the command line: its own sentences and those of every room it speaks for.
pub(crate) fn locale(lang: Lang) -> Locale {
    let texts = [
        locale_text(lang),
        thuocdo_criteria::locale_text(lang),
        thuocdo_scoring::locale_text(lang),
        thuocdo_folder::locale_text(lang),
        thuocdo_publication::locale_text(lang),
        thuocdo_app::locale_text(lang),
    ];
    Locale::new(lang, &texts)
}
