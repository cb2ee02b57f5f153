//! What surrounds the content of every page: a bar with two switches, nothing else.

use thuocdo_web::door::Display;
use thuocdo_web::text::Text;
use thuocdo_words::Lang;

use crate::urls::{self, Place};

/// The frame of a page.
pub struct Frame<'a> {
    /// Words.
    pub t: Text<'a>,
    /// Language of the page.
    pub lang: Lang,
    /// The other language.
    pub other: Lang,
    /// This page in the other language.
    pub other_address: String,
    /// Whether letters are large.
    pub large: bool,
    /// Title, without the name of the product.
    pub title: String,
    display: Display,
    address: String,
}

impl<'a> Frame<'a> {
    /// A frame with a title.
    pub fn new(t: Text<'a>, display: Display, place: Place, title: String) -> Self {
        let lang = t.lang();
        let other = if lang == Lang::Vi { Lang::En } else { Lang::Vi };
        let (address, other_address) = (place.address(lang).to_owned(), place.address(other).to_owned());
        Self { t, lang, other, other_address, large: display.large, title, display, address }
    }

    /// The frame of a sample of this questionnaire.
    #[must_use]
    pub fn of(mut self, questionnaire: &str) -> Self {
        let query = format!("?phieu={}", thuocdo_web::urls::encode(questionnaire));
        self.address += &query;
        self.other_address += &query;
        self
    }

    /// Address that switches the size of text and leads back.
    pub fn toggle_large(&self) -> String {
        urls::display(!self.display.large, self.display.contrast, &self.address)
    }

    /// The other language in its own words.
    pub fn other_name(&self) -> &'static str {
        if self.other == Lang::Vi { "Tiếng Việt" } else { "English" }
    }
}
