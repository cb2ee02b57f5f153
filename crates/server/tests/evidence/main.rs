//! Evidence over HTTP: uploads that break off and go on, forms without script, pictures, originals.
//!
//! Everything goes through the whole router, and files are looked into by the program's own child processes.

mod annex;
mod edited;
mod formulas;
mod hostile;
mod lists;
mod matrix;
mod offline;
mod pages;
mod room;
mod tus;
