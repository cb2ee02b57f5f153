//! Text that is not proper Unicode: old Vietnamese fonts, decomposed letters.

mod old;
mod syllable;

use unicode_normalization::{UnicodeNormalization, is_nfc};

pub use old::{Old, decode, encode, guess};

/// What is wrong with bytes that should be UTF-8 text in NFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Not UTF-8; the offset of the first bad byte.
    NotUtf8 {
        /// Bytes that were good.
        valid_up_to: usize,
        /// Looks like an 8-bit Vietnamese encoding (TCVN3, VNI) rather than damage.
        old_vietnamese: bool,
    },
    /// A byte order mark of UTF-16.
    Utf16,
}

/// Brings text to the one form in which it is stored (NFC).
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Reads bytes as text in NFC and says whether letters had to be composed.
///
/// # Errors
/// [`TextFault`] if the bytes are not UTF-8. A UTF-8 byte order mark is dropped silently.
pub fn read(bytes: &[u8]) -> Result<(String, bool), TextFault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(TextFault::Utf16);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| TextFault::NotUtf8 { valid_up_to: error.valid_up_to(), old_vietnamese: looks_old(bytes) })?;
    let composed = !is_nfc(text);
    let text = if composed { text.nfc().collect() } else { text.to_owned() };
    Ok((text, composed))
}

/// Mostly ASCII letters with single high bytes between them, no control bytes: a legacy code page.
fn looks_old(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let control = bytes.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')).count();
    control == 0 && high > 0 && high < bytes.len() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_letters_are_composed_and_reported() {
        assert_eq!(read("Hòa".nfd().collect::<String>().as_bytes()), Ok(("Hòa".to_owned(), true)));
    }

    #[test]
    fn an_old_code_page_is_recognized() {
        let tcvn3 = b"title = \"B\xe9 ch\xd8 s\xe8 chuy\xd3n \xae\xe6i s\xe8\"";
        assert!(matches!(read(tcvn3), Err(TextFault::NotUtf8 { old_vietnamese: true, .. })));
    }
}
