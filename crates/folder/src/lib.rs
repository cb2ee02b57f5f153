//! The case folder (bộ hồ sơ đợt đánh giá): settings, units, answers and inputs as plain files.

pub mod fault;
pub mod files;

pub use fault::Fault;
pub use files::Files;
use thuocdo_words::Lang;

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}
