//! The program `thuocdo`: serves the portal, and scores, checks and explains from the command line.
//!
//! Read in this order: `cli` (what can be asked), `commands` (one file per answer), [`serve`] (the
//! portal), [`demo`] (what it shows without being told), `folders`, `catalog` and `workbook` (what is read
//! from disk), `words` (the sentences of all rooms).

mod catalog;
mod cli;
mod commands;
pub mod demo;
mod evidence;
mod folders;
pub mod post;
pub mod serve;
mod words;
pub mod workbook;

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

pub use cli::run;

/// What is given back is overwritten, links and answers of respondents with it, wherever a library left a copy.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);
