//! Evidence files.
