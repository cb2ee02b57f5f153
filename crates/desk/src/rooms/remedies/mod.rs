//! Remedy plans after publication: the secretariat asks and follows, units write, heads sign.

mod list;
mod plan;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::{Fault, Form};
use crate::routes::{Access, Route};
use crate::urls::{encode, of_record, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::REMEDIES, Access::May(Action::ViewRemedies), get(list::show)),
        Route::post(at::REMEDIES, Access::May(Action::AskRemedy), post(list::ask)),
        Route::get(at::REMEDY, Access::AnyRole, get(plan::show)),
        Route::post(at::REMEDY, Access::May(Action::WriteRemedy), post(plan::write)),
        Route::post(at::REMEDY_SIGN, Access::May(Action::SignRemedy), post(plan::sign)),
        Route::post(at::REMEDY_WITHDRAW, Access::May(Action::AskRemedy), post(plan::withdraw)),
    ]
}

/// Where all plans of a round are.
fn list_path(round: &str) -> String {
    at::REMEDIES.replace("{ky}", &encode(round))
}

/// Where one unit's plan is.
fn plan_path(round: &str, unit: &str) -> String {
    of_record(at::REMEDY, round, unit)
}

fn moment(at: Timestamp) -> String {
    show::moment(at)
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
