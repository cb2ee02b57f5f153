//! Annexes in the layouts in use, read as whole files: what a person would have to correct.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

mod fixture;
mod locales;
mod properties;
mod read;
