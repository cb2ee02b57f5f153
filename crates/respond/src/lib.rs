//! The respondent's door: answering a survey by a link, at a kiosk, or with an interviewer.
//!
//! The verb is [`router`]. Pages are small (a whole form within 15 KB), work without scripts, keep nothing at the
//! server before they are sent, and are kept by nobody. Read in this order: [`urls`], [`door`], [`fields`] (forms
//! read), [`sheet`] (a questionnaire as one respondent sees it), then [`pages`].

pub mod assets;
pub mod door;
pub mod fields;
pub mod frame;
pub mod pages;
pub mod sheet;
pub mod urls;

use axum::Router;
use thuocdo_app::App;
use thuocdo_words::{Lang, Locale};

/// Serves the respondents' pages.
pub fn router(app: App) -> Router {
    pages::routes(door::Door::new(app))
}

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// Everything that a page may say.
pub fn locale(lang: Lang) -> Locale {
    let texts: Vec<&'static str> = std::iter::once(locale_text(lang)).chain(thuocdo_app::locale_texts(lang)).collect();
    Locale::new(lang, &texts)
}
