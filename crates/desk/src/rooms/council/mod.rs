//! The council: sittings, the meeting screen, what could be on an agenda, the minutes.

mod agenda;
mod list;
mod live;
mod meeting;
mod minutes;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;
use thuocdo_base::{Message, Number, Rounding};
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::form::Fault;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (see, keep) = (Access::May(Action::ViewCouncil), Access::May(Action::KeepSitting));
    vec![
        Route::get(at::SITTINGS, see, get(list::show)),
        Route::post(at::SITTINGS, keep, post(list::create)),
        Route::get(at::SITTING, see, get(meeting::show)),
        Route::post(at::SITTING, keep, post(meeting::act)),
        Route::get(at::SITTING_NOW, see, get(live::show)),
        Route::get(at::AGENDA, keep, get(agenda::show)),
        Route::post(at::AGENDA, keep, post(agenda::add)),
        Route::post(at::VOTE, Access::May(Action::Vote), post(meeting::vote)),
        Route::get(at::MINUTES, see, get(minutes::show)),
    ]
}

/// Decimals of points on pages.
const DECIMALS: u8 = 2;

fn points(lang: Lang, number: &Option<Number>) -> String {
    number.as_ref().map_or_else(|| "–".to_owned(), |number| show::fixed(lang, number, DECIMALS, Rounding::HalfUp))
}

/// Appraised points less the unit's own, with a sign.
fn apart(lang: Lang, own: &Option<Number>, appraised: &Option<Number>) -> String {
    let by = own.as_ref().zip(appraised.as_ref()).map(|(own, given)| given - own);
    let sign = if by.as_ref().is_some_and(|by| !by.is_negative() && !by.is_zero()) { "+" } else { "" };
    format!("{sign}{}", points(lang, &by))
}

/// Points of an exact text.
fn exact(lang: Lang, text: &Option<String>) -> String {
    points(lang, &text.as_deref().and_then(|text| Number::parse(text).ok()))
}

/// The address of a route about one sitting.
fn of_sitting(route: &str, round: &str, sitting: &str) -> String {
    route.replace("{ky}", &encode(round)).replace("{phien}", &encode(sitting))
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
