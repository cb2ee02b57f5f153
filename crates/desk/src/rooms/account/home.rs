//! One's own account.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::accounts::own::{self, OwnView};
use thuocdo_words::show;

use super::written;
use crate::door::Staff;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/account/home.html")]
struct Page<'a> {
    f: Frame<'a>,
    view: OwnView,
    set_at: String,
}

/// Shows it.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let view = match own::view(staff.app(), &staff.me).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(&staff, "account", staff.text().t("account-title"));
    let set_at = view.password_set_at.map(show::moment).unwrap_or_default();
    written(&staff, StatusCode::OK, &Page { f, view, set_at })
}
