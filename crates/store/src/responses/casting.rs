//! The one writer of a box: it takes what waits, shuffles it, and commits it in one transaction.
//!
//! ```text
//! wait for a response; until 256 wait, 5 ms are over or nothing comes for 1 ms, take more
//! shuffle them; begin; each: the invitation becomes used and the sealed row is added, or neither; commit
//! answer all
//! ```
//!
//! Everything else that changes a box (invitations, epochs, mixes) is done between two such batches, alone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::QueryBuilder;
use thuocdo_base::Random;
use thuocdo_responses::{Id, TokenHash, shuffle};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::{BoxState, Cast, CastRow, EpochRow, OpenRow, PoolRow, damaged, looking};
use crate::StoreError;
use crate::engine::{Pool, Tx, on};
use crate::work::Later;

/// Most responses of one transaction.
const MOST: usize = 256;
/// How long a transaction waits for more responses.
const BATCH: Duration = Duration::from_millis(5);
/// How long it waits for the next one.
const GAP: Duration = Duration::from_millis(1);
/// Responses that may wait; whoever comes later waits outside.
const WAITING: usize = 1_024;

/// Where responses are handed in (quầy nhận phiếu).
#[derive(Clone, Debug)]
pub(super) struct Counter(mpsc::Sender<Asked>);

/// A change that is made alone, in a transaction of its own.
pub(super) type Alone = Box<dyn for<'t> FnOnce(&'t mut Tx) -> Later<'t, Result<u64, StoreError>> + Send>;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Asked {
    Cast(Box<CastRow>, Answer<Cast>),
    Alone(Alone, Answer<u64>),
    Truncate(Answer<bool>),
    Rewrite(Option<PathBuf>, Answer<()>),
    Close(oneshot::Sender<()>),
}

impl Counter {
    pub(super) fn start(pool: Pool, random: Arc<dyn Random>) -> Self {
        let (sender, asked) = mpsc::channel(WAITING);
        tokio::spawn(run(pool, random, asked));
        Self(sender)
    }

    pub(super) async fn cast(&self, row: CastRow) -> Result<Cast, StoreError> {
        self.ask(|answer| Asked::Cast(Box::new(row), answer)).await
    }

    pub(super) async fn alone(
        &self,
        job: impl for<'t> FnOnce(&'t mut Tx) -> Later<'t, Result<u64, StoreError>> + Send + 'static,
    ) -> Result<u64, StoreError> {
        self.ask(|answer| Asked::Alone(Box::new(job), answer)).await
    }

    pub(super) async fn truncate(&self) -> Result<bool, StoreError> {
        self.ask(Asked::Truncate).await
    }

    pub(super) async fn rewrite(&self, file: Option<PathBuf>) -> Result<(), StoreError> {
        self.ask(|answer| Asked::Rewrite(file, answer)).await
    }

    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.0.send(Asked::Close(done)).await.is_ok() {
            // An error is as good as an answer: the task is over.
            let _ = closed.await;
        }
    }

    async fn ask<T>(&self, asked: impl FnOnce(Answer<T>) -> Asked) -> Result<T, StoreError> {
        let (answer, given) = oneshot::channel();
        self.0.send(asked(answer)).await.map_err(|_| StoreError::Stopped)?;
        given.await.unwrap_or(Err(StoreError::Stopped))
    }
}

async fn run(pool: Pool, random: Arc<dyn Random>, mut asked: mpsc::Receiver<Asked>) {
    let mut next = None;
    loop {
        let Some(first) = next.take() else {
            match asked.recv().await {
                Some(asked) => next = Some(asked),
                None => break,
            }
            continue;
        };
        // Whoever asked may have gone away; what was done stays done.
        match first {
            Asked::Cast(row, answer) => next = batch(&pool, random.as_ref(), (row, answer), &mut asked).await,
            Asked::Alone(job, answer) => drop(answer.send(alone(&pool, job).await)),
            Asked::Truncate(answer) => drop(answer.send(pool.truncate().await.map_err(StoreError::from))),
            Asked::Rewrite(file, answer) => drop(answer.send(pool.rewrite(file.as_deref()).await)),
            Asked::Close(done) => {
                asked.close();
                pool.close().await;
                let _ = done.send(());
                return;
            }
        }
    }
    pool.close().await;
}

