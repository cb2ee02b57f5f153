//! The log of a round: what happened, in order, chained by hash.
//!
//! ```text
//! lp(x) = u32 big-endian length ‖ x
//! commit = SHA-256(lp("thuocdo:body:v1") ‖ salt(16) ‖ text)      salt of what is public: 16 zero bytes
//! hash   = SHA-256(lp("thuocdo:event:v1") ‖ lp(round) ‖ u64(seq) ‖ prev ‖ lp(kind) ‖ lp(actor) ‖ lp(at)
//!                  ‖ commit(body) ‖ commit(personal))            no personal part: 32 zero bytes
//! ```
//!
//! The body is canonical JSON (RFC 8785): keys in order, no spaces, decimals as text. Names of people stand
//! only in the personal part, which can be erased: its commitment stays, and with it the chain.

use sha2::{Digest, Sha256};
use sqlx::Row;
use thuocdo_base::{Actor, Timestamp};

use crate::engine::on;
use crate::{Link, Store, StoreError};

/// A SHA-256 hash, kept as 64 hexadecimal digits.
pub type Hash = String;

/// What `prev` of the first event of a round holds.
pub(crate) const NO_EVENT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How far the clock may step back behind the last event of a round: what clocks correct in passing.
const PATIENCE_MICROS: i64 = 2_000_000;

/// The salt of what is public.
const NO_SALT: &str = "00000000000000000000000000000000";

/// One entry of a round's log (sự kiện).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Code of the round.
    pub round: String,
    /// Number within the round, from 0 without gaps.
    pub seq: u64,
    /// What happened: `publish`, `submit`, `close` …
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The facts, as canonical JSON.
    pub body: String,
    /// Hides the body from guessing until it is public; `None`: it is public from the start.
    pub body_salt: Option<String>,
    /// Who the people are that the facts speak of; `None` if nobody or if erased.
    pub personal: Option<String>,
    /// Hides the personal part from guessing; erased with it.
    pub personal_salt: Option<String>,
    /// What the personal part is bound by; stays when it is erased.
    pub personal_commit: Option<Hash>,
    /// Hash of the event before.
    pub prev: Hash,
    /// Hash of this event.
    pub hash: Hash,
}

impl Event {
    /// Computes the hash that this event must have.
    pub fn expected_hash(&self) -> Option<Hash> {
        let mut hash = Sha256::new();
        put(&mut hash, b"thuocdo:event:v1");
        put(&mut hash, self.round.as_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(hex::decode(&self.prev).ok()?);
        put(&mut hash, self.kind.as_bytes());
        put(&mut hash, self.actor.as_bytes());
        put(&mut hash, self.at.to_string().as_bytes());
        hash.update(commit(self.body_salt.as_deref().unwrap_or(NO_SALT), &self.body)?);
        hash.update(hex::decode(self.personal_commit.as_deref().unwrap_or(NO_EVENT)).ok()?);
        Some(hex::encode(hash.finalize()))
    }

    /// Whether the event has its hash and its personal part, unless erased, is the one it was bound to.
    pub fn holds(&self) -> bool {
        let bound = match (&self.personal, &self.personal_salt) {
            (Some(personal), Some(salt)) => commit(salt, personal).map(hex::encode) == self.personal_commit,
            (None, None) => true,
            _ => false,
        };
        bound && self.expected_hash().as_deref() == Some(&self.hash)
    }
}

/// What an event will tell, before it has its place in the log.
pub(crate) struct Entry<'a> {
    pub(crate) round: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) actor: &'a Actor,
    pub(crate) at: Timestamp,
    pub(crate) body: String,
    /// Salt of the body, if it is not public.
    pub(crate) salt: Option<[u8; 16]>,
    /// Personal part with its salt.
    pub(crate) personal: Option<(String, [u8; 16])>,
}

