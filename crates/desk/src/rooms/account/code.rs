//! The second factor after the password.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::{SignIn, second_factor};

use super::sign_in::{ON, entered, onward, retry_after, wait};
use super::{asked, written};
use crate::door::Ctx;
use crate::form::{Fault, Form, Open};
use crate::frame::Frame;
use crate::urls::routes as at;

/// The code typed into the form.
const CODE: &str = "ma";

#[derive(Template)]
#[template(path = "rooms/account/code.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
}

/// Shows the form.
pub(super) async fn show(ctx: Ctx) -> Response<Body> {
    page(&ctx, StatusCode::OK, Form::of([(ON, asked(&ctx, ON))]))
}

/// Takes the code and opens the session.
pub(super) async fn enter(ctx: Ctx, open: Open) -> Response<Body> {
    let again = |status, fault: String| {
        let form = Form::of([(ON, open.value(ON))]).with(vec![Fault::new(CODE, fault)]);
        page(&ctx, status, form)
    };
    match second_factor::prove(ctx.app(), ctx.secret(), open.value(CODE), ctx.visit()).await {
        Ok(SignIn::In(secret)) => entered(&ctx, onward(open.value(ON)), &secret).await,
        Ok(SignIn::Wait(seconds)) => retry_after(again(StatusCode::TOO_MANY_REQUESTS, wait(&ctx, seconds)), seconds),
        Ok(_) => again(StatusCode::UNPROCESSABLE_ENTITY, ctx.text().t("account-code-failed")),
        Err(ActionError::NotAllowed) => ctx.redirect(at::SIGN_IN),
        Err(error) => ctx.fault(error),
    }
}

fn page(ctx: &Ctx, status: StatusCode, form: Form) -> Response<Body> {
    written(ctx, status, &Page { f: Frame::open(ctx, "", ctx.text().t("account-code")), form })
}
