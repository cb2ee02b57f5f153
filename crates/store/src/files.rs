//! Files that were handed in, who holds them, and those on their way.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A file by the hash of its bytes (tệp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Word of its kind: `pdf`, `docx` …
    pub kind: String,
    /// Pages that can be drawn.
    pub pages: Option<u64>,
    /// Whether it has text that can be searched.
    pub has_text: Option<bool>,
    /// Whether it was found altered or gone.
    pub altered: bool,
}

/// That a body handed a file in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Id of the body.
    pub org_unit: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Round for which it came first; empty: for the body's store.
    pub round: String,
    /// Criterion for which it came first, or empty.
    pub criterion: String,
    /// Name under which it came.
    pub name: String,
    /// Account of who declared that it holds no state secret.
    pub declared_by: String,
    /// Account of who sent it.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Bytes.
    pub size: u64,
}

/// A file on its way, or what became of it (lượt tải lên).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Id.
    pub id: String,
    /// Account of who sends it.
    pub account: String,
    /// Id of the body it is for.
    pub org_unit: String,
    /// Round it is for; empty: the body's store.
    pub round: String,
    /// Code of the unit in that round, or empty.
    pub unit: String,
    /// Criterion it is for, or empty.
    pub criterion: String,
    /// Name of the file.
    pub name: String,
    /// Bytes that will come.
    pub size: u64,
    /// When it began.
    pub created_at: Timestamp,
    /// When what has arrived is thrown away.
    pub expires_at: Timestamp,
    /// What it became.
    pub sha256: Option<String>,
    /// Word of why it was refused.
    pub refused: Option<String>,
}

type HoldingRaw = (String, String, String, String, String, String, String, i64, i64);
type UploadRaw =
    (String, String, String, String, String, String, String, i64, i64, i64, Option<String>, Option<String>);

fn holding((org_unit, sha256, round, criterion, name, declared_by, account, at, size): HoldingRaw) -> Holding {
    let (at, size) = (Timestamp::from_micros(at), size.cast_unsigned());
    Holding { org_unit, sha256, round, criterion, name, declared_by, account, at, size }
}

fn upload(raw: UploadRaw) -> Upload {
    let (id, account, org_unit, round, unit, criterion, name, size, created_at, expires_at, sha256, refused) = raw;
    let (size, created_at) = (size.cast_unsigned(), Timestamp::from_micros(created_at));
    let expires_at = Timestamp::from_micros(expires_at);
    Upload { id, account, org_unit, round, unit, criterion, name, size, created_at, expires_at, sha256, refused }
}

impl Link {
    /// Finds a file.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_file(&mut self, sha256: &str) -> Result<Option<FileRow>, StoreError> {
        type Raw = (String, i64, String, Option<i64>, Option<i64>, Option<i64>);
        let row: Option<Raw> = on!(self.either(), |db| {
            sqlx::query_as("select sha256, size, kind, pages, has_text, altered_at from file where sha256 = $1")
                .bind(sha256)
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map(|(sha256, size, kind, pages, has_text, altered_at)| FileRow {
            sha256,
            size: size.cast_unsigned(),
            kind,
            pages: pages.map(i64::cast_unsigned),
            has_text: has_text.map(|flag| flag == 1),
            altered: altered_at.is_some(),
        }))
    }

