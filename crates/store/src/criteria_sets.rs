//! Criteria sets that are written here: drafts with their past, and issued versions that never change.

use sqlx::Row;
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// An issued version without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedHead {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// Hash of its text and of the sets it borrows from.
    pub hash: String,
    /// Code and version it was made from: `vinh-long/cap-xa@2022`.
    pub base: Option<String>,
    /// Number of the decision.
    pub decision: String,
    /// Day of the decision, `YYYY-MM-DD`.
    pub decided_on: String,
    /// Who signed the decision.
    pub signer: String,
    /// Account that issued it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// An issued version (bản đã ban hành).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedSet {
    /// What it is.
    pub head: IssuedHead,
    /// Text of the file.
    pub text: String,
    /// Text of the English sidecar.
    pub sidecar: Option<String>,
}

/// A version that is being written (bản nháp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetDraft {
    /// Id.
    pub id: String,
    /// Code, as far as the text says one.
    pub code: String,
    /// Version, as far as the text says one.
    pub set_version: String,
    /// Title, as far as the text says one.
    pub title: String,
    /// Code and version it was made from.
    pub base: Option<String>,
    /// Text of the file.
    pub text: String,
    /// Text of the English sidecar.
    pub sidecar: Option<String>,
    /// Counts changes.
    pub revision: u64,
    /// Account that began it.
    pub made_by: String,
    /// When it was begun.
    pub made_at: Timestamp,
    /// Account that changed it last.
    pub account: String,
    /// When it was changed last.
    pub at: Timestamp,
}

/// What became of an earlier text of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It can be gone back to.
    Past,
    /// It was gone back to.
    Used,
    /// It was left by going back.
    Undone,
}

impl StepState {
    /// The word of the column.
    pub fn word(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Used => "used",
            Self::Undone => "undone",
        }
    }
}

/// An earlier text of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStep {
    /// Revision whose text it is.
    pub revision: u64,
    /// Text of the file.
    pub text: String,
    /// Text of the sidecar.
    pub sidecar: Option<String>,
}

impl Link {
    /// Lists the issued versions, by code and version.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_issued_sets(&mut self) -> Result<Vec<IssuedHead>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select code, version, title, hash, base, decision, decided_on, signer, account, at \
                 from criteria_set order by code, version",
            );
            rows.fetch_all(db).await?.iter().map(head).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Finds an issued version.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_issued_set(&mut self, code: &str, version: &str) -> Result<Option<IssuedSet>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select code, version, title, hash, base, decision, decided_on, signer, account, at, text, sidecar \
                 from criteria_set where code = $1 and version = $2",
            );
            query.bind(code).bind(version).fetch_optional(db).await?.as_ref().map(issued).transpose()
        })?)
    }

    /// Lists the drafts that are open, the last changed first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_set_drafts(&mut self) -> Result<Vec<SetDraft>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, code, set_version, title, base, text, sidecar, revision, made_by, made_at, account, at \
                 from criteria_draft where closed_at is null order by at desc, id",
            );
            rows.fetch_all(db).await?.iter().map(draft).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Finds a draft that is open.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_set_draft(&mut self, id: &str) -> Result<Option<SetDraft>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select id, code, set_version, title, base, text, sidecar, revision, made_by, made_at, account, at \
                 from criteria_draft where id = $1 and closed_at is null",
            );
            query.bind(id).fetch_optional(db).await?.as_ref().map(draft).transpose()
        })?)
    }

    /// The text before the last change of a draft that was not taken back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_draft_step(&mut self, draft: &str) -> Result<Option<DraftStep>, StoreError> {
        let row: Option<(i64, String, Option<String>)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select revision, text, sidecar from criteria_draft_past where draft = $1 and state = 'past' \
                 order by revision desc limit 1",
            )
            .bind(draft)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(|(revision, text, sidecar)| DraftStep { revision: revision.cast_unsigned(), text, sidecar }))
    }

    /// How many changes of a draft can be taken back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_draft_steps(&mut self, draft: &str) -> Result<u64, StoreError> {
        let (count,): (i64,) = on!(self.either(), |db| {
            sqlx::query_as("select count(*) from criteria_draft_past where draft = $1 and state = 'past'")
                .bind(draft)
                .fetch_one(db)
                .await
        })?;
        Ok(count.cast_unsigned())
    }
}

