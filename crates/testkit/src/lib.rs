//! For tests only: databases on both engines, publications and cases to fill them with.
//!
//! Its one verb is [`on_both`]: run a test on a fresh database of each engine.
//! Read in this order: [`database`], [`server`], [`app`], [`client`], [`publications`], [`simulation`] (a whole round by seed).

pub mod answered;
pub mod app;
pub mod casebook;
pub mod catalog;
pub mod client;
pub mod database;
pub mod filled;
pub mod live;
pub mod onward;
pub mod publications;
pub mod samples;
pub mod server;
pub mod simulation;
pub mod sink;
pub mod statements;
pub mod surveyed;
pub mod surveys;

pub use app::{HandClock, TestApp};
pub use client::{Answer, Client};
pub use database::{Database, Engine, on_both};
pub use live::{Live, live};
pub use surveys::{OpenSurvey, open_survey};
