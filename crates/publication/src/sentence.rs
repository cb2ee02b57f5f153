//! Sentences in the published format, and back.

use thuocdo_base::{Arg, Message, Number};

use crate::model::{Sentence, SentenceArg};

/// Turns a message into its published form.
pub fn freeze(message: &Message) -> Sentence {
    let args = message.args.iter().map(|(name, arg)| (name.clone(), freeze_arg(arg))).collect();
    Sentence { key: message.key.clone(), args }
}

fn freeze_arg(arg: &Arg) -> SentenceArg {
    match arg {
        Arg::Text(text) => SentenceArg::Text(text.clone()),
        Arg::Count(count) => SentenceArg::Count(*count),
        Arg::Number(number, decimals) => SentenceArg::Number(number.to_exact(), *decimals),
        Arg::Fixed(number, decimals) => SentenceArg::Fixed(number.to_exact(), *decimals),
        Arg::Percent(share, decimals) => SentenceArg::Percent(share.to_exact(), *decimals),
        Arg::Message(message) => SentenceArg::Sentence(Box::new(freeze(message))),
        Arg::List(items) => SentenceArg::List(items.iter().map(freeze).collect()),
    }
}

/// Turns a published sentence back into a message that a locale renders.
///
/// # Example: there and back
/// ```
/// use thuocdo_base::{Message, Number};
/// use thuocdo_publication::sentence;
/// let message = Message::new("trace-share").percent("share", &Number::parse("37/40").unwrap());
/// assert_eq!(sentence::thaw(&sentence::freeze(&message)), message);
/// ```
pub fn thaw(sentence: &Sentence) -> Message {
    let args = sentence.args.iter().map(|(name, arg)| (name.clone(), thaw_arg(arg))).collect();
    Message { key: sentence.key.clone(), args }
}

fn thaw_arg(arg: &SentenceArg) -> Arg {
    let number = |text: &str| Number::parse(text).unwrap_or_default();
    match arg {
        SentenceArg::Text(text) => Arg::Text(text.clone()),
        SentenceArg::Count(count) => Arg::Count(*count),
        SentenceArg::Number(text, decimals) => Arg::Number(number(text), *decimals),
        SentenceArg::Fixed(text, decimals) => Arg::Fixed(number(text), *decimals),
        SentenceArg::Percent(text, decimals) => Arg::Percent(number(text), *decimals),
        SentenceArg::Sentence(sentence) => Arg::Message(Box::new(thaw(sentence))),
        SentenceArg::List(items) => Arg::List(items.iter().map(thaw).collect()),
    }
}
