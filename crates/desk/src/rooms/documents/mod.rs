//! Official documents: what one may make in a round, filling one in, its files; templates that a body replaces.

mod list;
mod one;
mod templates;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::Fault;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::DOCUMENTS, Access::AnyRole, get(list::show)),
        Route::get(at::DOCUMENT, Access::AnyRole, get(one::show)),
        Route::post(at::DOCUMENT, Access::AnyRole, post(one::save)),
        Route::get(at::DOCUMENT_PDF, Access::AnyRole, get(one::pdf)),
        Route::get(at::DOCUMENT_WORD, Access::AnyRole, get(one::word)),
        Route::get(at::TEMPLATES, Access::Administrator, get(templates::list)),
        Route::get(at::TEMPLATE, Access::Administrator, get(templates::show)),
        Route::post(at::TEMPLATE, Access::Administrator, post(templates::save)),
        Route::post(at::TEMPLATE_UPLOAD, Access::Administrator, post(templates::upload)),
        Route::get(at::TEMPLATE_FILE, Access::Administrator, get(templates::file)),
    ]
}

/// Where the documents of a round are.
pub(crate) fn list_path(round: &str) -> String {
    at::DOCUMENTS.replace("{ky}", &encode(round))
}

/// Where one document is.
pub(crate) fn path(route: &str, round: &str, kind: &str, about: &str) -> String {
    route.replace("{ky}", &encode(round)).replace("{vb}", kind).replace("{ve}", &encode(about))
}

fn faults(staff: &Staff, reasons: &[Message]) -> Vec<Fault> {
    reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// What a workbook says it is.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to keep.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}
