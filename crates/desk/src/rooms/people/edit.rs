//! Forms of an account: a new one, and changes.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::people::{self, Edit, Person};
use thuocdo_app::bodies::look;
use thuocdo_base::Message;

use super::act;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::account::{confirm, written};
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/people/edit.html")]
struct EditPage<'a> {
    f: Frame<'a>,
    form: Form,
    action: String,
    back: String,
    is_new: bool,
    units: Vec<look::Named>,
}

/// Shows an empty form.
pub(super) async fn show_new(staff: Staff) -> Response<Body> {
    page(&staff, StatusCode::OK, Form::empty(), None).await
}

/// Makes an account and shows the code for its first password.
pub(super) async fn create(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let edit = typed(&posted);
    if edit.administrator && !staff.me.strong {
        return confirm::first(staff, at::NEW_PERSON);
    }
    match people::create(staff.app(), &staff.actor(), posted.value("ten-dang-nhap"), edit).await {
        Ok((id, code)) => act::handed(staff, &id, true, Ok(code)).await,
        Err(error) => again(&posted, error, None).await,
    }
}

/// Shows the form of an account.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    match people::one(staff.app(), &staff.actor(), &id).await {
        Ok(person) => page(&staff, StatusCode::OK, Form::of(values(person)), Some(&id)).await,
        Err(error) => staff.fault(error),
    }
}

/// Saves an account.
pub(super) async fn save(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if !staff.me.strong {
        return confirm::first(staff, &format!("{}/sua", super::person_path(&id)));
    }
    let version = posted.value("ban").parse().unwrap_or_default();
    match people::edit(staff.app(), &staff.actor(), &id, version, typed(&posted)).await {
        Ok(()) => staff.redirect_saying(&super::person_path(&id), &Message::new("people-saved")),
        Err(error) => again(&posted, error, Some(&id)).await,
    }
}

fn typed(posted: &Posted) -> Edit {
    let value = |name: &str| posted.filled(name).map(str::to_owned);
    Edit {
        name: posted.value("ho-ten").to_owned(),
        title: value("chuc-vu"),
        email: value("thu"),
        org_unit: value("co-quan"),
        administrator: posted.ticked("quan-tri"),
        auditor: posted.ticked("kiem-tra"),
    }
}

fn values(person: Person) -> Vec<(&'static str, String)> {
    let flag = |on: bool| if on { "1".to_owned() } else { String::new() };
    vec![
        ("ban", person.version.to_string()),
        ("ho-ten", person.name),
        ("chuc-vu", person.title.unwrap_or_default()),
        ("thu", person.email.unwrap_or_default()),
        ("co-quan", person.org_unit.map(|(code, _)| code).unwrap_or_default()),
        ("quan-tri", flag(person.administrator)),
        ("kiem-tra", flag(person.auditor)),
    ]
}

/// The form again, each reason beside its field.
async fn again(posted: &Posted, error: ActionError, id: Option<&str>) -> Response<Body> {
    let staff = &posted.staff;
    let ActionError::Refused(reasons) = error else { return staff.fault(error) };
    let field = |key: &str| match key {
        "account-login-form" | "account-login-taken" => "ten-dang-nhap",
        "account-name-missing" => "ho-ten",
        "account-email-form" => "thu",
        "account-unit-unknown" => "co-quan",
        "account-not-oneself" | "account-last-administrator" => "quan-tri",
        _ => "",
    };
    let faults = reasons.iter().map(|reason| Fault::new(field(&reason.key), staff.say(reason))).collect();
    page(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, faults), id).await
}

async fn page(staff: &Staff, status: StatusCode, form: Form, id: Option<&str>) -> Response<Body> {
    let units = match look::choices(staff.app(), &staff.actor()).await {
        Ok(choices) => choices.units,
        Err(error) => return staff.fault(error),
    };
    let back = id.map_or_else(|| at::PEOPLE.to_owned(), super::person_path);
    let action = id.map_or_else(|| at::NEW_PERSON.to_owned(), |id| format!("{}/sua", super::person_path(id)));
    let title = staff.text().t(if id.is_some() { "people-edit-title" } else { "people-new" });
    let shown = EditPage {
        f: Frame::new(staff, "people", title),
        form,
        action: staff.to(&action),
        back: staff.to(&back),
        is_new: id.is_none(),
        units,
    };
    written(staff, status, &shown)
}
