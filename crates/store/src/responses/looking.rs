//! What can be read of a box.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use thuocdo_responses::{Counters, Strata, Stratum, TokenHash};

use super::{BoxState, EpochRow, Founding, InvitationState, OpenRow, PoolRow, ResponseStore, TallyCount, damaged};
use crate::StoreError;
use crate::engine::{Pool, Tx, on};

type Sealed = (Vec<u8>, String, i64, Vec<u8>);

/// What the box was made with; `None`: it is empty.
pub(super) async fn founding(pool: &Pool) -> Result<Option<Founding>, StoreError> {
    let about: Vec<(String, String)> =
        on!(pool.either(), |db| { sqlx::query_as("select name, value from about").fetch_all(db).await })?;
    let about: BTreeMap<String, String> = about.into_iter().collect();
    let Some(survey) = about.get("survey") else { return Ok(None) };
    let rows: Vec<(String, String)> =
        on!(pool.either(), |db| { sqlx::query_as("select code, parent from stratum").fetch_all(db).await })?;
    let strata =
        rows.into_iter().map(|(code, parent)| Stratum { code, parent: Some(parent).filter(|p| !p.is_empty()) });
    let number =
        |name: &str| about.get(name).and_then(|value| value.parse::<u32>().ok()).ok_or_else(|| damaged("number"));
    Ok(Some(Founding {
        survey: survey.clone(),
        k: number("k")?,
        length: usize::try_from(number("length")?).map_err(|_| damaged("length"))?,
        strata: Strata::new(strata.collect()).ok_or_else(|| damaged("tree of strata"))?,
    }))
}

/// How far the box has got, in an open write.
pub(super) async fn state(tx: &mut Tx) -> Result<BoxState, StoreError> {
    let (word,): (String,) =
        on!(tx.either(), |db| { sqlx::query_as("select value from about where name = 'state'").fetch_one(db).await })?;
    BoxState::of(&word)
}

/// The number of the key in use, in an open write.
pub(super) async fn last_epoch(tx: &mut Tx, stratum: &str) -> Result<Option<u32>, StoreError> {
    let (n,): (Option<i64>,) = on!(tx.either(), |db| {
        sqlx::query_as("select max(n) from epoch where stratum = $1").bind(stratum).fetch_one(db).await
    })?;
    n.map(number).transpose()
}

/// The number of the last mix, in an open write.
pub(super) async fn mixes(tx: &mut Tx) -> Result<u64, StoreError> {
    let row: Option<(String,)> = on!(tx.either(), |db| {
        sqlx::query_as("select value from about where name = 'mixes'").fetch_optional(db).await
    })?;
    Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or_default())
}

/// Stratum and use of an invitation that still stands, in an open write.
pub(super) async fn used(tx: &mut Tx, h: &TokenHash) -> Result<Option<(String, i64)>, StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query_as("select stratum, used from invite where h = $1 and standing = 0")
            .bind(h.as_slice())
            .fetch_optional(db)
            .await
    })?)
}

