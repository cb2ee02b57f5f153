//! What could be on an agenda: picked from disagreements.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::council::{self, Candidate, SittingView};
use thuocdo_base::{Message, Number, read};

use super::{apart, of_sitting, points};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default, rename = "lech")]
    least: String,
}

#[derive(Template)]
#[template(path = "rooms/council/agenda.html")]
struct AgendaPage<'a> {
    f: Frame<'a>,
    view: SittingView,
    found: Vec<Candidate>,
    round: String,
    form: Form,
}

impl AgendaPage<'_> {
    fn here(&self) -> String {
        self.f.to(&of_sitting(at::AGENDA, &self.round, &self.view.row.id))
    }

    fn back(&self) -> String {
        self.f.to(&of_sitting(at::SITTING, &self.round, &self.view.row.id))
    }

    fn points(&self, number: &Option<Number>) -> String {
        points(self.f.lang, number)
    }

    fn apart(&self, one: &Candidate) -> String {
        apart(self.f.lang, &one.own, &one.appraised)
    }
}

/// Shows the list.
pub(super) async fn show(
    staff: Staff,
    Path((round, id)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Response<Body> {
    let least = read::typed(&search.least).unwrap_or_default();
    match council::candidates(staff.app(), &staff.actor(), &round, &id, &least).await {
        Ok((view, found)) => {
            let f = Frame::new(&staff, "rounds", staff.text().t("council-agenda-title"));
            let form = Form::of([("lech", search.least)]);
            super::page(&staff, StatusCode::OK, &AgendaPage { f, view, found, round, form })
        }
        Err(error) => staff.fault(error),
    }
}

/// Puts what is ticked on the agenda.
pub(super) async fn add(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let picked = posted.values("chon").filter_map(|pair| pair.split_once('|'));
    let picked = picked.map(|(unit, code)| (unit.to_owned(), code.to_owned())).collect();
    match council::add_items(staff.app(), &staff.actor(), &round, &id, picked).await {
        Ok(count) => {
            let said = Message::new("council-added").count("count", count);
            staff.redirect_saying(&of_sitting(at::SITTING, &round, &id), &said)
        }
        Err(error) => staff.fault(error),
    }
}
