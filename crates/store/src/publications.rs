//! Publications: frozen results, each in one row as the text that is hashed and served.

use sqlx::Row;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_publication::{Publication, json};

use crate::engine::{Tx, on};
use crate::events::{self, Hash, hash_of};
use crate::{PublishError, Refused, Store, StoreError};

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
        let text = text(publication)?;
        let body_hash = hash_of(&text);
        let mut tx = self.begin().await?;
        if let Some(refused) = refusal(publication, last(&mut tx, &publication.round).await?.as_ref()) {
            return Err(PublishError::Refused(refused));
        }
        insert(&mut tx, publication, at, &text, &body_hash).await?;
        let body = event_body(publication, &body_hash);
        let event = events::record(&mut tx, &publication.round, "publish", actor, at, body).await?;
        tx.commit().await?;
        let (round, version) = (publication.round.clone(), publication.version);
        Ok(Receipt { round, version, body_hash, seq: event.seq, event_hash: event.hash })
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
        match self.stored(round, version).await? {
            Some(stored) => stored.read().await.map(Some),
            None => Ok(None),
        }
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

    pub(crate) async fn stored(&self, round: &str, version: u32) -> Result<Option<StoredText>, StoreError> {
        let row: Option<(String, String)> = on!(self.readers().either(), |db| {
            sqlx::query_as("select body, body_hash from publication where round = $1 and version = $2")
                .bind(round)
                .bind(i64::from(version))
                .fetch_optional(db)
                .await
        })?;
        let round = round.to_owned();
        Ok(row.map(|(text, hash)| StoredText { round, version, text, hash }))
    }
}

/// A publication as it lies in the database.
pub(crate) struct StoredText {
    round: String,
    version: u32,
    text: String,
    hash: Hash,
}

impl StoredText {
    /// Reads the text, if it still is what was stored; beside the threads that answer, for it takes a while.
    pub(crate) async fn read(self) -> Result<Publication, StoreError> {
        let damaged = StoreError::Damaged { round: self.round.clone(), version: self.version };
        let read = tokio::task::spawn_blocking(move || self.checked());
        read.await.ok().flatten().ok_or(damaged)
    }

    fn checked(self) -> Option<Publication> {
        let publication = (hash_of(&self.text) == self.hash).then(|| json::read(self.text.as_bytes()).ok())??;
        (publication.round == self.round && publication.version == self.version).then_some(publication)
    }
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

async fn last(tx: &mut Tx, round: &str) -> Result<Option<Publication>, StoreError> {
    let row: Option<(i64, String, String)> = on!(tx.either(), |db| {
        sqlx::query_as(
            "select version, body, body_hash from publication where round = $1 order by version desc limit 1",
        )
        .bind(round)
        .fetch_optional(db)
        .await
    })?;
    let stored =
        row.map(|(version, text, hash)| StoredText { round: round.to_owned(), version: whole(version), text, hash });
    match stored {
        Some(stored) => stored.read().await.map(Some),
        None => Ok(None),
    }
}

/// The text that is stored, hashed and handed out.
fn text(publication: &Publication) -> Result<String, StoreError> {
    String::from_utf8(json::json(publication))
        .map_err(|_| StoreError::Damaged { round: publication.round.clone(), version: publication.version })
}

async fn insert(
    tx: &mut Tx,
    publication: &Publication,
    at: Timestamp,
    text: &str,
    body_hash: &str,
) -> Result<(), sqlx::Error> {
    on!(tx.either(), |db| {
        sqlx::query(
            "insert into publication \
             (round, version, title, title_en, period, published_at, supersedes_because, body, body_hash) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&publication.round)
        .bind(i64::from(publication.version))
        .bind(&publication.title)
        .bind(&publication.title_en)
        .bind(&publication.period)
        .bind(at.micros())
        .bind(&publication.supersedes_because)
        .bind(text)
        .bind(body_hash)
        .execute(db)
        .await
        .map(|_| ())
    })
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
