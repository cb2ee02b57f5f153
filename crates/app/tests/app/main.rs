//! Actions on both engines, and the words of this crate.

mod locales;
mod publications;
