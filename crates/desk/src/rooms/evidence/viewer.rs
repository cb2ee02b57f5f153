//! The viewer: pages as pictures that we drew. Originals are handed out, never shown: no uploaded byte runs here.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::evidence::{self, look};

use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::encode;

/// How closely one looks: 0, 1 or 2.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Zoom {
    #[serde(default)]
    to: usize,
}

/// Shows a page.
pub(super) async fn page(
    staff: Staff,
    Path((id, page)): Path<(String, u64)>,
    Query(zoom): Query<Zoom>,
) -> Response<Body> {
    match render(&staff, &id, page, zoom.to).await {
        Ok(html) => staff.page(StatusCode::OK, html),
        Err(error) => staff.fault(error),
    }
}

async fn render(staff: &Staff, id: &str, page: u64, zoom: usize) -> Result<String, ActionError> {
    let (view, _, _) = evidence::one(staff.app(), &staff.actor(), id).await?;
    let pages = view.file.as_ref().map_or(0, |file| file.pages);
    if page == 0 || page > pages {
        return Err(ActionError::NotAllowed);
    }
    let zoom = zoom.min(look::WIDTHS.len() - 1);
    let item = format!("/kho/{}", encode(id));
    let to = |page: u64, zoom: usize| {
        let query = if zoom == 0 { String::new() } else { format!("?to={zoom}") };
        staff.to(&format!("{item}/xem/{page}{query}"))
    };
    let whole = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let t = staff.text();
    let viewer = ViewerHtml {
        picture: staff.to(&format!("{item}/anh/{page}?to={zoom}")),
        before: (page > 1).then(|| to(page - 1, zoom)),
        after: (page < pages).then(|| to(page + 1, zoom)),
        closer: (zoom + 1 < look::WIDTHS.len()).then(|| to(page, zoom + 1)),
        farther: (zoom > 0).then(|| to(page, zoom - 1)),
        item: staff.to(&item),
        original: staff.to(&format!("{item}/tep")),
        width: look::WIDTHS[zoom],
        name: view.name().to_owned(),
        page: whole(page),
        pages: whole(pages),
        f: Frame::new(staff, "evidence", t.with("evidence-viewer-title").text("name", view.name()).to_string()),
    };
    viewer.render().map_err(ActionError::system)
}

/// Gives a page as a picture; the browser may keep it, for its bytes never change.
pub(super) async fn picture(
    staff: Staff,
    Path((id, page)): Path<(String, u64)>,
    Query(zoom): Query<Zoom>,
) -> Response<Body> {
    match look::picture(staff.app(), &staff.actor(), &id, page, zoom.to).await {
        Ok(png) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
                (header::CACHE_CONTROL, "private, max-age=300"),
            ];
            (headers, png).into_response()
        }
        Err(error) => staff.fault(error),
    }
}

/// Hands an original out, to be kept on disk and never shown in a page of ours.
pub(super) async fn original(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    let given = match look::original(staff.app(), &staff.actor(), &id).await {
        Ok(given) => given,
        Err(error) => return staff.fault(error),
    };
    let mut answer = Body::from_stream(given.pieces).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(given.media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(given.size));
    let name = format!("attachment; filename=\"tep.{}\"; filename*=UTF-8''{}", given.extension, encode(&given.name));
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

#[derive(Template)]
#[template(path = "rooms/evidence/viewer.html")]
struct ViewerHtml<'a> {
    f: Frame<'a>,
    name: String,
    page: usize,
    pages: usize,
    picture: String,
    width: u32,
    before: Option<String>,
    after: Option<String>,
    closer: Option<String>,
    farther: Option<String>,
    item: String,
    original: String,
}
