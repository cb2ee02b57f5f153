//! Workbooks written, changed as people change them, and read again.

mod foreign;
mod lists;
mod matrix;
mod own;
mod room;
