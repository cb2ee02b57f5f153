//! How responses come in without a link: devices and interviewers, and paper that is typed twice.

mod copy;
mod devices;
mod paper;

use axum::routing::{get, post};
use thuocdo_app::surveys::names::StratumName;
use thuocdo_assessment::Action;

use crate::form::Choice;
use crate::frame::Frame;
use crate::rooms::surveys::{faults, shown as page, status, stratum_name};
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let may_key = Access::May(Action::KeyPaper);
    vec![
        Route::get(at::SURVEY_DEVICES, Access::May(Action::ViewSurveys), get(devices::show)),
        Route::post(at::SURVEY_DEVICES, Access::May(Action::RunSurvey), post(devices::act)),
        Route::get(at::PAPER, may_key, get(paper::list)),
        Route::post(at::PAPER, may_key, post(paper::begin)),
        Route::get(at::PAPER_BATCH, may_key, get(paper::show)),
        Route::post(at::PAPER_BATCH, may_key, post(paper::end)),
        Route::get(at::PAPER_COPY, may_key, get(copy::show)),
        Route::post(at::PAPER_COPY, may_key, post(copy::key)),
        Route::get(at::PAPER_SETTLE, may_key, get(copy::compare)),
        Route::post(at::PAPER_SETTLE, may_key, post(copy::settle)),
    ]
}

/// The address of a route about a survey.
fn of_survey(route: &str, round: &str, survey: &str) -> String {
    route.replace("{ky}", &encode(round)).replace("{id}", &encode(survey))
}

/// The address of a route about a bundle, or a paper of it.
fn of_batch(route: &str, round: &str, survey: &str, number: u32, copy: u32) -> String {
    of_survey(route, round, survey).replace("{lo}", &number.to_string()).replace("{so}", &copy.to_string())
}

/// What a stratum is called.
fn stratum(f: &Frame<'_>, names: &[StratumName], code: &str) -> String {
    names.iter().find(|name| name.code == code).map_or_else(|| code.to_owned(), |name| stratum_name(f, name))
}

/// Strata to choose from.
fn choices(f: &Frame<'_>, names: &[StratumName]) -> Vec<Choice> {
    names.iter().map(|name| Choice::new(&name.code, stratum_name(f, name))).collect()
}
