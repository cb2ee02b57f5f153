//! What the server says on the terminal: Vietnamese first, English after it.

use std::io::Write;
use std::sync::OnceLock;

use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale};

/// Sentences of serving and of the demo.
pub(crate) fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../../locales/serve.vi.ftl"),
        Lang::En => include_str!("../../locales/serve.en.ftl"),
    }
}

/// Says a sentence in both languages, one line each.
pub(crate) fn say(message: &Message) {
    for line in both(message) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

/// A sentence of the server in both languages.
pub(crate) fn both(message: &Message) -> [String; 2] {
    static LOCALES: OnceLock<[Locale; 2]> = OnceLock::new();
    let locales = LOCALES.get_or_init(|| Lang::ALL.map(|lang| Locale::new(lang, &[locale_text(lang)])));
    locales.each_ref().map(|locale| locale.render(message))
}

/// Says a sentence that holds sentences of criteria files, case folders or publications.
pub(crate) fn say_of_rooms(message: &Message) {
    for lang in Lang::ALL {
        let texts = [
            locale_text(lang),
            thuocdo_criteria::locale_text(lang),
            thuocdo_folder::locale_text(lang),
            thuocdo_publication::locale_text(lang),
        ];
        let _ = writeln!(std::io::stdout(), "{}", Locale::new(lang, &texts).render(message));
    }
}
