//! One-time links and receipts: what a respondent holds, and what the box knows of it.

use std::fmt;

use sha2::{Digest, Sha256};
use thuocdo_base::Random;
use zeroize::Zeroizing;

use crate::framed;

/// What a receipt is made under.
const RECEIPT: &[u8] = b"thuocdo:receipt:v1";
/// Letters of a link: 64, safe in an address.
const LINK: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Letters of a code that people type: 32, none like another.
const TYPED: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a typed code: 100 bits.
const TYPED_LETTERS: usize = 20;

/// SHA-256 of a token: all that the box keeps of an invitation.
pub type TokenHash = [u8; 32];

/// The secret of one invitation (mã phiếu phát ra); gone from memory when dropped.
///
/// A link carries 256 bits. A printed letter carries 100 bits as five groups of four letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Makes the token of a link.
    pub fn link(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut());
        Self(Zeroizing::new(link_text(bytes.as_ref())))
    }

    /// Makes a token that can be typed from a letter.
    pub fn typed(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; TYPED_LETTERS]);
        random.fill(bytes.as_mut());
        Self(Zeroizing::new(bytes.iter().map(|byte| char::from(TYPED[usize::from(byte % 32)])).collect()))
    }

    /// Reads a token as it stands in a link or as somebody typed it; `None`: it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_link = text.len() == 43 && text.bytes().all(|byte| LINK.contains(&byte));
        if is_link {
            return Some(Self(Zeroizing::new(text.to_owned())));
        }
        let mut typed = Zeroizing::new(String::with_capacity(TYPED_LETTERS));
        for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '-')) {
            typed.push(match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            });
            if typed.len() > TYPED_LETTERS {
                return None;
            }
        }
        let is_typed = typed.len() == TYPED_LETTERS && typed.bytes().all(|byte| TYPED.contains(&byte));
        is_typed.then_some(Self(typed))
    }

    /// The token as it stands in a link.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The token in groups of four, to be typed.
    pub fn groups(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    /// What the box keeps of it.
    pub fn hash(&self) -> TokenHash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// A token is never printed by accident.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// A number that the page draws for one sending; sending again carries the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// Draws one, for a page that cannot.
    pub fn make(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// 32 hexadecimal digits.
    pub fn text(&self) -> String {
        hex::encode(self.0)
    }
}

/// What a respondent keeps (biên nhận): it proves that a response was taken in, and nothing of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt([u8; 32]);

impl Receipt {
    /// Makes the receipt: SHA-256 over the length-framed parts `thuocdo:receipt:v1`, survey, token and nonce.
    ///
    /// Each part has its length before it as a big-endian `u32`; the token is its text, the nonce its 16 bytes.
    pub fn of(survey: &str, token: &Token, nonce: &Nonce) -> Self {
        let bytes = Zeroizing::new(framed(&[RECEIPT, survey.as_bytes(), token.0.as_bytes(), &nonce.0]));
        Self(Sha256::digest(bytes.as_slice()).into())
    }

    /// 64 hexadecimal digits.
    pub fn text(&self) -> String {
        hex::encode(self.0)
    }

    /// What the box keeps and later publishes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// Six bits a letter, without padding.
fn link_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().enumerate().fold(0_u32, |sum, (at, byte)| sum | u32::from(*byte) << (16 - 8 * at));
        for at in 0..=chunk.len() {
            text.push(char::from(LINK[(number >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}