impl Work {
    /// Keeps an issued version for good.
    ///
    /// # Errors
    /// If the database does not answer, or there is such a version.
    pub async fn issue_set(&mut self, set: &IssuedSet) -> Result<(), StoreError> {
        let IssuedSet { head, text, sidecar } = set;
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into criteria_set (code, version, title, hash, base, decision, decided_on, signer, account, \
                 at, text, sidecar) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(&head.code)
            .bind(&head.version)
            .bind(&head.title)
            .bind(&head.hash)
            .bind(&head.base)
            .bind(&head.decision)
            .bind(&head.decided_on)
            .bind(&head.signer)
            .bind(&head.account)
            .bind(head.at.micros())
            .bind(text)
            .bind(sidecar)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_set_draft(&mut self, draft: &SetDraft) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into criteria_draft (id, code, set_version, title, base, text, sidecar, revision, made_by, \
                 made_at, account, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(&draft.id)
            .bind(&draft.code)
            .bind(&draft.set_version)
            .bind(&draft.title)
            .bind(&draft.base)
            .bind(&draft.text)
            .bind(&draft.sidecar)
            .bind(draft.revision.cast_signed())
            .bind(&draft.made_by)
            .bind(draft.made_at.micros())
            .bind(&draft.account)
            .bind(draft.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves a draft over the revision it was read at.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if it has changed since.
    pub async fn save_set_draft(&mut self, draft: &SetDraft, over: u64) -> Result<(), StoreError> {
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update criteria_draft set code = $3, set_version = $4, title = $5, text = $6, sidecar = $7, \
                 revision = $8, account = $9, at = $10 where id = $1 and revision = $2 and closed_at is null",
            )
            .bind(&draft.id)
            .bind(over.cast_signed())
            .bind(&draft.code)
            .bind(&draft.set_version)
            .bind(&draft.title)
            .bind(&draft.text)
            .bind(&draft.sidecar)
            .bind(draft.revision.cast_signed())
            .bind(&draft.account)
            .bind(draft.at.micros())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
    }

    /// Keeps the text that a draft had, as a step; steps before `oldest` are forgotten.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keep_draft_step(&mut self, draft: &SetDraft, state: StepState, oldest: u64) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into criteria_draft_past (draft, revision, text, sidecar, account, at, state) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&draft.id)
            .bind(draft.revision.cast_signed())
            .bind(&draft.text)
            .bind(&draft.sidecar)
            .bind(&draft.account)
            .bind(draft.at.micros())
            .bind(state.word())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from criteria_draft_past where draft = $1 and revision < $2")
                .bind(&draft.id)
                .bind(oldest.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Says that a step was gone back to.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn use_draft_step(&mut self, draft: &str, revision: u64) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update criteria_draft_past set state = 'used' where draft = $1 and revision = $2")
                .bind(draft)
                .bind(revision.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Closes a draft: it was issued, or somebody removed it.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if it has changed since.
    pub async fn close_set_draft(&mut self, draft: &str, over: u64, issued: bool) -> Result<(), StoreError> {
        let (at, outcome) = (self.now().micros(), if issued { "issued" } else { "removed" });
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update criteria_draft set closed_at = $3, closed_as = $4 \
                 where id = $1 and revision = $2 and closed_at is null",
            )
            .bind(draft)
            .bind(over.cast_signed())
            .bind(at)
            .bind(outcome)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
    }
}

fn head<'row, R: Row>(row: &'row R) -> Result<IssuedHead, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(IssuedHead {
        code: row.try_get("code")?,
        version: row.try_get("version")?,
        title: row.try_get("title")?,
        hash: row.try_get("hash")?,
        base: row.try_get("base")?,
        decision: row.try_get("decision")?,
        decided_on: row.try_get("decided_on")?,
        signer: row.try_get("signer")?,
        account: row.try_get("account")?,
        at: Timestamp::from_micros(row.try_get("at")?),
    })
}

fn issued<'row, R: Row>(row: &'row R) -> Result<IssuedSet, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(IssuedSet { head: head(row)?, text: row.try_get("text")?, sidecar: row.try_get("sidecar")? })
}

fn draft<'row, R: Row>(row: &'row R) -> Result<SetDraft, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    Ok(SetDraft {
        id: row.try_get("id")?,
        code: row.try_get("code")?,
        set_version: row.try_get("set_version")?,
        title: row.try_get("title")?,
        base: row.try_get("base")?,
        text: row.try_get("text")?,
        sidecar: row.try_get("sidecar")?,
        revision: row.try_get::<i64, _>("revision")?.cast_unsigned(),
        made_by: row.try_get("made_by")?,
        made_at: Timestamp::from_micros(row.try_get("made_at")?),
        account: row.try_get("account")?,
        at: Timestamp::from_micros(row.try_get("at")?),
    })
}
