//! How a launched survey stands, as of the last mix; the page follows mixes by itself.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use thuocdo_app::ActionError;
use thuocdo_app::decision::result::digest;
use thuocdo_app::surveys::monitor::{self, Bar, Monitor};
use thuocdo_assessment::survey::State;
use thuocdo_words::show;

use super::{frame, list_path, path, stratum_name, tabs};
use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/surveys/monitor.html")]
struct Page<'a> {
    f: Frame<'a>,
    m: &'a Monitor,
    tabs: Vec<(String, String, bool)>,
    live: String,
    tag: String,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.m.survey.round, &self.m.survey.id))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.m.survey.round))
    }

    fn is_open(&self) -> bool {
        self.m.survey.state == State::Open
    }
}

/// The part that follows mixes.
#[derive(Template)]
#[template(path = "rooms/surveys/live.html")]
struct Live<'a> {
    f: &'a Frame<'a>,
    m: &'a Monitor,
}

impl Live<'_> {
    fn count(&self, number: &u64) -> String {
        show::count(self.f.lang, *number)
    }

    fn counted(&self, bar: &Bar) -> String {
        bar.counted.map_or_else(|| self.f.t.t("survey-hidden"), |counted| self.count(&counted))
    }

    fn name(&self, bar: &Bar) -> String {
        stratum_name(self.f, &bar.stratum)
    }

    fn margin(&self, bar: &Bar) -> String {
        let margin = bar.margin.as_ref();
        margin.map_or_else(|| "–".to_owned(), |share| format!("± {}", show::percent(self.f.lang, share, 2)))
    }

    fn rate(&self, bar: &Bar) -> String {
        let counted = bar.counted.filter(|_| bar.issued > 0);
        let share = counted.and_then(|counted| {
            let part = thuocdo_base::Number::from(counted.cast_signed());
            part.divided_by(&thuocdo_base::Number::from(bar.issued.cast_signed()))
        });
        share.map_or_else(|| "–".to_owned(), |share| show::percent(self.f.lang, &share, 1))
    }

    /// How old the figures are: in minutes, so that the words stay true for a while.
    fn age(&self) -> String {
        match (self.m.mix, self.m.age) {
            (Some((_, at)), Some(seconds)) => {
                let minutes = usize::try_from(seconds / 60).unwrap_or(usize::MAX);
                self.f.t.with("survey-mixed").text("at", show::moment(at)).count("minutes", minutes).to_string()
            }
            _ => self.f.t.t("survey-not-mixed"),
        }
    }

    fn is_closed(&self) -> bool {
        self.m.survey.state == State::Closed
    }

    fn shown(&self, bar: &Bar) -> u64 {
        bar.counted.unwrap_or_default()
    }
}

/// Shows the page.
pub(super) async fn page(staff: &Staff, round: &str, id: &str) -> Response<Body> {
    let m = match monitor::view(staff.app(), &staff.actor(), round, id).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = frame(staff, &m.survey.title);
    let live = match (Live { f: &f, m: &m }).render() {
        Ok(html) => html,
        Err(error) => return staff.fault(ActionError::system(error)),
    };
    let (tag, tabs) = (tag(&live), tabs(staff, &m.survey, m.may_keep, at::SURVEY));
    super::shown(staff, StatusCode::OK, &Page { f, m: &m, tabs, live, tag })
}

/// Answers how it stands; what is as it was when last asked is not sent again.
pub(super) async fn live(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    let m = match monitor::view(staff.app(), &staff.actor(), &round, &id).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = frame(&staff, &m.survey.title);
    let html = match (Live { f: &f, m: &m }).render() {
        Ok(html) => html,
        Err(error) => return staff.fault(ActionError::system(error)),
    };
    let tag = tag(&html);
    let known = staff.headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut answer = if known { StatusCode::NOT_MODIFIED.into_response() } else { staff.page(StatusCode::OK, html) };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// Tells of each mix as it happens: its number and nothing else.
pub(super) async fn news(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    let news = match monitor::news(staff.app(), &staff.actor(), &round, &id).await {
        Ok(news) => news,
        Err(error) => return staff.fault(error),
    };
    let mixes = stream::unfold(news, |mut news| async move {
        news.changed().await.ok()?;
        let number = *news.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().data(number.to_string())), news))
    });
    Sse::new(mixes).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

fn tag(html: &str) -> String {
    format!("\"{}\"", digest(html))
}
