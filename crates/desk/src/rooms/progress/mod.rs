//! How far a round is, and reminding those behind.

mod dashboard;
mod remind;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;

use crate::door::Staff;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (see, remind) = (Access::May(Action::ViewProgress), Access::May(Action::Remind));
    vec![
        Route::get(at::ROUND, see, get(dashboard::show)),
        Route::get(at::ROUND_CSV, see, get(dashboard::csv)),
        Route::get(at::REMIND, remind, get(remind::show)),
        Route::post(at::REMIND, remind, post(remind::send)),
    ]
}

/// Address of a round's dashboard.
fn path(round: &str) -> String {
    format!("/ky/{}", encode(round))
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
