//! One file per command; each takes what it was asked and says how it ended.

pub mod admin;
pub mod archive;
pub mod batch;
pub mod check;
pub mod diff;
pub mod explain;
mod print;
pub mod publish;
pub mod schema;
pub mod score;

use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale};

use crate::catalog::Catalog;

/// What every command works with.
pub struct Context {
    /// Language of what is said.
    pub lang: Lang,
    /// Its sentences.
    pub words: Locale,
    /// Where sets come from.
    pub catalog: Catalog,
}

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing to complain about.
    Well,
    /// The input has findings.
    Findings,
}

/// Why a command could not do its work.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// It was asked wrongly.
    Usage(Message),
    /// The world broke: a disk, a child process.
    Broken(Message),
}

/// Form in which a command answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Text,
    /// For scripts.
    Json,
}
