//! The history of a field, and going back.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::answers::{HistoryView, Outcome, Place, Value, history, restore as go_back};
use thuocdo_assessment::Field;
use thuocdo_base::Message;

use super::path;
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/workbench/history.html")]
struct HistoryPage<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    view: HistoryView,
    back: String,
    here: String,
}

impl HistoryPage<'_> {
    fn words(&self, value: &Value) -> String {
        in_words(self.staff, value)
    }

    fn tabs(&self) -> [(Field, String); 4] {
        Field::ALL.map(|field| (field, format!("{}/lich-su/{}", self.back, field.word())))
    }
}

type At = (String, String, String, String);

fn place_of((round, unit, criterion, field): &At) -> Option<(Place, Field)> {
    Some((Place::new(round, unit, criterion), Field::of(field)?))
}

/// Shows the history of a field.
pub(super) async fn show(staff: Staff, Path(at): Path<At>) -> Response<Body> {
    let Some((place, field)) = place_of(&at) else { return staff.fault(ActionError::NotAllowed) };
    let view = match history(staff.app(), &staff.actor(), staff.lang, &place, field).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().with("workbench-history-title").text("code", &view.code).to_string();
    let back = staff.to(&path(&at.0, &at.1, &at.2));
    let here = format!("{back}/lich-su/{}", field.word());
    let page = HistoryPage { f: Frame::new(&staff, "rounds", title), staff: &staff, view, back, here };
    match page.render() {
        Ok(html) => staff.page(StatusCode::OK, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Goes back to an earlier version.
pub(super) async fn restore(Path(at): Path<At>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let Some((place, field)) = place_of(&at) else { return staff.fault(ActionError::NotAllowed) };
    let (Ok(version), Ok(base)) = (posted.value("ban").parse(), posted.value("goc").parse()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match go_back(staff.app(), &staff.actor(), &place, field, (version, base)).await {
        Ok(Outcome::Saved(saved)) => {
            staff.desk.presence().saved(&place, &staff.me, &saved);
            let told = Message::new("workbench-restored");
            staff.redirect_saying(&path(&at.0, &at.1, &at.2), &told)
        }
        Ok(Outcome::Conflict(_)) => {
            let reason = Message::new("workbench-restore-overtaken");
            staff.fault(ActionError::Refused(vec![reason]))
        }
        Ok(Outcome::Unreadable(faults)) => {
            staff.fault(ActionError::Refused(faults.into_iter().map(|fault| fault.message).collect()))
        }
        Err(error) => staff.fault(error),
    }
}

/// A value as people read it.
pub(crate) fn in_words(staff: &Staff, value: &Value) -> String {
    let t = staff.text();
    if value.is_empty() {
        return t.t("workbench-nothing");
    }
    match value {
        Value::Note(text) | Value::NoEvidence(text) => text.clone(),
        Value::NotApplicable { ground, .. } => t.with("workbench-na-asked").text("ground", ground).to_string(),
        Value::Figures(figures) => {
            let named = |(name, text): &(String, String)| {
                // An option that was put in words has no name.
                if name.is_empty() { text.clone() } else { format!("{name} = {text}") }
            };
            let values = figures.values.iter().map(named);
            let points =
                figures.points.iter().map(|text| t.with("workbench-own-points").text("points", text).to_string());
            let reason =
                figures.reason.iter().map(|text| t.with("workbench-own-reason").text("reason", text).to_string());
            values.chain(points).chain(reason).collect::<Vec<_>>().join("; ")
        }
    }
}
