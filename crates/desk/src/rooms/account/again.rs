//! A form that was kept while its session was locked, to be sent again.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::written;
use crate::door::Ctx;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/account/again.html")]
struct Page<'a> {
    f: Frame<'a>,
    to: String,
    pairs: Vec<(String, String)>,
}

/// Shows a button that sends the form.
pub(super) fn show(ctx: &Ctx, to: &str, kept: &str) -> Response<Body> {
    let f = Frame::open(ctx, "", ctx.text().t("account-unlocked"));
    written(ctx, StatusCode::OK, &Page { f, to: ctx.to(to), pairs: crate::form::pairs(kept.as_bytes()) })
}
