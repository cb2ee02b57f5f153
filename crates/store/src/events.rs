//! The log of a round: what happened, in order, chained by hash.
//!
//! ```text
//! lp(x) = u32 big-endian length ‖ x
//! commit = SHA-256(lp("thuocdo:body:v1") ‖ salt(16) ‖ body)      salt of what is public: 16 zero bytes
//! hash   = SHA-256(lp("thuocdo:event:v1") ‖ lp(round) ‖ u64(seq) ‖ prev ‖ lp(kind) ‖ lp(actor) ‖ lp(at)
//!                  ‖ commit ‖ personal)                          no personal part: 32 zero bytes
//! ```
//!
//! The body is canonical JSON (RFC 8785): keys in order, no spaces, decimals as text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use sqlx::Row;
use thuocdo_base::{Actor, Timestamp};

use crate::engine::{Tx, on};
use crate::{Store, StoreError};

/// A SHA-256 hash, kept as 64 hexadecimal digits.
pub type Hash = String;

/// What `prev` of the first event of a round holds.
pub(crate) const NO_EVENT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const NO_SALT: [u8; 16] = [0; 16];
const NO_PERSONAL_PART: [u8; 32] = [0; 32];

/// One entry of a round's log (sự kiện).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Code of the round.
    pub round: String,
    /// Number within the round, from 0 without gaps.
    pub seq: u64,
    /// What happened: `publish`.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The facts, as canonical JSON.
    pub body: String,
    /// Hash of the event before.
    pub prev: Hash,
    /// Hash of this event.
    pub hash: Hash,
}

impl Event {
    /// Computes the hash that this event must have.
    pub fn expected_hash(&self) -> Option<Hash> {
        let mut commit = Sha256::new();
        put(&mut commit, b"thuocdo:body:v1");
        commit.update(NO_SALT);
        commit.update(self.body.as_bytes());
        let mut hash = Sha256::new();
        put(&mut hash, b"thuocdo:event:v1");
        put(&mut hash, self.round.as_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(from_hex(&self.prev)?);
        put(&mut hash, self.kind.as_bytes());
        put(&mut hash, self.actor.as_bytes());
        put(&mut hash, self.at.to_string().as_bytes());
        hash.update(commit.finalize());
        hash.update(NO_PERSONAL_PART);
        Some(to_hex(&hash.finalize()))
    }
}

impl Store {
    /// Lists all events, by round and number.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn events(&self) -> Result<Vec<Event>, StoreError> {
        Ok(on!(self.readers().either(), |db| {
            let rows =
                sqlx::query("select round, seq, kind, actor, at, body, prev, hash from event order by round, seq");
            let rows = rows.fetch_all(db).await?;
            rows.iter().map(event).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }
}

/// Appends one event to its round, in the transaction that changes what it tells of.
pub(crate) async fn record(
    tx: &mut Tx,
    round: &str,
    kind: &str,
    actor: &Actor,
    at: Timestamp,
    body: String,
) -> Result<Event, StoreError> {
    let (seq, prev) = match last(tx, round).await? {
        Some((seq, hash)) => (seq + 1, hash),
        None => (0, NO_EVENT.to_owned()),
    };
    let (round, kind, actor) = (round.to_owned(), kind.to_owned(), actor.id().to_owned());
    let mut event = Event { round, seq: seq.cast_unsigned(), kind, actor, at, body, prev, hash: String::new() };
    event.hash = event.expected_hash().ok_or_else(|| sqlx::Error::Protocol("hash of the last event".to_owned()))?;
    on!(tx.either(), |db| {
        sqlx::query(
            "insert into event (round, seq, kind, actor, at, body, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&event.round)
        .bind(seq)
        .bind(&event.kind)
        .bind(&event.actor)
        .bind(at.micros())
        .bind(&event.body)
        .bind(&event.prev)
        .bind(&event.hash)
        .execute(db)
        .await
        .map(|_| ())
    })?;
    Ok(event)
}

async fn last(tx: &mut Tx, round: &str) -> Result<Option<(i64, Hash)>, sqlx::Error> {
    on!(tx.either(), |db| {
        sqlx::query_as("select seq, hash from event where round = $1 order by seq desc limit 1")
            .bind(round)
            .fetch_optional(db)
            .await
    })
}

fn event<'row, R: Row>(row: &'row R) -> Result<Event, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(Event {
        round: row.try_get("round")?,
        seq: row.try_get::<i64, _>("seq")?.cast_unsigned(),
        kind: row.try_get("kind")?,
        actor: row.try_get("actor")?,
        at: Timestamp::from_micros(row.try_get("at")?),
        body: row.try_get("body")?,
        prev: row.try_get("prev")?,
        hash: row.try_get("hash")?,
    })
}

/// Feeds a part with its length before it, so that no two lists of parts read the same.
fn put(hash: &mut Sha256, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    hash.update(length.to_be_bytes());
    hash.update(part);
}

/// Writes bytes as hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let whole = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    whole.then(|| (0..text.len()).step_by(2).map(pair).collect())?
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
            prev: NO_EVENT.to_owned(),
            hash: String::new(),
        }
    }

    #[test]
    fn every_part_of_an_event_is_under_its_hash() {
        let plain = sample().expected_hash();
        let changes: [fn(&mut Event); 7] = [
            |event| event.round.push('x'),
            |event| event.seq = 1,
            |event| event.kind.push('x'),
            |event| event.actor.push('x'),
            |event| event.at = Timestamp::from_micros(event.at.micros() + 1_000),
            |event| event.body.push(' '),
            |event| event.prev = event.prev.replace("00", "01"),
        ];
        for change in changes {
            let mut event = sample();
            change(&mut event);
            assert_ne!(event.expected_hash(), plain, "{event:?}");
        }
    }

    #[test]
    fn a_previous_hash_that_is_no_hash_gives_none() {
        assert_eq!(Event { prev: "zz".to_owned(), ..sample() }.expected_hash(), None);
    }

    #[test]
    fn hashes_are_written_as_everyone_writes_them() {
        assert_eq!(to_hex(&Sha256::digest("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
