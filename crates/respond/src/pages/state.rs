//! Pages that say where an invitation stands when there is nothing to fill in.

use askama::Template;
use axum::body::Body;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::boxes::Receipt;
use thuocdo_app::surveys::respond::Standing;
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use crate::door::Ctx;
use crate::frame::Frame;
use crate::urls::Place;

#[derive(Template)]
#[template(path = "pages/state.html")]
struct StatePage<'a> {
    f: Frame<'a>,
    lines: Vec<String>,
    /// Where a typed code is sent; `None`: none is asked for.
    action: Option<&'static str>,
    /// Name of the draft that is over; empty if there is none.
    key: &'a str,
}

#[derive(Template)]
#[template(path = "pages/thanks.html")]
struct ThanksPage<'a> {
    f: Frame<'a>,
    key: &'a str,
    survey: &'a str,
    token: &'a str,
    receipt: String,
}

/// Thanks, with what the respondent keeps. The page tells nothing of what was answered.
pub fn thanks(ctx: &Ctx, key: &str, survey: &str, token: &str, receipt: &Receipt) -> Response<Body> {
    let f = frame(ctx, "respond-thanks-title");
    answer(ctx, StatusCode::OK, &ThanksPage { f, key, survey, token, receipt: receipt.text() })
}

/// Says where an invitation stands; one that can be answered has a form instead.
pub fn standing(ctx: &Ctx, standing: &Standing, key: &str) -> Response<Body> {
    match standing {
        Standing::Unknown | Standing::Open(_) => wrong(ctx),
        Standing::Soon(opens) => soon(ctx, *opens),
        Standing::Closed => plain(ctx, StatusCode::OK, ["respond-closed-title", "respond-closed"], key),
        Standing::Sent => plain(ctx, StatusCode::OK, ["respond-sent-title", "respond-sent"], key),
        Standing::Stopped => {
            plain(ctx, StatusCode::SERVICE_UNAVAILABLE, ["respond-stopped-title", "respond-stopped"], "")
        }
    }
}

/// Asks for the code of a letter.
pub fn ask(ctx: &Ctx) -> Response<Body> {
    let f = frame(ctx, "respond-code-title");
    let lines = vec![f.t.t("respond-code-lead")];
    answer(ctx, StatusCode::OK, &StatePage { f, lines, action: Some(Place::Form.code_address(ctx.lang)), key: "" })
}

/// There is no such page.
pub fn unknown(ctx: &Ctx) -> Response<Body> {
    let f = frame(ctx, "respond-unknown-title");
    let lines = vec![f.t.t("respond-unknown")];
    answer(
        ctx,
        StatusCode::NOT_FOUND,
        &StatePage { f, lines, action: Some(Place::Form.code_address(ctx.lang)), key: "" },
    )
}

/// There is no such invitation; whoever comes with too many of them has to wait.
fn wrong(ctx: &Ctx) -> Response<Body> {
    let Err(seconds) = ctx.app().guesses.wrong(&ctx.address, ctx.app().clock.now()) else { return unknown(ctx) };
    let f = frame(ctx, "respond-many-title");
    let lines =
        vec![f.t.with("respond-many").count("seconds", usize::try_from(seconds).unwrap_or(usize::MAX)).to_string()];
    let mut answer = answer(ctx, StatusCode::TOO_MANY_REQUESTS, &StatePage { f, lines, action: None, key: "" });
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

fn soon(ctx: &Ctx, opens: Timestamp) -> Response<Body> {
    let f = frame(ctx, "respond-soon-title");
    let lines = vec![f.t.with("respond-soon").text("moment", show::moment(opens)).to_string()];
    answer(ctx, StatusCode::OK, &StatePage { f, lines, action: None, key: "" })
}

fn plain(ctx: &Ctx, status: StatusCode, [title, line]: [&str; 2], key: &str) -> Response<Body> {
    let f = frame(ctx, title);
    let lines = vec![f.t.t(line)];
    answer(ctx, status, &StatePage { f, lines, action: None, key })
}

/// Something was refused for these reasons.
pub fn told(ctx: &Ctx, status: StatusCode, reasons: &[Message]) -> Response<Body> {
    let f = frame(ctx, "respond-stopped-title");
    let lines = reasons.iter().map(|reason| ctx.locale().render(reason)).collect();
    answer(ctx, status, &StatePage { f, lines, action: None, key: "" })
}

/// The world broke; what was typed is still on the device.
pub fn fault(ctx: &Ctx, error: &ActionError) -> Response<Body> {
    tracing::error!(%error, "a response was not served");
    plain(ctx, StatusCode::SERVICE_UNAVAILABLE, ["respond-stopped-title", "respond-stopped"], "")
}

fn frame<'a>(ctx: &'a Ctx, title: &str) -> Frame<'a> {
    let t = ctx.text();
    Frame::new(t, ctx.display, Place::Form, t.t(title))
}

fn answer(ctx: &Ctx, status: StatusCode, page: &impl Template) -> Response<Body> {
    ctx.page(status, page.render().unwrap_or_default())
}