async fn alone(pool: &Pool, job: Alone) -> Result<u64, StoreError> {
    let mut tx = pool.begin_alone().await?;
    let done = job(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

type Waiting = (Box<CastRow>, Answer<Cast>);

/// One transaction of responses; gives back what came and is no response.
async fn batch(pool: &Pool, random: &dyn Random, first: Waiting, asked: &mut mpsc::Receiver<Asked>) -> Option<Asked> {
    let until = Instant::now() + BATCH;
    let (mut waiting, mut next) = (vec![first], None);
    while waiting.len() < MOST && next.is_none() {
        match timeout_at(until.min(Instant::now() + GAP), asked.recv()).await {
            Ok(Some(Asked::Cast(row, answer))) => waiting.push((row, answer)),
            Ok(other) => next = other,
            Err(_) => break,
        }
        if next.is_none() && asked.is_closed() && asked.is_empty() {
            break;
        }
    }
    shuffle(&mut waiting, random);
    let rows: Vec<&CastRow> = waiting.iter().map(|(row, _)| row.as_ref()).collect();
    let casts = keep(pool, &rows).await;
    if let Err(error) = &casts {
        tracing::error!(%error, responses = rows.len(), "responses were not kept");
    }
    match casts {
        Ok(casts) => waiting.into_iter().zip(casts).for_each(|((_, answer), cast)| drop(answer.send(Ok(cast)))),
        Err(error) => {
            let said = error.to_string();
            waiting.into_iter().for_each(|(_, answer)| drop(answer.send(Err(StoreError::NotKept(said.clone())))));
        }
    }
    next
}

/// Keeps rows in the order they are given, all or none: one statement for each table, however many rows.
async fn keep(pool: &Pool, rows: &[&CastRow]) -> Result<Vec<Cast>, StoreError> {
    let mut tx = pool.begin_alone().await?;
    let is_open = looking::state(&mut tx).await? == BoxState::Open;
    let mut keys = BTreeMap::new();
    for stratum in rows.iter().map(|cast| cast.row.stratum.as_str()).collect::<BTreeSet<_>>() {
        keys.insert(stratum, looking::last_epoch(&mut tx, stratum).await?);
    }
    let mut seen = HashSet::new();
    let fits = |cast: &&&CastRow| is_open && keys.get(cast.row.stratum.as_str()) == Some(&Some(cast.row.epoch));
    let first: Vec<&CastRow> = rows.iter().filter(fits).filter(|cast| seen.insert(cast.h)).copied().collect();
    let won = use_up(&mut tx, &first).await?;
    let kept: Vec<&CastRow> = first.into_iter().filter(|cast| won.contains(&cast.h)).collect();
    add(&mut tx, &kept).await?;
    let kept: HashSet<Id> = kept.iter().map(|cast| cast.row.pid).collect();
    let mut casts = Vec::with_capacity(rows.len());
    for cast in rows {
        let is_kept = kept.contains(&cast.row.pid);
        casts.push(if is_kept { Cast::Kept } else { why_not(&mut tx, cast, is_open).await? });
    }
    tx.commit().await?;
    Ok(casts)
}

async fn why_not(tx: &mut Tx, cast: &CastRow, is_open: bool) -> Result<Cast, StoreError> {
    if has_receipt(tx, cast).await? {
        return Ok(Cast::KeptBefore);
    }
    Ok(match looking::used(tx, &cast.h).await? {
        None => Cast::Unknown,
        Some(_) if !is_open => Cast::Shut,
        Some((_, 0)) => Cast::Stale,
        Some(_) => Cast::Used,
    })
}

/// Uses up the invitations that can be used; says which.
async fn use_up(tx: &mut Tx, casts: &[&CastRow]) -> Result<HashSet<TokenHash>, StoreError> {
    if casts.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(Vec<u8>, String)> = on!(tx.either(), |db| {
        let mut update = QueryBuilder::new("update invite set used = 1 where used = 0 and standing = 0 and h in (");
        let mut hashes = update.separated(", ");
        for cast in casts {
            hashes.push_bind(cast.h.to_vec());
        }
        update.push(") returning h, stratum");
        update.build_query_as().persistent(false).fetch_all(db).await
    })?;
    let strata: HashMap<TokenHash, &str> = casts.iter().map(|cast| (cast.h, cast.row.stratum.as_str())).collect();
    let mut won = HashSet::new();
    for (h, stratum) in rows {
        let h: TokenHash = h.try_into().map_err(|_| damaged("invitation"))?;
        if strata.get(&h) != Some(&stratum.as_str()) {
            return Err(damaged("stratum of a response"));
        }
        won.insert(h);
    }
    Ok(won)
}

/// Adds sealed rows and their receipts.
async fn add(tx: &mut Tx, casts: &[&CastRow]) -> Result<(), StoreError> {
    if casts.is_empty() {
        return Ok(());
    }
    let rows: Vec<PoolRow> = casts.iter().map(|cast| cast.row.clone()).collect();
    add_sealed(tx, &rows).await?;
    Ok(on!(tx.either(), |db| {
        let mut insert = QueryBuilder::new("insert into receipt (hash) ");
        insert.push_values(casts, |mut values, cast| {
            values.push_bind(cast.receipt.to_vec());
        });
        insert.build().persistent(false).execute(db).await.map(|_| ())
    })?)
}

async fn has_receipt(tx: &mut Tx, cast: &CastRow) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = on!(tx.either(), |db| {
        sqlx::query_as("select cast(1 as bigint) from receipt where hash = $1")
            .bind(cast.receipt.as_slice())
            .fetch_optional(db)
            .await
    })?;
    Ok(found.is_some())
}

/// Adds epochs, in an open write.
pub(super) async fn add_epochs(tx: &mut Tx, epochs: &[EpochRow]) -> Result<(), StoreError> {
    for epoch in epochs {
        on!(tx.either(), |db| {
            sqlx::query("insert into epoch (stratum, n, public_key) values ($1, $2, $3)")
                .bind(&epoch.stratum)
                .bind(i64::from(epoch.n))
                .bind(epoch.public_key.as_slice())
                .execute(db)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}

/// Adds sealed rows, in an open write.
pub(super) async fn add_sealed(tx: &mut Tx, rows: &[PoolRow]) -> Result<(), StoreError> {
    for some in rows.chunks(MOST) {
        on!(tx.either(), |db| {
            let mut insert = QueryBuilder::new("insert into pool (pid, stratum, epoch, sealed) ");
            insert.push_values(some, |mut values, row| {
                values.push_bind(row.pid.to_vec()).push_bind(row.stratum.clone());
                values.push_bind(i64::from(row.epoch)).push_bind(row.sealed.clone());
            });
            insert.build().persistent(false).execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Adds opened responses, in an open write.
pub(super) async fn add_opened(tx: &mut Tx, rows: &[OpenRow]) -> Result<(), StoreError> {
    for some in rows.chunks(MOST) {
        on!(tx.either(), |db| {
            let mut insert = QueryBuilder::new("insert into response (bid, stratum, answers) ");
            insert.push_values(some, |mut values, row| {
                values.push_bind(row.bid.to_vec()).push_bind(row.stratum.clone()).push_bind(row.answers.clone());
            });
            insert.build().persistent(false).execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}
