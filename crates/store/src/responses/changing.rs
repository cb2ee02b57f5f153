//! What changes a box between two batches of responses: invitations, epochs, mixes, closing.

use std::collections::BTreeMap;

use thuocdo_responses::TokenHash;

use super::casting::{add_epochs, add_opened, add_sealed};
use super::{BoxState, Cast, CastRow, EpochRow, Founding, Mixed, ResponseStore, TallyCount, damaged, looking, set};
use crate::StoreError;
use crate::engine::{Pool, Tx, on};

/// Invitations that are written at a time, so that responses in between need not wait long.
const INVITATIONS: usize = 1_000;

/// Makes an empty box.
pub(super) async fn found(pool: &Pool, founding: &Founding, epochs: &[EpochRow]) -> Result<(), StoreError> {
    let mut tx = pool.begin_alone().await?;
    set(&mut tx, "survey", &founding.survey).await?;
    set(&mut tx, "k", &founding.k.to_string()).await?;
    set(&mut tx, "length", &founding.length.to_string()).await?;
    set(&mut tx, "state", BoxState::Open.word()).await?;
    for stratum in founding.strata.list() {
        on!(tx.either(), |db| {
            sqlx::query("insert into stratum (code, parent) values ($1, $2)")
                .bind(&stratum.code)
                .bind(stratum.parent.as_deref().unwrap_or_default())
                .execute(db)
                .await
                .map(|_| ())
        })?;
        on!(tx.either(), |db| {
            sqlx::query("insert into counters (stratum) values ($1)").bind(&stratum.code).execute(db).await.map(|_| ())
        })?;
    }
    add_epochs(&mut tx, epochs).await?;
    Ok(tx.commit().await?)
}

impl ResponseStore {
    /// Hands in a response: when this returns [`Cast::Kept`], it is on the disk.
    ///
    /// # Errors
    /// If it was not kept.
    pub async fn cast(&self, row: CastRow) -> Result<Cast, StoreError> {
        self.counter.cast(row).await
    }

    /// Gives out invitations; those that are there already stay as they are. Says how many are new.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn issue(&self, invitations: &[(TokenHash, String)]) -> Result<u64, StoreError> {
        let mut new = 0;
        for some in invitations.chunks(INVITATIONS) {
            let some = some.to_vec();
            new += self
                .counter
                .alone(move |tx| {
                    Box::pin(async move {
                        let mut new = 0;
                        for (h, stratum) in &some {
                            new += issue(tx, h, stratum, 0).await?;
                        }
                        Ok(new)
                    })
                })
                .await?;
        }
        Ok(new)
    }

    /// Takes an invitation back; what was sent with it stays, and nobody learns whether something was.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke(&self, h: TokenHash) -> Result<(), StoreError> {
        self.counter.alone(move |tx| Box::pin(async move { stand(tx, &h, 1).await })).await.map(|_| ())
    }

    /// Puts a new invitation in the place of an old one; if the old one was used, so is the new one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn replace(&self, old: TokenHash, new: TokenHash) -> Result<(), StoreError> {
        self.counter
            .alone(move |tx| {
                Box::pin(async move {
                    let Some((stratum, used)) = looking::used(tx, &old).await? else { return Ok(0) };
                    let spent = match used {
                        0 => 0,
                        1 | 3 => 3,
                        _ => 4,
                    };
                    if issue(tx, &new, &stratum, spent).await? == 0 {
                        return Ok(0);
                    }
                    stand(tx, &old, 2).await
                })
            })
            .await
            .map(|_| ())
    }

    /// Adds epochs: from now on responses are sealed to them.
    ///
    /// # Errors
    /// If one is there already, or the database does not answer.
    pub async fn add_epochs(&self, epochs: Vec<EpochRow>) -> Result<(), StoreError> {
        self.counter
            .alone(move |tx| Box::pin(async move { add_epochs(tx, &epochs).await.map(|()| 0) }))
            .await
            .map(|_| ())
    }

    /// Keeps what a mix has come to, for all its strata at once; gives its number.
    ///
    /// # Errors
    /// If the rows that were looked at are not those that lie there, or the database does not answer.
    pub async fn mix(&self, strata: Vec<Mixed>) -> Result<u64, StoreError> {
        self.counter
            .alone(move |tx| {
                Box::pin(async move {
                    let number = looking::mixes(tx).await? + 1;
                    set(tx, "mixes", &number.to_string()).await?;
                    for one in &strata {
                        mix_one(tx, number, one).await?;
                    }
                    Ok(number)
                })
            })
            .await
    }

    /// Moves the box on; it never goes back.
    ///
    /// # Errors
    /// If it is further already, or the database does not answer.
    pub async fn move_on(&self, to: BoxState) -> Result<(), StoreError> {
        self.counter
            .alone(move |tx| {
                Box::pin(async move {
                    if looking::state(tx).await? > to {
                        return Err(StoreError::Overtaken);
                    }
                    set(tx, "state", to.word()).await.map(|()| 0)
                })
            })
            .await
            .map(|_| ())
    }

    /// Empties the journal beside the file; says whether it is empty.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn truncate(&self) -> Result<bool, StoreError> {
        self.counter.truncate().await
    }
}

