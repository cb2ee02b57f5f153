//! Pages of respondents.

mod enter;
mod form;
mod kiosk;
mod sample;
mod sending;
mod state;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use axum::routing::{get, post};

use crate::door::{Ctx, Door};
use crate::urls::routes;

pub use form::{Paper, Sending, render};

pub(crate) fn routes(door: Door) -> Router {
    let kiosk = || get(kiosk::show).post(kiosk::send);
    let form = || get(sending::show).post(sending::send);
    Router::new()
        .route(routes::FORM, form())
        .route(routes::FORM_EN, form())
        .route(routes::CODE, post(enter::typed))
        .route(routes::CODE_EN, post(enter::typed))
        .route(routes::SAMPLE, get(sample::show))
        .route(routes::SAMPLE_EN, get(sample::show))
        .route(routes::LINK, get(enter::link))
        .route(routes::LINK_EN, get(enter::link))
        .route(routes::KIOSK, kiosk())
        .route(routes::KIOSK_EN, kiosk())
        .route(routes::DEVICE, get(kiosk::link))
        .route(routes::ASSET, get(asset))
        .with_state(door)
}

/// Style and script.
async fn asset(ctx: Ctx, Path(file): Path<String>) -> Response<Body> {
    crate::assets::answer(&file, &ctx.headers).unwrap_or_else(|| state::unknown(&ctx))
}
