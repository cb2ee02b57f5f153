//! The secretariat opens criteria of a submitted record again: which, why, until when.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::evidence::read_date;
use thuocdo_app::submission;
use thuocdo_assessment::record::Reopening;
use thuocdo_assessment::{Action, Verdict, table};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::shown;
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{of_record, routes as at};

/// Minutes by which Viet Nam is ahead of UTC, and the hour at which a day that is given ends: 17:00.
const END_OF_DAY_UTC: i64 = (17 - 7) * 3_600 * 1_000_000;

#[derive(Template)]
#[template(path = "rooms/submission/reopen.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    criteria: Vec<Choice>,
    closed: Option<String>,
    action: String,
    back: String,
}

/// Shows the form.
pub(super) async fn show(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &unit, StatusCode::OK, Form::empty()).await
}

/// Opens the criteria.
pub(super) async fn reopen(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let until = match until(posted.value("han")) {
        Ok(until) => until,
        Err(message) => {
            let faults = vec![Fault::new("han", staff.say(&message))];
            let form = Form::again(&posted.pairs, faults);
            return page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    };
    let criteria = posted.values("tieu-chi").map(str::to_owned).collect();
    let reopening = Reopening { criteria, reason: posted.value("ly-do").to_owned(), until };
    match submission::reopen(staff.app(), &staff.actor(), &round, &unit, reopening).await {
        Ok(()) => staff.redirect_saying(&of_record(at::SIGN, &round, &unit), &Message::new("submission-reopened")),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, shown::reasons(staff, &reasons));
            page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The moment at which a day ends for offices; none if none was typed.
fn until(typed: &str) -> Result<Option<Timestamp>, Message> {
    if typed.is_empty() {
        return Ok(None);
    }
    let date = read_date(typed).and_then(|date| Timestamp::of_date(&date));
    let date = date.ok_or_else(|| Message::new("submission-bad-day").text("typed", typed))?;
    Ok(Some(Timestamp::from_micros(date.micros() + END_OF_DAY_UTC)))
}

async fn page(staff: &Staff, round: &str, unit: &str, status: StatusCode, form: Form) -> Response<Body> {
    let view = match submission::sheet(staff.app(), &staff.actor(), round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    match table::judge(Action::Reopen, &view.roles, &view.record) {
        Verdict::Yes => {}
        Verdict::Hidden => return staff.fault(ActionError::NotAllowed),
        Verdict::Refused(why) => return staff.fault(why.refusal(Action::Reopen, &view.record).into()),
    }
    let title = staff.text().with("submission-reopen-title").text("unit", &view.sheet.name).to_string();
    let own = view.sheet.answers().filter(|(_, answer)| answer.own);
    let criteria =
        own.map(|(row, _)| Choice::new(&row.code, format!("{} {}", row.code, shown::title(staff.lang, row))));
    let page = Page {
        f: Frame::new(staff, "rounds", title),
        form,
        criteria: criteria.collect(),
        closed: view.record.closed_at.map(show::moment),
        action: staff.to(&of_record(at::REOPEN, round, unit)),
        back: staff.to(&of_record(at::SIGN, round, unit)),
    };
    shown::answer(staff, status, &page)
}
