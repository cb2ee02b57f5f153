//! Files that people hand in as evidence: taken in pieces, looked into, kept by the hash of their bytes, shown as pictures.
//!
//! Nothing here believes a file's name or what it says of itself. The verbs are those of [`Files`]: `begin`,
//! `append`, `finish`, `draw`, `check`. Read in this order: [`kind`] (what is taken in at all), [`unfit`] (why a
//! file is refused), [`inspect`] (the gate, which opens `container`, `office` and [`picture`]), [`partial`] (files
//! on their way), [`shelf`] (all of them), `vault` (where those that stay lie: a `disk` or a [`bucket`]), [`scanner`]
//! (whom to ask about malware), [`child`] (gate and pictures in a process of their own); apart from all that, [`keys`].

pub mod bucket;
pub mod child;
mod container;
mod disk;
pub mod inspect;
pub mod keys;
pub mod kind;
mod office;
pub mod partial;
pub mod picture;
pub mod scanner;
pub mod shelf;
pub mod unfit;
mod vault;

pub use bucket::BucketAddress;
pub use inspect::Seen;
pub use keys::{HeldKey, KeyFolder};
pub use kind::Kind;
pub use partial::{Appended, Checksum};
pub use scanner::Scanner;
pub use shelf::{Files, Limits, Setup, Stored, Wholeness};
pub use unfit::Unfit;
pub use vault::{Pieces, hash, read as pieces};
