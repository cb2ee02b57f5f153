//! One person: what is known, what they may, and what helps them.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::accounts::people::{self, Person};
use thuocdo_app::accounts::watch::UNUSED_REASON;
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::{Fault, Form};
use crate::frame::Frame;
use crate::rooms::account::written;

#[derive(Template)]
#[template(path = "rooms/people/view.html")]
struct ViewPage<'a> {
    f: Frame<'a>,
    form: Form,
    person: Person,
    here: String,
    seen: String,
    locked: String,
    disabled: String,
    may_change: bool,
    oneself: bool,
}

impl ViewPage<'_> {
    fn round(&self, code: &str) -> String {
        self.f.to(&format!("{}/{}", crate::urls::routes::ROUNDS, crate::urls::encode(code)))
    }
}

/// Shows it.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    with(&staff, StatusCode::OK, &id, Vec::new()).await
}

/// Shows it with what is wrong with a form on it.
pub(super) async fn with(staff: &Staff, status: StatusCode, id: &str, faults: Vec<Fault>) -> Response<Body> {
    let person = match people::one(staff.app(), &staff.actor(), id).await {
        Ok(person) => person,
        Err(error) => return staff.fault(error),
    };
    let t = staff.text();
    let disabled = person.disabled.as_ref().map(|(at, reason)| {
        let reason = if reason == UNUSED_REASON { t.t(UNUSED_REASON) } else { reason.clone() };
        t.with("people-disabled-at").text("at", show::moment(*at)).text("reason", reason).to_string()
    });
    let locked = person.locked_until.map(|at| t.with("people-locked-until").text("at", show::moment(at)).to_string());
    let shown = ViewPage {
        f: Frame::new(staff, "people", person.name.clone()),
        form: Form::empty().with(faults),
        here: staff.to(&super::person_path(&person.id)),
        seen: person.seen_at.map_or_else(|| t.t("people-never"), show::moment),
        locked: locked.unwrap_or_default(),
        disabled: disabled.unwrap_or_default(),
        may_change: staff.me.administrator,
        oneself: person.id == staff.me.account,
        person,
    };
    written(staff, status, &shown)
}
