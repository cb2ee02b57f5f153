//! Staff pages through the real router, on both engines.

mod sign_in;
