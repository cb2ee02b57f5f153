//! People from a file: chosen, looked at, applied.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::lists::{self, Preview, State};
use thuocdo_base::Message;

use super::act;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::account::{confirm, written};
use crate::rooms::bodies::upload::Uploaded;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/people/import.html")]
struct ImportPage<'a> {
    f: Frame<'a>,
    form: Form,
    preview: Option<Preview>,
    counts: Vec<(State, usize)>,
    may_apply: bool,
    staff: &'a Staff,
}

impl ImportPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }
}

/// Shows where to choose a file.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    page(&staff, StatusCode::OK, None, Vec::new())
}

/// Shows what a file would do.
pub(super) async fn preview(sent: Uploaded) -> Response<Body> {
    let staff = &sent.staff;
    if sent.bytes.is_empty() {
        let none = staff.text().t("people-file-none");
        return page(staff, StatusCode::UNPROCESSABLE_ENTITY, None, vec![Fault::new("tep", none)]);
    }
    match lists::preview(staff.app(), &staff.actor(), sent.bytes).await {
        Ok(preview) => page(staff, StatusCode::OK, Some(preview), Vec::new()),
        Err(error) => refused(staff, error),
    }
}

/// Writes the file, and shows the codes of those who are new.
pub(super) async fn apply(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if !staff.me.strong {
        return confirm::first(staff, at::PEOPLE_IMPORT);
    }
    match lists::apply(staff.app(), &staff.actor(), posted.value_as_typed("tep")).await {
        Ok(handed) if handed.is_empty() => staff.redirect_saying(at::PEOPLE, &Message::new("people-applied")),
        Ok(handed) => {
            let rows = handed.into_iter().map(|one| (one.login, one.name, one.code)).collect();
            act::show(staff, rows, true, at::PEOPLE)
        }
        Err(error) => refused(staff, error),
    }
}

fn refused(staff: &Staff, error: ActionError) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = reasons.iter().map(|reason| Fault::new("tep", staff.say(reason))).collect();
            page(staff, StatusCode::UNPROCESSABLE_ENTITY, None, faults)
        }
        error => staff.fault(error),
    }
}

fn page(staff: &Staff, status: StatusCode, preview: Option<Preview>, faults: Vec<Fault>) -> Response<Body> {
    let f = Frame::new(staff, "people", staff.text().t("people-import-title"));
    let count = |state| preview.as_ref().map_or(0, |preview| preview.count(state));
    let counts = State::ALL.map(|state| (state, count(state))).into_iter().filter(|(_, count)| *count > 0).collect();
    let may_apply = count(State::Faulty) == 0;
    written(staff, status, &ImportPage { f, form: Form::empty().with(faults), counts, may_apply, preview, staff })
}
