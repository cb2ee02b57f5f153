//! Styles, fonts and images, embedded by the build script under names that carry their hash.

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Name with hash.
    pub file: &'static str,
    /// Media type.
    pub kind: &'static str,
    /// Bytes.
    pub plain: &'static [u8],
    /// Bytes compressed with brotli.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Finds an asset by its name.
pub fn find(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}
