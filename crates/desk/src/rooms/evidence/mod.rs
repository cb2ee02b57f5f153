//! Evidence: the pane beside a criterion, the body's store, the viewer, and files on their way.
//!
//! Files come in two ways. Scripts speak tus 1.0.0 at `/tep/` (`tus`): metadata `filename`, `khai` (1: declared to
//! hold no state secret), and `ky`, `cq`, `tc` for a criterion or `kho` for the store of a body; every changing
//! request carries the header `x-csrf`. After the last byte `GET /tep/{id}` tells what became of the file. Plain
//! forms post to `/tep/bieu-mau` (`form`). Either way the file then waits in the pane for its citation.

mod card;
mod criterion;
mod form;
mod item;
mod list;
pub mod pane;
mod said;
mod tus;
mod viewer;

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodFilter, get, on, options, patch, post};
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::routes as at;

pub use pane::Pane;

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    let attach = Access::May(Action::Attach);
    let form = post(form::post).layer(DefaultBodyLimit::disable());
    vec![
        Route::get(at::EVIDENCE, Access::AnyRole, get(list::show)),
        Route::get(at::EVIDENCE_EXPORT, Access::AnyRole, get(list::export)),
        Route::get(at::EVIDENCE_NEW, Access::AnyRole, get(item::new)),
        Route::post(at::EVIDENCE_NEW, Access::AnyRole, post(item::add)),
        Route::get(at::EVIDENCE_ITEM, Access::AnyRole, get(item::show)),
        Route::post(at::EVIDENCE_ITEM, Access::AnyRole, post(item::change)),
        Route::post(at::EVIDENCE_REMOVE, Access::AnyRole, post(item::remove)),
        Route::get(at::EVIDENCE_PAGE, Access::AnyRole, get(viewer::page)),
        Route::get(at::EVIDENCE_PICTURE, Access::AnyRole, get(viewer::picture)),
        Route::get(at::EVIDENCE_FILE, Access::AnyRole, get(viewer::original)),
        Route::get(at::CRITERION_EVIDENCE, Access::May(Action::ViewRecord), get(criterion::show)),
        Route::post(at::CRITERION_EVIDENCE, attach, post(criterion::add)),
        Route::post(at::CRITERION_EVIDENCE_ATTACH, attach, post(criterion::attach)),
        Route::post(at::CRITERION_EVIDENCE_DETACH, attach, post(criterion::detach)),
        Route::post(at::UPLOAD_FORM, Access::AnyRole, form),
        Route::of(Method::OPTIONS, at::UPLOADS, Access::AnyRole, options(tus::options)),
        Route::post(at::UPLOADS, Access::AnyRole, post(tus::create)),
        Route::of(Method::HEAD, at::UPLOAD, Access::AnyRole, on(MethodFilter::HEAD, tus::head)),
        Route::get(at::UPLOAD, Access::AnyRole, on(MethodFilter::GET, tus::outcome)),
        Route::of(Method::PATCH, at::UPLOAD, Access::AnyRole, patch(tus::append)),
        Route::of(Method::DELETE, at::UPLOAD, Access::AnyRole, on(MethodFilter::DELETE, tus::cancel)),
        Route::post(at::UPLOAD, Access::AnyRole, post(tus::under_another_name)),
    ]
}
