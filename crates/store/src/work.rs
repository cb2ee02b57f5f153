//! Looking and writing: one way each.
//!
//! Rooms of this crate add their queries to [`Link`] (reading, inside or outside a write) and to
//! [`Work`] (changing, inside a write only).

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Clock, Random, Timestamp};

use crate::engine::{Either, Pool, Tx, on};
use crate::events::{self, Entry};
use crate::{Event, Store, StoreError, canonical};

/// Kinds of events whose facts are public at once; the facts of all others are salted until publication.
const PUBLIC: [&str; 6] = ["publish", "open", "close", "extend", "cancel", "create"];

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
    random: Option<Arc<dyn Random>>,
}

impl Work {
    /// The moment of this write, read once by the writer.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Writes an event into the log of a round, in this write; what belongs to no round goes to `_house`.
    ///
    /// The facts are salted unless the kind is public at once. No name of a person belongs into them.
    ///
    /// # Errors
    /// [`StoreError::ClockWentBack`], [`StoreError::Fact`], or that the database does not answer.
    pub async fn record(
        &mut self,
        round: &str,
        kind: &str,
        actor: &Actor,
        facts: &[(&str, Fact)],
    ) -> Result<Event, StoreError> {
        self.append(round, kind, actor, facts, None).await
    }

    /// Writes an event with a part that speaks of people by name and can be erased.
    ///
    /// # Errors
    /// As [`Work::record`].
    pub async fn record_personal(
        &mut self,
        round: &str,
        kind: &str,
        actor: &Actor,
        facts: &[(&str, Fact)],
        personal: &str,
    ) -> Result<Event, StoreError> {
        self.append(round, kind, actor, facts, Some(personal.to_owned())).await
    }

    /// Erases the personal part of an event; the chain holds without it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn erase_personal(&mut self, round: &str, seq: u64) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update event set personal = null, personal_salt = null where round = $1 and seq = $2")
                .bind(round)
                .bind(seq.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    async fn append(
        &mut self,
        round: &str,
        kind: &str,
        actor: &Actor,
        facts: &[(&str, Fact)],
        personal: Option<String>,
    ) -> Result<Event, StoreError> {
        let body = canonical::object(facts)?;
        let salt = if PUBLIC.contains(&kind) { None } else { Some(self.salt()?) };
        let personal = personal.map(|text| Ok::<_, StoreError>((text, self.salt()?))).transpose()?;
        let entry = Entry { round, kind, actor, at: self.now, body, salt, personal };
        events::append(&mut self.link, entry).await
    }

    fn salt(&self) -> Result<[u8; 16], StoreError> {
        let random = self.random.as_ref().ok_or(StoreError::NoRandom)?;
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Ok(salt)
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
    pub async fn write<T, E, F>(&self, clock: &Arc<dyn Clock>, random: &Arc<dyn Random>, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
    {
        self.write_with(clock, Some(random), job).await
    }

    /// Hands over a job that may have no use for random bytes.
    pub(crate) async fn write_with<T, E, F>(
        &self,
        clock: &Arc<dyn Clock>,
        random: Option<&Arc<dyn Random>>,
        job: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
    {
        let tx = self.begin().await?;
        let mut work = Work { link: Link(Inner::Write(tx)), now: clock.now(), random: random.cloned() };
        let given = job(&mut work).await?;
        if let Inner::Write(tx) = work.link.0 {
            tx.commit().await.map_err(StoreError::from)?;
        }
        Ok(given)
    }
}
