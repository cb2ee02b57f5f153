//! Archives of rounds: asked for and taken along, and rounds restored from one.

mod restore;
mod round;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Bytes of an archive that is handed in by a page; larger ones are restored at the command line.
const LARGEST: u64 = 512 << 20;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Action::ReadLog);
    let form = post(restore::take).layer(DefaultBodyLimit::disable());
    vec![
        Route::get(at::ARCHIVES, read, get(round::show)),
        Route::post(at::ARCHIVES, read, post(round::ask)),
        Route::get(at::ARCHIVE, read, get(round::file)),
        Route::get(at::ARCHIVED_RESULT, read, get(round::result)),
        Route::get(at::RESTORE, Access::Overseer, get(restore::show)),
        Route::post(at::RESTORE, Access::Administrator, form),
    ]
}
