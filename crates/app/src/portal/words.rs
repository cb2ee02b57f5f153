//! Sentences of a publication in both languages.

use thuocdo_base::{Arg, Message, Number};
use thuocdo_publication::model::{Sentence, SentenceArg};
use thuocdo_words::{Lang, Locale};

/// The sentences that criteria, scoring and publications speak, in both languages.
pub(super) struct Words {
    locales: [Locale; 2],
}

impl Words {
    pub(super) fn new() -> Self {
        Self { locales: Lang::ALL.map(locale) }
    }

    pub(super) fn of(&self, lang: Lang) -> &Locale {
        match lang {
            Lang::Vi => &self.locales[0],
            Lang::En => &self.locales[1],
        }
    }

    /// Renders a sentence of a publication.
    pub(super) fn say(&self, lang: Lang, sentence: &Sentence) -> String {
        self.of(lang).render(&message(sentence))
    }

    /// Renders messages one by one.
    pub(super) fn say_all(&self, lang: Lang, messages: &[Message]) -> Vec<String> {
        messages.iter().map(|message| self.of(lang).render(message)).collect()
    }
}

fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[thuocdo_criteria::locale_text(lang), thuocdo_scoring::locale_text(lang)])
}

/// Turns a stored sentence back into a message; a number that cannot be read stays as text.
fn message(sentence: &Sentence) -> Message {
    let args = sentence.args.iter().map(|(name, value)| (name.clone(), arg(value))).collect();
    Message { key: sentence.key.clone(), args }
}

fn arg(value: &SentenceArg) -> Arg {
    let number = |text: &str, make: fn(Number, u8) -> Arg, decimals: u8| match Number::parse(text) {
        Ok(number) => make(number, decimals),
        Err(_) => Arg::Text(text.to_owned()),
    };
    match value {
        SentenceArg::Text(text) => Arg::Text(text.clone()),
        SentenceArg::Count(count) => Arg::Count(*count),
        SentenceArg::Number(text, decimals) => number(text, Arg::Number, *decimals),
        SentenceArg::Fixed(text, decimals) => number(text, Arg::Fixed, *decimals),
        SentenceArg::Percent(text, decimals) => number(text, Arg::Percent, *decimals),
        SentenceArg::Sentence(inner) => Arg::Message(Box::new(message(inner))),
        SentenceArg::List(items) => Arg::List(items.iter().map(message).collect()),
    }
}
