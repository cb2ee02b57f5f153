//! What every answer carries, and what becomes of a fault.

use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use thuocdo_base::Clock;
use thuocdo_base::Message;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::SystemClock;
use super::words::both;

/// No inline script or style, nothing from elsewhere, never inside another page.
pub const POLICY: &str = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
                          frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Headers of every answer; a page that sets one itself keeps its own.
const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Greatest body of a form.
const BODY_BYTES: u64 = 256 * 1024;
/// Below these paths files come in; the routes there hold their own limits.
const FILES: [&str; 2] = ["/tep/", "/en/tep/"];

/// Keeps a panic from reaching the reader.
pub fn guarded(router: Router) -> Router {
    router.layer(CatchPanicLayer::custom(fault))
}

/// Answers a request: no long bodies, headers on every answer.
pub async fn answer(router: Router, request: Request) -> Response {
    let mut answer = if too_long(&request) {
        StatusCode::PAYLOAD_TOO_LARGE.into_response()
    } else {
        match router.oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        }
    };
    for (name, value) in HEADERS {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}

/// A body whose length is not told beforehand counts as too long.
fn too_long(request: &Request) -> bool {
    if FILES.iter().any(|below| request.uri().path().starts_with(below)) {
        return false;
    }
    let headers = request.headers();
    let told = headers.get(CONTENT_LENGTH).map(|value| value.to_str().ok().and_then(|text| text.parse::<u64>().ok()));
    headers.contains_key(TRANSFER_ENCODING) || told.is_some_and(|length| length.is_none_or(|bytes| bytes > BODY_BYTES))
}

/// Turns a panic into a page that says so, with a number to find it in the log by.
fn fault(panic: Box<dyn Any + Send>) -> Response {
    let case = case_number();
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(case, panic = words, "a page failed");
    let message = Message::new("serve-fault").text("case", &*case);
    (StatusCode::INTERNAL_SERVER_ERROR, both(&message).join("\n\n")).into_response()
}

/// Day, hour and minute in UTC and a running number: short enough to be read out.
fn case_number() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let now = SystemClock.now().to_string();
    let digits: String = now.chars().filter(char::is_ascii_digit).collect();
    format!("{}-{}", digits.get(4..12).unwrap_or_default(), COUNT.fetch_add(1, Ordering::Relaxed))
}
