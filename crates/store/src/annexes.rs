//! Annexes of decisions while they are read into criteria files.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// An annex that is being read (phụ lục đang đọc).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexRow {
    /// Id.
    pub id: String,
    /// Name of the file it came in.
    pub file_name: String,
    /// Its cells, as the reader of files wrote them.
    pub cells: String,
    /// What a person said of it, a line for each thing.
    pub said: String,
    /// Counts changes.
    pub revision: u64,
    /// Account that changed it last.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

type Columns = (String, String, String, String, i64, String, i64);

fn row((id, file_name, cells, said, revision, account, at): Columns) -> AnnexRow {
    let (revision, at) = (revision.cast_unsigned(), Timestamp::from_micros(at));
    AnnexRow { id, file_name, cells, said, revision, account, at }
}

impl Link {
    /// Finds an annex that is open.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_annex(&mut self, id: &str) -> Result<Option<AnnexRow>, StoreError> {
        let found: Option<Columns> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, file_name, cells, said, revision, account, at from annex \
                 where id = $1 and closed_at is null",
            )
            .bind(id)
            .fetch_optional(db)
            .await
        })?;
        Ok(found.map(row))
    }

    /// Lists the annexes that are open, by id, name of file and when they were changed, the last first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_annexes(&mut self) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
        let found: Vec<(String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as("select id, file_name, at from annex where closed_at is null order by at desc, id")
                .fetch_all(db)
                .await
        })?;
        Ok(found.into_iter().map(|(id, name, at)| (id, name, Timestamp::from_micros(at))).collect())
    }
}

impl Work {
    /// Keeps a new annex.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_annex(&mut self, annex: &AnnexRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into annex (id, file_name, cells, said, revision, made_by, made_at, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $6, $7)",
            )
            .bind(&annex.id)
            .bind(&annex.file_name)
            .bind(&annex.cells)
            .bind(&annex.said)
            .bind(annex.revision.cast_signed())
            .bind(&annex.account)
            .bind(annex.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves what was said of an annex over the revision that was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if it has changed since.
    pub async fn save_annex(&mut self, annex: &AnnexRow, over: u64) -> Result<(), StoreError> {
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update annex set said = $3, revision = $4, account = $5, at = $6 \
                 where id = $1 and revision = $2 and closed_at is null",
            )
            .bind(&annex.id)
            .bind(over.cast_signed())
            .bind(&annex.said)
            .bind(annex.revision.cast_signed())
            .bind(&annex.account)
            .bind(annex.at.micros())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
    }

    /// Closes an annex: a draft was made of it, or it was given up.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn close_annex(&mut self, id: &str, draft: Option<&str>) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("update annex set closed_at = $2, draft = $3 where id = $1 and closed_at is null")
                .bind(id)
                .bind(at)
                .bind(draft)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}
