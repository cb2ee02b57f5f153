//! How responses come in without a link: devices and interviewers, and paper that is typed twice.

mod copy;
mod devices;
mod paper;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Fault, Form};
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

fn status(form: &Form) -> StatusCode {
    if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn faults(staff: &Staff, reasons: &[Message]) -> Vec<Fault> {
    reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
