//! What the server says on the terminal: Vietnamese first, English after it.

use std::io::Write;

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
    for lang in Lang::ALL {
        let line = Locale::new(lang, &[locale_text(lang)]).render(message);
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}
