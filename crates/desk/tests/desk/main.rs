//! Staff pages through the real router, on both engines.

mod account;
mod bodies;
mod people;
mod progress;
mod setup;
mod sentences;
mod sign_in;
mod submission;
mod workbench;
