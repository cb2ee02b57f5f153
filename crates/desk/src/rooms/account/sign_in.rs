//! Signing in by password, and signing out.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use thuocdo_app::accounts::{self, SignIn};
use thuocdo_web::text::Text;

use super::cookie;
use crate::door::Ctx;
use crate::form::{Open, Posted};
use crate::urls::routes as at;

/// Name typed into the form.
const LOGIN: &str = "ten";
/// Password typed into the form.
const PASSWORD: &str = "mat-khau";
/// Where to go on afterwards.
const ON: &str = "ve";

#[derive(Template)]
#[template(path = "rooms/account/sign_in.html")]
struct Page<'a> {
    t: Text<'a>,
    action: String,
    login: &'a str,
    on: &'a str,
    fault: Option<String>,
}

/// Shows the form.
pub(super) async fn show(ctx: Ctx) -> Response<Body> {
    let query = ctx.path.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let pairs = crate::form::pairs(query.as_bytes());
    let on = pairs.iter().find(|(name, _)| name == ON).map_or("", |(_, value)| value.as_str());
    form(&ctx, StatusCode::OK, "", on, None)
}

/// Signs in: a new session, whatever the browser held before.
pub(super) async fn enter(ctx: Ctx, open: Open) -> Response<Body> {
    let value = |name: &str| open.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value);
    let (login, on) = (value(LOGIN), value(ON));
    match accounts::sign_in(ctx.app(), login, value(PASSWORD), ctx.visit()).await {
        Ok(SignIn::In(secret)) => {
            let old = ctx.secret().to_owned();
            if let Err(error) = accounts::sign_out(ctx.app(), &old).await {
                return ctx.fault(error);
            }
            cookie::give(&ctx, ctx.redirect(onward(on)), &secret)
        }
        Ok(SignIn::Code(secret)) => {
            let to = format!("{}?{ON}={}", at::SIGN_IN_CODE, crate::urls::encode(onward(on)));
            cookie::give(&ctx, ctx.redirect(&to), &secret)
        }
        Ok(SignIn::No) => {
            let fault = ctx.text().t("account-sign-in-failed");
            form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, login, on, Some(fault))
        }
        Ok(SignIn::Wait(seconds)) => {
            let whole = usize::try_from(seconds).unwrap_or(usize::MAX);
            let fault = ctx.text().with("account-wait").count("seconds", whole).to_string();
            let answer = form(&ctx, StatusCode::TOO_MANY_REQUESTS, login, on, Some(fault));
            retry_after(answer, seconds)
        }
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

fn form(ctx: &Ctx, status: StatusCode, login: &str, on: &str, fault: Option<String>) -> Response<Body> {
    let page = Page { t: ctx.text(), action: ctx.to(at::SIGN_IN), login, on, fault };
    match page.render() {
        Ok(html) => ctx.page(status, html),
        Err(error) => ctx.fault(thuocdo_app::ActionError::system(error)),
    }
}

/// The page to go on with: one of ours, else the tasks.
pub(super) fn onward(asked: &str) -> &str {
    let ours = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(['\\', '\r', '\n']);
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
        ] {
            assert_eq!(onward(asked), to);
        }
    }
}
