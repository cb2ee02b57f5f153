//! Downloads: what there is, and the files.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use thuocdo_app::portal::data::{DataView, File};
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::door::Ctx;

/// The page of downloads, of all rounds or of one.
#[derive(Template)]
#[template(path = "pages/data.html")]
pub struct DataPage<'a> {
    f: Frame<'a>,
    rounds: &'a [DataView],
}

/// Shows the downloads of all rounds.
pub async fn list(ctx: Ctx) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let rounds = ctx.portal().all_data(ctx.lang);
        DataPage { f: Frame::new(ctx, "data", ctx.text().t("page-data-title")), rounds: &rounds }.render().ok()
    })
}

/// Shows the downloads of a round.
pub async fn show(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let view = ctx.portal().data(ctx.lang, &round)?;
        let title = ctx.text().with("page-data-of").text("round", &view.round.title).to_string();
        let head = view.round.clone();
        DataPage { f: Frame::new(ctx, "files", title).about(&head), rounds: &[view] }.render().ok()
    })
}

/// Sends a file.
pub async fn file(ctx: Ctx, Path((round, name)): Path<(String, String)>) -> Response<Body> {
    let Some(file) = File::find(&name) else { return super::error::not_found(&ctx) };
    let (Some(bytes), Some(saved)) = (ctx.portal().file(&round, file), ctx.portal().saved_as(&round, file)) else {
        return super::error::not_found(&ctx);
    };
    let etag = format!("\"{saved}-{:x}\"", bytes.len());
    if ctx.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return with_headers(Response::new(Body::empty()), StatusCode::NOT_MODIFIED, &[(header::ETAG, etag)]);
    }
    let length = bytes.len().to_string();
    let headers = [
        (header::CONTENT_TYPE, file.kind().to_owned()),
        (header::CONTENT_LENGTH, length),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{saved}\"")),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "public, no-cache".to_owned()),
    ];
    let licence = ctx.portal().licence(&round).filter(|licence| !licence.is_empty());
    let licence = licence.map(|licence| (HeaderName::from_static("x-license"), licence.to_owned()));
    let headers: Vec<_> = headers.into_iter().chain(licence).collect();
    with_headers(Response::new(Body::from(bytes.to_vec())), StatusCode::OK, &headers)
}

fn with_headers(mut response: Response<Body>, status: StatusCode, headers: &[(HeaderName, String)]) -> Response<Body> {
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name.clone(), value);
        }
    }
    response
}

impl DataPage<'_> {
    fn files_of(&self, view: &DataView) -> impl Iterator<Item = File> {
        let (has_conversion, has_surveys) = (view.has_conversion, view.round.has_surveys);
        let is_there = move |file: &File| match file {
            File::Converted => has_conversion,
            File::Surveys => has_surveys,
            _ => true,
        };
        self.files().filter(is_there)
    }

    fn files(&self) -> impl Iterator<Item = File> {
        let lang = self.f.lang;
        File::ALL.into_iter().filter(move |file| !matches!(file, File::Report(other) if *other != lang))
    }
}

/// Key of the words for a file.
pub(crate) fn key(file: &File) -> &'static str {
    match file {
        File::Results => "page-file-results",
        File::Points => "page-file-points",
        File::Converted => "page-file-converted",
        File::Surveys => "page-file-surveys",
        File::Json => "page-file-json",
        File::Workbook => "page-file-workbook",
        File::Report(_) => "page-file-report",
        File::Bundle => "page-file-bundle",
    }
}

/// Key of what a file holds.
pub(crate) fn about(file: &File) -> &'static str {
    match file {
        File::Results => "page-file-results-about",
        File::Points => "page-file-points-about",
        File::Converted => "page-file-converted-about",
        File::Surveys => "page-file-surveys-about",
        File::Json => "page-file-json-about",
        File::Workbook => "page-file-workbook-about",
        File::Report(_) => "page-file-report-about",
        File::Bundle => "page-file-bundle-about",
    }
}
