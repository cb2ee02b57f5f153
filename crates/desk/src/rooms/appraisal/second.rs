//! Items that two people appraise.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::save::may_write;
use thuocdo_app::appraisal::second::{self, SecondLine, SecondView};
use thuocdo_base::Message;

use super::fields;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::encode;

#[derive(Template)]
#[template(path = "rooms/appraisal/second.html")]
struct SecondPage<'a> {
    f: Frame<'a>,
    view: SecondView,
    form: Form,
}

impl SecondPage<'_> {
    fn base(&self) -> String {
        self.f.to(&super::list_path(&self.view.round.0))
    }

    fn here(&self) -> String {
        format!("{}/cham-hai-lan", self.base())
    }

    fn evidence(&self, line: &SecondLine) -> String {
        let (round, unit, code) = (encode(&self.view.round.0), encode(&line.unit), encode(&line.criterion));
        self.f.to(&format!("/ky/{round}/tu-danh-gia/{unit}/{code}/minh-chung"))
    }

    /// What was typed for a line that came back.
    fn typed(&self, line: &SecondLine, field: &str) -> String {
        let is_here = self.form.has("muc", format!("{}|{}", line.unit, line.criterion));
        if is_here { self.form.value(field).to_owned() } else { String::new() }
    }
}

async fn page(staff: &Staff, round: &str, status: StatusCode, form: Form) -> Response<Body> {
    let view = match second::page(staff.app(), &staff.actor(), staff.lang, round).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("appraisal-second-title"));
    super::page(staff, status, &SecondPage { f, view, form })
}

/// Shows them.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, StatusCode::OK, Form::empty()).await
}

/// Takes a second opinion, or how a difference was settled.
pub(super) async fn give(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if let Err(error) = may_write(staff.app(), &staff.actor(), &round).await {
        return staff.fault(error);
    }
    let items = fields::chosen(posted.values("muc"));
    let Some((unit, code)) = items.first() else {
        let fault = Fault::new("", staff.text().t("appraisal-second-none-named"));
        return page(staff, &round, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(vec![fault])).await;
    };
    let (actor, item) = (staff.actor(), (unit.as_str(), code.as_str()));
    let reason = posted.value(fields::REASON);
    let (done, told) = match posted.filled("chon") {
        Some(chosen) => {
            let takes = chosen == "thu-hai";
            (second::settle(staff.app(), &actor, &round, item, takes, reason).await, "appraisal-settled")
        }
        None => {
            let given = (posted.value(fields::POINTS), reason);
            (second::give(staff.app(), &actor, &round, item, given).await, "appraisal-second-given")
        }
    };
    finish(&posted, &round, done, told).await
}

/// Draws the items.
pub(super) async fn draw(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match second::draw(staff.app(), &staff.actor(), &round).await {
        Ok(_) => finish(&posted, &round, Ok(()), "appraisal-drawn").await,
        Err(error) => staff.fault(error),
    }
}

async fn finish(posted: &Posted, round: &str, done: Result<(), ActionError>, told: &str) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(()) => {
            let to = format!("{}/cham-hai-lan", super::list_path(round));
            staff.redirect_saying(&to, &Message::new(told))
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            page(staff, round, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, faults)).await
        }
        Err(error) => staff.fault(error),
    }
}
