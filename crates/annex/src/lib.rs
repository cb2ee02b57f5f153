//! Reads the annex of a decision into a criteria file.
