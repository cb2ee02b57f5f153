//! Links of people, made from a secret whenever they are needed and kept nowhere.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use thuocdo_base::Random;
use thuocdo_responses::Token;
use thuocdo_store::{LinkKey, RespondentRow};

/// What links are made under.
const PURPOSE: &[u8] = b"thuocdo:link:v1";

/// The token of a person: a link where they have an e-mail address, else a code that is typed from a printed letter.
///
/// # Example: the same person has the same token whenever it is made
/// ```
/// use thuocdo_app::surveys::links::token;
/// use thuocdo_store::LinkKey;
/// let key = LinkKey([7; 32]);
/// let made = token(&key, "01S", "p1", 0, true);
/// assert_eq!(made.hash(), token(&key, "01S", "p1", 0, true).hash());
/// assert_ne!(made.hash(), token(&key, "01S", "p1", 1, true).hash());
/// assert_eq!(token(&key, "01S", "p1", 0, false).groups().len(), 24);
/// ```
pub fn token(key: &LinkKey, survey: &str, person: &str, serial: u64, by_mail: bool) -> Token {
    let stream = Stream { seed: seed(key, survey, person, serial), drawn: AtomicU64::new(0) };
    if by_mail { Token::link(&stream) } else { Token::typed(&stream) }
}

/// The token of somebody of a roster.
pub fn of(key: &LinkKey, survey: &str, person: &RespondentRow) -> Token {
    token(key, survey, &person.id, person.serial, !person.email.is_empty())
}

/// Hash of a token as rosters write it.
pub fn hex(token: &Token) -> String {
    hex::encode(token.hash())
}

/// Reads a hash as rosters write it.
pub fn hash(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// The secret outside and inside, so that nothing can be hung on to what is hashed.
fn seed(key: &LinkKey, survey: &str, person: &str, serial: u64) -> [u8; 32] {
    let mut inner = Sha256::new();
    inner.update(key.0);
    for part in [PURPOSE, survey.as_bytes(), person.as_bytes(), &serial.to_be_bytes()] {
        inner.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(key.0);
    outer.update(inner.finalize());
    outer.finalize().into()
}

/// Bytes drawn from a seed.
struct Stream {
    seed: [u8; 32],
    drawn: AtomicU64,
}

/// What links are made from is never printed by accident.
impl std::fmt::Debug for Stream {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Stream")
    }
}

impl Random for Stream {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let mut block = Sha256::new();
            block.update(self.seed);
            block.update(self.drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            let block = block.finalize();
            chunk.copy_from_slice(block.get(..chunk.len()).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_people_have_the_same_link() {
        let key = LinkKey([3; 32]);
        let made = |n: usize| hex(&token(&key, "01S", &format!("p{}", n / 4), (n % 2) as u64, n % 4 < 2));
        assert_eq!((0..20_000).map(made).collect::<BTreeSet<_>>().len(), 20_000);
        assert_eq!(hash(&made(1)).map(|bytes| bytes[0]), u8::from_str_radix(&made(1)[..2], 16).ok());
        assert_eq!(hash("zz"), None);
    }
}
