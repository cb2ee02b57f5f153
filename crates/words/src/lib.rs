//! Words, numbers and order for people: Vietnamese first, English second.
//!
//! The one place that knows how a [`Message`](thuocdo_base::Message) becomes a sentence, how a number, a
//! date or a code is shown, how names are sorted and searched, and which texts are not proper Unicode.

pub mod collate;
pub mod encoding;
pub mod lang;
pub mod locale;
pub mod show;

pub use lang::Lang;
pub use locale::Locale;
