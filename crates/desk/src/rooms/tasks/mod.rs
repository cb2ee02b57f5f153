//! One's own tasks and messages; in the demo, the letters that would have left.

mod letters;
mod list;
mod notices;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;

use crate::door::Ctx;
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::TASKS, Access::Person, get(list::show)),
        Route::get(at::NOTICES, Access::Person, get(notices::show)),
        Route::post(at::NOTICES, Access::Person, post(notices::read)),
        Route::get(at::LETTERS, Access::Anyone, get(letters::show)),
    ]
}

fn page(ctx: &Ctx, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => ctx.page(StatusCode::OK, html),
        Err(error) => ctx.fault(ActionError::system(error)),
    }
}
