//! Remedy plans of low-ranked units, with their items.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_assessment::remedy::{Item, Progress, Remedy, State};

use crate::engine::on;
use crate::publications::whole;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

impl Link {
    /// Lists the remedy plans of a round, or of one unit in it, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remedies(&mut self, round: &str, unit: Option<&str>) -> Result<Vec<(Remedy, u64)>, StoreError> {
        let unit = unit.unwrap_or_default();
        let mut plans = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, version, unit, because, due_on, account, at, state, remark, signed_by, signed_at, changes \
                 from remedy where round = $1 and ($2 = '' or unit = $2) order by at desc, id desc",
            );
            let rows = rows.bind(round).bind(unit).fetch_all(db).await?;
            rows.iter().map(plan).collect::<Result<Vec<_>, sqlx::Error>>()
        })?;
        let items = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select item.id as id, remedy, criterion, task, person, item.due_on as due_on, progress, note, \
                 marked_by, marked_at from remedy_item as item join remedy on remedy.id = item.remedy \
                 where remedy.round = $1 and ($2 = '' or remedy.unit = $2) order by item.remedy, item.position",
            );
            let rows = rows.bind(round).bind(unit).fetch_all(db).await?;
            rows.iter().map(item).collect::<Result<Vec<_>, sqlx::Error>>()
        })?;
        for (of, item) in items {
            if let Some((plan, _)) = plans.iter_mut().find(|(plan, _)| plan.id == of) {
                plan.items.push(item);
            }
        }
        Ok(plans)
    }
}

impl Work {
    /// Saves a remedy plan that was asked for just now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_remedy(&mut self, round: &str, plan: &Remedy) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into remedy (id, round, version, unit, because, due_on, account, at, state, remark, changes) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
            )
            .bind(&plan.id)
            .bind(round)
            .bind(i64::from(plan.version))
            .bind(&plan.unit)
            .bind(&plan.because)
            .bind(&plan.due_on)
            .bind(&plan.by)
            .bind(plan.at.micros())
            .bind(plan.state.word())
            .bind(&plan.remark)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Saves a remedy plan with its items as they stand now, over the state that was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody else changed it since, or that the database does not answer.
    pub async fn save_remedy(&mut self, plan: &Remedy, over: u64) -> Result<(), StoreError> {
        let signed = plan.signed.as_ref();
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update remedy set state = $1, remark = $2, signed_by = $3, signed_at = $4, changes = changes + 1 \
                 where id = $5 and changes = $6",
            )
            .bind(plan.state.word())
            .bind(&plan.remark)
            .bind(signed.map(|(by, _)| by.as_str()))
            .bind(signed.map(|(_, at)| at.micros()))
            .bind(&plan.id)
            .bind(over.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 {
            return Err(StoreError::Overtaken);
        }
        on!(self.either(), |db| {
            sqlx::query("delete from remedy_item where remedy = $1").bind(&plan.id).execute(db).await.map(|_| ())
        })?;
        for (position, item) in (1i64..).zip(&plan.items) {
            self.insert_item(&plan.id, position, item).await?;
        }
        Ok(())
    }

    async fn insert_item(&mut self, plan: &str, position: i64, item: &Item) -> Result<(), StoreError> {
        let marked = item.marked.as_ref();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into remedy_item (id, remedy, position, criterion, task, person, due_on, progress, note, \
                 marked_by, marked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(&item.id)
            .bind(plan)
            .bind(position)
            .bind(&item.criterion)
            .bind(&item.task)
            .bind(&item.person)
            .bind(&item.due_on)
            .bind(item.progress.word())
            .bind(&item.note)
            .bind(marked.map(|(by, _)| by.as_str()))
            .bind(marked.map(|(_, at)| at.micros()))
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }
}

fn plan<'row, R: Row>(row: &'row R) -> Result<(Remedy, u64), sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let state = State::of(&row.text("state")?).ok_or_else(|| sqlx::Error::Protocol("state of a plan".to_owned()))?;
    let plan = Remedy {
        id: row.text("id")?,
        version: whole(row.whole("version")?),
        unit: row.text("unit")?,
        because: row.text("because")?,
        due_on: row.text("due_on")?,
        by: row.text("account")?,
        at: row.moment("at")?,
        state,
        remark: row.text("remark")?,
        signed: row.maybe_text("signed_by")?.zip(row.maybe_moment("signed_at")?),
        items: Vec::new(),
    };
    Ok((plan, row.whole("changes")?.cast_unsigned()))
}

fn item<'row, R: Row>(row: &'row R) -> Result<(String, Item), sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let progress = row.text("progress")?;
    let progress = Progress::of(&progress).ok_or_else(|| sqlx::Error::Protocol("progress of an item".to_owned()))?;
    let item = Item {
        id: row.text("id")?,
        criterion: row.maybe_text("criterion")?,
        task: row.text("task")?,
        person: row.text("person")?,
        due_on: row.text("due_on")?,
        progress,
        note: row.text("note")?,
        marked: row.maybe_text("marked_by")?.zip(row.maybe_moment("marked_at")?),
    };
    Ok((row.text("remedy")?, item))
}
