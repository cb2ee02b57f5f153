//! What auditors read: a round's log, the way of one score, whether the log holds.

mod log;
mod said;
mod way;

use axum::routing::{get, post};
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Action::ReadLog);
    vec![
        Route::get(at::LOG, read, get(log::show)),
        Route::post(at::LOG_CHECK, read, post(log::check)),
        Route::get(at::WAY, read, get(way::show)),
        Route::get(at::WAY_FILE, read, get(way::file)),
    ]
}
