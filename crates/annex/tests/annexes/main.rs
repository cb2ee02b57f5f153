//! Annexes in the layouts in use, read as whole files: what a person would have to correct.

mod fixture;
mod properties;
mod read;
