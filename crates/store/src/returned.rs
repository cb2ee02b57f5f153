//! Workbooks that came back filled in, kept for a while for the person who handed them in.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// A workbook that came back (sổ Excel đã tải lên).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedRow {
    /// Id.
    pub id: String,
    /// Word for what it is for.
    pub kind: String,
    /// Code of the round.
    pub round: String,
    /// What of the round it is about: code of a unit.
    pub about: String,
    /// Account that handed it in.
    pub account: String,
    /// Name of the file.
    pub file_name: String,
    /// Its cells, as the reader of files wrote them.
    pub cells: String,
    /// What the person said of rows and columns, as JSON.
    pub said: String,
    /// What came of each row, as JSON; none before it was written.
    pub result: Option<String>,
    /// When it was handed in.
    pub at: Timestamp,
    /// When it was written.
    pub written_at: Option<Timestamp>,
}

impl Link {
    /// Finds a workbook that came back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_returned(&mut self, id: &str) -> Result<Option<ReturnedRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select id, kind, round, about, account, file_name, cells, said, result, at, written_at \
                 from returned_workbook where id = $1",
            );
            let found = query.bind(id).fetch_optional(db).await?;
            found
                .map(|found| {
                    let row = Columns(&found);
                    Ok::<_, sqlx::Error>(ReturnedRow {
                        id: row.text("id")?,
                        kind: row.text("kind")?,
                        round: row.text("round")?,
                        about: row.text("about")?,
                        account: row.text("account")?,
                        file_name: row.text("file_name")?,
                        cells: row.text("cells")?,
                        said: row.text("said")?,
                        result: row.maybe_text("result")?,
                        at: row.moment("at")?,
                        written_at: row.maybe_moment("written_at")?,
                    })
                })
                .transpose()
        })?)
    }

    /// Lists what a person handed in about something of a round, the last first: id, file, when, whether it was written.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_returned(
        &mut self,
        (round, about): (&str, &str),
        account: &str,
    ) -> Result<Vec<(String, String, Timestamp, bool)>, StoreError> {
        let found: Vec<(String, String, i64, Option<i64>)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, file_name, at, written_at from returned_workbook \
                 where round = $1 and about = $2 and account = $3 order by at desc, id",
            )
            .bind(round)
            .bind(about)
            .bind(account)
            .fetch_all(db)
            .await
        })?;
        let row = |(id, name, at, written): (String, String, i64, Option<i64>)| {
            (id, name, Timestamp::from_micros(at), written.is_some())
        };
        Ok(found.into_iter().map(row).collect())
    }
}

impl Work {
    /// Keeps a workbook that came back, and lets go of those that came before a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_returned(&mut self, row: &ReturnedRow, before: Timestamp) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from returned_workbook where at < $1")
                .bind(before.micros())
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into returned_workbook (id, kind, round, about, account, file_name, cells, said, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(&row.id)
            .bind(&row.kind)
            .bind(&row.round)
            .bind(&row.about)
            .bind(&row.account)
            .bind(&row.file_name)
            .bind(&row.cells)
            .bind(&row.said)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps what a person says of rows and columns.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn say_returned(&mut self, id: &str, said: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update returned_workbook set said = $2 where id = $1 and written_at is null")
                .bind(id)
                .bind(said)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Keeps what came of each row; only the first time counts.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if it was written before.
    pub async fn close_returned(&mut self, id: &str, result: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update returned_workbook set result = $2, written_at = $3 where id = $1 and written_at is null",
            )
            .bind(id)
            .bind(result)
            .bind(at)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
    }

    /// Lets a workbook go.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn drop_returned(&mut self, id: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from returned_workbook where id = $1").bind(id).execute(db).await.map(|_| ())
        })?)
    }
}
