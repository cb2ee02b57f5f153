//! The coming result, its approval under four eyes, and what the secretariat corrects.

mod approval;
mod preview;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;
use thuocdo_base::Number;
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::form::Fault;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let may = Access::May;
    vec![
        Route::get(at::RESULT, may(Action::ViewResult), get(preview::show)),
        Route::get(at::RESULT_BOOK, may(Action::ViewResult), get(preview::book)),
        Route::post(at::RESULT_SEEN, may(Action::ViewResult), post(preview::seen)),
        Route::post(at::RESULT_INPUT, may(Action::Propose), post(preview::input)),
        Route::post(at::RESULT_HELD, may(Action::Decide), post(preview::held)),
        Route::post(at::RESULT_CORRECT, may(Action::Propose), post(preview::correct)),
        Route::get(at::APPROVAL, may(Action::ViewResult), get(approval::show)),
        Route::post(at::APPROVAL, may(Action::Propose), post(approval::propose)),
        Route::post(at::APPROVAL_OPINION, may(Action::Approve), post(approval::opinion)),
        Route::post(at::APPROVAL_DECISION, may(Action::Publish), post(approval::issue)),
    ]
}

/// Address of a route below a round.
fn path(route: &str, round: &str) -> String {
    route.replace("{ky}", &encode(round))
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Refusals as faults of the form as a whole; other errors go on.
fn faults(staff: &Staff, error: ActionError) -> Result<Vec<Fault>, ActionError> {
    match error {
        ActionError::Refused(reasons) => Ok(reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()),
        error => Err(error),
    }
}

/// A shown number with dot decimals, as the language writes it.
pub(crate) fn written(lang: Lang, text: &str) -> String {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let decimals = u8::try_from(decimals).unwrap_or(u8::MAX);
    let number = Number::parse(text);
    number
        .map_or_else(|_| text.to_owned(), |number| show::fixed(lang, &number, decimals, thuocdo_base::Rounding::HalfUp))
}
