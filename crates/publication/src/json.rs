//! The published format as JSON: the one form that is stored, and read back.

use crate::Publication;

/// Writes a publication; the same publication gives the same bytes.
pub fn json(publication: &Publication) -> Vec<u8> {
    // Text, numbers and lists only: there is nothing in the format that JSON could refuse.
    serde_json::to_vec(publication).unwrap_or_default()
}

/// Reads a publication back.
///
/// # Errors
/// If the bytes are not a publication of a format this version knows.
pub fn read(bytes: &[u8]) -> Result<Publication, serde_json::Error> {
    serde_json::from_slice(bytes)
}
