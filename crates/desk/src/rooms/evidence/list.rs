//! The body's store: searched without accents, filtered, page by page.

use askama::Template;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::evidence::{self, Asked, Mark, StorePage};
use thuocdo_words::show;

use super::card::{self, Card};
use super::said;
use crate::door::Staff;
use crate::form::{Choice, Fault};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

/// What the address asks.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    cq: String,
    #[serde(default)]
    tim: String,
    #[serde(default)]
    loc: String,
    #[serde(default)]
    trang: u64,
}

impl Wanted {
    fn asked(&self) -> Asked {
        let Self { cq, tim, loc, trang } = self.clone();
        Asked { body: cq, words: tim, mark: Mark::of(&loc), page: trang, unit: None }
    }

    /// This list at another page or with another filter.
    fn address(&self, path: &str, mark: &str, page: u64) -> String {
        let pairs = [("cq", self.cq.as_str()), ("tim", &self.tim), ("loc", mark)];
        let mut parts: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if page > 1 {
            parts.push(format!("trang={page}"));
        }
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }
}

/// Shows the store.
pub(super) async fn show(staff: Staff, Query(query): Query<Wanted>) -> Response<Body> {
    page(&staff, &query, Vec::new(), StatusCode::OK).await
}

/// Shows the store with reasons from elsewhere: a form with files.
pub(super) async fn with_faults(staff: &Staff, body: &str, faults: Vec<Fault>) -> Response<Body> {
    let query = Wanted { cq: body.to_owned(), ..Wanted::default() };
    page(staff, &query, faults, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(staff: &Staff, query: &Wanted, faults: Vec<Fault>, status: StatusCode) -> Response<Body> {
    match render(staff, query, faults).await {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(error),
    }
}

async fn render(staff: &Staff, query: &Wanted, faults: Vec<Fault>) -> Result<String, ActionError> {
    let store = evidence::store::page(staff.app(), &staff.actor(), &query.asked()).await?;
    let t = staff.text();
    let mark = query.asked().mark.word();
    let filters = Mark::ALL.iter().map(|of| {
        let label = t.t(match of {
            Mark::All => "evidence-mark-all",
            Mark::Unattached => "evidence-mark-unattached",
            Mark::Outside => "evidence-mark-outside",
            Mark::Shared => "evidence-mark-shared",
        });
        (staff.to(&query.address(at::EVIDENCE, of.word(), 1)), label, of.word() == mark)
    });
    let pages = (1..=store.pages).map(|page| (page, staff.to(&query.address(at::EVIDENCE, mark, page))));
    let waiting = store.waiting.iter().map(|file| {
        let cite = staff.to(&format!("{}?tep={}&cq={}", at::EVIDENCE_NEW, file.sha256, encode(&store.code)));
        (file.name.clone(), show::bytes(t.lang(), file.size), said::day(file.until), cite)
    });
    let page = ListHtml {
        items: store.items.iter().map(|view| Card::of(staff, &t, view)).collect(),
        filters: filters.collect(),
        pages: pages.collect(),
        bodies: store.bodies.iter().map(|(code, name)| Choice::new(code, name)).collect(),
        waiting: waiting.collect(),
        export: staff.to(&query.address(at::EVIDENCE_EXPORT, mark, 1)),
        add: staff.to(&format!("{}?cq={}", at::EVIDENCE_NEW, encode(&store.code))),
        form: staff.to(at::UPLOAD_FORM),
        uploads: staff.to(at::UPLOADS),
        most: evidence::uploads::most(staff.app()),
        megabytes: usize::try_from(evidence::uploads::most(staff.app()) / 1_048_576).unwrap_or_default(),
        target: [("kho", store.code.clone())],
        total: usize::try_from(store.total).unwrap_or(usize::MAX),
        f: Frame::new(staff, "evidence", t.t("evidence-store-title")),
        words: query.tim.clone(),
        mark,
        store,
        faults,
    };
    page.render().map_err(ActionError::system)
}

/// Takes the list along as CSV.
pub(super) async fn export(staff: Staff, Query(query): Query<Wanted>) -> Response<Body> {
    let t = staff.text();
    let heads = [
        "evidence-number",
        "evidence-date",
        "evidence-issuer",
        "evidence-summary",
        "evidence-file",
        "evidence-paper",
        "evidence-uses",
        "evidence-bytes",
    ]
    .map(|key| t.t(key));
    match evidence::store::export(staff.app(), &staff.actor(), &query.asked(), &heads).await {
        Ok(csv) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"kho-minh-chung.csv\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, csv).into_response()
        }
        Err(error) => staff.fault(error),
    }
}

#[derive(Template)]
#[template(path = "rooms/evidence/list.html")]
struct ListHtml<'a> {
    f: Frame<'a>,
    store: StorePage,
    items: Vec<Card>,
    /// Address, words, whether it is on.
    filters: Vec<(String, String, bool)>,
    pages: Vec<(u64, String)>,
    bodies: Vec<Choice>,
    /// Name, size, last day, address of its citation.
    waiting: Vec<(String, String, String, String)>,
    faults: Vec<Fault>,
    export: String,
    add: String,
    form: String,
    uploads: String,
    most: u64,
    megabytes: usize,
    /// What files that come in here are for.
    target: [(&'static str, String); 1],
    total: usize,
    words: String,
    mark: &'static str,
}

impl ListHtml<'_> {
    fn text(&self, card: &Card) -> String {
        card::text(&self.f.t, card)
    }
}
