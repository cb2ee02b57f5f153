//! Sentences of a publication in both languages.

use thuocdo_base::Message;
use thuocdo_publication::model::Sentence;
use thuocdo_publication::sentence;
use thuocdo_words::{Lang, Locale};

/// The sentences that criteria, scoring and publications speak, in both languages.
pub(super) struct Words {
    locales: [Locale; 2],
}

impl Words {
    pub(super) fn new() -> Self {
        Self { locales: Lang::ALL.map(thuocdo_publication::locale) }
    }

    pub(super) fn of(&self, lang: Lang) -> &Locale {
        &self.locales[usize::from(lang == Lang::En)]
    }

    /// Renders a sentence of a publication.
    pub(super) fn say(&self, lang: Lang, stored: &Sentence) -> String {
        self.of(lang).render(&sentence::thaw(stored))
    }

    /// Renders sentences of a publication one by one.
    pub(super) fn say_all(&self, lang: Lang, stored: &[Sentence]) -> Vec<String> {
        stored.iter().map(|sentence| self.say(lang, sentence)).collect()
    }

    /// Renders messages one by one.
    pub(super) fn render_all(&self, lang: Lang, messages: &[Message]) -> Vec<String> {
        messages.iter().map(|message| self.of(lang).render(message)).collect()
    }
}
