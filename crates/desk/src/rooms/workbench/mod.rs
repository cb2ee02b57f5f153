//! The workbench: a unit assesses itself, criterion by criterion.
//!
//! Read in this order: `page` (list and criterion), `fields` (names of the form and what they hold),
//! `saving` (with and without scripts), `history`, `giving` (criteria to colleagues), `presence`.

mod fields;
mod giving;
pub(crate) mod history;
mod page;
pub(crate) mod presence;
mod saving;

use axum::routing::{get, post};
use thuocdo_app::answers::Place;
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    let (view, answer) = (Access::May(Action::ViewRecord), Access::May(Action::Answer));
    vec![
        Route::get(at::WORKBENCH_LIST, view, get(page::list)),
        Route::get(at::WORKBENCH, view, get(page::criterion)),
        Route::post(at::WORKBENCH, answer, post(saving::form)),
        Route::post(at::WORKBENCH_SAVE, answer, post(saving::field)),
        Route::get(at::WORKBENCH_TOGETHER, view, get(presence::watch)),
        Route::post(at::WORKBENCH_TOGETHER, view, post(presence::beat)),
        Route::get(at::WORKBENCH_HISTORY, view, get(history::show)),
        Route::post(at::WORKBENCH_HISTORY, answer, post(history::restore)),
        Route::post(at::WORKBENCH_GIVE, Access::May(Action::Assign), post(giving::give)),
    ]
}

/// Address of a unit's list of criteria.
pub fn list_path(round: &str, unit: &str) -> String {
    format!("/ky/{}/tu-danh-gia/{}", encode(round), encode(unit))
}

/// Address of a criterion.
pub fn path(round: &str, unit: &str, criterion: &str) -> String {
    format!("{}/{}", list_path(round, unit), encode(criterion))
}

fn place((round, unit, criterion): &(String, String, String)) -> Place {
    Place::new(round, unit, criterion)
}
