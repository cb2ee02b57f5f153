//! What is said when an action did not happen.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;

use crate::door::{Ctx, Staff};

/// Not found for what may not be seen; reasons for what the rules refuse; a number for a fault.
pub fn answer(ctx: &Ctx, error: ActionError) -> Response<Body> {
    match error {
        ActionError::NotAllowed => ctx.page(StatusCode::NOT_FOUND, ctx.text().t("desk-not-found")),
        ActionError::Refused(reasons) => {
            let reasons: Vec<String> = reasons.iter().map(|reason| ctx.say(reason)).collect();
            ctx.page(StatusCode::UNPROCESSABLE_ENTITY, reasons.join("\n"))
        }
        ActionError::Internal(source) => {
            tracing::error!(%source, "an action failed");
            ctx.page(StatusCode::INTERNAL_SERVER_ERROR, ctx.text().t("desk-fault"))
        }
    }
}

/// The form belongs to a session that is over.
pub fn stale_form(staff: &Staff) -> Response<Body> {
    staff.page(StatusCode::FORBIDDEN, staff.text().t("desk-stale-form"))
}
