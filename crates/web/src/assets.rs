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

/// The text of a style sheet or script as its parts are on disk now: for people who work on pages.
///
/// Only debug builds look, and only where the sources are; all else answers from what is embedded.
#[cfg(debug_assertions)]
pub fn fresh(asset: &Asset) -> Option<String> {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets"));
    let names = |joined: &&crate::assemble::Joined| {
        asset.file.starts_with(&format!("{}.", joined.stem)) && asset.file.ends_with(&format!(".{}", joined.extension))
    };
    let joined = crate::assemble::JOINED.iter().find(names)?;
    let text = crate::assemble::assemble(folder, joined).ok()?;
    let font = |text: String, font: &Asset| match font.file.split_once('.') {
        Some((stem, _)) => text.replace(&format!("{{{{{stem}}}}}"), font.file),
        None => text,
    };
    Some(ASSETS.iter().filter(|asset| asset.kind == "font/woff2").fold(text, font))
}
