//! One document: filling it in, looking at it, its files.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::documents::{self, Block, Capacity, Document, Family, Kind, Page as View, Run, Typed, Wanted};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::{download, faults, list_path, page, path};
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/documents/one.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    kind: Kind,
    about: String,
    view: View,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.round, self.kind.word(), &self.about))
    }

    fn all(&self) -> String {
        self.f.to(&list_path(&self.round))
    }

    fn families(&self) -> Vec<Choice> {
        let one = |family: Family| Choice::new(family.word(), self.f.t.word("documents-family-", family.word()));
        Family::ALL.into_iter().map(one).collect()
    }

    fn capacities(&self) -> Vec<Choice> {
        let family = self.view.document.form.family;
        let others = Capacity::ALL.into_iter().filter(|capacity| *capacity != Capacity::Own);
        others.map(|capacity| Choice::new(capacity.word(), capacity.mark(family).trim())).collect()
    }

    fn document(&self) -> &Document {
        &self.view.document
    }

    fn number(&self) -> String {
        let form = self.document().form;
        form.number(&form.locale(), &self.document().number, &self.document().notation)
    }

    fn dateline(&self) -> String {
        let (form, document) = (self.document().form, self.document());
        form.dateline(&form.locale(), &document.place, &document.date, &document.year)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn text(&self, runs: &[Run]) -> String {
        runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Shows a document.
pub(super) async fn show(staff: Staff, Path(way): Path<(String, String, String)>) -> Response<Body> {
    answer(&staff, way, None).await
}

async fn answer(staff: &Staff, (round, kind, about): (String, String, String), form: Option<Form>) -> Response<Body> {
    let Some(kind) = Kind::of(&kind) else { return staff.fault(ActionError::NotAllowed) };
    let wanted = Wanted { round: &round, kind, about: &about, lang: staff.lang };
    let view = match documents::page(staff.app(), &staff.actor(), &wanted).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let status = if form.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = form.unwrap_or_else(|| of_typed(staff, &view.typed));
    let f = Frame::new(staff, "rounds", format!("{}: {}", view.head.name, view.about_name));
    page(staff, status, &Page { f, form, round, kind, about, view })
}

fn of_typed(staff: &Staff, typed: &Typed) -> Form {
    let shown = |(name, value): (&String, &String)| match name.as_str() {
        "ngay" => (name.clone(), show::date(staff.lang, value)),
        _ => (name.clone(), value.clone()),
    };
    Form::of(typed.iter().map(shown))
}

/// Keeps what was typed.
pub(super) async fn save(Path((round, kind, about)): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let Some(known) = Kind::of(&kind) else { return staff.fault(ActionError::NotAllowed) };
    let wanted = Wanted { round: &round, kind: known, about: &about, lang: staff.lang };
    let given: Typed = posted.pairs.iter().cloned().collect();
    let version = posted.value("ban").parse().unwrap_or_default();
    match documents::save(staff.app(), &staff.actor(), &wanted, version, &given).await {
        Ok(()) => {
            staff.redirect_saying(&path(at::DOCUMENT, &round, known.word(), &about), &Message::new("documents-saved"))
        }
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            answer(staff, (round, kind, about), Some(form)).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The document as PDF.
pub(super) async fn pdf(staff: Staff, Path(way): Path<(String, String, String)>) -> Response<Body> {
    file(&staff, way, false).await
}

/// The document for Word.
pub(super) async fn word(staff: Staff, Path(way): Path<(String, String, String)>) -> Response<Body> {
    file(&staff, way, true).await
}

async fn file(staff: &Staff, (round, kind, about): (String, String, String), word: bool) -> Response<Body> {
    let Some(kind) = Kind::of(&kind) else { return staff.fault(ActionError::NotAllowed) };
    let wanted = Wanted { round: &round, kind, about: &about, lang: staff.lang };
    let (ending, media) = match word {
        true => ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        false => ("pdf", "application/pdf"),
    };
    match documents::file(staff.app(), &staff.actor(), &wanted, word).await {
        Ok(made) => download(&format!("{}.{ending}", made.name), media, made.bytes),
        Err(error) => staff.fault(error),
    }
}
