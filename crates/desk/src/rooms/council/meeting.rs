//! The meeting screen: one item large, presence and agenda beside it; members vote here, the secretary drives.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::council::{self, Offer};
use thuocdo_assessment::council::{Choice, Presence};
use thuocdo_base::Message;

use super::live::{Live, tag};
use super::{faults, of_sitting};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default, rename = "noi-dung")]
    pub(super) place: Option<u64>,
}

#[derive(Template)]
#[template(path = "rooms/council/meeting.html")]
struct MeetingPage<'a> {
    f: &'a Frame<'a>,
    round_title: &'a str,
    list: String,
    here: String,
    now: String,
    faults: &'a [Fault],
    /// What follows by itself, as it stands now, and what it is known by.
    live: String,
    tag: String,
}

/// Shows the screen.
pub(super) async fn show(
    staff: Staff,
    Path((round, id)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Response<Body> {
    page(&staff, (&round, &id), search.place, StatusCode::OK, Form::empty()).await
}

/// Does what who keeps the sitting asks for.
pub(super) async fn act(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor, item) = (staff.app(), staff.actor(), posted.value("muc").to_owned());
    let place = (round.as_str(), id.as_str(), item.as_str());
    let conclusion = posted.value("ket-luan");
    let done = match posted.value("viec") {
        "mo" => council::open(app, &actor, &round, &id).await.map(|()| "council-opened"),
        "co-mat" => {
            let presence = posted
                .pairs
                .iter()
                .filter_map(|(name, value)| Some((name.strip_prefix("tv-")?.to_owned(), Presence::of(value.trim())?)));
            let presence = presence.collect();
            council::set_presence(app, &actor, &round, &id, presence).await.map(|()| "council-presence-kept")
        }
        "giu" => council::propose(app, &actor, place, Offer::Keep, conclusion).await.map(|()| "council-proposed"),
        "tu-cham" => council::propose(app, &actor, place, Offer::Own, conclusion).await.map(|()| "council-proposed"),
        "de-nghi" => {
            let offer = Offer::Typed(posted.value("diem").to_owned());
            council::propose(app, &actor, place, offer, conclusion).await.map(|()| "council-proposed")
        }
        "chot" => council::decide(app, &actor, place, conclusion).await.map(|()| "council-item-is-decided"),
        "ban" => council::bring(app, &actor, place).await.map(|()| "council-brought"),
        "lien-quan" => {
            let (member, ground) = (posted.value("tv"), posted.value("ly-do"));
            council::declare_tie(app, &actor, place, member, ground).await.map(|()| "council-tie-kept")
        }
        "hoan" => council::put_off(app, &actor, place).await.map(|()| "council-item-left"),
        "cong-nhan" => council::recognize_all(app, &actor, &round, &id).await.map(|_| "council-all-recognized"),
        "khoa" => council::close(app, &actor, &round, &id).await.map(|()| "council-sitting-closed"),
        _ => Err(ActionError::Refused(vec![Message::new("council-no-act")])),
    };
    answer(&posted, (&round, &id), done).await
}

/// Votes.
pub(super) async fn vote(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let place = (round.as_str(), id.as_str(), posted.value("muc"));
    let done = match Choice::of(posted.value("phieu")) {
        Some(choice) => council::vote(staff.app(), &staff.actor(), place, choice, posted.value("de-nghi")).await,
        None => Err(ActionError::Refused(vec![Message::new("council-no-choice")])),
    };
    answer(&posted, (&round, &id), done.map(|()| "council-vote-kept")).await
}

async fn answer(posted: &Posted, (round, id): (&str, &str), done: Result<&'static str, ActionError>) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(said) => {
            let here = of_sitting(at::SITTING, round, id);
            let path = posted.filled("ghim").map_or(here.clone(), |place| format!("{here}?noi-dung={}", encode(place)));
            staff.redirect_saying(&path, &Message::new(said))
        }
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            let place = posted.value("noi-dung").parse().ok();
            page(staff, (round, id), place, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn page(
    staff: &Staff,
    (round, id): (&str, &str),
    place: Option<u64>,
    status: StatusCode,
    form: Form,
) -> Response<Body> {
    let view = match council::sitting(staff.app(), &staff.actor(), round, id, place).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let number = staff.text().with("council-number").text("number", view.row.number).to_string();
    let f = Frame::new(staff, "rounds", format!("{number} · {}", view.row.title));
    let live = match (Live { f: &f, view: &view, round, form: &form, place }).render() {
        Ok(live) => live,
        Err(error) => return staff.fault(ActionError::system(error)),
    };
    let with_place = |route: &str| {
        let path = staff.to(&of_sitting(route, round, id));
        place.map_or(path.clone(), |place| format!("{path}?noi-dung={place}"))
    };
    let page = MeetingPage {
        round_title: &view.title,
        list: staff.to(&at::SITTINGS.replace("{ky}", &encode(round))),
        here: with_place(at::SITTING),
        now: with_place(at::SITTING_NOW),
        faults: &form.faults,
        tag: tag(&live),
        live,
        f: &f,
    };
    super::page(staff, status, &page)
}
