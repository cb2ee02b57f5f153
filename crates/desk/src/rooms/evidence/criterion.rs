//! Evidence of one criterion on a page of its own: the pane, items of the store to choose from, a citation without file.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence::{self, Asked};
use thuocdo_base::Message;

use super::card::{self, Card};
use super::pane::{self, Pane};
use super::said;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;

/// The criterion that an address names: round, unit, criterion.
type Named = Path<(String, String, String)>;

fn place(Path((round, unit, criterion)): Named) -> Place {
    Place { round, unit, criterion }
}

/// What is asked of the store.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    tim: String,
}

/// Shows the page, or the pane alone to a script.
pub(super) async fn show(staff: Staff, named: Named, Query(search): Query<Search>) -> Response<Body> {
    let place = place(named);
    if staff.wants_fragment() {
        return match Pane::show(&staff, &place).await {
            Ok(pane) => staff.page(StatusCode::OK, pane),
            Err(error) => staff.fault(error),
        };
    }
    page(&staff, &place, Form::empty(), &search.tim, StatusCode::OK).await
}

/// Adds an item and attaches it here.
pub(super) async fn add(named: Named, posted: Posted) -> Response<Body> {
    let (place, staff) = (place(named), &posted.staff);
    let typed = said::typed(|name| posted.value(name).to_owned());
    let faults = said::faults(&typed, |message| staff.say(message));
    if !faults.is_empty() {
        return again(&posted, &place, faults).await;
    }
    match evidence::add(staff.app(), &staff.actor(), Some(&place), "", &typed).await {
        Ok(_) => staff.redirect_saying(&pane::criterion(&place), &Message::new("evidence-added")),
        Err(error) => not_done(&posted, &place, error).await,
    }
}

/// Attaches an item of the store here.
pub(super) async fn attach(named: Named, posted: Posted) -> Response<Body> {
    let (place, staff) = (place(named), &posted.staff);
    match evidence::attach(staff.app(), &staff.actor(), posted.value("muc"), &place).await {
        Ok(()) => staff.redirect_saying(&pane::criterion(&place), &Message::new("evidence-attached")),
        Err(error) => not_done(&posted, &place, error).await,
    }
}

/// Takes an item off here.
pub(super) async fn detach(named: Named, posted: Posted) -> Response<Body> {
    let (place, staff) = (place(named), &posted.staff);
    match evidence::detach(staff.app(), &staff.actor(), posted.value("muc"), &place).await {
        Ok(()) => staff.redirect_saying(&pane::criterion(&place), &Message::new("evidence-detached")),
        Err(error) => not_done(&posted, &place, error).await,
    }
}

/// Shows the page again with the reasons.
async fn not_done(posted: &Posted, place: &Place, error: ActionError) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = reasons.iter().map(|reason| Fault::new("", posted.staff.say(reason))).collect();
            again(posted, place, faults).await
        }
        error => posted.staff.fault(error),
    }
}

async fn again(posted: &Posted, place: &Place, faults: Vec<Fault>) -> Response<Body> {
    let form = Form::again(&posted.pairs, faults);
    page(&posted.staff, place, form, "", StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Shows the page with reasons from elsewhere: a form with files.
pub(super) async fn with_faults(staff: &Staff, place: &Place, faults: Vec<Fault>) -> Response<Body> {
    page(staff, place, Form::empty().with(faults), "", StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(staff: &Staff, place: &Place, form: Form, words: &str, status: StatusCode) -> Response<Body> {
    match render(staff, place, form, words).await {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(error),
    }
}

async fn render(staff: &Staff, place: &Place, form: Form, words: &str) -> Result<String, ActionError> {
    let pane = Pane::show(staff, place).await?;
    let attached = evidence::for_criterion(staff.app(), &staff.actor(), place).await?;
    let t = staff.text();
    let title = t.with("evidence-criterion-title").text("criterion", &place.criterion).to_string();
    let asked =
        Asked { words: words.to_owned(), unit: Some((place.round.clone(), place.unit.clone())), ..Asked::default() };
    // Readers who are not of the body see what is attached, not the store.
    let store = match evidence::store::page(staff.app(), &staff.actor(), &asked).await {
        Ok(store) => Some(store),
        Err(ActionError::NotAllowed) => None,
        Err(error) => return Err(error),
    };
    let fresh = |id: &str| attached.iter().all(|view| view.item.id != id);
    let choices = store.iter().flat_map(|store| &store.items).filter(|view| fresh(&view.item.id));
    let page = CriterionHtml {
        choices: choices.map(|view| Card::of(staff, &t, view)).collect(),
        own: store.is_some(),
        waits: form.value("tep").to_owned(),
        here: staff.to(&pane::address(place)),
        back: staff.to(&pane::criterion(place)),
        words: words.to_owned(),
        f: Frame::new(staff, "rounds", title),
        pane,
        form,
    };
    page.render().map_err(ActionError::system)
}

#[derive(Template)]
#[template(path = "rooms/evidence/criterion.html")]
struct CriterionHtml<'a> {
    f: Frame<'a>,
    pane: String,
    form: Form,
    choices: Vec<Card>,
    own: bool,
    waits: String,
    here: String,
    back: String,
    words: String,
}

impl CriterionHtml<'_> {
    fn text(&self, card: &Card) -> String {
        card::text(&self.f.t, card)
    }
}
