//! Where the account is signed in, how long this session lasts, and ending sessions.

use askama::Template;
use axum::Json;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::accounts::session::{self, SessionView};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::{cookie, written};
use crate::door::{Ctx, Staff};
use crate::form::Posted;
use crate::frame::Frame;
use crate::urls::routes as at;

/// Id of the session to end; empty: all others.
const WHICH: &str = "phien";

#[derive(Template)]
#[template(path = "rooms/account/sessions.html")]
struct Page<'a> {
    f: Frame<'a>,
    rows: Vec<Row>,
}

struct Row {
    view: SessionView,
    device: String,
    began: String,
    seen: String,
}

/// Lists them.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let views = match session::list(staff.app(), &staff.me).await {
        Ok(views) => views,
        Err(error) => return staff.fault(error),
    };
    let row = |view: SessionView| Row {
        device: device(&staff, &view.agent),
        began: show::moment(view.created_at),
        seen: show::moment(view.seen_at),
        view,
    };
    let rows = views.into_iter().map(row).collect();
    let f = Frame::new(&staff, "account", staff.text().t("account-sessions"));
    written(&staff, StatusCode::OK, &Page { f, rows })
}

/// Ends one of them, or all others.
pub(super) async fn end(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let which = posted.value(WHICH);
    let ended = if which.is_empty() {
        session::end_others(staff.app(), &staff.me).await
    } else {
        session::end(staff.app(), &staff.me, which).await
    };
    match ended {
        Ok(()) if which == staff.me.session => cookie::take(staff, staff.redirect(at::SIGN_IN)),
        Ok(()) => staff.redirect_saying(at::SESSIONS, &Message::new("account-session-ended")),
        Err(error) => staff.fault(error),
    }
}

/// Seconds until the session locks, for the warning; asking keeps nothing open.
pub(super) async fn left(ctx: Ctx) -> Response<Body> {
    seconds(&ctx, session::seconds_left(ctx.app(), ctx.secret()).await)
}

/// Keeps the session open: the person said so.
pub(super) async fn prolong(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    seconds(staff, session::prolong(staff.app(), &staff.me, staff.secret()).await)
}

fn seconds(ctx: &Ctx, left: Result<i64, ActionError>) -> Response<Body> {
    match left {
        Ok(left) => ([(header::CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "left": left }))).into_response(),
        Err(error) => ctx.fault(error),
    }
}

/// Browser and system in two words; what we do not know is shown as it names itself.
fn device(ctx: &Ctx, agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = first(&[
        ("coc_coc", "Cốc Cốc"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        _ if agent.is_empty() => ctx.text().t("account-device-unknown"),
        _ => agent.chars().take(60).collect(),
    }
}
