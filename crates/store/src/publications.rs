//! Publications: frozen results, each in one row as the text that is hashed and served.

use std::panic::resume_unwind;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::Row;
use thuocdo_base::{Actor, Clock, Timestamp};
use thuocdo_publication::{Packed, Packer, Pieces, Publication};

use crate::engine::on;
use crate::events::{self, Entry, Hash};
use crate::{Link, PublishError, Refused, Store, StoreError, Work};

/// What publishing answers: where it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Code of the round.
    pub round: String,
    /// Version of the publication.
    pub version: u32,
    /// Hash of the stored text.
    pub body_hash: Hash,
    /// Number of the event in the round's log.
    pub seq: u64,
    /// Hash of the event.
    pub event_hash: Hash,
}

/// A publication without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Code of the round.
    pub round: String,
    /// Version within the round.
    pub version: u32,
    /// Title of the round.
    pub title: String,
    /// English title.
    pub title_en: Option<String>,
    /// Reference period.
    pub period: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Why it supersedes the version before.
    pub supersedes_because: Option<String>,
    /// Hash of its text.
    pub body_hash: Hash,
}

impl Store {
    /// Publishes a result for good and writes the event of it, both or neither.
    ///
    /// # Errors
    /// [`PublishError::Refused`] if the version is not the next one, says the same as the last,
    /// or supersedes without a reason.
    pub async fn publish(
        &self,
        publication: &Publication,
        at: Timestamp,
        actor: &Actor,
    ) -> Result<Receipt, PublishError> {
        let last = self.latest(&publication.round).await?;
        if let Some(refused) = refusal(publication, last.as_ref()) {
            return Err(PublishError::Refused(refused));
        }
        let made = Made::of(publication, at, actor);
        let clock: Arc<dyn Clock> = Arc::new(at);
        self.write_with(&clock, None, move |work| Box::pin(async move { made.store(work).await })).await
    }

