//! Setting rounds up: the list, the steps of the wizard, roles in the round, and its dates after opening.

mod about;
mod appraisal;
mod council;
mod course;
mod dates;
mod due;
mod list;
mod new;
mod opening;
mod roles;
mod sets;
mod step;
mod units;

use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_assessment::Action;
use thuocdo_assessment::settings::Local;
use thuocdo_base::{Message, read};

use crate::door::Staff;
use crate::form::Posted;
use crate::routes::{Access, Route};
use crate::shown::Fault;
use crate::urls::{encode, routes as at};

/// Routes of this room.
pub fn routes() -> Vec<Route> {
    let set_up = Access::May(Action::SetUp);
    vec![
        Route::get(at::ROUNDS, Access::Person, get(list::show)),
        Route::get(at::NEW_ROUND, Access::Administrator, get(new::show)),
        Route::post(at::NEW_ROUND, Access::Administrator, post(new::make)),
        Route::get(at::SET_UP, set_up, get(step::show)),
        Route::post(at::SET_UP, set_up, post(step::save)),
        Route::get(at::ROUND_ROLES, Access::May(Action::GrantRoles), get(roles::show)),
        Route::post(at::ROUND_ROLES, Access::May(Action::GrantRoles), post(roles::save)),
        Route::get(at::EXTEND, Access::May(Action::Extend), get(due::show)),
        Route::post(at::EXTEND, Access::May(Action::Extend), post(due::extend)),
        Route::get(at::CANCEL, Access::May(Action::Cancel), get(due::ask)),
        Route::post(at::CANCEL, Access::May(Action::Cancel), post(due::cancel)),
        Route::get(at::ADVANCE, Access::May(Action::Advance), get(course::show)),
        Route::post(at::ADVANCE, Access::May(Action::Advance), post(course::advance)),
    ]
}

/// Address of a step.
fn step_path(round: &str, step: &str) -> String {
    format!("/ky/{}/thiet-lap/{step}", encode(round))
}

/// Address of a page below a round.
fn below(round: &str, page: &str) -> String {
    format!("/ky/{}/{page}", encode(round))
}

/// Why a form is shown again, or not at all.
enum Stop {
    /// Something typed is wrong.
    Faults(Vec<Fault>),
    /// The action did not happen.
    Error(ActionError),
}

impl From<ActionError> for Stop {
    fn from(error: ActionError) -> Self {
        Self::Error(error)
    }
}

impl Stop {
    /// A fault of one field.
    fn field(staff: &Staff, field: &str, message: &Message) -> Self {
        Self::Faults(vec![Fault::new(field, staff.say(message))])
    }
}

/// What is wrong, in words; other errors go on.
fn faults(staff: &Staff, stop: Stop) -> Result<Vec<Fault>, ActionError> {
    match stop {
        Stop::Faults(faults) => Ok(faults),
        Stop::Error(ActionError::Refused(reasons)) => {
            Ok(reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect())
        }
        Stop::Error(error) => Err(error),
    }
}

/// The version of the settings that the form was shown with.
fn version(posted: &Posted) -> u64 {
    posted.value("ban").parse().unwrap_or_default()
}

/// A typed day as `YYYY-MM-DD`; empty stays empty.
fn day(posted: &Posted, field: &str) -> Result<String, Stop> {
    let typed = posted.value(field);
    if typed.is_empty() {
        return Ok(String::new());
    }
    read::date(typed)
        .ok_or_else(|| Stop::field(&posted.staff, field, &Message::new("setup-day-bad").text("typed", typed)))
}

/// A typed day and time; `None` if the day is empty.
fn moment(posted: &Posted, day_field: &str, time_field: &str) -> Result<Option<Local>, Stop> {
    let date = day(posted, day_field)?;
    let time = posted.filled(time_field).unwrap_or("17:00");
    let at = Local::new(date, time);
    if at.date.is_empty() {
        return Ok(None);
    }
    if at.moment().is_none() {
        return Err(Stop::field(&posted.staff, time_field, &Message::new("setup-time-bad").text("typed", time)));
    }
    Ok(Some(at))
}

/// A day as people read it; empty stays empty.
fn shown_day(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

/// Codes that are typed with commas, semicolons or spaces between.
fn codes(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
