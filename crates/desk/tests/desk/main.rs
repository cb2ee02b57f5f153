//! Staff pages through the real router, on both engines.

mod bodies;
mod account;
mod setup;
mod sign_in;
mod workbench;
