//! The secrecy of survey responses: what is sealed, shuffled, mixed and counted, as pure steps.
//!
//! Nobody can tell which response is whose once it was mixed with at least k − 1 others. This crate holds
//! the arithmetic of that promise; databases, files and clocks are elsewhere, and randomness is handed in.
//! Read in this order: [`token`] (invitations and receipts), [`seal`] (one length, one lock for each stratum
//! and epoch), [`mod@shuffle`], [`mix`] (which rows stay), [`closing`] (from leaves to the root), [`counters`].

pub mod closing;
pub mod counters;
pub mod mix;
pub mod seal;
pub mod shuffle;
pub mod token;

pub use closing::{Step, Strata, Stratum};
pub use counters::Counters;
pub use mix::{Divided, FEWEST, Id, divide};
pub use seal::{Label, PublicKey, SealError, SecretKey};
pub use shuffle::shuffle;
pub use token::{Nonce, Receipt, Token, TokenHash};

/// Bytes with their length before them, so that no two lists of parts run together to the same bytes.
fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