    /// Lists files that were not checked since then, the longest ago first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn files_unchecked_since(&mut self, at: Timestamp, limit: u32) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select sha256 from file where checked_at < $1 order by checked_at, sha256 limit $2")
                .bind(at.micros())
                .bind(i64::from(limit))
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
    }

    /// Finds that a body holds a file.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_holding(&mut self, org_unit: &str, sha256: &str) -> Result<Option<Holding>, StoreError> {
        let row: Option<HoldingRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select h.org_unit, h.sha256, h.round, h.criterion, h.name, h.declared_by, h.account, h.at, f.size \
                 from file_holding h join file f on f.sha256 = h.sha256 where h.org_unit = $1 and h.sha256 = $2",
            )
            .bind(org_unit)
            .bind(sha256)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(holding))
    }

    /// Lists files of a body that no item of evidence names, the oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unattached_files(&mut self, org_unit: &str) -> Result<Vec<Holding>, StoreError> {
        let rows: Vec<HoldingRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select h.org_unit, h.sha256, h.round, h.criterion, h.name, h.declared_by, h.account, h.at, f.size \
                 from file_holding h join file f on f.sha256 = h.sha256 where h.org_unit = $1 and not exists \
                 (select 1 from evidence e where e.org_unit = h.org_unit and e.file = h.sha256) order by h.at, h.sha256",
            )
            .bind(org_unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(holding).collect())
    }

    /// Lists files of all bodies that no item of evidence names and that came before a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unattached_before(&mut self, at: Timestamp, limit: u32) -> Result<Vec<Holding>, StoreError> {
        let rows: Vec<HoldingRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select h.org_unit, h.sha256, h.round, h.criterion, h.name, h.declared_by, h.account, h.at, f.size \
                 from file_holding h join file f on f.sha256 = h.sha256 where h.at < $1 and not exists \
                 (select 1 from evidence e where e.org_unit = h.org_unit and e.file = h.sha256) \
                 and not exists (select 1 from signed_paper s where s.file = h.sha256) order by h.at, h.sha256 limit $2",
            )
            .bind(at.micros())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(holding).collect())
    }

    /// Whether anything still points to a file: a body that holds it, an item, even a removed one, or signed paper.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn is_file_used(&mut self, sha256: &str) -> Result<bool, StoreError> {
        let (used,): (i64,) = on!(self.either(), |db| {
            sqlx::query_as(
                "select (select count(*) from file_holding where sha256 = $1) \
                 + (select count(*) from evidence where file = $1) \
                 + (select count(*) from evidence_past where content like '%' || $1 || '%') \
                 + (select count(*) from signed_paper where file = $1)",
            )
            .bind(sha256)
            .fetch_one(db)
            .await
        })?;
        Ok(used > 0)
    }

    /// Bytes that a body has handed in for a round, with those that are announced.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn bytes_held(&mut self, org_unit: &str, round: &str) -> Result<u64, StoreError> {
        let (held,): (i64,) = on!(self.either(), |db| {
            sqlx::query_as(
                "select cast(coalesce((select sum(f.size) from file_holding h join file f on f.sha256 = h.sha256 \
                 where h.org_unit = $1 and h.round = $2), 0) + coalesce((select sum(size) from upload \
                 where org_unit = $1 and round = $2 and sha256 is null and refused is null), 0) as bigint)",
            )
            .bind(org_unit)
            .bind(round)
            .fetch_one(db)
            .await
        })?;
        Ok(held.cast_unsigned())
    }

    /// Finds a file on its way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_upload(&mut self, id: &str) -> Result<Option<Upload>, StoreError> {
        let row: Option<UploadRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, org_unit, round, unit, criterion, name, size, created_at, expires_at, sha256, \
                 refused from upload where id = $1",
            )
            .bind(id)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(upload))
    }

    /// Lists finished uploads for a criterion whose bytes an item of the body already has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn repeated_uploads(
        &mut self,
        org_unit: &str,
        round: &str,
        criterion: &str,
    ) -> Result<Vec<Upload>, StoreError> {
        let rows: Vec<UploadRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, org_unit, round, unit, criterion, name, size, created_at, expires_at, sha256, \
                 refused from upload where org_unit = $1 and round = $2 and criterion = $3 and sha256 is not null \
                 and exists (select 1 from evidence e where e.org_unit = $1 and e.file = upload.sha256 \
                 and e.removed_at is null and e.at < upload.created_at) order by created_at, id",
            )
            .bind(org_unit)
            .bind(round)
            .bind(criterion)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(upload).collect())
    }

    /// Lists uploads whose time is over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn uploads_expired(&mut self, at: Timestamp, limit: u32) -> Result<Vec<Upload>, StoreError> {
        let rows: Vec<UploadRaw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, org_unit, round, unit, criterion, name, size, created_at, expires_at, sha256, \
                 refused from upload where expires_at <= $1 order by expires_at, id limit $2",
            )
            .bind(at.micros())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(upload).collect())
    }
}

impl Work {
    /// Keeps what is known of a file; the same bytes again change nothing but that they were seen whole.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_file(&mut self, file: &FileRow) -> Result<(), StoreError> {
        let at = self.now().micros();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into file (sha256, size, kind, pages, has_text, at, checked_at) \
                 values ($1, $2, $3, $4, $5, $6, $6) \
                 on conflict (sha256) do update set checked_at = excluded.checked_at, altered_at = null",
            )
            .bind(&file.sha256)
            .bind(file.size.cast_signed())
            .bind(&file.kind)
            .bind(file.pages.map(u64::cast_signed))
            .bind(file.has_text.map(i64::from))
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Writes down how the check of a file ended.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn file_checked(&mut self, sha256: &str, altered: bool) -> Result<(), StoreError> {
        let at = self.now().micros();
        on!(self.either(), |db| {
            sqlx::query(
                "update file set checked_at = $2, altered_at = case when $3 = 0 then null \
                 else coalesce(altered_at, $2) end where sha256 = $1",
            )
            .bind(sha256)
            .bind(at)
            .bind(i64::from(altered))
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Forgets a file that nothing points to.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_file(&mut self, sha256: &str) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from file where sha256 = $1").bind(sha256).execute(db).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Writes down that a body holds a file; the first time counts.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn hold_file(&mut self, holding: &Holding) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into file_holding (org_unit, sha256, round, criterion, name, declared_by, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_unit, sha256) do nothing",
            )
            .bind(&holding.org_unit)
            .bind(&holding.sha256)
            .bind(&holding.round)
            .bind(&holding.criterion)
            .bind(&holding.name)
            .bind(&holding.declared_by)
            .bind(&holding.account)
            .bind(holding.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Lets a body's hold on a file go.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn release_file(&mut self, org_unit: &str, sha256: &str) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from file_holding where org_unit = $1 and sha256 = $2")
                .bind(org_unit)
                .bind(sha256)
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }

    /// Announces a file on its way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_upload(&mut self, upload: &Upload) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into upload (id, account, org_unit, round, unit, criterion, name, size, created_at, \
                 expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(&upload.id)
            .bind(&upload.account)
            .bind(&upload.org_unit)
            .bind(&upload.round)
            .bind(&upload.unit)
            .bind(&upload.criterion)
            .bind(&upload.name)
            .bind(upload.size.cast_signed())
            .bind(upload.created_at.micros())
            .bind(upload.expires_at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Writes down what a file on its way became: a hash, or the word of why it was refused.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_upload(&mut self, id: &str, ended: Result<&str, &str>) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("update upload set sha256 = $2, refused = $3 where id = $1")
                .bind(id)
                .bind(ended.ok())
                .bind(ended.err())
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }

    /// Forgets an upload.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn forget_upload(&mut self, id: &str) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from upload where id = $1").bind(id).execute(db).await.map(|_| ())
        })?;
        Ok(())
    }
}
