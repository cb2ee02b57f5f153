//! How a sitting stands: the part of the meeting screen that follows by itself what others do.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::council::{self, ItemView, Mine, SittingView, look};
use thuocdo_app::decision::result::digest;
use thuocdo_assessment::council::{Choice, ItemState, Presence, Sitting};
use thuocdo_assessment::role::Role;
use thuocdo_base::{Number, Timestamp};
use thuocdo_words::{Lang, show};

use super::meeting::Search;
use super::{apart, exact, of_sitting, points};
use crate::door::Staff;
use crate::form::Form;
use crate::frame::Frame;
use crate::urls::routes as at;

/// The part: facts of the sitting, the item before it, agenda and members.
#[derive(Template)]
#[template(path = "rooms/council/live.html")]
pub(super) struct Live<'a> {
    pub(super) f: &'a Frame<'a>,
    pub(super) view: &'a SittingView,
    pub(super) round: &'a str,
    pub(super) form: &'a Form,
    /// The place on the agenda that the address asks for; without one the page follows the sitting.
    pub(super) place: Option<u64>,
}

impl Live<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&of_sitting(route, self.round, &self.view.row.id))
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

    fn title(&self, line: &look::Line) -> String {
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

    /// Whether ties of members to its unit may be noted.
    fn ties(&self, item: &ItemView) -> bool {
        self.view.keeps && self.view.row.state != Sitting::Closed && item.line.item.state != ItemState::Decided
    }

    /// Whether somebody's role votes at all.
    fn may_vote(&self, seat: &look::Seat) -> bool {
        matches!(seat.role, Role::CouncilChair | Role::CouncilMember)
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

    /// Appraised points less the unit's own, with a sign.
    fn apart(&self, item: &ItemView) -> String {
        apart(self.f.lang, &item.own, &item.appraised)
    }

    fn decided(&self) -> usize {
        self.view.items.iter().filter(|line| line.item.state == ItemState::Decided).count()
    }

    /// The item that the council is at.
    fn now(&self) -> Option<&look::Line> {
        let current = self.view.items.iter().find(|line| Some(&line.item.id) == self.view.row.current.as_ref());
        current.or(self.view.items.first())
    }

    fn is_now(&self, line: &look::Line) -> bool {
        self.now().is_some_and(|now| now.item.id == line.item.id)
    }

    /// The item that the council is at, where the page shows another.
    fn elsewhere(&self) -> Option<&look::Line> {
        let shown = self.view.item.as_ref().map(|item| &item.line.item.id);
        self.now().filter(|line| self.is_open() && Some(&line.item.id) != shown)
    }

    /// The place to come back to after a vote: none while the page follows the sitting.
    fn pinned(&self) -> Option<u64> {
        self.place.filter(|_| self.elsewhere().is_some())
    }
}

/// Answers how the sitting stands; what is as it was when last asked is not sent again.
pub(super) async fn show(
    staff: Staff,
    Path((round, id)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Response<Body> {
    let view = match council::sitting(staff.app(), &staff.actor(), &round, &id, search.place).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(&staff, "rounds", String::new());
    let live = Live { f: &f, view: &view, round: &round, form: &Form::empty(), place: search.place };
    let html = match live.render() {
        Ok(html) => html,
        Err(error) => return staff.fault(ActionError::system(error)),
    };
    let tag = tag(&html);
    let known = staff.headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut answer = if known { StatusCode::NOT_MODIFIED.into_response() } else { staff.page(StatusCode::OK, html) };
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// Names what a viewer sees: made from that alone, so that it tells nothing else.
pub(super) fn tag(html: &str) -> String {
    format!("\"{}\"", &digest(html)[..32])
}
