//! One item: points by layer, how they came about, notes and visits.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::item::{ItemView, item, note as add, remove_note};
use thuocdo_app::appraisal::save::may_write;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::encode;

#[derive(Template)]
#[template(path = "rooms/appraisal/item.html")]
struct ItemPage<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    view: ItemView,
    form: Form,
}

impl ItemPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn grid(&self) -> String {
        self.f.to(&super::path(&self.view.round.0, &self.view.cell.criterion))
    }

    fn unit(&self) -> String {
        self.f.to(&super::unit_path(&self.view.round.0, &self.view.cell.unit))
    }

    fn here(&self) -> String {
        self.f.to(&super::item_path(&self.view.round.0, &self.view.cell.criterion, &self.view.cell.unit))
    }

    fn evidence(&self) -> String {
        let cell = &self.view.cell;
        let (round, unit, code) = (encode(&self.view.round.0), encode(&cell.unit), encode(&cell.criterion));
        self.f.to(&format!("/ky/{round}/tu-danh-gia/{unit}/{code}/minh-chung"))
    }
}

type At = (String, String, String);

async fn page(staff: &Staff, at: &At, status: StatusCode, form: Form) -> Response<Body> {
    let view = match item(staff.app(), &staff.actor(), staff.lang, &at.0, (&at.1, &at.2)).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let title = format!("{} – {}", view.cell.criterion, view.unit_name);
    super::page(staff, status, &ItemPage { f: Frame::new(staff, "rounds", title), staff, view, form })
}

/// Shows the item.
pub(super) async fn show(staff: Staff, Path(at): Path<At>) -> Response<Body> {
    page(&staff, &at, StatusCode::OK, Form::empty()).await
}

/// Keeps a note or visit, or takes one's own off.
pub(super) async fn note(Path(at): Path<At>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if let Err(error) = may_write(staff.app(), &staff.actor(), &at.0).await {
        return staff.fault(error);
    }
    let back = super::item_path(&at.0, &at.1, &at.2);
    let (done, told) = match posted.filled("bo") {
        Some(id) => (remove_note(staff.app(), &staff.actor(), &at.0, id).await, "appraisal-note-removed"),
        None => {
            let note = (posted.value("loai") == "thuc-te", posted.value("noi-dung"), posted.value("ngay"));
            (add(staff.app(), &staff.actor(), &at.0, (&at.1, &at.2), note).await, "appraisal-note-kept")
        }
    };
    match done {
        Ok(()) => staff.redirect_saying(&back, &Message::new(told)),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("noi-dung", staff.say(reason))).collect();
            page(staff, &at, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, faults)).await
        }
        Err(error) => staff.fault(error),
    }
}
