//! The program `thuocdo`: serves the portal, and scores, checks and explains from the command line.
//!
//! Read in this order: [`cli`] (what can be asked), [`commands`] (one file per answer), [`serve`] (the
//! portal and its demo), [`words`] (the sentences of all rooms).

mod cli;
mod serve;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
