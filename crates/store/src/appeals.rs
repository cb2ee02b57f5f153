//! Appeals of units against their published result.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_assessment::appeal::{Appeal, State};

use crate::engine::on;
use crate::publications::whole;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

impl Link {
    /// Lists the appeals of a round, or of one unit in it, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appeals(&mut self, round: &str, unit: Option<&str>) -> Result<Vec<Appeal>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, version, unit, criterion, text, account, at, state, answer, answered_by, answered_at, \
                 correction from appeal where round = $1 and ($2 = '' or unit = $2) order by at desc, id desc",
            );
            let rows = rows.bind(round).bind(unit.unwrap_or_default()).fetch_all(db).await?;
            rows.iter().map(appeal).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Finds one appeal of a round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_appeal(&mut self, round: &str, id: &str) -> Result<Option<Appeal>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query(
                "select id, version, unit, criterion, text, account, at, state, answer, answered_by, answered_at, \
                 correction from appeal where round = $1 and id = $2",
            );
            row.bind(round).bind(id).fetch_optional(db).await?.as_ref().map(appeal).transpose()
        })?)
    }
}

impl Work {
    /// Saves an appeal as it stands now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_appeal(&mut self, round: &str, appeal: &Appeal) -> Result<(), StoreError> {
        let answered = appeal.answered.as_ref();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into appeal (id, round, version, unit, criterion, text, account, at, state, answer, \
                 answered_by, answered_at, correction) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do update set \
                 state = excluded.state, answer = excluded.answer, answered_by = excluded.answered_by, \
                 answered_at = excluded.answered_at, correction = excluded.correction",
            )
            .bind(&appeal.id)
            .bind(round)
            .bind(i64::from(appeal.version))
            .bind(&appeal.unit)
            .bind(&appeal.criterion)
            .bind(&appeal.text)
            .bind(&appeal.by)
            .bind(appeal.at.micros())
            .bind(appeal.state.word())
            .bind(&appeal.answer)
            .bind(answered.map(|(by, _)| by.as_str()))
            .bind(answered.map(|(_, at)| at.micros()))
            .bind(appeal.correction.map(i64::from))
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

fn appeal<'row, R: Row>(row: &'row R) -> Result<Appeal, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let state = State::of(&row.text("state")?).ok_or_else(|| sqlx::Error::Protocol("state of an appeal".to_owned()))?;
    Ok(Appeal {
        id: row.text("id")?,
        version: whole(row.whole("version")?),
        unit: row.text("unit")?,
        criterion: row.maybe_text("criterion")?,
        text: row.text("text")?,
        by: row.text("account")?,
        at: row.moment("at")?,
        state,
        answer: row.maybe_text("answer")?,
        answered: row.maybe_text("answered_by")?.zip(row.maybe_moment("answered_at")?),
        correction: row.maybe_whole("correction")?.map(whole),
    })
}
