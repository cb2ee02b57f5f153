//! Appraisal: my criteria, the grid and its transpose, one item, two opinions, what stands out.
//!
//! Read in this order: `list`, `fields` (names of the form), `grid` (one page for both ways of looking), `saving`
//! (with and without scripts, many rows, handing over), `paste` (a block from a sheet), `book` (the matrix as a workbook),
//! `item`, `second`, `consistency`.

mod book;
mod consistency;
mod fields;
mod grid;
mod item;
mod list;
mod paste;
mod saving;
mod second;

use askama::Template;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::book::MOST_BYTES;
use thuocdo_assessment::Action;

use crate::door::Staff;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    let (see, appraise) = (Access::May(Action::ViewAppraisal), Access::May(Action::CompleteAppraisal));
    vec![
        Route::get(at::APPRAISAL, see, get(list::show)),
        Route::get(at::APPRAISAL_CONSISTENCY, see, get(consistency::show)),
        Route::get(at::APPRAISAL_SECOND, see, get(second::show)),
        Route::post(at::APPRAISAL_SECOND, appraise, post(second::give)),
        Route::post(at::APPRAISAL_DRAW, Access::May(Action::Advance), post(second::draw)),
        Route::get(at::APPRAISAL_BOOK, see, get(book::show)),
        Route::post(at::APPRAISAL_BOOK, appraise, post(book::upload).layer(DefaultBodyLimit::max(MOST_BYTES + 65_536))),
        Route::post(at::APPRAISAL_BOOK_APPLY, appraise, post(book::apply)),
        Route::get(at::APPRAISAL_BOOK_FILE, see, get(book::file)),
        Route::get(at::APPRAISAL_BOOK_RESULT, appraise, get(book::result)),
        Route::get(at::APPRAISAL_UNIT, see, get(grid::of_unit)),
        Route::post(at::APPRAISAL_UNIT, appraise, post(saving::of_unit)),
        Route::post(at::APPRAISAL_UNDO, appraise, post(saving::undo)),
        Route::get(at::APPRAISAL_GRID, see, get(grid::of_criterion)),
        Route::post(at::APPRAISAL_GRID, appraise, post(saving::of_criterion)),
        Route::post(at::APPRAISAL_SAVE, appraise, post(saving::cell)),
        Route::post(at::APPRAISAL_DONE, appraise, post(saving::hand_over)),
        Route::get(at::APPRAISAL_ITEM, see, get(item::show)),
        Route::post(at::APPRAISAL_ITEM, appraise, post(item::note)),
    ]
}

/// Address of what somebody appraises in a round.
pub fn list_path(round: &str) -> String {
    format!("/ky/{}/tham-dinh", encode(round))
}

/// Address of the grid of a criterion.
fn path(round: &str, criterion: &str) -> String {
    format!("{}/{}", list_path(round), encode(criterion))
}

/// Address of the grid of a unit.
fn unit_path(round: &str, unit: &str) -> String {
    format!("{}/co-quan/{}", list_path(round), encode(unit))
}

/// Address of one item.
fn item_path(round: &str, criterion: &str, unit: &str) -> String {
    format!("{}/{}", path(round, criterion), encode(unit))
}

/// Minutes that are left, begun ones counted.
fn minutes(seconds: i64) -> usize {
    usize::try_from((seconds + 59).div_euclid(60)).unwrap_or_default()
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
