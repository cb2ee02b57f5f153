//! The seal: every response becomes one length and is locked to the key of its stratum and epoch.
//!
//! HPKE in base mode (RFC 9180): X25519, HKDF-SHA256, ChaCha20-Poly1305.

use std::convert::Infallible;
use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use thuocdo_base::Random;
use zeroize::Zeroizing;

use crate::framed;

/// What a response is sealed for.
const INFO: &[u8] = b"thuocdo:ballot:v1";
/// Padded lengths are multiples of this.
const STEP: usize = 256;
/// Bytes that say how long the answers are.
const HEAD: usize = 4;
/// Bytes of the key that is sent along.
const SENT_KEY: usize = 32;
/// Bytes by which sealing makes a text longer: the key that is sent along and the tag.
pub const SEAL: usize = SENT_KEY + 16;

/// Why a response was not sealed or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The answers do not fit into the length of this survey.
    #[error("the answers are longer than this survey's length")]
    TooLong,
    /// The key is none.
    #[error("the key is not a key")]
    Key,
    /// Key, label and sealed row do not belong together, or the row was altered.
    #[error("the sealed row does not open")]
    Closed,
}

/// The length to which every response of a survey is padded: the largest, rounded up.
pub fn length_for(largest: usize) -> usize {
    (largest + HEAD).next_multiple_of(STEP)
}

/// The key that opens what was sealed to one stratum in one epoch; gone from memory when dropped.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

/// The key that seals; it opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

/// What a sealed row belongs to: it opens under this label alone.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// Survey.
    pub survey: &'a str,
    /// Stratum.
    pub stratum: &'a str,
    /// Epoch of the stratum, from 1.
    pub epoch: u32,
}

impl SecretKey {
    /// Draws a key.
    pub fn make(random: &dyn Random) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(seed.as_mut());
        let (secret, _) = X25519HkdfSha256::derive_keypair(seed.as_ref());
        Self::of(&secret)
    }

    fn of(secret: &<X25519HkdfSha256 as Kem>::PrivateKey) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        secret.write_exact(bytes.as_mut());
        Self(bytes)
    }

    /// Takes a key from a file.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a file.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that seals for this one.
    ///
    /// # Errors
    /// [`SealError::Key`] if the bytes are no key.
    pub fn public(&self) -> Result<PublicKey, SealError> {
        let public = X25519HkdfSha256::sk_to_pk(&self.read()?);
        let mut bytes = [0; 32];
        public.write_exact(&mut bytes);
        Ok(PublicKey(bytes))
    }

    fn read(&self) -> Result<<X25519HkdfSha256 as Kem>::PrivateKey, SealError> {
        Deserializable::from_bytes(self.0.as_ref()).map_err(|_| SealError::Key)
    }

    /// Opens a row that was sealed under this label.
    ///
    /// # Errors
    /// [`SealError::Closed`] if key, label and row do not belong together.
    pub fn open(&self, label: &Label<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let padded = opened(&self.read()?, INFO, &label.bytes(), sealed)?;
        unpadded(&padded).map(|answers| Zeroizing::new(answers.to_vec())).ok_or(SealError::Closed)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl PublicKey {
    /// Seals answers, padded to the survey's length: every row of a survey is `length + SEAL` bytes.
    ///
    /// # Errors
    /// [`SealError::TooLong`] if the answers do not fit, [`SealError::Key`] if this is no key.
    pub fn seal(
        &self,
        label: &Label<'_>,
        answers: &[u8],
        length: usize,
        random: &dyn Random,
    ) -> Result<Vec<u8>, SealError> {
        let padded = padded(answers, length)?;
        let key: <X25519HkdfSha256 as Kem>::PublicKey =
            Deserializable::from_bytes(&self.0).map_err(|_| SealError::Key)?;
        let (sent, closed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &key,
            INFO,
            &padded,
            &label.bytes(),
            &mut Drawn(random),
        )
        .map_err(|_| SealError::Key)?;
        let mut sealed = sent.to_bytes().to_vec();
        sealed.extend_from_slice(&closed);
        Ok(sealed)
    }
}

impl Label<'_> {
    fn bytes(&self) -> Vec<u8> {
        framed(&[self.survey.as_bytes(), self.stratum.as_bytes(), &self.epoch.to_be_bytes()])
    }
}

fn opened(
    key: &<X25519HkdfSha256 as Kem>::PrivateKey,
    info: &[u8],
    label: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (sent, closed) = sealed.split_at_checked(SENT_KEY).ok_or(SealError::Closed)?;
    let sent = Deserializable::from_bytes(sent).map_err(|_| SealError::Closed)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(&OpModeR::Base, key, &sent, info, closed, label)
        .map(Zeroizing::new)
        .map_err(|_| SealError::Closed)
}

/// Length, answers, zeros.
fn padded(answers: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if answers.len() + HEAD > length {
        return Err(SealError::TooLong);
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    let said = u32::try_from(answers.len()).map_err(|_| SealError::TooLong)?;
    bytes[..HEAD].copy_from_slice(&said.to_be_bytes());
    bytes[HEAD..HEAD + answers.len()].copy_from_slice(answers);
    Ok(bytes)
}

/// The answers inside; what follows them must be zeros.
fn unpadded(bytes: &[u8]) -> Option<&[u8]> {
    let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
    let (answers, zeros) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*head)).ok()?)?;
    zeros.iter().all(|byte| *byte == 0).then_some(answers)
}

/// The generator that was handed in, as the cipher wants it.
struct Drawn<'a>(&'a dyn Random);

impl TryRng for Drawn<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Drawn<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("digits")).collect()
    }

    #[test]
    fn the_example_of_rfc_9180_a_2_1_opens() {
        let secret = bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
        let mut sealed = bytes("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
        sealed.extend(bytes(
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
        ));
        let key = SecretKey::from_bytes(secret.try_into().expect("32 bytes")).read().expect("a key");
        let info = bytes("4f6465206f6e2061204772656369616e2055726e");
        let text = opened(&key, &info, b"Count-0", &sealed).expect("it opens");
        assert_eq!(text.as_slice(), b"Beauty is truth, truth beauty");
        assert!(opened(&key, &info, b"Count-1", &sealed).is_err());
    }

    #[test]
    fn padding_says_how_long_the_answers_are_and_allows_nothing_behind_them() {
        let whole = padded(b"abc", 256).expect("it fits");
        assert_eq!((whole.len(), unpadded(&whole)), (256, Some(b"abc".as_slice())));
        let mut dirty = whole.to_vec();
        dirty[255] = 1;
        assert_eq!(unpadded(&dirty), None);
        assert_eq!(unpadded(&[0, 0]), None);
        assert_eq!(unpadded(&[255, 255, 255, 255, 0]), None);
        assert_eq!(padded(&[7; 253], 256).err(), Some(SealError::TooLong));
        assert_eq!((length_for(0), length_for(252), length_for(253)), (256, 256, 512));
    }
}
