//! Staff pages through the real router, on both engines.

mod bodies;
mod sign_in;
