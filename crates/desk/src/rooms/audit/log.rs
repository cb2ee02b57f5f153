//! A round's log: search, pages, check.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::audit::{self, EventFilter, Log, PAGE, Told};
use thuocdo_app::{ActionError, publications};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::collate::sort_by_name;
use thuocdo_words::show;

use super::said;
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

/// What is asked for; `cq` and `tc` lead to one score.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tim: String,
    loai: String,
    trang: String,
    cq: String,
    tc: String,
}

#[derive(Template)]
#[template(path = "rooms/audit/log.html")]
struct Page<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    form: Form,
    round: String,
    log: Log,
    pages: Vec<(u64, String)>,
    here: u64,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    criteria: Vec<Choice>,
}

impl Page<'_> {
    fn base(&self) -> String {
        self.f.to(&path(&self.round))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn kind(&self, kind: &str) -> String {
        said::kind(self.staff, kind)
    }

    fn facts(&self, event: &Told) -> Vec<String> {
        said::facts(self.staff, event)
    }

    fn what(&self, what: &str) -> String {
        match what {
            "" => self.f.t.t("audit-read-log"),
            "*" => self.f.t.t("audit-read-check"),
            score => self.f.t.with("audit-read-score").text("score", score).to_string(),
        }
    }
}

fn path(round: &str) -> String {
    at::LOG.replace("{ky}", &encode(round))
}

/// Shows a page of the log.
pub(super) async fn show(staff: Staff, Path(round): Path<String>, Query(asked): Query<Asked>) -> Response<Body> {
    if !asked.cq.is_empty() && !asked.tc.is_empty() {
        return staff.redirect(&format!("{}/{}/{}", path(&round), encode(&asked.cq), encode(&asked.tc)));
    }
    let here = asked.trang.parse::<u64>().unwrap_or(1).max(1);
    let filter = EventFilter { kind: asked.loai.clone(), search: asked.tim.trim().to_owned() };
    let log = match audit::log(staff.app(), &staff.actor(), &round, &filter, here).await {
        Ok(log) => log,
        Err(error) => return staff.fault(error),
    };
    let last = log.found.div_ceil(u64::from(PAGE)).max(1);
    let base = staff.to(&path(&round));
    let link = |page: u64| {
        let (kind, search) = (encode(&filter.kind), encode(&filter.search));
        (page, format!("{base}?loai={kind}&tim={search}&trang={page}"))
    };
    let mut kinds: Vec<Choice> = log.kinds.iter().map(|kind| Choice::new(kind, said::kind(&staff, kind))).collect();
    sort_by_name(&mut kinds, |kind| &kind.label);
    let near = |page: &u64| *page == 1 || *page == last || page.abs_diff(here) <= 3;
    let page = Page {
        f: Frame::new(&staff, "rounds", staff.text().t("audit-title")),
        staff: &staff,
        form: Form::of([("loai", asked.loai.as_str()), ("tim", asked.tim.as_str())]),
        pages: (1..=last).filter(near).map(link).collect(),
        here,
        kinds,
        units: log.units.iter().map(|(code, name)| Choice::new(code, name)).collect(),
        criteria: log.criteria.iter().map(|(code, title)| Choice::new(code, format!("{code} {title}"))).collect(),
        round,
        log,
    };
    match page.render() {
        Ok(html) => staff.page(StatusCode::OK, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Recomputes the log and says whether it holds.
pub(super) async fn check(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match audit::check(staff.app(), &staff.actor(), &round).await {
        Ok(report) => match report.breaks.first() {
            None => {
                let said = Message::new("audit-check-holds").count("events", report.events);
                staff.redirect_saying(&path(&round), &said.count("publications", report.publications))
            }
            Some(first) => {
                let said = Message::new("audit-check-broken").count("count", report.breaks.len());
                let first = staff.say(&publications::describe(first));
                staff.redirect_warning(&path(&round), &said.text("first", first))
            }
        },
        Err(error) => staff.fault(error),
    }
}
