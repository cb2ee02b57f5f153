//! Staff pages: signing in, tasks, rounds, self-assessment, evidence, signature.
//!
//! The verb is [`router`]. Doors translate: who may do what is settled in `thuocdo_app`, and what the rules
//! are in `thuocdo_assessment`. Read in this order: [`urls`], [`routes`] (every route with who it is for),
//! [`door`] (what a handler gets), [`form`] and [`shown`] (forms read and shown), [`frame`], then `rooms`, one
//! folder for each feature.

pub mod door;
pub mod flash;
pub mod form;
pub mod frame;
pub mod rooms;
pub mod routes;
pub mod shown;
pub mod text;
pub mod urls;

use axum::Router;
use thuocdo_app::App;

/// Serves the staff pages.
pub fn router(app: App) -> Router {
    routes::router(door::Desk::new(app))
}
