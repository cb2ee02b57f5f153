//! Sentences from locale files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use thuocdo_base::{Arg, Message, Rounding};
use unic_langid::LanguageIdentifier;

use crate::{Lang, show};

/// The sentences of one language, from any number of `.ftl` texts.
pub struct Locale {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// Builds the sentences of a language; later texts may not repeat ids of earlier ones.
    ///
    /// # Panics
    /// On a faulty locale text: they are compiled in, so that a test catches it, never a user.
    pub fn new(lang: Lang, texts: &[&'static str]) -> Self {
        #[expect(clippy::expect_used, reason = "both codes are well formed")]
        let id: LanguageIdentifier = lang.code().parse().expect("a language code");
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for text in texts {
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) => resource,
                Err((_, faults)) => panic!("locale {}: {faults:?}", lang.code()),
            };
            if let Err(faults) = bundle.add_resource(resource) {
                panic!("locale {}: {faults:?}", lang.code());
            }
        }
        Self { lang, bundle }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Says whether an entry exists.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Renders a plain entry; a missing one shows its key in brackets, so that it is seen in review.
    pub fn text(&self, key: &str) -> String {
        self.render(&Message::new(key))
    }

    /// Renders a message.
    pub fn render(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, arg) in &message.args {
            args.set(name.clone(), self.value(arg));
        }
        let Some(pattern) = self.bundle.get_message(&message.key).and_then(|entry| entry.value()) else {
            return format!("[{}]", message.key);
        };
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        let text = match arg {
            Arg::Text(text) => text.clone(),
            Arg::Count(count) => return FluentValue::from(*count),
            Arg::Number(number, decimals) => show::short(self.lang, number, *decimals),
            Arg::Fixed(number, decimals) => show::fixed(self.lang, number, *decimals, Rounding::HalfUp),
            Arg::Percent(share, decimals) => show::percent(self.lang, share, *decimals),
            Arg::Message(message) => self.render(message),
            Arg::List(items) => items.iter().map(|item| self.render(item)).collect::<Vec<_>>().join("; "),
        };
        FluentValue::String(Cow::Owned(text))
    }
}

/// Lists the ids of a locale text with the names of their arguments, so that tests can compare languages.
///
/// # Example: both languages say the same things
/// ```
/// use thuocdo_words::locale::entries;
/// let vi = entries("cmd-done = Đã ghi { $count } tệp.\n");
/// let en = entries("cmd-done = { $count ->\n    [one] One file\n   *[other] { $count } files\n } written.\n");
/// assert_eq!(vi, en);
/// ```
///
/// # Panics
/// If an id is there twice: texts are compiled in, so that a test catches it.
pub fn entries(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '['])) {
            current = id.to_owned();
            assert!(entries.insert(current.clone(), BTreeSet::new()).is_none(), "{current} is there twice");
        }
        for part in line.split('$').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            entries.entry(current.clone()).or_default().insert(name);
        }
    }
    entries
}
