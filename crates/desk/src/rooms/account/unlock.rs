//! Opening a session that locked itself; what was being sent is kept and sent afterwards.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::session;

use super::sign_in::{ON, onward};
use super::{again, asked, faults, written};
use crate::door::Ctx;
use crate::form::{Form, Open};
use crate::frame::Frame;
use crate::urls::routes as at;

const PASSWORD: &str = "mat-khau";
/// Where the form that was kept goes.
const TO: &str = "gui";
/// The form that was kept, as it was sent.
const KEPT: &str = "giu";

#[derive(Template)]
#[template(path = "rooms/account/unlock.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
}

/// Shows the form.
pub(super) async fn show(ctx: Ctx) -> Response<Body> {
    page(&ctx, StatusCode::OK, Form::of([(ON, asked(&ctx, ON))]))
}

/// Asks for the password in place of taking a form; the form is kept in the page.
pub(crate) fn interrupt(ctx: &Ctx, body: &[u8]) -> Response<Body> {
    let path = ctx.path.clone();
    let kept = String::from_utf8_lossy(body).into_owned();
    page(ctx, StatusCode::UNAUTHORIZED, Form::of([(TO, path), (KEPT, kept)]))
}

/// Takes the password and goes on.
pub(super) async fn open(ctx: Ctx, open: Open) -> Response<Body> {
    let typed = open.value_as_typed(PASSWORD);
    match session::unlock(ctx.app(), ctx.secret(), typed, &ctx.visit()).await {
        Ok(()) if open.value(TO).is_empty() => ctx.redirect(onward(open.value(ON))),
        Ok(()) => again::show(&ctx, onward(open.value(TO)), open.value(KEPT)),
        Err(ActionError::NotAllowed) => ctx.redirect(at::SIGN_IN),
        Err(error) => match faults(&ctx, error, PASSWORD) {
            Ok(faults) => page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&open.pairs, faults)),
            Err(error) => ctx.fault(error),
        },
    }
}

fn page(ctx: &Ctx, status: StatusCode, form: Form) -> Response<Body> {
    written(ctx, status, &Page { f: Frame::open(ctx, "", ctx.text().t("account-unlock")), form })
}
