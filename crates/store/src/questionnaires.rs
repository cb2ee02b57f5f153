//! Questionnaires: versions that are kept for good, and drafts of the next.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// The text of a questionnaire that a survey uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionnaireRow {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// The file byte for byte.
    pub text: String,
    /// English titles beside it.
    pub sidecar: Option<String>,
    /// SHA-256 of the text.
    pub hash: String,
    /// Account of who brought it in.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// A questionnaire that is being written (bản nháp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormDraft {
    /// Id.
    pub id: String,
    /// Title, as far as the text says one.
    pub title: String,
    /// Text of the file.
    pub text: String,
    /// English titles beside it; empty: none.
    pub sidecar: String,
    /// Counts changes.
    pub revision: u64,
    /// Account that changed it last.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

impl Link {
    /// Finds the text of a questionnaire that is in use.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_questionnaire(
        &mut self,
        code: &str,
        version: &str,
    ) -> Result<Option<QuestionnaireRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select code, version, title, text, sidecar, hash, account, at from questionnaire \
                 where code = $1 and version = $2",
            );
            query.bind(code).bind(version).fetch_optional(db).await?.as_ref().map(kept).transpose()
        })?)
    }

    /// Lists the questionnaires that are kept, by code and version.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn issued_questionnaires(&mut self) -> Result<Vec<QuestionnaireRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select code, version, title, text, sidecar, hash, account, at from questionnaire \
                 order by code, version",
            );
            rows.fetch_all(db).await?.iter().map(kept).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Lists the drafts, the last changed first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn form_drafts(&mut self) -> Result<Vec<FormDraft>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, title, text, sidecar, revision, account, at from questionnaire_draft order by at desc, id",
            );
            rows.fetch_all(db).await?.iter().map(draft).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Finds a draft.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_form_draft(&mut self, id: &str) -> Result<Option<FormDraft>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select id, title, text, sidecar, revision, account, at from questionnaire_draft where id = $1",
            );
            query.bind(id).fetch_optional(db).await?.as_ref().map(draft).transpose()
        })?)
    }
}

impl Work {
    /// Keeps the text of a questionnaire, unless this version is kept already.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keep_questionnaire(&mut self, row: &QuestionnaireRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into questionnaire (code, version, title, text, sidecar, hash, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (code, version) do nothing",
            )
            .bind(&row.code)
            .bind(&row.version)
            .bind(&row.title)
            .bind(&row.text)
            .bind(&row.sidecar)
            .bind(&row.hash)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps a draft: a new one, or over the revision before its own. False if somebody else was faster.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_form_draft(&mut self, draft: &FormDraft) -> Result<bool, StoreError> {
        let revision = draft.revision.cast_signed();
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "insert into questionnaire_draft (id, title, text, sidecar, revision, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do update set title = excluded.title, \
                 text = excluded.text, sidecar = excluded.sidecar, revision = excluded.revision, \
                 account = excluded.account, at = excluded.at where questionnaire_draft.revision = $8",
            )
            .bind(&draft.id)
            .bind(&draft.title)
            .bind(&draft.text)
            .bind(&draft.sidecar)
            .bind(revision)
            .bind(&draft.account)
            .bind(draft.at.micros())
            .bind(revision - 1)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(changed == 1)
    }

    /// Forgets a draft: it was issued or given up.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn drop_form_draft(&mut self, id: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from questionnaire_draft where id = $1").bind(id).execute(db).await.map(|_| ())
        })?)
    }
}

fn kept<'row, R: Row>(row: &'row R) -> Result<QuestionnaireRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(QuestionnaireRow {
        code: row.text("code")?,
        version: row.text("version")?,
        title: row.text("title")?,
        text: row.text("text")?,
        sidecar: row.maybe_text("sidecar")?,
        hash: row.text("hash")?,
        account: row.text("account")?,
        at: row.moment("at")?,
    })
}

fn draft<'row, R: Row>(row: &'row R) -> Result<FormDraft, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(FormDraft {
        id: row.text("id")?,
        title: row.text("title")?,
        text: row.text("text")?,
        sidecar: row.text("sidecar")?,
        revision: row.whole("revision")?.cast_unsigned(),
        account: row.text("account")?,
        at: row.moment("at")?,
    })
}
