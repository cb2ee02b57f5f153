//! Sittings of a round, and planning one.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::council::{self, NewSitting, Sittings};
use thuocdo_app::evidence::read_date;
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::{faults, of_sitting};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/council/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    view: Sittings,
    round: String,
    form: Form,
}

impl ListPage<'_> {
    fn href(&self, id: &str) -> String {
        self.f.to(&of_sitting(at::SITTING, &self.round, id))
    }

    fn here(&self) -> String {
        self.f.to(&at::SITTINGS.replace("{ky}", &encode(&self.round)))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }
}

/// Shows the sittings.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, StatusCode::OK, Form::empty()).await
}

/// Plans one.
pub(super) async fn create(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let new = NewSitting {
        title: posted.value("ten").to_owned(),
        date: read_date(posted.value("ngay")).unwrap_or_default(),
        time: posted.value("gio").to_owned(),
        place: posted.value("noi").to_owned(),
    };
    match council::create(staff.app(), &staff.actor(), &round, &new).await {
        Ok(id) => staff.redirect_saying(&of_sitting(at::SITTING, &round, &id), &Message::new("council-planned")),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            page(staff, &round, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn page(staff: &Staff, round: &str, status: StatusCode, form: Form) -> Response<Body> {
    match council::sittings(staff.app(), &staff.actor(), round).await {
        Ok(view) => {
            let f = Frame::new(staff, "rounds", staff.text().t("council-title"));
            super::page(staff, status, &ListPage { f, view, round: round.to_owned(), form })
        }
        Err(error) => staff.fault(error),
    }
}
