//! Text size and contrast without scripts: a link sets a cookie and leads back.

use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Deserialize;

use crate::door::{DISPLAY_COOKIE, Display, redirect};

/// How pages shall look, and where to go back.
#[derive(Deserialize)]
pub struct DisplayForm {
    #[serde(rename = "chu-lon", default)]
    large: String,
    #[serde(rename = "tuong-phan", default)]
    contrast: String,
    #[serde(rename = "ve", default)]
    back: String,
}

/// Sets the cookie and leads back.
pub async fn set(Query(form): Query<DisplayForm>) -> Response<Body> {
    let display = Display { large: form.large == "1", contrast: form.contrast == "1" };
    let mut response = redirect(StatusCode::SEE_OTHER, own_address(&form.back));
    let cookie = format!("{DISPLAY_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", display.cookie());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An address of this site, else the front page: no open redirect.
fn own_address(back: &str) -> &str {
    let inside = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\') && back.is_ascii();
    if inside && !back.bytes().any(|byte| byte.is_ascii_control()) { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        assert_eq!(own_address("/ket-qua/a?trang=2"), "/ket-qua/a?trang=2");
        for away in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"] {
            assert_eq!(own_address(away), "/");
        }
    }
}
