//! What is done to an account from its page: each act is one form.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::people;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Fault, Posted};
use crate::frame::Frame;
use crate::rooms::account::{confirm, written};
use crate::urls::routes as at;

const REASON: &str = "ly-do";

#[derive(Template)]
#[template(path = "rooms/people/handed.html")]
pub(super) struct Handed<'a> {
    pub(super) f: Frame<'a>,
    /// Login name, name and what was handed out.
    pub(super) rows: Vec<(String, String, String)>,
    /// Whether codes were handed out, not passwords.
    pub(super) codes: bool,
    pub(super) back: String,
    pub(super) page: String,
}

/// Does one of them.
pub(super) async fn act(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let back = super::person_path(&id);
    let what = posted.value("viec");
    if !staff.me.strong && what != "unlock" {
        return confirm::first(staff, &back);
    }
    let (app, actor) = (staff.app(), staff.actor());
    let done = match what {
        "code" => return handed(staff, &id, true, people::hand_code(app, &actor, &id).await).await,
        "password" => return handed(staff, &id, false, people::hand_password(app, &actor, &id).await).await,
        "unlock" => people::unlock(app, &actor, &id).await.map(|()| "people-done-unlock"),
        "factor" => people::drop_second_factor(app, &actor, &id).await.map(|()| "people-done-factor"),
        "enable" => people::enable(app, &actor, &id).await.map(|()| "people-done-enable"),
        "disable" => people::disable(app, &actor, &id, posted.value(REASON)).await.map(|()| "people-done-disable"),
        _ => return staff.redirect(&back),
    };
    match done {
        Ok(said) => staff.redirect_saying(&back, &Message::new(said)),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new(REASON, staff.say(reason))).collect();
            super::view::with(staff, StatusCode::UNPROCESSABLE_ENTITY, &id, faults).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Shows what was handed out, once.
pub(super) async fn handed(staff: &Staff, id: &str, codes: bool, given: Result<String, ActionError>) -> Response<Body> {
    let shown = async {
        let given = given?;
        let person = people::one(staff.app(), &staff.actor(), id).await?;
        Ok::<_, ActionError>(vec![(person.login, person.name, given)])
    };
    match shown.await {
        Ok(rows) => show(staff, rows, codes, &super::person_path(id)),
        Err(error) => staff.fault(error),
    }
}

/// The page of what was handed out.
pub(super) fn show(staff: &Staff, rows: Vec<(String, String, String)>, codes: bool, back: &str) -> Response<Body> {
    let title = if codes { "people-handed-codes" } else { "people-handed-password" };
    let f = Frame::new(staff, "people", staff.text().t(title));
    let page = staff.to(if codes { at::NEW_PASSWORD } else { at::SIGN_IN });
    written(staff, StatusCode::OK, &Handed { f, rows, codes, back: staff.to(back), page })
}
