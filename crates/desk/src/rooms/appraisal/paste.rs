//! A block pasted from a sheet: shown row by row before anything is saved.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::paste::{Onto, Pasted, Row, paste};
use thuocdo_base::Message;

use super::fields;
use super::grid::{About, Again, asked, show};
use crate::form::{Fault, Posted};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/appraisal/paste.html")]
struct PastePage<'a> {
    f: Frame<'a>,
    pasted: Pasted,
    staff: &'a crate::door::Staff,
    back: String,
}

impl PastePage<'_> {
    fn name(&self, row: &Row, field: &str) -> String {
        fields::name(&row.unit, &row.criterion, field)
    }

    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn is_kept(&self, row: &Row) -> bool {
        row.faults.is_empty() && !row.is_same
    }

    fn kept(&self) -> usize {
        self.pasted.rows.iter().filter(|row| self.is_kept(row)).count()
    }

    fn refused(&self) -> usize {
        self.pasted.rows.iter().filter(|row| !row.faults.is_empty()).count() + self.pasted.over.len()
    }

    fn over(&self) -> String {
        self.pasted.over.join("; ")
    }
}

/// Shows what a pasted block would come to.
pub(super) async fn preview(posted: &Posted, about: About, round: &str, code: &str, back: &str) -> Response<Body> {
    let staff = &posted.staff;
    let from = posted.value("tu").split_once('|').unwrap_or_default();
    let onto = Onto { code, is_unit: about == About::Unit, from };
    let text = posted.value_as_typed("bang");
    match paste(staff.app(), &staff.actor(), &asked(staff, round), onto, text).await {
        Ok(pasted) => {
            let f = Frame::new(staff, "rounds", staff.text().t("appraisal-paste-title"));
            let page = PastePage { f, pasted, staff, back: staff.to(back) };
            super::page(staff, StatusCode::OK, &page)
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("bang", staff.say(reason))).collect();
            let again = Again { faults, typed: posted.pairs.clone(), ..Again::default() };
            show(staff, about, round, code, StatusCode::UNPROCESSABLE_ENTITY, again).await
        }
        Err(error) => staff.fault(error),
    }
}
