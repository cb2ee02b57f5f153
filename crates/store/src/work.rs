//! Looking and writing: one way each.
//!
//! Rooms of this crate add their queries to [`Link`] (reading, inside or outside a write) and to
//! [`Work`] (changing, inside a write only).

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};
use thuocdo_base::{Clock, Timestamp};

use crate::engine::{Either, Pool, Tx};
use crate::{Store, StoreError};

/// What a job of the writer gives back, later.
pub type Later<'w, T> = Pin<Box<dyn Future<Output = T> + Send + 'w>>;

/// A connection that queries run on; alone it only reads.
#[derive(Debug)]
pub struct Link(Inner);

#[derive(Debug)]
enum Inner {
    File(PoolConnection<Sqlite>),
    Server(PoolConnection<Postgres>),
    Write(Tx),
}

impl Link {
    /// Opens this up for `on!`.
    pub(crate) fn either(&mut self) -> Either<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            Inner::File(db) => Either::Sqlite(&mut **db),
            Inner::Server(db) => Either::Postgres(&mut **db),
            Inner::Write(tx) => tx.either(),
        }
    }
}

/// An open write: what is done through it lasts as a whole or not at all.
#[derive(Debug)]
pub struct Work {
    link: Link,
    now: Timestamp,
}

impl Work {
    /// The moment of this write, read once by the writer.
    pub fn now(&self) -> Timestamp {
        self.now
    }
}

impl Deref for Work {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.link
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut Link {
        &mut self.link
    }
}

impl Store {
    /// Takes a connection to look with.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn look(&self) -> Result<Link, StoreError> {
        Ok(Link(match self.readers() {
            Pool::Sqlite(db) => Inner::File(db.acquire().await?),
            Pool::Postgres(db) => Inner::Server(db.acquire().await?),
        }))
    }

    /// Hands a job to the one writer: it sees all earlier writes, and lasts when this returns.
    ///
    /// An error of the job takes back what it did.
    ///
    /// # Errors
    /// The job's own error, or that the database does not answer.
    pub async fn write<T, E, F>(&self, clock: &dyn Clock, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
    {
        let tx = self.begin().await?;
        let mut work = Work { link: Link(Inner::Write(tx)), now: clock.now() };
        let given = job(&mut work).await?;
        if let Inner::Write(tx) = work.link.0 {
            tx.commit().await.map_err(StoreError::from)?;
        }
        Ok(given)
    }
}
