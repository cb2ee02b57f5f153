//! The two database engines: the only place that knows their names.
//!
//! Everything that differs lives here: opening, beginning a write, and the guards that refuse
//! edits of what is append-only. The rest of the crate writes a query once inside [`on`], which
//! expands it for each engine.

pub(crate) mod apart;
mod postgres;
pub(crate) mod sealed;
mod sqlite;

use std::path::Path;
use std::sync::Arc;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::StoreError;
use sqlite::FileLock;

/// Tables of every version of the program, in order.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Connections of either engine.
#[derive(Clone, Debug)]
pub(crate) enum Pool {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// An open write transaction; dropping it takes everything back.
#[derive(Debug)]
pub(crate) enum Tx {
    /// In a file.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a server.
    Postgres(Transaction<'static, Postgres>),
}

/// A connection that only reads.
#[derive(Debug)]
pub(crate) enum Reader {
    /// To a file.
    Sqlite(PoolConnection<Sqlite>),
    /// To a server.
    Postgres(PoolConnection<Postgres>),
}

/// One connection, opened up for [`on`].
pub(crate) type Conns<'a> = Either<&'a mut sqlx::SqliteConnection, &'a mut sqlx::PgConnection>;

impl Reader {
    /// Opens this up for [`on`].
    pub(crate) fn either(&mut self) -> Conns<'_> {
        match self {
            Self::Sqlite(db) => Either::Sqlite(&mut **db),
            Self::Postgres(db) => Either::Postgres(&mut **db),
        }
    }
}

/// Held while a database file is open; servers keep order among processes themselves.
pub(crate) type Lock = Option<Arc<FileLock>>;

/// What opening gives.
pub(crate) struct Opened {
    /// Many connections that only read.
    pub(crate) readers: Pool,
    /// The one connection that writes.
    pub(crate) writer: Pool,
    /// Keeps other processes out of a file.
    pub(crate) lock: Lock,
}

/// Expands one body for each engine: `on!(pool, |db| sqlx::query("…").fetch_all(db).await)`.
///
/// Bodies end in a plain type that does not name an engine.
macro_rules! on {
    ($either:expr, |$db:ident| $body:expr) => {
        match $either {
            $crate::engine::Either::Sqlite($db) => $body,
            $crate::engine::Either::Postgres($db) => $body,
        }
    };
}
pub(crate) use on;

/// A borrowed pool or transaction, opened up for [`on`].
pub(crate) enum Either<S, P> {
    /// Of a file.
    Sqlite(S),
    /// Of a server.
    Postgres(P),
}

/// Opens the engine that the address names.
pub(crate) async fn open(address: &str) -> Result<Opened, StoreError> {
    ready(match address.split_once(':') {
        Some(("sqlite", _)) => sqlite::open(address, Keeping::EachCommit).await?,
        Some(("postgres" | "postgresql", _)) => postgres::open(address).await?,
        _ => return Err(StoreError::Address(address.to_owned())),
    })
    .await
}

/// Opens a file that counts only once it is whole.
pub(crate) async fn open_draft(path: &Path) -> Result<Opened, StoreError> {
    ready(sqlite::open(&file_address(path), Keeping::WhenClosed).await?).await
}

/// When what was committed is safe from a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    /// Before the commit is answered.
    EachCommit,
    /// Once whoever made the file has closed it and written it through.
    WhenClosed,
}

/// Brings the tables up to date and puts the guards in place.
async fn ready(opened: Opened) -> Result<Opened, StoreError> {
    on!(opened.writer.either(), |db| MIGRATIONS.run(db).await)?;
    match &opened.writer {
        Pool::Sqlite(db) => sqlite::guard(db).await?,
        Pool::Postgres(db) => postgres::guard(db).await?,
    }
    Ok(opened)
}

/// Says whether an address names a server.
pub(crate) fn is_server(address: &str) -> bool {
    address.split_once(':').is_some_and(|(engine, _)| matches!(engine, "postgres" | "postgresql"))
}

/// The address of a database that lives in a file; what an address reads as special is escaped.
pub(crate) fn file_address(path: &Path) -> String {
    format!("sqlite:{}", path.display().to_string().replace('%', "%25").replace('?', "%3F"))
}

impl Pool {
    /// Opens this up for [`on`].
    pub(crate) fn either(&self) -> Either<&SqlitePool, &PgPool> {
        match self {
            Self::Sqlite(db) => Either::Sqlite(db),
            Self::Postgres(db) => Either::Postgres(db),
        }
    }

    /// Name of the engine, for the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Takes a connection to read with.
    pub(crate) async fn read(&self) -> Result<Reader, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(db) => Reader::Sqlite(db.acquire().await?),
            Self::Postgres(db) => Reader::Postgres(db.acquire().await?),
        })
    }

    /// Begins a write that no other write can come between.
    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(db) => Tx::Sqlite(sqlite::begin(db).await?),
            Self::Postgres(db) => Tx::Postgres(postgres::begin(db).await?),
        })
    }

    /// Begins a look that sees everything as it is now; dropping it ends it.
    pub(crate) async fn still(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(db) => Tx::Sqlite(db.begin_with("begin deferred").await?),
            Self::Postgres(db) => Tx::Postgres(db.begin_with("begin isolation level repeatable read read only").await?),
        })
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        on!(self.either(), |db| db.close().await);
    }
}

impl Tx {
    /// Opens this up for [`on`].
    pub(crate) fn either(&mut self) -> Conns<'_> {
        match self {
            Self::Sqlite(db) => Either::Sqlite(&mut **db),
            Self::Postgres(db) => Either::Postgres(&mut **db),
        }
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(db) => db.commit().await,
            Self::Postgres(db) => db.commit().await,
        }
    }
}
