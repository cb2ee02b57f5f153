//! Coming in: the secret leaves the address at once and stays in a cookie; nothing is used up by that.

use axum::body::{Body, Bytes};
use axum::extract::RawPathParams;
use axum::http::Response;
use thuocdo_app::boxes::Token;
use thuocdo_web::request::pairs;

use crate::door::{COOKIE, Ctx};
use crate::pages::state;
use crate::urls::{Place, routes};

/// A link of a letter, however often it is opened and by whom.
pub async fn link(ctx: Ctx, params: RawPathParams) -> Response<Body> {
    let token = params.iter().find(|(name, _)| *name == "token").map_or("", |(_, value)| value);
    enter(&ctx, token)
}

/// A code that was typed from a letter.
pub async fn typed(ctx: Ctx, body: Bytes) -> Response<Body> {
    let pairs = pairs(&body);
    enter(&ctx, pairs.iter().find(|(name, _)| name == "ma").map_or("", |(_, value)| value.trim()))
}

fn enter(ctx: &Ctx, token: &str) -> Response<Body> {
    match Token::parse(token) {
        Some(token) => ctx.redirect_with(Place::Form.address(ctx.lang), COOKIE, token.text(), routes::FORM),
        None => state::unknown(ctx),
    }
}
