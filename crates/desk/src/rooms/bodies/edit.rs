//! The form of a body, new or already there.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::bodies::look::{self, Choices};
use thuocdo_app::bodies::{Typed, keep};
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/bodies/edit.html")]
struct EditPage<'a> {
    f: Frame<'a>,
    form: Form,
    action: String,
    back: String,
    is_new: bool,
    systems: Vec<Choice>,
    tiers: Vec<Choice>,
    traits: Vec<Choice>,
    choices: Choices,
}

/// Shows the form of a new body.
pub(super) async fn show_new(staff: Staff) -> Response<Body> {
    let today = staff.app().clock.now().local_date();
    let typed = Typed { valid_from: today, system: "state".to_owned(), tier: "commune".to_owned(), ..Typed::default() };
    let form = Form::of(super::values(&staff, &typed));
    show_form(&staff, StatusCode::OK, form, None).await
}

/// Makes a new body.
pub(super) async fn create(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match keep::create(staff.app(), &staff.actor(), super::typed(&posted)).await {
        Ok(Ok(code)) => staff.redirect_saying(&super::body_path(&code), &Message::new("bodies-created")),
        Ok(Err(wrong)) => {
            let form = Form::again(&posted.pairs, super::faults(staff, &wrong));
            show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Shows the form of a body.
pub(super) async fn show(staff: Staff, Path(code): Path<String>) -> Response<Body> {
    match look::view(staff.app(), &staff.actor(), &code).await {
        Ok(Some(body)) => {
            let mut values = super::values(&staff, &body.typed);
            values.push(("ban".to_owned(), body.unit.version.to_string()));
            show_form(&staff, StatusCode::OK, Form::of(values), Some(&code)).await
        }
        Ok(None) => staff.fault(ActionError::NotAllowed),
        Err(error) => staff.fault(error),
    }
}

/// Saves a body.
pub(super) async fn save(Path(code): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let version = posted.value("ban").parse().unwrap_or_default();
    match keep::edit(staff.app(), &staff.actor(), &code, version, super::typed(&posted)).await {
        Ok(Ok(code)) => staff.redirect_saying(&super::body_path(&code), &Message::new("bodies-saved")),
        Ok(Err(wrong)) => {
            let form = Form::again(&posted.pairs, super::faults(staff, &wrong));
            show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, form, Some(&code)).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn show_form(staff: &Staff, status: StatusCode, form: Form, code: Option<&str>) -> Response<Body> {
    let choices = match look::choices(staff.app(), &staff.actor()).await {
        Ok(choices) => choices,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().t(if code.is_some() { "bodies-edit-title" } else { "bodies-new" });
    let back = code.map_or_else(|| at::BODIES.to_owned(), super::body_path);
    let action = code.map_or_else(|| at::NEW_BODY.to_owned(), |code| format!("{}/sua", super::body_path(code)));
    let shown = EditPage {
        f: Frame::new(staff, "bodies", title),
        form,
        action: staff.to(&action),
        back: staff.to(&back),
        is_new: code.is_none(),
        systems: super::systems(staff),
        tiers: super::tiers(staff),
        traits: super::traits(staff),
        choices,
    };
    super::page(staff, status, &shown)
}
