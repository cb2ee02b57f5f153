//! Criteria sets: every version to read, drafts in an editor, issuing.
//!
//! Read in this order: `list`, `version` (one to read, compared, taken along), `begin` (a new draft),
//! `annex` (one from the annex of a decision), `controls`
//! (fields of the file as controls of a form), `editor`, `text` (the file itself), `decide` (issuing).

mod annex;
mod begin;
mod controls;
mod decide;
mod editor;
mod list;
mod text;
mod version;

use askama::Template;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Fault, Posted};
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Bytes of a form that carries a whole file: signs of other alphabets take three places each in a form.
const FORM_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (admin, overseer) = (Access::Administrator, Access::Overseer);
    let large = || DefaultBodyLimit::max(FORM_BYTES_MAX);
    vec![
        Route::get(at::CRITERIA_SETS, overseer, get(list::show)),
        Route::get(at::NEW_CRITERIA_SET, admin, get(begin::show)),
        Route::post(at::NEW_CRITERIA_SET, admin, post(begin::make)),
        Route::post(at::CRITERIA_SET_UPLOAD, admin, post(begin::upload).layer(large())),
        Route::post(at::ANNEX_UPLOAD, admin, post(annex::upload).layer(large())),
        Route::get(at::ANNEX, admin, get(annex::show)),
        Route::post(at::ANNEX, admin, post(annex::change).layer(large())),
        Route::get(at::CRITERIA_SET, overseer, get(version::show)),
        Route::get(at::CRITERIA_SET_FILE, overseer, get(version::file)),
        Route::get(at::CRITERIA_SET_ENGLISH, overseer, get(version::english)),
        Route::get(at::CRITERIA_SET_COMPARE, overseer, get(version::compare)),
        Route::post(at::CRITERIA_SET_NEXT, admin, post(begin::next)),
        Route::get(at::SET_DRAFT, overseer, get(editor::show)),
        Route::post(at::SET_DRAFT, admin, post(editor::change).layer(large())),
        Route::get(at::SET_DRAFT_TEXT, overseer, get(text::show)),
        Route::post(at::SET_DRAFT_TEXT, admin, post(text::save).layer(large())),
        Route::post(at::SET_DRAFT_CHECK, overseer, post(text::check).layer(large())),
        Route::post(at::SET_DRAFT_UNDO, admin, post(editor::undo)),
        Route::post(at::SET_DRAFT_DISCARD, admin, post(editor::discard)),
        Route::get(at::SET_DRAFT_COMPARE, overseer, get(editor::compare)),
        Route::get(at::SET_DRAFT_FILE, overseer, get(text::file)),
        Route::get(at::SET_DRAFT_ISSUE, admin, get(decide::show)),
        Route::post(at::SET_DRAFT_ISSUE, admin, post(decide::issue)),
    ]
}

/// Address of a version: the slashes of its code would be those of the address.
fn version_path(code: &str, version: &str) -> String {
    format!("{}/{}/{}", at::CRITERIA_SETS, encode(&code.replace('/', "~")), encode(version))
}

/// The code that an address means.
fn code_of(part: &str) -> String {
    part.replace('~', "/")
}

/// Address of a draft.
fn draft_path(id: &str) -> String {
    at::SET_DRAFT.replace("{id}", &encode(id))
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Reasons of a refusal as faults of a form; other errors go on.
fn faults(staff: &Staff, error: ActionError) -> Result<Vec<Fault>, ActionError> {
    match error {
        ActionError::Refused(reasons) => Ok(reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()),
        error => Err(error),
    }
}

/// Pairs of the query.
fn asked(staff: &Staff) -> Vec<(String, String)> {
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    crate::form::pairs(query.as_bytes())
}

/// One value of the query.
fn asked_for<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// The revision that the form was shown with.
fn revision(posted: &Posted) -> u64 {
    posted.value("ban").parse().unwrap_or_default()
}

/// A file to take along, byte for byte.
fn download(name: &str, text: String) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, "application/toml".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.toml\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}

/// Name of a file for a version.
fn file_name(code: &str, version: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
    format!("{}-{version}", code.replace('/', "-")).chars().map(plain).collect()
}

/// Every sentence of a list, in the page's language.
fn say_all(staff: &Staff, messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| staff.say(message)).collect()
}
