//! The meeting screen: one item large, presence and agenda beside it; members vote here, the secretary drives.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::council::{self, ItemView, Mine, Offer, SittingView};
use thuocdo_assessment::council::{Choice, ItemState, Presence, Sitting};
use thuocdo_base::{Message, Number, Timestamp};
use thuocdo_words::{Lang, show};

use super::{exact, faults, of_sitting, points};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default, rename = "noi-dung")]
    place: Option<u64>,
}

#[derive(Template)]
#[template(path = "rooms/council/meeting.html")]
struct MeetingPage<'a> {
    f: Frame<'a>,
    view: SittingView,
    round: String,
    form: Form,
}

impl MeetingPage<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&of_sitting(route, &self.round, &self.view.row.id))
    }

    fn at(&self, place: impl std::borrow::Borrow<u64>) -> String {
        format!("{}?noi-dung={}", self.to(at::SITTING), place.borrow())
    }

    fn points(&self, number: &Option<Number>) -> String {
        points(self.f.lang, number)
    }

    fn exact(&self, text: &Option<String>) -> String {
        exact(self.f.lang, text)
    }

    fn title(&self, line: &council::look::Line) -> String {
        let english = line.title_en.as_ref().filter(|_| self.f.lang == Lang::En);
        english.unwrap_or(&line.title).clone()
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn is_open(&self) -> bool {
        self.view.row.state == Sitting::Open
    }

    /// Whether the item before us may still be worked on.
    fn works(&self, item: &ItemView) -> bool {
        self.view.keeps && self.is_open() && item.line.item.state != ItemState::Decided
    }

    /// Whether the viewer may vote on it now.
    fn votes(&self, item: &ItemView) -> bool {
        self.is_open() && item.line.item.state == ItemState::Open && matches!(item.mine, Mine::May(_))
    }

    fn chose(&self, item: &ItemView, choice: &Choice) -> bool {
        item.mine == Mine::May(Some(*choice))
    }

    fn maximum(&self, item: &ItemView) -> String {
        points(self.f.lang, &Some(item.maximum.clone()))
    }

    fn decided(&self) -> usize {
        self.view.items.iter().filter(|line| line.item.state == ItemState::Decided).count()
    }
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
    let place = posted.value("noi-dung").parse().ok();
    let next = posted.value("sau").parse().ok();
    match done {
        Ok(said) => {
            let here = of_sitting(at::SITTING, round, id);
            let place: Option<u64> = next.filter(|_| posted.value("viec") == "chot").or(place);
            let path = place.map_or(here.clone(), |place| format!("{here}?noi-dung={place}"));
            staff.redirect_saying(&path, &Message::new(said))
        }
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
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
    super::page(staff, status, &MeetingPage { f, view, round: round.to_owned(), form })
}
