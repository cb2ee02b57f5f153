//! Looking and writing: one way each.
//!
//! Rooms of this crate add their queries to [`Link`] (reading, inside or outside a write) and to
//! [`Work`] (changing, inside a write only).

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::Arc;

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Random, Timestamp};

use crate::engine::{Conns, Reader, Tx, on};
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
    Read(Reader),
    Still(Tx),
    Write(Tx),
}

impl Link {
    /// A connection that sees one moment only.
    pub(crate) fn still(tx: Tx) -> Self {
        Self(Inner::Still(tx))
    }

    /// Whether this belongs to an open write: what it sees may yet be taken back.
    pub fn is_writing(&self) -> bool {
        matches!(self.0, Inner::Write(_))
    }

    /// Opens this up for `on!`.
    pub(crate) fn either(&mut self) -> Conns<'_> {
        match &mut self.0 {
            Inner::Read(reader) => reader.either(),
            Inner::Still(tx) | Inner::Write(tx) => tx.either(),
        }
    }
}

/// An open write: what is done through it lasts as a whole or not at all.
#[derive(Debug)]
pub struct Work {
    link: Link,
    now: Timestamp,
    random: Option<Arc<dyn Random>>,
    dues_changed: bool,
}

/// What the writer does with a work between jobs.
impl Work {
    pub(crate) fn new(tx: Tx) -> Self {
        let now = Timestamp::from_micros(0);
        Self { link: Link(Inner::Write(tx)), now, random: None, dues_changed: false }
    }

    /// Gives the work to the next job.
    pub(crate) fn turn(&mut self, now: Timestamp, random: Option<Arc<dyn Random>>) {
        self.now = now;
        self.random = random;
        self.dues_changed = false;
    }

    /// Says that a closing was moved: the writer looks for the next one again.
    pub(crate) fn changes_dues(&mut self) {
        self.dues_changed = true;
    }

    pub(crate) fn has_changed_dues(&self) -> bool {
        self.dues_changed
    }

    pub(crate) async fn savepoint(&mut self, sql: &'static str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| sqlx::query(sql).execute(db).await.map(|_| ()))?)
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.link.0 {
            Inner::Write(tx) => Ok(tx.commit().await?),
            Inner::Read(_) | Inner::Still(_) => Ok(()),
        }
    }
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
        Ok(Link(Inner::Read(self.readers().read().await?)))
    }
}
