//! Workbooks written, changed as people change them, and read again.

mod foreign;
mod own;
mod room;
