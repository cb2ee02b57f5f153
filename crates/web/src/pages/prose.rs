//! Pages that only speak: accessibility statement and licences.

use askama::Template;
use axum::body::Body;
use axum::http::Response;
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::door::Ctx;

/// Sections of the accessibility statement: heading and text.
const ACCESS: [(&str, &str); 5] = [
    ("page-access-aim", "page-access-aim-text"),
    ("page-access-can", "page-access-can-text"),
    ("page-access-charts", "page-access-charts-text"),
    ("page-access-limits", "page-access-limits-text"),
    ("page-access-contact", "page-access-contact-text"),
];

/// Sections of the page of licences.
const LICENCES: [(&str, &str); 3] = [
    ("page-licence-data", "page-licence-data-text"),
    ("page-licence-program", "page-licence-program-text"),
    ("page-licence-fonts", "page-licence-fonts-text"),
];

/// A page of headings and texts.
#[derive(Template)]
#[template(path = "pages/prose.html")]
pub struct ProsePage<'a> {
    f: Frame<'a>,
    lead: String,
    parts: Vec<(String, String)>,
    plain: Option<&'static str>,
}

/// Shows the accessibility statement.
pub async fn access(ctx: Ctx) -> Response<Body> {
    ctx.page(Some(""), |ctx| page(ctx, "access", "page-access-title", "page-access-lead", &ACCESS, None))
}

/// Shows the licences.
pub async fn licences(ctx: Ctx) -> Response<Body> {
    let font = include_str!("../../assets/font-licence.txt");
    ctx.page(Some(""), |ctx| page(ctx, "licences", "page-licence-title", "page-licence-lead", &LICENCES, Some(font)))
}

fn page(
    ctx: &Ctx,
    place: &'static str,
    title: &str,
    lead: &str,
    parts: &[(&str, &str)],
    plain: Option<&'static str>,
) -> Option<String> {
    let t = ctx.text();
    let parts = parts.iter().map(|(heading, text)| (t.t(heading), t.t(text))).collect();
    ProsePage { f: Frame::new(ctx, place, t.t(title)), lead: t.t(lead), parts, plain }.render().ok()
}
