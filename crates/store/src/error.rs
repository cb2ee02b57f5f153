//! Why the store says no, or cannot answer.

use std::path::PathBuf;

use thuocdo_base::Timestamp;

/// The world broke: not a matter of rules.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is of no kind we know.
    #[error("database address not understood: {0}")]
    Address(String),
    /// Another process has this database open.
    #[error("database is open in another process: {}", .0.display())]
    InUse(PathBuf),
    /// The file or its folder cannot be made or opened.
    #[error("database file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tables were written by a newer program, or the migration failed.
    #[error("database migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The clock stands behind what the log has already told; nothing is added until it is right again.
    #[error("the clock went back: {now}, but the last event is of {last}")]
    ClockWentBack {
        /// What the clock says.
        now: Timestamp,
        /// When the last event was.
        last: Timestamp,
    },
    /// A fact cannot stand in the log: a decimal number, or JSON that cannot be read.
    #[error("a fact cannot be written: {0}")]
    Fact(String),
    /// A salt is needed and nothing was handed in that makes one.
    #[error("no source of random bytes was handed in")]
    NoRandom,
    /// What was written did not last: the transaction was taken back.
    #[error("the write was taken back: {0}")]
    NotKept(String),
    /// A job of the writer broke; what it did is taken back.
    #[error("a write broke: {0}")]
    Panicked(String),
    /// A job held up the writer for too long; what it did is taken back.
    #[error("a write took too long")]
    TooLong,
    /// A job asked the writer, which would have waited for itself.
    #[error("a write inside a write")]
    Nested,
    /// The writer has stopped; what was asked is not done.
    #[error("the writer has stopped")]
    Stopped,
    /// Somebody else changed the row since it was read.
    #[error("somebody else changed it at the same time")]
    Overtaken,
    /// A stored publication is not what was stored: its text does not have its hash, or cannot be read.
    #[error("stored publication {round} version {version} is damaged")]
    Damaged {
        /// Round.
        round: String,
        /// Version.
        version: u32,
    },
}

/// The rules say no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Versions of a round go up one by one.
    WrongVersion {
        /// The version that would come next.
        next: u32,
        /// The version that was given.
        given: u32,
    },
    /// The last version says exactly the same.
    SameContent {
        /// The last version.
        version: u32,
    },
    /// A version that supersedes another must say why.
    NoReason,
}

/// Why a publication was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The rules say no.
    #[error("publication refused: {0:?}")]
    Refused(Refused),
    /// The world broke.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
