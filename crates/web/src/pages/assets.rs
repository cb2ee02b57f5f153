//! Styles, fonts and images under names with a hash: kept by browsers for good.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, header};

#[cfg(debug_assertions)]
use axum::response::IntoResponse;

use crate::assets;
use crate::door::Ctx;
use crate::page::accepts;

/// Answers with an asset.
pub async fn show(ctx: Ctx, Path(file): Path<String>) -> Response<Body> {
    let Some(asset) = assets::find(&file) else { return super::error::not_found(&ctx) };
    #[cfg(debug_assertions)]
    if let Some(text) = assets::fresh(asset).filter(|text| text.as_bytes() != asset.plain) {
        let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "no-store")];
        return (headers, text).into_response();
    }
    let small = asset.brotli.filter(|_| accepts(ctx.headers(), "br"));
    let bytes = small.unwrap_or(asset.plain);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if small.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
