//! `?phien-ban=2` on any page about a round leads to that version's own address.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use crate::door::{Ctx, Site, redirect};
use crate::urls;

/// Name of the wish.
const WISH: &str = "phien-ban";

/// Leads to the version that is asked for; what does not exist is the page for 404.
pub async fn lead(State(site): State<Site>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let wished = query.split('&').find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == WISH));
    let Some(version) = wished.map(|(_, version)| version.parse().ok()) else { return next.run(request).await };
    let (mut parts, _) = request.into_parts();
    let Ok(ctx) = Ctx::from_request_parts(&mut parts, &site).await;
    match version.and_then(|version| address(&ctx, version)) {
        Some(address) => redirect(StatusCode::FOUND, &urls::in_language(ctx.lang, &address)),
        None => super::error::not_found(&ctx),
    }
}

/// The address of the same page in that version: the second part of a path names the round.
fn address(ctx: &Ctx, version: u32) -> Option<String> {
    let (path, query) = ctx.path.split_once('?').unwrap_or((&ctx.path, ""));
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    let named = urls::decode(parts.get(2)?);
    let round = named.split_once('~').map_or(named.as_str(), |(round, _)| round);
    parts[2] = urls::encode(ctx.portal().version(round, version)?);
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("phien-ban=")).collect();
    let rest = rest.join("&");
    let path = parts.join("/");
    Some(if rest.is_empty() { path } else { format!("{path}?{rest}") })
}