impl Store {
    /// Lists all events, by round and number.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn events(&self) -> Result<Vec<Event>, StoreError> {
        Ok(on!(self.readers().either(), |db| {
            let rows = sqlx::query(
                "select round, seq, kind, actor, at, body, body_salt, personal, personal_salt, personal_commit, \
                 prev, hash from event order by round, seq",
            );
            let rows = rows.fetch_all(db).await?;
            rows.iter().map(event).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }
}

/// Appends one event to its round, in the transaction that changes what it tells of.
///
/// An event of the program itself waits for no clock: it takes the time of the event before if the clock is behind.
pub(crate) async fn append(link: &mut Link, entry: Entry<'_>) -> Result<Event, StoreError> {
    let Last { seq, hash: prev, at: last } = last(link, entry.round).await?;
    let at = if *entry.actor == Actor::System { entry.at.max(last) } else { entry.at };
    if at.micros() < last.micros().saturating_sub(PATIENCE_MICROS) {
        tracing::error!(round = entry.round, now = %at, last = %last, "ALARM: the clock went back behind the log");
        return Err(StoreError::ClockWentBack { now: at, last });
    }
    let (personal, personal_salt) = entry.personal.map(|(text, salt)| (text, hex::encode(salt))).unzip();
    let personal_commit = personal.as_deref().zip(personal_salt.as_deref()).and_then(|(text, salt)| commit(salt, text));
    let mut event = Event {
        round: entry.round.to_owned(),
        seq,
        kind: entry.kind.to_owned(),
        actor: entry.actor.id().to_owned(),
        at,
        body: entry.body,
        body_salt: entry.salt.map(hex::encode),
        personal,
        personal_salt,
        personal_commit: personal_commit.map(hex::encode),
        prev,
        hash: String::new(),
    };
    event.hash = event.expected_hash().ok_or_else(|| sqlx::Error::Protocol("hash of the last event".to_owned()))?;
    insert(link, &event).await?;
    Ok(event)
}

async fn insert(link: &mut Link, event: &Event) -> Result<(), sqlx::Error> {
    on!(link.either(), |db| {
        sqlx::query(
            "insert into event (round, seq, kind, actor, at, body, body_salt, personal, personal_salt, \
             personal_commit, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&event.round)
        .bind(event.seq.cast_signed())
        .bind(&event.kind)
        .bind(&event.actor)
        .bind(event.at.micros())
        .bind(&event.body)
        .bind(&event.body_salt)
        .bind(&event.personal)
        .bind(&event.personal_salt)
        .bind(&event.personal_commit)
        .bind(&event.prev)
        .bind(&event.hash)
        .execute(db)
        .await
        .map(|_| ())
    })
}

/// Where a round's log stands: the number that comes next, and the hash and time of the last event.
struct Last {
    seq: u64,
    hash: Hash,
    at: Timestamp,
}

async fn last(link: &mut Link, round: &str) -> Result<Last, sqlx::Error> {
    let last: Option<(i64, Hash, i64)> = on!(link.either(), |db| {
        sqlx::query_as("select seq, hash, at from event where round = $1 order by seq desc limit 1")
            .bind(round)
            .fetch_optional(db)
            .await
    })?;
    Ok(match last {
        Some((seq, hash, at)) => Last { seq: seq.cast_unsigned() + 1, hash, at: Timestamp::from_micros(at) },
        None => Last { seq: 0, hash: NO_EVENT.to_owned(), at: Timestamp::from_micros(i64::MIN / 2) },
    })
}

pub(crate) fn event<'row, R: Row>(row: &'row R) -> Result<Event, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(Event {
        round: row.try_get("round")?,
        seq: row.try_get::<i64, _>("seq")?.cast_unsigned(),
        kind: row.try_get("kind")?,
        actor: row.try_get("actor")?,
        at: Timestamp::from_micros(row.try_get("at")?),
        body: row.try_get("body")?,
        body_salt: row.try_get("body_salt")?,
        personal: row.try_get("personal")?,
        personal_salt: row.try_get("personal_salt")?,
        personal_commit: row.try_get("personal_commit")?,
        prev: row.try_get("prev")?,
        hash: row.try_get("hash")?,
    })
}

/// Binds a text without giving it away.
fn commit(salt: &str, text: &str) -> Option<[u8; 32]> {
    let mut hash = Sha256::new();
    put(&mut hash, b"thuocdo:body:v1");
    hash.update(hex::decode(salt).ok().filter(|salt| salt.len() == 16)?);
    hash.update(text.as_bytes());
    Some(hash.finalize().into())
}

/// Feeds a part with its length before it, so that no two lists of parts read the same.
fn put(hash: &mut Sha256, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    hash.update(length.to_be_bytes());
    hash.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Event {
        Event {
            round: "vinh-long-2025".to_owned(),
            seq: 0,
            kind: "publish".to_owned(),
            actor: "operator".to_owned(),
            at: Timestamp::from_micros(1_735_689_600_000_000),
            body: r#"{"version":"1"}"#.to_owned(),
            body_salt: None,
            personal: None,
            personal_salt: None,
            personal_commit: None,
            prev: NO_EVENT.to_owned(),
            hash: String::new(),
        }
    }

    #[test]
    fn every_part_of_an_event_is_under_its_hash() {
        let plain = sample().expected_hash();
        let changes: [fn(&mut Event); 9] = [
            |event| event.round.push('x'),
            |event| event.seq = 1,
            |event| event.kind.push('x'),
            |event| event.actor.push('x'),
            |event| event.at = Timestamp::from_micros(event.at.micros() + 1_000),
            |event| event.body.push(' '),
            |event| event.body_salt = Some("1".repeat(32)),
            |event| event.personal_commit = Some("1".repeat(64)),
            |event| event.prev = event.prev.replace("00", "01"),
        ];
        for change in changes {
            let mut event = sample();
            change(&mut event);
            assert_ne!(event.expected_hash(), plain, "{event:?}");
        }
    }

    #[test]
    fn a_personal_part_is_bound_and_can_be_erased() {
        let salt = "ab".repeat(16);
        let bound = commit(&salt, "Nguyễn Văn Mẫu").map(hex::encode);
        let mut event = Event { personal_commit: bound, ..sample() };
        event.personal = Some("Nguyễn Văn Mẫu".to_owned());
        event.personal_salt = Some(salt);
        event.hash = event.expected_hash().expect("a hash");
        assert!(event.holds());
        let other = Event { personal: Some("Trần Thị Mẫu".to_owned()), ..event.clone() };
        assert!(!other.holds(), "another name");
        let half = Event { personal: None, ..event.clone() };
        assert!(!half.holds(), "half erased");
        let erased = Event { personal: None, personal_salt: None, ..event };
        assert!(erased.holds(), "erased");
    }

    #[test]
    fn a_previous_hash_that_is_no_hash_gives_none() {
        assert_eq!(Event { prev: "zz".to_owned(), ..sample() }.expected_hash(), None);
    }

    #[test]
    fn hashes_are_written_as_everyone_writes_them() {
        assert_eq!(
            hex::encode(Sha256::digest("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
