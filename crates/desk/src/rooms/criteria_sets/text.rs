//! The file itself: the text of a draft in one field, with its findings.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets::editor::{self, Asked, EditorView};
use thuocdo_app::criteria_sets::{Outcome, drafts};
use thuocdo_base::{Message, Number};
use thuocdo_words::show;

use super::{download, draft_path, faults, file_name, page, revision};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/criteria_sets/text.html")]
struct TextPage<'a> {
    f: Frame<'a>,
    view: EditorView,
    here: String,
    form: Form,
    /// Who was faster, and what the file says now.
    clash: Option<(String, String)>,
    /// Whether the text was only looked at.
    unsaved: bool,
    staff: &'a Staff,
}

impl TextPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn points(&self, number: &Number) -> String {
        show::short(self.f.lang, number, 2)
    }

    fn to_node(&self, node: &usize) -> String {
        format!("{}?nut={node}", self.here)
    }

    fn in_text(&self, line: &u32) -> String {
        format!("{}/tep?dong={line}#f-noi-dung", self.here)
    }

    fn sections(&self) -> usize {
        self.view.tree.iter().filter(|branch| branch.item.section).count()
    }

    fn criteria(&self) -> usize {
        self.view.tree.len() - self.sections()
    }

    fn undo_word(&self) -> String {
        "tep".to_owned()
    }

    fn shows_found(&self) -> bool {
        true
    }

    /// The line that a link led to.
    fn line(&self) -> String {
        let pairs = super::asked(self.staff);
        super::asked_for(&pairs, "dong").unwrap_or_default().to_owned()
    }
}

/// Shows the file.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    match editor::view(staff.app(), &staff.actor(), &id, &Asked::default()).await {
        Ok(view) => {
            let form = form_of(&view);
            shown(&staff, StatusCode::OK, view, form, (None, false))
        }
        Err(error) => staff.fault(error),
    }
}

fn form_of(view: &EditorView) -> Form {
    let sidecar = view.draft.sidecar.clone().unwrap_or_default();
    Form::of([("noi-dung", view.draft.text.clone()), ("tieng-anh", sidecar)])
}

fn shown(
    staff: &Staff,
    status: StatusCode,
    view: EditorView,
    form: Form,
    (clash, unsaved): (Option<(String, String)>, bool),
) -> Response<Body> {
    let title = if view.draft.title.is_empty() { staff.text().t("sets-untitled") } else { view.draft.title.clone() };
    let here = staff.to(&draft_path(&view.draft.id));
    let f = Frame::new(staff, "sets", title);
    page(staff, status, &TextPage { f, view, here, form, clash, unsaved, staff })
}

/// Saves the file; faults in it are no hindrance.
pub(super) async fn save(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let texts = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    let saved = drafts::save(staff.app(), &staff.actor(), &id, revision(&posted), texts).await;
    let (status, faults, overtaken) = match saved {
        Ok(Outcome::Done(_)) => {
            return staff.redirect_saying(&format!("{}/tep", draft_path(&id)), &Message::new("sets-saved"));
        }
        Ok(Outcome::Overtaken(draft)) => (StatusCode::CONFLICT, Vec::new(), Some(draft)),
        Err(error) => match faults(staff, error) {
            Ok(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
            Err(error) => return staff.fault(error),
        },
    };
    match editor::view(staff.app(), &staff.actor(), &id, &Asked::default()).await {
        Ok(view) => {
            let clash = overtaken.map(|draft| (view.by.clone(), draft.text));
            shown(staff, status, view, Form::again(&posted.pairs, faults), (clash, false))
        }
        Err(error) => staff.fault(error),
    }
}

/// Looks at a text without saving it.
pub(super) async fn check(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let texts = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    match editor::look(staff.app(), &staff.actor(), &id, texts).await {
        Ok(view) => shown(staff, StatusCode::OK, view, Form::again(&posted.pairs, Vec::new()), (None, true)),
        Err(error) => match faults(staff, error) {
            Ok(faults) => match editor::view(staff.app(), &staff.actor(), &id, &Asked::default()).await {
                Ok(view) => {
                    let form = Form::again(&posted.pairs, faults);
                    shown(staff, StatusCode::UNPROCESSABLE_ENTITY, view, form, (None, false))
                }
                Err(error) => staff.fault(error),
            },
            Err(error) => staff.fault(error),
        },
    }
}

/// Gives the draft's file.
pub(super) async fn file(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    match editor::file(staff.app(), &staff.actor(), &id).await {
        Ok(draft) => download(&file_name(&draft.code, &draft.set_version), draft.text),
        Err(error) => staff.fault(error),
    }
}
