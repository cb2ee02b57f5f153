//! Templates: which count, their text, putting one's own in their place.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::documents::{self, Family, Kind, TemplateText, TemplateView};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::{download, faults, page};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/documents/templates.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    templates: Vec<TemplateView>,
}

impl ListPage<'_> {
    fn to(&self, view: &TemplateView) -> String {
        self.f.to(&template_path(at::TEMPLATE, view.kind, view.family))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }
}

#[derive(Template)]
#[template(path = "rooms/documents/template.html")]
struct TextPage<'a> {
    f: Frame<'a>,
    form: Form,
    view: TemplateText,
}

impl TextPage<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&template_path(route, self.view.view.kind, self.view.view.family))
    }

    fn all(&self) -> String {
        self.f.to(at::TEMPLATES)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }
}

fn template_path(route: &str, kind: Kind, family: Family) -> String {
    route.replace("{vb}", kind.word()).replace("{mau}", family.word())
}

/// Lists the templates.
pub(super) async fn list(staff: Staff) -> Response<Body> {
    match documents::templates(staff.app(), &staff.actor(), staff.lang).await {
        Ok(templates) => {
            let f = Frame::new(&staff, "", staff.text().t("documents-templates"));
            page(&staff, StatusCode::OK, &ListPage { f, templates })
        }
        Err(error) => staff.fault(error),
    }
}

/// Shows a template.
pub(super) async fn show(staff: Staff, Path((kind, family)): Path<(String, String)>) -> Response<Body> {
    answer(&staff, &kind, &family, None).await
}

async fn answer(staff: &Staff, kind: &str, family: &str, form: Option<Form>) -> Response<Body> {
    let Some((kind, family)) = Kind::of(kind).zip(Family::of(family)) else {
        return staff.fault(ActionError::NotAllowed);
    };
    match documents::text(staff.app(), &staff.actor(), (kind, family, staff.lang)).await {
        Ok(view) => {
            let status = if form.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let form = form.unwrap_or_else(|| Form::of([("noi-dung", view.text.clone())]));
            let f = Frame::new(staff, "", view.view.name.clone());
            page(staff, status, &TextPage { f, form, view })
        }
        Err(error) => staff.fault(error),
    }
}

/// Puts a text in the place of a template, or gives the program's back.
pub(super) async fn save(Path((kind, family)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let Some(which) = Kind::of(&kind).zip(Family::of(&family)) else { return staff.fault(ActionError::NotAllowed) };
    let (app, actor, which) = (staff.app(), staff.actor(), (which.0, which.1, staff.lang));
    let (done, said) = match posted.value("viec") {
        "bo" => (documents::give_back(app, &actor, which).await, "documents-template-given-back"),
        _ => {
            (documents::accept(app, &actor, which, posted.value_as_typed("noi-dung")).await, "documents-template-saved")
        }
    };
    match done {
        Ok(()) => staff.redirect_saying(&template_path(at::TEMPLATE, which.0, which.1), &Message::new(said)),
        Err(ActionError::Refused(reasons)) => {
            answer(staff, &kind, &family, Some(Form::again(&posted.pairs, faults(staff, &reasons)))).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Puts the text of a file in the place of a template.
pub(super) async fn upload(Path((kind, family)): Path<(String, String)>, given: Uploaded) -> Response<Body> {
    let staff = &given.staff;
    let Some(which) = Kind::of(&kind).zip(Family::of(&family)) else { return staff.fault(ActionError::NotAllowed) };
    let which = (which.0, which.1, staff.lang);
    let in_force = match documents::text(staff.app(), &staff.actor(), which).await {
        Ok(view) => view.text,
        Err(error) => return staff.fault(error),
    };
    let refused = |text: String, faults: Vec<Fault>| {
        let form = Form::of([("noi-dung", text)]).with(faults);
        answer(staff, &kind, &family, Some(form))
    };
    if given.bytes.is_empty() {
        let none = Fault::new("tep", staff.text().t("documents-template-no-file"));
        return refused(in_force, vec![none]).await;
    }
    let Ok((text, _)) = thuocdo_words::encoding::read(&given.bytes) else {
        let unread = Fault::new("tep", staff.text().t("documents-template-no-text"));
        return refused(in_force, vec![unread]).await;
    };
    match documents::accept(staff.app(), &staff.actor(), which, &text).await {
        Ok(()) => {
            let path = template_path(at::TEMPLATE, which.0, which.1);
            staff.redirect_saying(&path, &Message::new("documents-template-saved"))
        }
        Err(ActionError::Refused(reasons)) => refused(text, faults(staff, &reasons)).await,
        Err(error) => staff.fault(error),
    }
}

/// The text of a template as a file.
pub(super) async fn file(staff: Staff, Path((kind, family)): Path<(String, String)>) -> Response<Body> {
    let Some(which) = Kind::of(&kind).zip(Family::of(&family)) else { return staff.fault(ActionError::NotAllowed) };
    match documents::text(staff.app(), &staff.actor(), (which.0, which.1, staff.lang)).await {
        Ok(view) => download(&format!("{kind}-{family}.txt"), "text/plain; charset=utf-8", view.text.into_bytes()),
        Err(error) => staff.fault(error),
    }
}
