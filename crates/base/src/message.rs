//! A sentence before it has a language: a key and its arguments.

use crate::Number;

/// One argument of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text that is shown as it stands: a name, a code.
    Text(String),
    /// A count of things; the language may choose a plural form by it.
    Count(u64),
    /// An exact number, shown with up to this many decimals and no trailing zeros.
    Number(Number, u8),
    /// An exact number, shown with exactly this many decimals.
    Fixed(Number, u8),
    /// A share, shown in per cent with up to this many decimals.
    Percent(Number, u8),
    /// A sentence inside a sentence.
    Message(Box<Message>),
    /// Several sentences, joined the way the language joins a list.
    List(Vec<Message>),
}

/// A sentence for people, not yet in any language (câu thông báo).
///
/// The key names an entry of the locale files; `thuocdo-words` renders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Id of the entry in the locale files, such as `rule-ratio`.
    pub key: String,
    /// Arguments by name, in the order in which they were given.
    pub args: Vec<(String, Arg)>,
}

impl Message {
    /// Makes a message without arguments.
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// Adds one argument.
    #[must_use]
    pub fn with(mut self, name: &str, arg: Arg) -> Self {
        self.args.push((name.to_owned(), arg));
        self
    }

    /// Adds a text argument.
    #[must_use]
    pub fn text(self, name: &str, value: impl Into<String>) -> Self {
        self.with(name, Arg::Text(value.into()))
    }

    /// Adds a count.
    #[must_use]
    pub fn count(self, name: &str, value: usize) -> Self {
        self.with(name, Arg::Count(value as u64))
    }

    /// Adds an exact number shown with up to six decimals.
    #[must_use]
    pub fn number(self, name: &str, value: &Number) -> Self {
        self.with(name, Arg::Number(value.clone(), 6))
    }

    /// Adds a share shown in per cent with up to two decimals.
    #[must_use]
    pub fn percent(self, name: &str, value: &Number) -> Self {
        self.with(name, Arg::Percent(value.clone(), 2))
    }
}