async fn issue(tx: &mut Tx, h: &TokenHash, stratum: &str, used: i64) -> Result<u64, StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query(
            "insert into invite (h, stratum, used, standing) \
             select $1, code, $3, 0 from stratum where code = $2 on conflict (h) do nothing",
        )
        .bind(h.as_slice())
        .bind(stratum)
        .bind(used)
        .execute(db)
        .await
        .map(|done| done.rows_affected())
    })?)
}

async fn stand(tx: &mut Tx, h: &TokenHash, standing: i64) -> Result<u64, StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query("update invite set standing = $2 where h = $1 and standing = 0")
            .bind(h.as_slice())
            .bind(standing)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
    })?)
}

/// Keeps what one stratum's mix has come to.
async fn mix_one(tx: &mut Tx, number: u64, one: &Mixed) -> Result<(), StoreError> {
    let gone = on!(tx.either(), |db| {
        sqlx::query("delete from pool where stratum = $1 and epoch = $2")
            .bind(&one.stratum)
            .bind(i64::from(one.epoch))
            .execute(db)
            .await
            .map(|done| done.rows_affected())
    })?;
    if gone != one.rows {
        return Err(damaged("pool"));
    }
    add_sealed(tx, &one.sealed).await?;
    add_opened(tx, &one.opened).await?;
    for count in &one.tallies {
        tally(tx, count).await?;
    }
    drop_epochs(tx, one).await?;
    count(tx, one).await?;
    let mut moved: BTreeMap<&str, u64> = BTreeMap::new();
    for row in one.sealed.iter().filter(|row| row.stratum != one.stratum) {
        *moved.entry(&row.stratum).or_default() += 1;
    }
    for (parent, n) in moved {
        receive(tx, parent, n).await?;
    }
    on!(tx.either(), |db| {
        sqlx::query("insert into mix (id, stratum, opened) values ($1, $2, $3)")
            .bind(number.cast_signed())
            .bind(&one.stratum)
            .bind(whole(one.opened.len()))
            .execute(db)
            .await
            .map(|_| ())
    })?;
    Ok(())
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

async fn tally(tx: &mut Tx, count: &TallyCount) -> Result<(), StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query(
            "insert into tally (stratum, question, about, choice, n) values ($1, $2, $3, $4, $5) \
             on conflict (stratum, question, about, choice) do update set n = tally.n + excluded.n",
        )
        .bind(&count.stratum)
        .bind(&count.question)
        .bind(&count.about)
        .bind(&count.choice)
        .bind(count.n.cast_signed())
        .execute(db)
        .await
        .map(|_| ())
    })?)
}

/// The epoch that was mixed goes, and those before it; the last one stays.
async fn drop_epochs(tx: &mut Tx, one: &Mixed) -> Result<(), StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query(
            "delete from epoch where stratum = $1 and n <= $2 and n < (select max(n) from epoch where stratum = $1)",
        )
        .bind(&one.stratum)
        .bind(i64::from(one.epoch))
        .execute(db)
        .await
        .map(|_| ())
    })?)
}

/// From now on anybody may know that these invitations were used; says how many responses that speaks of.
async fn show_used(tx: &mut Tx, stratum: &str) -> Result<u64, StoreError> {
    on!(tx.either(), |db| {
        sqlx::query("update invite set used = 4 where stratum = $1 and used = 3")
            .bind(stratum)
            .execute(db)
            .await
            .map(|_| ())
    })?;
    Ok(on!(tx.either(), |db| {
        sqlx::query("update invite set used = 2 where stratum = $1 and used = 1")
            .bind(stratum)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
    })?)
}

/// Brings the counters of a stratum up to date; only now may anybody see that invitations were used.
async fn count(tx: &mut Tx, one: &Mixed) -> Result<(), StoreError> {
    let used = show_used(tx, &one.stratum).await?;
    let moved = one.sealed.iter().filter(|row| row.stratum != one.stratum).count();
    on!(tx.either(), |db| {
        sqlx::query(
            "update counters set used = used + $2, counted = counted + $3, withheld = withheld + $4, lost = lost + $5, \
             moved = moved + $6, pooled = (select count(*) from pool where stratum = $1) where stratum = $1",
        )
        .bind(&one.stratum)
        .bind(used.cast_signed())
        .bind(whole(one.opened.len()))
        .bind(one.withheld.cast_signed())
        .bind(one.lost.cast_signed())
        .bind(whole(moved))
        .execute(db)
        .await
        .map(|_| ())
    })?;
    Ok(())
}

/// What went to a parent lies there now. What of the parent's own was used since its last mix is counted with it.
async fn receive(tx: &mut Tx, parent: &str, n: u64) -> Result<(), StoreError> {
    let used = show_used(tx, parent).await?;
    Ok(on!(tx.either(), |db| {
        sqlx::query(
            "update counters set used = used + $2, received = received + $3, \
             pooled = (select count(*) from pool where stratum = $1) where stratum = $1",
        )
        .bind(parent)
        .bind(used.cast_signed())
        .bind(n.cast_signed())
        .execute(db)
        .await
        .map(|_| ())
    })?)
}
