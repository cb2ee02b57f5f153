//! Surveys: set up, launched, their lists and letters kept, followed and closed.

mod close;
mod letters;
mod list;
mod lists;
mod monitor;
mod not_held;
mod setup;

use askama::Template;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::surveys;
use thuocdo_app::surveys::names::StratumName;
use thuocdo_app::surveys::setup::Row;
use thuocdo_assessment::Action;
use thuocdo_assessment::settings::Local;
use thuocdo_assessment::survey::{State, Survey};
use thuocdo_base::{Message, Timestamp, read};
use thuocdo_words::Lang;

use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Most bytes of a list that is uploaded.
const LARGEST_LIST: usize = 8 << 20;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (see, run, keep) =
        (Access::May(Action::ViewSurveys), Access::May(Action::RunSurvey), Access::May(Action::KeepRoster));
    let large = DefaultBodyLimit::max(LARGEST_LIST);
    vec![
        Route::get(at::SURVEYS, see, get(list::show)),
        Route::get(at::NEW_SURVEY, run, get(list::ask)),
        Route::post(at::NEW_SURVEY, run, post(list::make)),
        Route::get(at::SURVEY_NOT_HELD, see, get(not_held::show)),
        Route::post(at::SURVEY_NOT_HELD, run, post(not_held::act)),
        Route::get(at::SURVEY, see, get(one)),
        Route::post(at::SURVEY, run, post(setup::save)),
        Route::get(at::SURVEY_LIVE, see, get(monitor::live)),
        Route::get(at::SURVEY_NEWS, see, get(monitor::news)),
        Route::get(at::SURVEY_CLOSE, run, get(close::ask)),
        Route::post(at::SURVEY_CLOSE, run, post(close::act)),
        Route::get(at::SURVEY_LISTS, keep, get(lists::show)),
        Route::post(at::SURVEY_LISTS, keep, post(lists::preview).layer(large)),
        Route::post(at::SURVEY_LISTS_APPLY, keep, post(lists::apply).layer(large)),
        Route::post(at::SURVEY_LISTS_ACT, keep, post(lists::act)),
        Route::get(at::SURVEY_LETTERS, keep, get(letters::show)),
        Route::post(at::SURVEY_LETTERS, keep, post(letters::act)),
        Route::post(at::SURVEY_BOUNCED, keep, post(letters::bounced).layer(DefaultBodyLimit::max(LARGEST_LIST))),
        Route::post(at::SURVEY_PRINT, keep, post(letters::print)),
    ]
}

/// Shows a survey: what is set while it is prepared, how it stands afterwards.
async fn one(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    match surveys::setup::view(staff.app(), &staff.actor(), &round, &id).await {
        Ok(view) if view.survey.state == State::Draft => setup::page(&staff, view, Form::empty()),
        Ok(_) => monitor::page(&staff, &round, &id).await,
        Err(error) => staff.fault(error),
    }
}

/// Where the surveys of a round are.
fn list_path(round: &str) -> String {
    at::SURVEYS.replace("{ky}", &encode(round))
}

/// A page of one survey.
fn path(route: &str, round: &str, id: &str) -> String {
    route.replace("{ky}", &encode(round)).replace("{id}", &encode(id))
}

/// Links between the pages of a survey: address, words, whether it is this page.
fn tabs(staff: &Staff, survey: &Survey, may_keep: bool, here: &str) -> Vec<(String, String, bool)> {
    let t = staff.text();
    let first = if survey.state == State::Draft { "survey-tab-setup" } else { "survey-tab-monitor" };
    let mut tabs = vec![(at::SURVEY, t.t(first))];
    if may_keep && survey.state != State::Closed {
        tabs.push((at::SURVEY_LISTS, t.t("survey-tab-lists")));
        tabs.push((at::SURVEY_LETTERS, t.t("survey-tab-letters")));
    }
    if survey.state == State::Open {
        tabs.push((at::SURVEY_DEVICES, t.t("collecting-devices")));
        if may_keep {
            tabs.push((at::PAPER, t.t("collecting-paper")));
        }
    }
    if survey.state == State::Closed || (survey.state == State::Open && !survey.sealed) {
        tabs.push((at::SURVEY_REPORT, t.t("survey-tab-report")));
    }
    let link =
        |(route, label): (&str, String)| (staff.to(&path(route, &survey.round, &survey.id)), label, route == here);
    tabs.into_iter().map(link).collect()
}

/// A name in the page's language.
fn named(lang: Lang, name: &str, english: Option<&String>) -> String {
    english.filter(|_| lang == Lang::En).cloned().unwrap_or_else(|| name.to_owned())
}

/// What a stratum is called.
pub(super) fn stratum_name(f: &Frame<'_>, name: &StratumName) -> String {
    let group = named(f.lang, &name.group, name.group_en.as_ref());
    if group.is_empty() { f.t.t("survey-all-strata") } else { joined(group, &name.body) }
}

/// What a stratum that is being set up is called.
fn row_name(lang: Lang, row: &Row) -> String {
    joined(named(lang, &row.group, row.group_en.as_ref()), &row.body)
}

fn joined(group: String, body: &str) -> String {
    if body.is_empty() { group } else { format!("{group} – {body}") }
}

pub(super) fn faults(staff: &Staff, reasons: &[Message]) -> Vec<Fault> {
    reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()
}

pub(super) fn status(form: &Form) -> StatusCode {
    if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

pub(super) fn shown(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

fn frame<'a>(staff: &'a Staff, title: &str) -> Frame<'a> {
    Frame::new(staff, "rounds", title.to_owned())
}

/// A typed day and time; `None` if the day is empty.
fn moment(posted: &Posted, day: &str, time: &str, otherwise: &str) -> Result<Option<Timestamp>, Fault> {
    let typed = posted.value(day);
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Fault::new(day, posted.staff.text().t("survey-day-wrong"));
    let date = read::date(typed).ok_or_else(wrong)?;
    Local::new(date, posted.filled(time).unwrap_or(otherwise)).moment().map(Some).ok_or_else(wrong)
}

/// Day and time of a moment as they are typed.
fn typed(at: Option<Timestamp>) -> (String, String) {
    let shown = at.map(thuocdo_words::show::moment).unwrap_or_default();
    let mut parts = shown.split_whitespace().map(|part| part.trim_matches(',').to_owned());
    match (parts.next(), parts.next()) {
        (Some(first), Some(second)) if first.contains(':') => (second, first),
        (Some(first), Some(second)) => (first, second),
        _ => (String::new(), String::new()),
    }
}