impl ResponseStore {
    /// How far the box has got.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn state(&self) -> Result<BoxState, StoreError> {
        let (word,): (String,) = on!(self.readers.either(), |db| {
            sqlx::query_as("select value from about where name = 'state'").fetch_one(db).await
        })?;
        BoxState::of(&word)
    }

    /// Invitations that can be used, with their strata.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn usable(&self) -> Result<Vec<(TokenHash, String)>, StoreError> {
        let rows: Vec<(Vec<u8>, String)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select h, stratum from invite where used = 0 and standing = 0").fetch_all(db).await
        })?;
        let usable = |(h, stratum): (Vec<u8>, String)| Ok((h.try_into().map_err(|_| damaged("invitation"))?, stratum));
        rows.into_iter().map(usable).collect()
    }

    /// Where an invitation stands; a revoked one that was used is still used.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn invitation(&self, h: &TokenHash) -> Result<InvitationState, StoreError> {
        let row: Option<(String, i64, i64)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select stratum, used, standing from invite where h = $1")
                .bind(h.as_slice())
                .fetch_optional(db)
                .await
        })?;
        Ok(match row {
            Some((stratum, 0, 0)) => InvitationState::Open { stratum },
            None | Some((_, 0, _)) => InvitationState::Unknown,
            Some(_) => InvitationState::Used,
        })
    }

    /// The keys in use, the last of each stratum last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn epochs(&self) -> Result<Vec<EpochRow>, StoreError> {
        let rows: Vec<(String, i64, Vec<u8>)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select stratum, n, public_key from epoch order by stratum, n").fetch_all(db).await
        })?;
        let epoch = |(stratum, n, key): (String, i64, Vec<u8>)| {
            let public_key = key.try_into().map_err(|_| damaged("key"))?;
            Ok(EpochRow { stratum, n: number(n)?, public_key })
        };
        rows.into_iter().map(epoch).collect()
    }

    /// How many sealed rows lie in each stratum and epoch.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lying(&self) -> Result<BTreeMap<(String, u32), u64>, StoreError> {
        let rows: Vec<(String, i64, i64)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select stratum, epoch, count(*) from pool group by stratum, epoch").fetch_all(db).await
        })?;
        rows.into_iter().map(|(stratum, epoch, n)| Ok(((stratum, number(epoch)?), n.cast_unsigned()))).collect()
    }

    /// The sealed rows of a stratum and epoch, by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sealed(&self, stratum: &str, epoch: u32) -> Result<Vec<PoolRow>, StoreError> {
        let rows: Vec<Sealed> = on!(self.readers.either(), |db| {
            sqlx::query_as(
                "select pid, stratum, epoch, sealed from pool where stratum = $1 and epoch = $2 order by pid",
            )
            .bind(stratum)
            .bind(i64::from(epoch))
            .fetch_all(db)
            .await
        })?;
        let sealed = |(pid, stratum, epoch, sealed): Sealed| {
            Ok(PoolRow { pid: pid.try_into().map_err(|_| damaged("name"))?, stratum, epoch: number(epoch)?, sealed })
        };
        rows.into_iter().map(sealed).collect()
    }

    /// The number of the last mix; 0: none yet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn mixes(&self) -> Result<u64, StoreError> {
        let row: Option<(String,)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select value from about where name = 'mixes'").fetch_optional(db).await
        })?;
        Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or_default())
    }

    /// Mixes after a number: number, stratum, how many were opened together.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn mixes_after(&self, number: u64) -> Result<Vec<(u64, String, u64)>, StoreError> {
        let rows: Vec<(i64, String, i64)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select id, stratum, opened from mix where id > $1 order by id, stratum")
                .bind(number.cast_signed())
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(id, stratum, n)| (id.cast_unsigned(), stratum, n.cast_unsigned())).collect())
    }

    /// What the opened responses say, counted.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tallies(&self) -> Result<Vec<TallyCount>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = on!(self.readers.either(), |db| {
            sqlx::query_as(
                "select stratum, question, about, choice, n from tally order by stratum, question, about, choice",
            )
            .fetch_all(db)
            .await
        })?;
        let count = |(stratum, question, about, choice, n): (String, String, String, String, i64)| TallyCount {
            stratum,
            question,
            about,
            choice,
            n: n.cast_unsigned(),
        };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Counts of each stratum as of its last mix; invitations as of now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn counters(&self) -> Result<BTreeMap<String, Counters>, StoreError> {
        type Row = (String, i64, i64, i64, i64, i64, i64, i64);
        let rows: Vec<Row> = on!(self.readers.either(), |db| {
            sqlx::query_as(
                "select stratum, used, pooled, counted, withheld, lost, moved, received from counters order by stratum",
            )
            .fetch_all(db)
            .await
        })?;
        let issued: Vec<(String, i64)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select stratum, count(*) from invite where standing <> 2 group by stratum")
                .fetch_all(db)
                .await
        })?;
        let issued: BTreeMap<String, i64> = issued.into_iter().collect();
        let counters = |(stratum, used, pooled, counted, withheld, lost, moved, received): Row| {
            let issued = issued.get(&stratum).copied().unwrap_or_default().cast_unsigned();
            let [used, pooled, counted, withheld, lost, moved, received] =
                [used, pooled, counted, withheld, lost, moved, received].map(i64::cast_unsigned);
            (stratum, Counters { issued, used, pooled, counted, withheld, lost, moved, received })
        };
        Ok(rows.into_iter().map(counters).collect())
    }

    /// Counts everything afresh, past the counters: invitations used, rows sealed, responses opened.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn recount(&self) -> Result<(u64, u64, u64), StoreError> {
        let row: (i64, i64, i64) = on!(self.readers.either(), |db| {
            sqlx::query_as(
                "select (select count(*) from invite where used in (1, 2)), (select count(*) from pool), \
                 (select count(*) from response)",
            )
            .fetch_one(db)
            .await
        })?;
        Ok((row.0.cast_unsigned(), row.1.cast_unsigned(), row.2.cast_unsigned()))
    }

    /// Invitations with which a response was sent before the last mix of their stratum.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answered_as_of_mix(&self) -> Result<HashSet<TokenHash>, StoreError> {
        let rows: Vec<(Vec<u8>,)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select h from invite where used in (2, 4)").fetch_all(db).await
        })?;
        rows.into_iter().map(|(h,)| h.try_into().map_err(|_| damaged("invitation"))).collect()
    }

    /// Whether this receipt was given.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_receipt(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let found: Option<(i64,)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select cast(1 as bigint) from receipt where hash = $1")
                .bind(hash.as_slice())
                .fetch_optional(db)
                .await
        })?;
        Ok(found.is_some())
    }

    /// Hashes of all receipts, in their own order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn receipts(&self) -> Result<BTreeSet<[u8; 32]>, StoreError> {
        let rows: Vec<(Vec<u8>,)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select hash from receipt order by hash").fetch_all(db).await
        })?;
        rows.into_iter().map(|(hash,)| hash.try_into().map_err(|_| damaged("receipt"))).collect()
    }

    /// Opened responses, in the order of their names.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn responses(&self) -> Result<Vec<OpenRow>, StoreError> {
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> = on!(self.readers.either(), |db| {
            sqlx::query_as("select bid, stratum, answers from response order by bid").fetch_all(db).await
        })?;
        let open = |(bid, stratum, answers): (Vec<u8>, String, Vec<u8>)| {
            Ok(OpenRow { bid: bid.try_into().map_err(|_| damaged("name"))?, stratum, answers })
        };
        rows.into_iter().map(open).collect()
    }
}

fn number(n: i64) -> Result<u32, StoreError> {
    u32::try_from(n).map_err(|_| damaged("number"))
}