    /// Lists what is published: by round, the newest version of a round first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list(&self) -> Result<Vec<Listing>, StoreError> {
        Ok(on!(self.readers().either(), |db| {
            let rows = sqlx::query(
                "select round, version, title, title_en, period, published_at, supersedes_because, body_hash \
                 from publication order by round, version desc",
            );
            let rows = rows.fetch_all(db).await?;
            rows.iter().map(listing).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Loads one version of a round's publication.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its text no longer has its hash.
    pub async fn load(&self, round: &str, version: u32) -> Result<Option<Publication>, StoreError> {
        let packed = self.load_packed(round, version).await?;
        Ok(packed.map(|packed| packed.details.whole(&packed.brief)))
    }

    /// Loads the newest version of a round's publication.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its text no longer has its hash.
    pub async fn latest(&self, round: &str) -> Result<Option<Publication>, StoreError> {
        let newest: Option<(i64,)> = on!(self.readers().either(), |db| {
            sqlx::query_as("select version from publication where round = $1 order by version desc limit 1")
                .bind(round)
                .fetch_optional(db)
                .await
        })?;
        match newest {
            Some((version,)) => self.load(round, whole(version)).await,
            None => Ok(None),
        }
    }

    /// Loads one version packed, a few units at a time, so that the whole is never in memory unpacked.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its text no longer has its hash.
    pub async fn load_packed(&self, round: &str, version: u32) -> Result<Option<Packed>, StoreError> {
        let head: Option<(String, String, String)> = on!(self.readers().either(), |db| {
            sqlx::query_as("select body_start, body_end, body_hash from publication where round = $1 and version = $2")
                .bind(round)
                .bind(i64::from(version))
                .fetch_optional(db)
                .await
        })?;
        let Some((start, end, hash)) = head else { return Ok(None) };
        let damaged = || StoreError::Damaged { round: round.to_owned(), version };
        let mut reading = Reading::new(&start, &end).ok_or_else(damaged)?;
        loop {
            let units = self.some_units(round, version, reading.units).await?;
            if units.is_empty() {
                break;
            }
            reading.add(units).ok_or_else(damaged)?;
        }
        let packed = reading.finish(&end, &hash).ok_or_else(damaged)?;
        let same = packed.brief.round == round && packed.brief.version == version;
        if same { Ok(Some(packed)) } else { Err(damaged()) }
    }

    /// Loads the newest version of every round, packed, in order of round; several at once where there are cores.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if a text no longer has its hash.
    pub async fn newest(&self) -> Result<Vec<Packed>, StoreError> {
        let mut listings = self.list().await?;
        listings.dedup_by(|other, first| other.round == first.round);
        self.load_all(listings).await
    }

    /// Loads every version of every round, packed; several at once where there are cores.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if a text no longer has its hash.
    pub async fn every_version(&self) -> Result<Vec<Packed>, StoreError> {
        self.load_all(self.list().await?).await
    }

    async fn load_all(&self, listings: Vec<Listing>) -> Result<Vec<Packed>, StoreError> {
        let load = |Listing { round, version, .. }: Listing| {
            let store = self.clone();
            tokio::spawn(async move { store.load_packed(&round, version).await })
        };
        let loading: Vec<_> = listings.into_iter().map(load).collect();
        let mut newest = Vec::with_capacity(loading.len());
        for task in loading {
            newest.extend(task.await.unwrap_or_else(|fault| resume_unwind(fault.into_panic()))?);
        }
        Ok(newest)
    }

    async fn some_units(&self, round: &str, version: u32, from: i64) -> Result<Vec<(String,)>, sqlx::Error> {
        on!(self.readers().either(), |db| {
            sqlx::query_as(
                "select body from publication_unit where round = $1 and version = $2 and position >= $3 \
                 order by position limit 4",
            )
            .bind(round)
            .bind(i64::from(version))
            .bind(from)
            .fetch_all(db)
            .await
        })
    }
}

impl Work {
    /// Publishes a result for good and writes the event of it, in this write; it says something new over the last.
    ///
    /// # Errors
    /// [`PublishError::Refused`] if the version is not the next one or supersedes without a reason.
    pub async fn publish(&mut self, publication: &Publication, actor: &Actor) -> Result<Receipt, PublishError> {
        let reason = publication.supersedes_because.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        if publication.version > 1 && !reason {
            return Err(PublishError::Refused(Refused::NoReason));
        }
        Made::of(publication, self.now(), actor).store(self).await
    }
}

/// A publication on its way from the database: packed and hashed as its pieces come.
struct Reading {
    packer: Packer,
    hash: Sha256,
    units: i64,
}

impl Reading {
    fn new(start: &str, end: &str) -> Option<Self> {
        let mut hash = Sha256::new();
        hash.update(start);
        Some(Self { packer: Packer::new(start, end).ok()?, hash, units: 0 })
    }

    /// Takes the next few units; few enough that others need not wait long.
    fn add(&mut self, units: Vec<(String,)>) -> Option<()> {
        for (unit,) in units {
            if self.units > 0 {
                self.hash.update(",");
            }
            self.hash.update(&unit);
            self.packer.add(&unit).ok()?;
            self.units += 1;
        }
        Some(())
    }

    fn finish(mut self, end: &str, hash: &str) -> Option<Packed> {
        self.hash.update(end);
        (hex::encode(self.hash.finalize()) == hash).then(|| self.packer.finish().ok())?
    }
}

/// Hash of the whole text.
fn hash_of(pieces: &Pieces) -> Hash {
    let mut hash = Sha256::new();
    hash.update(&pieces.start);
    for (index, unit) in pieces.units.iter().enumerate() {
        if index > 0 {
            hash.update(",");
        }
        hash.update(unit);
    }
    hash.update(&pieces.end);
    hex::encode(hash.finalize())
}

fn refusal(new: &Publication, last: Option<&Publication>) -> Option<Refused> {
    let next = last.map_or(1, |last| last.version.saturating_add(1));
    if let Some(last) = last.filter(|last| says_the_same(new, last)) {
        return Some(Refused::SameContent { version: last.version });
    }
    if new.version != next {
        return Some(Refused::WrongVersion { next, given: new.version });
    }
    let reason = new.supersedes_because.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    (next > 1 && !reason).then_some(Refused::NoReason)
}

/// Compares all but the version and its reason.
fn says_the_same(new: &Publication, last: &Publication) -> bool {
    let renumbered =
        Publication { version: last.version, supersedes_because: last.supersedes_because.clone(), ..new.clone() };
    renumbered == *last
}

/// A publication as it will be stored, made before the writer's turn.
struct Made {
    listing: Listing,
    actor: Actor,
    pieces: Pieces,
    event_body: String,
}

impl Made {
    fn of(publication: &Publication, at: Timestamp, actor: &Actor) -> Self {
        let pieces = Pieces::of(publication);
        let body_hash = hash_of(&pieces);
        let event_body = event_body(publication, &body_hash);
        let listing = Listing {
            round: publication.round.clone(),
            version: publication.version,
            title: publication.title.clone(),
            title_en: publication.title_en.clone(),
            period: publication.period.clone(),
            published_at: at,
            supersedes_because: publication.supersedes_because.clone(),
            body_hash,
        };
        Self { listing, actor: actor.clone(), pieces, event_body }
    }

    async fn store(self, work: &mut Work) -> Result<Receipt, PublishError> {
        let Self { listing, actor, pieces, event_body } = self;
        // Publications are never edited: what was read of the last one still holds if it still is the last one.
        let next = last_version(work, &listing.round).await?.map_or(1, |last| last.saturating_add(1));
        if listing.version != next {
            return Err(PublishError::Refused(Refused::WrongVersion { next, given: listing.version }));
        }
        insert(work, &listing, &pieces).await?;
        insert_units(work, &listing, &pieces.units).await?;
        let entry = Entry {
            round: &listing.round,
            kind: "publish",
            actor: &actor,
            at: listing.published_at,
            body: event_body,
            salt: None,
            personal: None,
        };
        let event = events::append(work, entry).await?;
        let Listing { round, version, body_hash, .. } = listing;
        Ok(Receipt { round, version, body_hash, seq: event.seq, event_hash: event.hash })
    }
}

/// Number of the newest version, as the writer sees it.
async fn last_version(link: &mut Link, round: &str) -> Result<Option<u32>, sqlx::Error> {
    let newest: Option<(i64,)> = on!(link.either(), |db| {
        sqlx::query_as("select version from publication where round = $1 order by version desc limit 1")
            .bind(round)
            .fetch_optional(db)
            .await
    })?;
    Ok(newest.map(|(version,)| whole(version)))
}

async fn insert(link: &mut Link, listing: &Listing, pieces: &Pieces) -> Result<(), sqlx::Error> {
    on!(link.either(), |db| {
        sqlx::query(
            "insert into publication \
             (round, version, title, title_en, period, published_at, supersedes_because, \
              body_start, body_end, body_hash) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&listing.round)
        .bind(i64::from(listing.version))
        .bind(&listing.title)
        .bind(&listing.title_en)
        .bind(&listing.period)
        .bind(listing.published_at.micros())
        .bind(&listing.supersedes_because)
        .bind(&pieces.start)
        .bind(&pieces.end)
        .bind(&listing.body_hash)
        .execute(db)
        .await
        .map(|_| ())
    })
}

async fn insert_units(link: &mut Link, listing: &Listing, units: &[String]) -> Result<(), sqlx::Error> {
    for (position, unit) in (0i64..).zip(units) {
        on!(link.either(), |db| {
            sqlx::query("insert into publication_unit (round, version, position, body) values ($1, $2, $3, $4)")
                .bind(&listing.round)
                .bind(i64::from(listing.version))
                .bind(position)
                .bind(unit)
                .execute(db)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}

/// What the log keeps of a publication: enough to know its text and the sets it was made with.
///
/// Keys are written in order, as canonical JSON asks.
pub(crate) fn event_body(publication: &Publication, body_hash: &str) -> String {
    let sets = publication
        .sets
        .iter()
        .map(|set| serde_json::json!({ "code": set.code, "hash": set.hash, "version": set.version }));
    serde_json::json!({
        "publication": body_hash,
        "round": publication.round,
        "sets": sets.collect::<Vec<_>>(),
        "version": publication.version.to_string(),
    })
    .to_string()
}

fn listing<'row, R: Row>(row: &'row R) -> Result<Listing, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(Listing {
        round: row.try_get("round")?,
        version: whole(row.try_get("version")?),
        title: row.try_get("title")?,
        title_en: row.try_get("title_en")?,
        period: row.try_get("period")?,
        published_at: Timestamp::from_micros(row.try_get("published_at")?),
        supersedes_because: row.try_get("supersedes_because")?,
        body_hash: row.try_get("body_hash")?,
    })
}

/// A version as it is in the table; one that does not fit is one that nothing finds.
pub(crate) fn whole(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}
