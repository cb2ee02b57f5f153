//! Saving: one row as a script sends it, a page of rows without scripts, many rows at once, handing over.

use askama::Template;
use axum::Json;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Map, Value as JsonValue, json};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::bulk::{self, Effect, Kind};
use thuocdo_app::appraisal::save::{Conflict, Edit, may_write};
use thuocdo_app::appraisal::{Outcome, handing, save};
use thuocdo_base::Message;

use super::fields;
use super::grid::{About, Again, Clash, show};
use super::paste;
use crate::door::Staff;
use crate::form::{Fault, Posted};
use crate::frame::Frame;

/// Saves one row and answers as scripts understand it.
pub(super) async fn cell(Path((round, code)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let edit = fields::edit(posted.value("cq"), &code, &posted.pairs);
    match save(staff.app(), &staff.actor(), staff.lang, &round, edit).await {
        Ok(Outcome::Saved(saved)) => {
            let lack = saved.lacks_reason.then(|| staff.text().t("appraisal-lacks"));
            let told = json!({
                "v": saved.version, "at": saved.at, "points": saved.points, "differs": saved.differs, "message": lack,
            });
            Json(told).into_response()
        }
        Ok(Outcome::Conflict(conflict)) => {
            let value: Map<String, JsonValue> =
                fields::pairs(&conflict).into_iter().map(|(name, text)| (name, text.into())).collect();
            let told = json!({ "v": conflict.version, "value": value, "by": conflict.by, "at": conflict.at });
            (StatusCode::CONFLICT, Json(told)).into_response()
        }
        Ok(Outcome::Unreadable(faults)) => refused(staff, &faults),
        Err(ActionError::Refused(reasons)) => refused(staff, &reasons),
        Err(error) => staff.fault(error),
    }
}

fn refused(staff: &Staff, reasons: &[Message]) -> Response<Body> {
    let said: Vec<String> = reasons.iter().map(|reason| staff.say(reason)).collect();
    let told = json!({ "field": fields::POINTS, "message": said.join(" ") });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(told)).into_response()
}

/// Saves the rows of a criterion's page, then does what the button says.
pub(super) async fn of_criterion(Path((round, code)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    rows(&posted, About::Criterion, &round, &code).await
}

/// Saves the rows of a unit's page, then does what the button says.
pub(super) async fn of_unit(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    rows(&posted, About::Unit, &round, &unit).await
}

async fn rows(posted: &Posted, about: About, round: &str, code: &str) -> Response<Body> {
    let staff = &posted.staff;
    if let Err(error) = may_write(staff.app(), &staff.actor(), round).await {
        return staff.fault(error);
    }
    if posted.value("lam") == "dan" {
        return paste::preview(posted, about, round, code, &here(staff, about, round, code)).await;
    }
    let (mut again, mut saved) = (Again::default(), 0);
    for edit in fields::edits(&posted.pairs) {
        let name = format!("{} · {}", edit.unit, edit.criterion);
        match save(staff.app(), &staff.actor(), staff.lang, round, edit.clone()).await {
            Ok(Outcome::Saved(row)) => saved += usize::from(row.is_new),
            Ok(Outcome::Conflict(conflict)) => again.clashes.push(clash(staff, name, &conflict, &edit)),
            Ok(Outcome::Unreadable(faults)) | Err(ActionError::Refused(faults)) => {
                let said = |fault: &Message| Fault::new("", format!("{name}: {}", staff.say(fault)));
                again.faults.extend(faults.iter().map(said));
            }
            Err(error) => return staff.fault(error),
        }
    }
    let status = match (again.faults.is_empty(), again.clashes.is_empty()) {
        (true, true) => return onward(posted, about, round, code, saved).await,
        (true, false) => StatusCode::CONFLICT,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    again.typed = posted.pairs.clone();
    show(staff, about, round, code, status, again).await
}

fn clash(staff: &Staff, name: String, theirs: &Conflict, mine: &Edit) -> Clash {
    let t = staff.text();
    let by = t.with("appraisal-clash-by").text("name", &theirs.by).text("at", &theirs.at).to_string();
    let words = |points: &str, reason: &str| [points, reason].join(" · ");
    Clash { name, by, theirs: words(&theirs.points, &theirs.reason), mine: words(&mine.points, &mine.reason) }
}

/// After the rows are saved: stays, or shows what a change of the chosen rows would do.
async fn onward(posted: &Posted, about: About, round: &str, code: &str, saved: usize) -> Response<Body> {
    let staff = &posted.staff;
    let back = here(staff, about, round, code);
    let Some(kind) = Kind::of(posted.value("lam")) else {
        return staff.redirect_saying(&back, &Message::new("appraisal-saved").count("count", saved));
    };
    let items = fields::chosen(posted.values(fields::CHOSEN));
    let is_trial = !posted.ticked("dong-y");
    match bulk::change(staff.app(), &staff.actor(), round, kind, items.clone(), is_trial).await {
        Ok(effect) if is_trial => preview(staff, kind, effect, items, &back),
        Ok(effect) => staff.redirect_saying(&back, &Message::new("appraisal-changed").count("count", effect.changed)),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            let again = Again { faults, ..Again::default() };
            show(staff, about, round, code, StatusCode::UNPROCESSABLE_ENTITY, again).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The page as it was asked for.
fn here(staff: &Staff, about: About, round: &str, code: &str) -> String {
    let path = if about == About::Unit { super::unit_path(round, code) } else { super::path(round, code) };
    let query = staff.path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    format!("{path}{query}")
}

#[derive(Template)]
#[template(path = "rooms/appraisal/preview.html")]
struct PreviewPage<'a> {
    f: Frame<'a>,
    kind: Kind,
    effect: Effect,
    items: Vec<(String, String)>,
    left: Vec<(String, String)>,
    back: String,
}

fn preview(staff: &Staff, kind: Kind, effect: Effect, items: Vec<(String, String)>, back: &str) -> Response<Body> {
    let title = staff.text().word("appraisal-bulk-", kind.word());
    let left = effect.left.iter().map(|(name, why)| (name.clone(), staff.say(why))).collect();
    let page = PreviewPage { f: Frame::new(staff, "rounds", title), kind, effect, items, left, back: staff.to(back) };
    super::page(staff, StatusCode::OK, &page)
}

/// Takes the last change of many rows back.
pub(super) async fn undo(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let own = super::list_path(&round);
    let back = posted.filled("ve").map(|path| path.strip_prefix("/en").unwrap_or(path));
    let back = back.filter(|path| path.starts_with(&own)).unwrap_or(&own);
    match bulk::undo(staff.app(), &staff.actor(), &round).await {
        Ok(count) => staff.redirect_saying(back, &Message::new("appraisal-undone").count("count", count)),
        Err(error) => staff.fault(error),
    }
}

/// Hands a criterion of a group over, or takes it back.
pub(super) async fn hand_over(Path((round, code)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (actor, group) = (staff.actor(), posted.value("nhom"));
    let back = super::path(&round, &code);
    let (done, told) = match posted.value("lam") {
        "mo-lai" => (handing::take_back(staff.app(), &actor, &round, &code, group).await, "appraisal-taken-back"),
        _ => (handing::hand_over(staff.app(), &actor, &round, &code, group).await, "appraisal-handed-over"),
    };
    match done {
        Ok(()) => staff.redirect_saying(&back, &Message::new(told)),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            let again = Again { faults, ..Again::default() };
            show(staff, About::Criterion, &round, &code, StatusCode::UNPROCESSABLE_ENTITY, again).await
        }
        Err(error) => staff.fault(error),
    }
}
