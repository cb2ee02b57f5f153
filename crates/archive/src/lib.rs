//! The archive of a round (hồ sơ lưu trữ của đợt): one zip that opens without this program, and what reads it back.
//!
//! Nothing here knows a database or a page. Whoever packs hands over names and bytes; whoever reads gets bytes only
//! after everything that the manifest says was found true. Read in this order: [`manifest`] (what an archive says of
//! itself), [`path`] (how its files may be called), [`pack`] (writing), [`mod@read`] (reading and checking), [`guide`]
//! (the pages that lead through it).
//!
//! Entries are stored as they are, in the order of their paths within each part, without times: the same round, the
//! same bytes; and no entry can be larger than what lies in the archive.

pub mod guide;
pub mod manifest;
pub mod pack;
pub mod path;
pub mod read;

use thuocdo_words::Lang;

pub use manifest::{Entry, Head, Manifest, What};
pub use pack::{Packed, Packer};
pub use read::Opened;

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}
