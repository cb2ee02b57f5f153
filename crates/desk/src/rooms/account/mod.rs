//! Signing in and out, and everything that is one's own: password, second factor, sessions.

mod again;
mod code;
pub(crate) mod confirm;
mod cookie;
mod factor;
mod home;
mod password;
mod sessions;
mod sign_in;
pub(crate) mod unlock;

use axum::body::Body;
use axum::http::Response;
use axum::routing::{get, post};
use thuocdo_app::ActionError;

use crate::door::Ctx;
use crate::form::Fault;
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::SIGN_IN, Access::Anyone, get(sign_in::show)),
        Route::post(at::SIGN_IN, Access::Anyone, post(sign_in::enter)),
        Route::get(at::SIGN_IN_CODE, Access::Anyone, get(code::show)),
        Route::post(at::SIGN_IN_CODE, Access::Anyone, post(code::enter)),
        Route::get(at::UNLOCK, Access::Anyone, get(unlock::show)),
        Route::post(at::UNLOCK, Access::Anyone, post(unlock::open)),
        Route::get(at::NEW_PASSWORD, Access::Anyone, get(password::show_new)),
        Route::post(at::NEW_PASSWORD, Access::Anyone, post(password::choose)),
        Route::post(at::SIGN_OUT, Access::Person, post(sign_in::leave)),
        Route::get(at::ACCOUNT, Access::Person, get(home::show)),
        Route::get(at::PASSWORD, Access::Person, get(password::show)),
        Route::post(at::PASSWORD, Access::Person, post(password::change)),
        Route::get(at::SECOND_FACTOR, Access::Person, get(factor::show)),
        Route::post(at::SECOND_FACTOR, Access::Person, post(factor::finish)),
        Route::post(at::RECOVERY, Access::Person, post(factor::renew)),
        Route::post(at::NO_SECOND_FACTOR, Access::Person, post(factor::remove)),
        Route::get(at::SESSIONS, Access::Person, get(sessions::show)),
        Route::post(at::SESSIONS, Access::Person, post(sessions::end)),
        Route::get(at::SESSION_LEFT, Access::Anyone, get(sessions::left)),
        Route::post(at::SESSION_LEFT, Access::Person, post(sessions::prolong)),
        Route::get(at::CONFIRM, Access::Person, get(confirm::show)),
        Route::post(at::CONFIRM, Access::Person, post(confirm::prove)),
    ]
}

/// What the rules say against a form, as its faults; anything else stays an error.
pub(crate) fn faults(ctx: &Ctx, error: ActionError, field: &str) -> Result<Vec<Fault>, ActionError> {
    match error {
        ActionError::Refused(reasons) => Ok(reasons.iter().map(|reason| Fault::new(field, ctx.say(reason))).collect()),
        error => Err(error),
    }
}

/// Writes a page, or says that it could not be written.
pub(crate) fn written(ctx: &Ctx, status: axum::http::StatusCode, page: &impl askama::Template) -> Response<Body> {
    match page.render() {
        Ok(html) => ctx.page(status, html),
        Err(error) => ctx.fault(ActionError::system(error)),
    }
}

/// One value of the query.
pub(crate) fn asked(ctx: &Ctx, name: &str) -> String {
    let query = ctx.path.split_once('?').map_or("", |(_, query)| query);
    let pairs = crate::form::pairs(query.as_bytes());
    pairs.into_iter().find(|(given, _)| given == name).map(|(_, value)| value).unwrap_or_default()
}
