//! What is said when an action did not happen.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;

use crate::door::{Ctx, Staff};
use crate::frame::Frame;
use crate::urls::routes as at;

/// A page that says what happened and what to do, with a number to quote.
#[derive(Template)]
#[template(path = "rooms/fault/fault.html")]
struct FaultPage<'a> {
    f: Frame<'a>,
    what: Vec<String>,
    advice: String,
    case: String,
    back: Option<String>,
}

/// Not found for what may not be seen; reasons for what the rules refuse; a number for a fault.
pub fn answer(ctx: &Ctx, error: ActionError) -> Response<Body> {
    match error {
        ActionError::NotAllowed => plain(ctx, StatusCode::NOT_FOUND, "desk-not-found"),
        ActionError::Refused(reasons) => {
            let reasons = reasons.iter().map(|reason| ctx.say(reason)).collect();
            page(ctx, StatusCode::UNPROCESSABLE_ENTITY, "desk-refused", reasons, &case_number(ctx))
        }
        ActionError::Internal(source) => {
            let case = case_number(ctx);
            tracing::error!(%source, case, path = ctx.path, "an action failed");
            page(ctx, StatusCode::INTERNAL_SERVER_ERROR, "desk-fault", vec![ctx.text().t("desk-fault")], &case)
        }
    }
}

/// The form belongs to a session that is over.
pub fn stale_form(staff: &Staff) -> Response<Body> {
    let t = staff.text();
    let what = vec![t.t("desk-stale-form")];
    let f = Frame::new(staff, "", t.t("desk-forbidden-title"));
    let advice = t.t("desk-stale-form-advice");
    show(staff, StatusCode::FORBIDDEN, FaultPage { f, what, advice, case: case_number(staff), back: back(staff) })
}

/// The request comes from another site, or asks for what nobody here may do.
pub fn forbidden(ctx: &Ctx) -> Response<Body> {
    plain(ctx, StatusCode::FORBIDDEN, "desk-forbidden")
}

/// Somebody else was faster.
pub fn overtaken(ctx: &Ctx) -> Response<Body> {
    plain(ctx, StatusCode::CONFLICT, "desk-overtaken")
}

fn plain(ctx: &Ctx, status: StatusCode, id: &str) -> Response<Body> {
    page(ctx, status, id, vec![ctx.text().t(id)], &case_number(ctx))
}

/// Scripts get the sentences as JSON, people a page.
fn page(ctx: &Ctx, status: StatusCode, id: &str, what: Vec<String>, case: &str) -> Response<Body> {
    let t = ctx.text();
    let f = Frame::open(ctx, "", t.t(&format!("{id}-title")));
    let advice = t.t(&format!("{id}-advice"));
    show(ctx, status, FaultPage { f, what, advice, case: case.to_owned(), back: back(ctx) })
}

fn show(ctx: &Ctx, status: StatusCode, page: FaultPage<'_>) -> Response<Body> {
    if ctx.wants_fragment() {
        let body = serde_json::json!({ "message": page.what.join(" "), "case": page.case });
        return (status, axum::Json(body)).into_response();
    }
    ctx.page(status, page.render().unwrap_or_default())
}

/// A number that the log carries too: the day and four signs by chance.
fn case_number(ctx: &Ctx) -> String {
    let id = ctx.app().new_id();
    let (start, end) = (id.get(4..10).unwrap_or_default(), id.get(22..26).unwrap_or_default());
    format!("{start}-{end}")
}

/// The page of ours that the request came from.
fn back(ctx: &Ctx) -> Option<String> {
    let text = |name| ctx.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    Some(path.to_owned()).filter(|_| text(header::HOST) == Some(host))
}

impl FaultPage<'_> {
    fn tasks(&self) -> String {
        self.f.to(at::TASKS)
    }
}
