//! The cookie that holds the secret of a session.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use thuocdo_app::accounts::session::WHOLE;

use crate::door::{Ctx, SESSION_COOKIE};

/// Hands the secret to the browser; scripts never see it.
pub(super) fn give(ctx: &Ctx, answer: Response<Body>, secret: &str) -> Response<Body> {
    set(ctx, answer, secret, WHOLE)
}

/// Takes the secret away.
pub(super) fn take(ctx: &Ctx, answer: Response<Body>) -> Response<Body> {
    set(ctx, answer, "", 0)
}

fn set(ctx: &Ctx, mut answer: Response<Body>, secret: &str, seconds: i64) -> Response<Body> {
    let secure = if ctx.is_https() { "; Secure" } else { "" };
    let line = format!("{SESSION_COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
    answer
}
