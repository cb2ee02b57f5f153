//! Base 32 (RFC 4648) without padding: keys that people type.

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Writes bytes.
pub(crate) fn write(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

/// Reads what [`write`] wrote; spaces, hyphens and small letters do not matter.
pub(crate) fn read(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0u32);
    for sign in text.bytes().filter(|sign| !b" -".contains(sign)) {
        let sign = sign.to_ascii_uppercase();
        let value = LETTERS.iter().position(|letter| *letter == sign)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

fn letter(value: u32) -> char {
    char::from(LETTERS[(value & 31) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_of_the_standard_read_and_write() {
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(write(bytes.as_bytes()), text);
            assert_eq!(read(text).expect("bytes"), bytes.as_bytes());
        }
        assert_eq!(read("mzxw 6ytb-oi").expect("bytes"), b"foobar");
        assert_eq!(read("MZXW1"), None);
    }
}
