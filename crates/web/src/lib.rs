//! The public portal: pages, charts and downloads over frozen publications.
//!
//! The verb is [`router`]. Pages lay out the views of `thuocdo_app::portal`; nothing here computes points,
//! reads a database or needs JavaScript. Read in this order: [`urls`], [`door`], [`page`], [`pages`], [`charts`].

#[cfg(debug_assertions)]
mod assemble;
pub mod assets;
pub mod charts;
pub mod door;
pub mod page;
pub mod pages;
pub mod request;
pub mod text;
pub mod urls;

use std::sync::Arc;

use axum::Router;
use thuocdo_app::portal::Portal;

/// Serves the portal.
pub fn router(portal: Arc<Portal>) -> Router {
    pages::routes(door::Site::new(portal))
}

/// Sentences of the portal.
pub fn locale_text(lang: thuocdo_words::Lang) -> &'static str {
    text::entries(lang)
}
