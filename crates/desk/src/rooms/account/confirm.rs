//! The password once more before a dangerous change.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::accounts::session;
use thuocdo_base::Message;

use super::sign_in::{ON, onward};
use super::{asked, faults, written};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

const PASSWORD: &str = "mat-khau";

#[derive(Template)]
#[template(path = "rooms/account/confirm.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
}

/// Sends somebody here first; afterwards they are back where the change is made.
pub(crate) fn first(staff: &Staff, back: &str) -> Response<Body> {
    staff.redirect(&format!("{}?{ON}={}", at::CONFIRM, crate::urls::encode(back)))
}

/// Shows the form.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    page(&staff, StatusCode::OK, Form::of([(ON, asked(&staff, ON))]))
}

/// Takes the password.
pub(super) async fn prove(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match session::confirm(staff.app(), &staff.me, posted.value_as_typed(PASSWORD), &staff.visit()).await {
        Ok(()) => staff.redirect_saying(onward(posted.value(ON)), &Message::new("account-confirmed")),
        Err(error) => match faults(staff, error, PASSWORD) {
            Ok(faults) => {
                let form = Form::of([(ON, posted.value(ON))]).with(faults);
                page(staff, StatusCode::UNPROCESSABLE_ENTITY, form)
            }
            Err(error) => staff.fault(error),
        },
    }
}

fn page(staff: &Staff, status: StatusCode, form: Form) -> Response<Body> {
    written(staff, status, &Page { f: Frame::new(staff, "", staff.text().t("account-confirm")), form })
}
