//! Staff pages through the real router, on both engines.

mod account;
mod setup;
mod bodies;
mod sign_in;
mod workbench;
