//! Giving a criterion to a colleague.

use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::answers::assign;
use thuocdo_app::evidence::citation::read_date;
use thuocdo_base::Message;

use super::{path, place};
use crate::form::Posted;

/// Gives the criterion, or takes it back where nobody is chosen.
pub(super) async fn give(Path(at): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let due = posted.filled("han").map(|text| read_date(text).unwrap_or_else(|| text.to_owned()));
    let to = posted.filled("nguoi").map(|account| (account.to_owned(), due));
    let told = Message::new(if to.is_some() { "workbench-given" } else { "workbench-taken-back" });
    match assign(staff.app(), &staff.actor(), &place(&at), to).await {
        Ok(()) => staff.redirect_saying(&path(&at.0, &at.1, &at.2), &told),
        Err(error) => staff.fault(error),
    }
}
