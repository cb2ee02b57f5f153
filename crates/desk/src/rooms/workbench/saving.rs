//! Saving: one field as a script sends it, or the whole form without scripts.

use axum::Json;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Map, Value as JsonValue, json};
use thuocdo_app::ActionError;
use thuocdo_app::answers::view;
use thuocdo_app::answers::{Conflict, Outcome, Saved, Value, save};
use thuocdo_assessment::Field;
use thuocdo_base::Message;
use thuocdo_words::show;

use super::page::{Again, Clash, asked, show as show_page};
use super::{fields, path, place};
use crate::door::Staff;
use crate::form::{Fault, Posted};

/// Saves one field and answers as scripts understand it.
pub(super) async fn field(Path(at): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let Some(field) = Field::of(posted.value("truong")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let base = posted.value("ban").parse().unwrap_or_default();
    let value = fields::value(field, &posted.pairs);
    let place = place(&at);
    match save(staff.app(), &staff.actor(), &place, base, value).await {
        Ok(Outcome::Saved(saved)) => {
            staff.desk.presence().saved(&place, &staff.me, &saved);
            Json(told(staff, &at.2, field, &saved)).into_response()
        }
        Ok(Outcome::Conflict(conflict)) => (StatusCode::CONFLICT, Json(clash(&conflict))).into_response(),
        Ok(Outcome::Unreadable(faults)) => {
            let first = faults.first().map(|fault| (fields::input(field, &fault.name), staff.say(&fault.message)));
            let (name, message) = first.unwrap_or_default();
            refused(&name, &message)
        }
        Err(ActionError::Refused(reasons)) => {
            let reasons: Vec<String> = reasons.iter().map(|reason| staff.say(reason)).collect();
            refused("", &reasons.join(" "))
        }
        Err(error) => staff.fault(error),
    }
}

fn refused(field: &str, message: &str) -> Response<Body> {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "field": field, "message": message }))).into_response()
}

fn clash(conflict: &Conflict) -> JsonValue {
    let value: Map<String, JsonValue> =
        fields::pairs(&conflict.value).into_iter().map(|(name, text)| (name, text.into())).collect();
    json!({ "v": conflict.version, "value": value, "by": conflict.by, "at": show::clock(conflict.at) })
}

/// What the record comes to, in the page's language.
fn told(staff: &Staff, code: &str, field: Field, saved: &Saved) -> JsonValue {
    let (Some(line), Some(shown)) = (saved.tally.line(code), view::shown(staff.lang, saved, code)) else {
        return JsonValue::Null;
    };
    let messages = line.blocking.iter().filter(|block| block.field == field).map(|block| staff.say(&block.message));
    let message: Vec<String> = messages.collect();
    let state = shown.state;
    json!({
        "v": saved.version,
        "at": show::clock(saved.at),
        "points": shown.points,
        "computed": shown.computed,
        "ratio": shown.ratio,
        "total": shown.progress.points,
        "max": shown.progress.maximum,
        "done": shown.progress.done,
        "of": shown.progress.of,
        "state": super::page::icon(state),
        "state_name": staff.text().word("workbench-state-", state),
        "message": if message.is_empty() { JsonValue::Null } else { message.join(" ").into() },
    })
}

/// Saves the whole form, then goes on: to the criterion that the button names, or stays.
pub(super) async fn form(Path(at): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let place = place(&at);
    let mut again = Again::default();
    for field in Field::ALL.into_iter().filter(|field| fields::is_told(*field, &posted.pairs)) {
        let value = fields::value(field, &posted.pairs);
        let base = fields::base(field, &posted.pairs);
        match save(staff.app(), &staff.actor(), &place, base, value.clone()).await {
            Ok(Outcome::Saved(saved)) => staff.desk.presence().saved(&place, &staff.me, &saved),
            Ok(Outcome::Conflict(conflict)) => again.clashes.push(both(staff, field, &conflict, &value)),
            Ok(Outcome::Unreadable(faults)) => {
                let fault = |fault: &thuocdo_app::answers::Fault| {
                    Fault::new(fields::input(field, &fault.name), staff.say(&fault.message))
                };
                again.faults.extend(faults.iter().map(fault));
            }
            Err(ActionError::Refused(reasons)) => {
                let reasons = reasons.iter().map(|reason| Fault::new("", staff.say(reason)));
                again.faults = reasons.collect();
                break;
            }
            Err(error) => return staff.fault(error),
        }
    }
    let status = match (again.faults.is_empty(), again.clashes.is_empty()) {
        (true, true) => {
            let next = posted.filled("sang").unwrap_or(&at.2);
            let query = posted.filled("giu").filter(|query| query.starts_with('?')).unwrap_or_default();
            let to = format!("{}{query}", path(&at.0, &at.1, next));
            return staff.redirect_saying(&to, &Message::new("workbench-saved").text("code", &at.2));
        }
        (true, false) => StatusCode::CONFLICT,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    again.typed = posted.pairs.clone();
    show_page(staff, &asked(staff, &at.0, &at.1, Some(&at.2)), status, again).await
}

/// Both texts of a field, for a page without scripts.
fn both(staff: &Staff, field: Field, conflict: &Conflict, mine: &Value) -> Clash {
    let t = staff.text();
    let by = t.with("workbench-clash-by").text("name", &conflict.by).text("at", show::moment(conflict.at));
    Clash {
        name: t.word("workbench-field-", field.word()),
        by: by.to_string(),
        theirs: super::history::in_words(staff, &conflict.value),
        mine: super::history::in_words(staff, mine),
    }
}
