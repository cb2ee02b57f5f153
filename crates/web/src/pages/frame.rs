//! What surrounds the content of every page.

use thuocdo_app::portal::head::RoundView;
use thuocdo_words::Lang;

use crate::door::{Ctx, Display};
use crate::text::Text;
use crate::urls::{self, Urls};

/// The frame of a page: title, place in the navigation, language, looks.
pub struct Frame<'a> {
    /// Words.
    pub t: Text<'a>,
    /// Addresses.
    pub u: Urls,
    /// Language.
    pub lang: Lang,
    /// How the page looks.
    pub display: Display,
    /// Title, without the name of the product.
    pub title: String,
    /// One sentence for search engines and shared links.
    pub description: String,
    /// The round that the page is about.
    pub round: Option<&'a RoundView>,
    /// Place in the navigation.
    pub place: &'static str,
    path: &'a str,
}

impl<'a> Frame<'a> {
    /// A frame with a title.
    pub fn new(ctx: &'a Ctx, place: &'static str, title: String) -> Self {
        let (t, u) = (ctx.text(), ctx.urls());
        let description = t.t("frame-description");
        Self { t, u, lang: ctx.lang, display: ctx.display, title, description, round: None, place, path: &ctx.path }
    }

    /// Sets the round.
    #[must_use]
    pub fn about(self, round: &'a RoundView) -> Self {
        Self { round: Some(round), ..self }
    }

    /// Sets the description.
    #[must_use]
    pub fn described(self, description: String) -> Self {
        Self { description, ..self }
    }

    /// Whether the page speaks Vietnamese.
    pub fn is_vietnamese(&self) -> bool {
        self.lang == Lang::Vi
    }

    /// Whether the page is about a version that was superseded.
    pub fn is_past(&self) -> bool {
        self.round.is_some_and(|round| round.superseded.is_some())
    }

    /// This page in a language.
    pub fn in_language(&self, lang: Lang) -> String {
        urls::in_language(lang, self.path)
    }

    /// Address that switches the size of text.
    pub fn toggle_large(&self) -> String {
        urls::display(!self.display.large, self.display.contrast, &self.in_language(self.lang))
    }

    /// Address that switches the contrast.
    pub fn toggle_contrast(&self) -> String {
        urls::display(self.display.large, !self.display.contrast, &self.in_language(self.lang))
    }
}
