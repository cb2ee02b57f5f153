//! Documents of a round as officials issue them: text templates, the forms of the State and of the Party, PDF and DOCX.
//!
//! Pure: values come in as shown text, bytes come out; the same values give the same bytes.
//! Read in this order: [`model`] (what a document is), [`form`] (rules of the two families), [`kind`] (the documents
//! there are and the names their templates may use), [`template`] (a text file becomes a document), [`mod@outline`],
//! [`mod@pdf`] and [`mod@docx`] (the writers).

pub mod docx;
pub mod form;
pub mod kind;
pub mod model;
pub mod outline;
pub mod pdf;
pub mod template;

use thuocdo_words::{Lang, Locale};

pub use docx::docx;
pub use form::Family;
pub use kind::Kind;
pub use model::Document;
pub use outline::outline;
pub use pdf::pdf;
pub use template::{Data, Template};

/// Gives the sentences of this crate in a language.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

pub(crate) fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang)])
}

#[cfg(test)]
mod tests {
    use thuocdo_words::locale::entries;

    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(entries(locale_text(Lang::Vi)), entries(locale_text(Lang::En)));
    }
}
