//! Issuing a draft: the decision, and what still hinders it.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets::editor::{self, Asked, EditorView};
use thuocdo_app::criteria_sets::issue::Decision;
use thuocdo_app::criteria_sets::{self, Outcome};
use thuocdo_app::criteria_sets::{Field, Input};
use thuocdo_base::{Message, read};

use super::{draft_path, faults, page, revision, version_path};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/criteria_sets/decide.html")]
struct DecidePage<'a> {
    f: Frame<'a>,
    form: Form,
    view: EditorView,
    here: String,
    staff: &'a Staff,
}

impl DecidePage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn to_node(&self, node: &usize) -> String {
        format!("{}?nut={node}", self.here)
    }

    fn in_text(&self, line: &u32) -> String {
        format!("{}/tep?dong={line}#f-noi-dung", self.here)
    }

    fn shows_found(&self) -> bool {
        true
    }
}

/// Fields of the decision: in the form, and in the head of the file.
const FIELDS: [(&str, &str); 5] = [
    ("loai-van-ban", "document.kind"),
    ("so", "document.number"),
    ("ngay", "document.date"),
    ("co-quan", "document.issuer"),
    ("can-cu", "legal_basis"),
];

/// Shows what is asked at issuing.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    let view = match editor::view(staff.app(), &staff.actor(), &id, &Asked::default()).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let said = |path: &str| view.form.as_ref().and_then(|fields| value(fields, path)).unwrap_or_default();
    // The number and day of the version before are not those of this one.
    let next = view.draft.base.is_some();
    let values = FIELDS.map(|(name, path)| match name {
        "so" | "ngay" if next => (name, String::new()),
        "ngay" => (name, day(&said(path))),
        _ => (name, said(path)),
    });
    shown(&staff, StatusCode::OK, Form::of(values), view)
}

fn value(fields: &[Field], path: &str) -> Option<String> {
    match &fields.iter().find(|field| field.path == path)?.input {
        Input::Line(text) | Input::Long(text) | Input::Lines(text) => Some(text.clone()),
        _ => None,
    }
}

/// A day as people type it.
pub(super) fn day(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

fn shown(staff: &Staff, status: StatusCode, form: Form, view: EditorView) -> Response<Body> {
    let here = staff.to(&draft_path(&view.draft.id));
    let f = Frame::new(staff, "sets", staff.text().t("sets-issue-title"));
    page(staff, status, &DecidePage { f, form, view, here, staff })
}

/// Issues the draft.
pub(super) async fn issue(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed = posted.value("ngay");
    let date = if typed.is_empty() { Some(String::new()) } else { read::date(typed) };
    let decision = |date: String| Decision {
        kind: posted.value("loai-van-ban").to_owned(),
        number: posted.value("so").to_owned(),
        date,
        issuer: posted.value("co-quan").to_owned(),
        signer: posted.value("nguoi-ky").to_owned(),
        legal_basis: posted.value("can-cu").to_owned(),
    };
    let wrong = match date {
        None => vec![Fault::new("ngay", staff.say(&Message::new("sets-day-bad").text("typed", typed)))],
        Some(_) if !posted.ticked("dong-y") => vec![Fault::new("dong-y", staff.text().t("sets-agree-missing"))],
        Some(date) => {
            match criteria_sets::issue(staff.app(), &staff.actor(), &id, revision(&posted), decision(date)).await {
                Ok(Outcome::Done(made)) => {
                    let said = Message::new("sets-issued").text("version", made.version.as_str());
                    return staff.redirect_saying(&version_path(&made.code, &made.version), &said);
                }
                Ok(Outcome::Overtaken(_)) => vec![Fault::new("", staff.text().t("sets-overtaken"))],
                Err(error) => match faults(staff, error) {
                    Ok(faults) => faults,
                    Err(error) => return staff.fault(error),
                },
            }
        }
    };
    match editor::view(staff.app(), &staff.actor(), &id, &Asked::default()).await {
        Ok(view) => shown(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, wrong), view),
        Err(error) => staff.fault(error),
    }
}
