//! What an action says on the page that follows it: kept in a cookie that is read once.

use std::fmt::Write as _;

use thuocdo_base::{Arg, Message};
use thuocdo_words::Locale;

use crate::urls;

/// Name of the cookie.
pub const COOKIE: &str = "bao";

/// How a sentence is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It happened.
    Done,
    /// It happened, but look.
    Warning,
}

/// A sentence for the top of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

impl Flash {
    /// Whether it says that something happened as asked.
    pub fn is_done(&self) -> bool {
        self.tone == Tone::Done
    }
}

/// The cookie that carries a message to the next page. Arguments are texts and counts.
pub fn cookie(tone: Tone, message: &Message) -> String {
    let mut value = match tone {
        Tone::Done => "1",
        Tone::Warning => "2",
    }
    .to_owned();
    let _ = write!(value, "{}", message.key);
    for (name, arg) in &message.args {
        let _ = match arg {
            Arg::Text(text) => write!(value, "\n{name}={text}"),
            Arg::Count(count) => write!(value, "\n{name}#{count}"),
            _ => Ok(()),
        };
    }
    format!("{COOKIE}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", urls::encode(&value))
}

/// The cookie that takes the message away.
pub fn spent() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// Reads the cookie; what is not one of our sentences says nothing.
pub fn read(value: &str, locale: &Locale) -> Option<Flash> {
    let value = thuocdo_web::urls::decode(value);
    let mut lines = value.split('\n');
    let head = lines.next()?;
    let tone = if head.starts_with('2') { Tone::Warning } else { Tone::Done };
    let key = head.get(1..).filter(|key| locale.has(key))?;
    let message = lines.fold(Message::new(key), |message, line| match line.split_once(['=', '#']) {
        Some((name, number)) if line.as_bytes().get(name.len()) == Some(&b'#') => {
            message.count(name, number.parse().unwrap_or_default())
        }
        Some((name, text)) => message.text(name, text),
        None => message,
    });
    Some(Flash { tone, text: locale.render(&message) })
}

#[cfg(test)]
mod tests {
    use thuocdo_words::Lang;

    use super::*;

    #[test]
    fn a_message_comes_back_once_with_its_arguments() {
        let locale = Locale::new(Lang::Vi, &["xong = Đã gửi { $n } thư cho { $ai }."]);
        let cookie = cookie(Tone::Warning, &Message::new("xong").count("n", 3).text("ai", "Phường Mẫu 3 = A#b"));
        let value = cookie.split(['=', ';']).nth(1).expect("a value");
        let said = read(value, &locale).expect("a sentence");
        assert_eq!((said.tone, said.text.as_str()), (Tone::Warning, "Đã gửi 3 thư cho Phường Mẫu 3 = A#b."));
    }

    #[test]
    fn words_of_others_are_not_shown() {
        let locale = Locale::new(Lang::Vi, &["xong = Xong."]);
        assert_eq!(read("1xin-chao", &locale), None);
        assert_eq!(read("", &locale), None);
    }
}
