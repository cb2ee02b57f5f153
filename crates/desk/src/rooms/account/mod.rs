//! Signing in and out, and everything that is one's own: password, second factor, sessions.

mod cookie;
mod sign_in;

use axum::routing::{get, post};

use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::SIGN_IN, Access::Anyone, get(sign_in::show)),
        Route::post(at::SIGN_IN, Access::Anyone, post(sign_in::enter)),
        Route::post(at::SIGN_OUT, Access::Person, post(sign_in::leave)),
    ]
}
