//! One item of the store: what it says, what it serves, changing it; and adding one.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::evidence::{self, Asked};
use thuocdo_base::Message;

use super::card::{self, Card};
use super::said;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

/// What the address of a new item asks.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Begun {
    #[serde(default)]
    cq: String,
    #[serde(default)]
    tep: String,
}

/// Shows the form of a new item.
pub(super) async fn new(staff: Staff, Query(begun): Query<Begun>) -> Response<Body> {
    let form = Form::of([("cq", begun.cq), ("tep", begun.tep)]);
    shown(&staff, StatusCode::OK, new_page(&staff, form).await)
}

/// Adds an item to the store.
pub(super) async fn add(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed = said::typed(|name| posted.value(name).to_owned());
    let mut faults = said::faults(&typed, |message| staff.say(message));
    if faults.is_empty() {
        let asked = Asked { body: posted.value("cq").to_owned(), ..Asked::default() };
        let added = match evidence::store::page(staff.app(), &staff.actor(), &asked).await {
            Ok(store) => evidence::add(staff.app(), &staff.actor(), None, &store.body, &typed).await,
            Err(error) => Err(error),
        };
        match added {
            Ok(_) => {
                let back = format!("{}?cq={}", at::EVIDENCE, encode(posted.value("cq")));
                return staff.redirect_saying(&back, &Message::new("evidence-stored"));
            }
            Err(ActionError::Refused(reasons)) => {
                faults = reasons.iter().map(|why| Fault::new("", staff.say(why))).collect()
            }
            Err(error) => return staff.fault(error),
        }
    }
    shown(staff, StatusCode::UNPROCESSABLE_ENTITY, new_page(staff, Form::again(&posted.pairs, faults)).await)
}

/// Shows an item.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    shown(&staff, StatusCode::OK, page(&staff, &id, None).await)
}

/// Changes an item.
pub(super) async fn change(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed = said::typed(|name| posted.value(name).to_owned());
    let mut faults = said::faults(&typed, |message| staff.say(message));
    if faults.is_empty() {
        let version = posted.value("ban").parse().unwrap_or_default();
        match evidence::change(staff.app(), &staff.actor(), &id, version, &typed).await {
            Ok(()) => {
                return staff.redirect_saying(&format!("/kho/{}", encode(&id)), &Message::new("evidence-changed"));
            }
            Err(ActionError::Refused(reasons)) => {
                faults = reasons.iter().map(|why| Fault::new("", staff.say(why))).collect()
            }
            Err(error) => return staff.fault(error),
        }
    }
    let form = Form::again(&posted.pairs, faults);
    shown(staff, StatusCode::UNPROCESSABLE_ENTITY, page(staff, &id, Some(form)).await)
}

/// Takes an item out of the store.
pub(super) async fn remove(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match evidence::remove(staff.app(), &staff.actor(), &id).await {
        Ok(()) => staff.redirect_saying(at::EVIDENCE, &Message::new("evidence-removed")),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|why| Fault::new("", staff.say(why))).collect();
            let again = page(staff, &id, None).await.map(|_| ());
            match again {
                Ok(()) => shown(staff, StatusCode::UNPROCESSABLE_ENTITY, page_with(staff, &id, faults).await),
                Err(error) => staff.fault(error),
            }
        }
        Err(error) => staff.fault(error),
    }
}

fn shown(staff: &Staff, status: StatusCode, html: Result<String, ActionError>) -> Response<Body> {
    match html {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(error),
    }
}

async fn new_page(staff: &Staff, form: Form) -> Result<String, ActionError> {
    let asked = Asked { body: form.value("cq").to_owned(), ..Asked::default() };
    let store = evidence::store::page(staff.app(), &staff.actor(), &asked).await?;
    let waits = store.waiting.iter().find(|file| file.sha256 == form.value("tep"));
    let page = NewHtml {
        file: waits.map(|file| (file.sha256.clone(), file.name.clone())),
        f: Frame::new(staff, "evidence", staff.text().t("evidence-add-title")),
        code: store.code,
        form,
    };
    page.render().map_err(ActionError::system)
}

async fn page_with(staff: &Staff, id: &str, faults: Vec<Fault>) -> Result<String, ActionError> {
    let (view, _, _) = evidence::one(staff.app(), &staff.actor(), id).await?;
    page(staff, id, Some(said::form(&view).with(faults))).await
}

async fn page(staff: &Staff, id: &str, form: Option<Form>) -> Result<String, ActionError> {
    let (view, uses, own) = evidence::one(staff.app(), &staff.actor(), id).await?;
    let t = staff.text();
    let part = encode;
    let uses = uses.iter().map(|used| {
        let place = &used.place;
        let address =
            format!("/ky/{}/tu-danh-gia/{}/{}", part(&place.round), part(&place.unit), part(&place.criterion));
        (staff.to(&address), used.title.clone(), place.criterion.clone())
    });
    let page = ItemHtml {
        uses: uses.collect(),
        card: Card::of(staff, &t, &view),
        form: form.unwrap_or_else(|| said::form(&view)),
        file: view.item.file.clone(),
        f: Frame::new(staff, "evidence", t.with("evidence-item-title").text("name", view.name()).to_string()),
        own,
    };
    page.render().map_err(ActionError::system)
}

#[derive(Template)]
#[template(path = "rooms/evidence/new.html")]
struct NewHtml<'a> {
    f: Frame<'a>,
    form: Form,
    code: String,
    file: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "rooms/evidence/item.html")]
struct ItemHtml<'a> {
    f: Frame<'a>,
    card: Card,
    form: Form,
    /// Address, round, criterion.
    uses: Vec<(String, String, String)>,
    file: Option<String>,
    own: bool,
}

impl ItemHtml<'_> {
    fn text(&self, card: &Card) -> String {
        card::text(&self.f.t, card)
    }
}
