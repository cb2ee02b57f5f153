//! A record as a workbook: downloaded, filled in where there is no line, handed in, looked at, written.

mod page;
mod preview;

use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Response, header};
use axum::routing::{get, post};
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::{encode, of_record, routes as at};

/// Largest workbook that is taken in.
const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    let (view, answer) = (Access::May(Action::ViewRecord), Access::May(Action::Answer));
    vec![
        Route::get(at::OFFLINE, view, get(page::show)),
        Route::post(at::OFFLINE, answer, post(page::upload).layer(DefaultBodyLimit::max(FILE_BYTES_MAX))),
        Route::get(at::OFFLINE_FILE, view, get(page::download)),
        Route::get(at::OFFLINE_IMPORT, answer, get(preview::show)),
        Route::post(at::OFFLINE_IMPORT, answer, post(preview::act)),
        Route::get(at::OFFLINE_RESULT, view, get(preview::result)),
    ]
}

/// Address of the page of a record.
pub fn path(round: &str, unit: &str) -> String {
    of_record(at::OFFLINE, round, unit)
}

fn import_path(round: &str, unit: &str, id: &str) -> String {
    of_record(at::OFFLINE_IMPORT, round, unit).replace("{id}", &encode(id))
}

fn result_path(round: &str, unit: &str, id: &str) -> String {
    of_record(at::OFFLINE_RESULT, round, unit).replace("{id}", &encode(id))
}

/// A workbook as an attachment; codes of rounds and units are plain letters.
fn workbook(name: &str, bytes: Vec<u8>) -> Response<Body> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let plain: String = name.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')).collect();
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}.xlsx\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
