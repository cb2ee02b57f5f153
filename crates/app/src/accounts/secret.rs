//! Secrets that are handed out once and kept as hashes.

use sha2::{Digest, Sha256};
use thuocdo_base::Random;

/// Makes 256 bits that nobody can guess, as hexadecimal digits.
pub(crate) fn make(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    hex::encode(bytes)
}

/// The form in which a secret is kept.
pub(crate) fn kept(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
