//! Text that comes from outside: one kind of line end, no signs that nobody sees, not too large.

use thuocdo_base::Message;
use thuocdo_criteria::edit::MOST_BYTES;

/// Brings a text to the form in which drafts are kept.
///
/// # Errors
/// The sentence for whoever sent it.
pub fn text(given: &str) -> Result<String, Message> {
    if given.len() > MOST_BYTES * 2 {
        return Err(too_large());
    }
    let text = given.strip_prefix('\u{feff}').unwrap_or(given).replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > MOST_BYTES {
        return Err(too_large());
    }
    for (line, number) in text.split('\n').zip(1_usize..) {
        if let Some(sign) = line.chars().find(|sign| is_hidden(*sign)) {
            let code = format!("U+{:04X}", u32::from(sign));
            return Err(Message::new("sets-hidden-sign").count("line", number).text("sign", code));
        }
    }
    Ok(text)
}

/// Reads the bytes of a file.
///
/// # Errors
/// The sentence for whoever sent it: what is wrong with the encoding, or as [`text`].
pub fn bytes(given: &[u8]) -> Result<String, Message> {
    if given.len() > MOST_BYTES {
        return Err(too_large());
    }
    match std::str::from_utf8(given) {
        Ok(read) => text(read),
        Err(_) => {
            let found = thuocdo_criteria::read(given, &()).diagnostics.into_iter().next();
            Err(found.map_or_else(too_large, |found| found.message))
        }
    }
}

fn too_large() -> Message {
    Message::new("sets-too-large").count("most", MOST_BYTES / 1024 / 1024)
}

/// Control signs, and those that turn the direction of text: what is read would not be what is there.
fn is_hidden(sign: char) -> bool {
    let turns = matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (sign.is_control() && sign != '\t') || sign == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_one_and_hidden_signs_are_refused_with_their_line() {
        assert_eq!(text("\u{feff}a\r\nb\rc\td").as_deref(), Ok("a\nb\nc\td"));
        for sign in ["\u{0}", "\u{1b}", "\u{202e}", "\u{85}"] {
            assert_eq!(text(&format!("a\nb{sign}")).unwrap_err().key, "sets-hidden-sign", "{sign:?}");
        }
        assert_eq!(text(&"a".repeat(MOST_BYTES + 1)).unwrap_err().key, "sets-too-large");
        assert!(bytes(b"title = \"B\xe9 ch\xd8 s\xe8 chuy\xd3n \xae\xe6i s\xe8\"").is_err());
    }
}
