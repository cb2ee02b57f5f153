//! Signing in by password, and signing out.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use thuocdo_app::accounts::{self, SignIn};

use super::{asked, cookie, written};
use crate::door::Ctx;
use crate::form::{Fault, Form, Open, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

/// Name typed into the form.
const LOGIN: &str = "ten";
/// Password typed into the form.
const PASSWORD: &str = "mat-khau";
/// Where to go on afterwards.
pub(super) const ON: &str = "ve";

#[derive(Template)]
#[template(path = "rooms/account/sign_in.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    /// Whether somebody can be played.
    demo: bool,
}

/// Shows the form.
pub(super) async fn show(ctx: Ctx) -> Response<Body> {
    page(&ctx, StatusCode::OK, Form::of([(ON, asked(&ctx, ON))]))
}

/// Signs in: a new session, whatever the browser held before.
pub(super) async fn enter(ctx: Ctx, open: Open) -> Response<Body> {
    let (login, password, on) = (open.value(LOGIN), open.value_as_typed(PASSWORD), onward(open.value(ON)));
    let refused = |status, fault: String| page(&ctx, status, Form::again(&open.pairs, vec![Fault::new("", fault)]));
    match accounts::sign_in(ctx.app(), login, password, ctx.visit()).await {
        Ok(SignIn::In(secret)) => entered(&ctx, on, &secret).await,
        Ok(SignIn::Code(secret)) => {
            let to = format!("{}?{ON}={}", at::SIGN_IN_CODE, crate::urls::encode(on));
            entered(&ctx, &to, &secret).await
        }
        Ok(SignIn::No) => refused(StatusCode::UNPROCESSABLE_ENTITY, ctx.text().t("account-sign-in-failed")),
        Ok(SignIn::Wait(seconds)) => retry_after(refused(StatusCode::TOO_MANY_REQUESTS, wait(&ctx, seconds)), seconds),
        Err(error) => ctx.fault(error),
    }
}

/// Ends the session from before and hands the new one out.
pub(super) async fn entered(ctx: &Ctx, on: &str, secret: &str) -> Response<Body> {
    match accounts::sign_out(ctx.app(), ctx.secret()).await {
        Ok(()) => cookie::give(ctx, ctx.redirect(on), secret),
        Err(error) => ctx.fault(error),
    }
}

/// Signs out.
pub(super) async fn leave(posted: Posted) -> Response<Body> {
    let staff = posted.staff;
    match accounts::sign_out(staff.app(), staff.secret()).await {
        Ok(()) => cookie::take(&staff, staff.redirect(at::SIGN_IN)),
        Err(error) => staff.fault(error),
    }
}

fn page(ctx: &Ctx, status: StatusCode, form: Form) -> Response<Body> {
    written(
        ctx,
        status,
        &Page { f: Frame::open(ctx, "", ctx.text().t("account-sign-in")), form, demo: ctx.app().guide.is_some() },
    )
}

/// How long to wait, in words.
pub(super) fn wait(ctx: &Ctx, seconds: u64) -> String {
    ctx.text().with("account-wait").count("seconds", usize::try_from(seconds).unwrap_or(usize::MAX)).to_string()
}

/// The page to go on with: one of ours, else the tasks.
pub(super) fn onward(asked: &str) -> &str {
    let ours = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(['\\', '\r', '\n', '\t']);
    if ours { asked } else { at::TASKS }
}

/// Says when to try again.
pub(super) fn retry_after(mut answer: Response<Body>, seconds: u64) -> Response<Body> {
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_goes_on_only_to_our_own_pages() {
        for (asked, to) in [
            ("/ky/mau?b=1", "/ky/mau?b=1"),
            ("", at::TASKS),
            ("https://example.org", at::TASKS),
            ("//example.org", at::TASKS),
            ("/\\example.org", at::TASKS),
            ("/\t/example.org", at::TASKS),
        ] {
            assert_eq!(onward(asked), to);
        }
    }
}
