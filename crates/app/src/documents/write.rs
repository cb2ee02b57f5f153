//! Numbers and words as documents show them.

use thuocdo_base::{Message, Number, Rounding};
use thuocdo_criteria::set::{Node, PointsRounding};
use thuocdo_words::{Lang, Locale, show};

/// What writes numbers and sentences of a document.
pub(super) struct Pen {
    /// Language.
    pub(super) lang: Lang,
    /// Sentences.
    pub(super) words: Locale,
    /// Decimals of points.
    decimals: u8,
    mode: Rounding,
}

impl Pen {
    /// A pen with the decimals of a criteria set.
    pub(super) fn new(lang: Lang, rounding: &PointsRounding) -> Self {
        let words = Locale::new(lang, &crate::locale_texts(lang));
        Self { lang, words, decimals: rounding.decimals, mode: rounding.mode }
    }

    /// Points.
    pub(super) fn points(&self, points: &Number) -> String {
        show::fixed(self.lang, points, self.decimals, self.mode)
    }

    /// Points that may be missing: nothing.
    pub(super) fn maybe(&self, points: Option<&Number>) -> String {
        points.map(|points| self.points(points)).unwrap_or_default()
    }

    /// Points over a maximum in per cent with one decimal; nothing where the maximum is zero.
    pub(super) fn share(&self, points: &Number, max: &Number) -> String {
        points.divided_by(max).map(|share| self.percent(&share)).unwrap_or_default()
    }

    /// A share in per cent with one decimal.
    pub(super) fn percent(&self, share: &Number) -> String {
        let number = show::fixed(self.lang, &(share * &Number::from(100)), 1, Rounding::HalfUp);
        match self.lang {
            Lang::Vi => format!("{number}\u{a0}%"),
            Lang::En => format!("{number}%"),
        }
    }

    /// A whole number.
    pub(super) fn count(&self, count: usize) -> String {
        show::count(self.lang, count as u64)
    }

    /// A sentence.
    pub(super) fn say(&self, message: &Message) -> String {
        self.words.render(message)
    }

    /// The title of a section or criterion.
    pub(super) fn title(&self, node: &Node) -> String {
        self.either(&node.title, node.title_en.as_deref())
    }

    /// A text in the language, where it has one.
    pub(super) fn either(&self, vi: &str, en: Option<&str>) -> String {
        en.filter(|_| self.lang == Lang::En).unwrap_or(vi).to_owned()
    }
}
