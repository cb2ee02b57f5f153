//! Pages for what is not there and what went wrong.

use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::frame::Frame;
use crate::door::{Ctx, Site, moved};
use thuocdo_words::Lang;

static CASES: AtomicU32 = AtomicU32::new(1);

/// A page that says what happened and what to do.
#[derive(Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage<'a> {
    f: Frame<'a>,
    what: String,
    advice: String,
}

/// The fallback: an address with a slash too many is led to the right one, all else is not found.
pub async fn nothing_here(ctx: Ctx) -> Response<Body> {
    let path = ctx.path.split('?').next().unwrap_or_default();
    let trimmed = path.trim_end_matches('/');
    if trimmed != path && !trimmed.is_empty() && trimmed.starts_with('/') && !trimmed.starts_with("//") {
        return moved(&ctx, trimmed);
    }
    not_found(&ctx)
}

/// The page for what is not there.
pub fn not_found(ctx: &Ctx) -> Response<Body> {
    let t = ctx.text();
    let f = Frame::new(ctx, "", t.t("page-404-title"));
    let page = ErrorPage { f, what: t.t("page-404-what"), advice: t.t("page-404-advice") };
    ctx.once(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page.render().unwrap_or_default())
}

/// The page for a fault of ours, with a case number that the log carries too.
pub fn panicked(site: &Site, fault: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let case = CASES.fetch_add(1, Ordering::Relaxed);
    let said = fault.downcast_ref::<String>().map(String::as_str).or_else(|| fault.downcast_ref::<&str>().copied());
    tracing::error!(case, fault = said.unwrap_or("unknown"), "a page failed");
    let ctx = Ctx::plain(site, Lang::Vi);
    let t = ctx.text();
    let f = Frame::new(&ctx, "", t.t("page-500-title"));
    let what = t.with("page-500-what").count("case", case as usize).to_string();
    let page = ErrorPage { f, what, advice: t.t("page-500-advice") };
    let mut response = Response::new(Body::from(page.render().unwrap_or_default()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use thuocdo_app::portal::Portal;
    use thuocdo_publication::Publication;

    use super::*;

    #[tokio::test]
    async fn a_fault_has_a_number_and_tells_nothing_of_itself() {
        let site = Site::new(Arc::new(Portal::new(Vec::<Publication>::new())));
        let response = panicked(&site, Box::new("index out of bounds"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let html = String::from_utf8(bytes.to_vec()).expect("text");
        assert!(html.contains("Mã sự cố: ") && html.contains("Có lỗi ở phía chúng tôi"));
        assert!(!html.contains("index out of bounds"));
    }
}
