//! What stands in the fields of a unit's record, every version of it, and who was given what.

use sqlx::AssertSqlSafe;
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// One version of one field of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Code of the criterion.
    pub criterion: String,
    /// Word of the field: `figures`, `note`, `not_applicable`, `no_evidence`.
    pub name: String,
    /// Version, from 1.
    pub version: u64,
    /// What stands there, as JSON that the application reads.
    pub value: String,
    /// Account of who wrote it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// A criterion given to a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRow {
    /// Code of the criterion.
    pub criterion: String,
    /// Account of the colleague.
    pub account: String,
    /// Day by which it should be done, `YYYY-MM-DD`.
    pub due: Option<String>,
}

/// What the list of records shows of one record, computed from its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Criteria that need nothing more.
    pub answered: u64,
    /// Criteria that the unit assesses itself.
    pub of_criteria: u64,
    /// Criteria that lack evidence.
    pub lacking: u64,
    /// Points, exact.
    pub points: String,
    /// Maximum that applies, exact.
    pub maximum: String,
}

/// A row as the database gives it.
type Raw = (String, String, i64, String, String, i64);

fn row((criterion, name, version, value, account, at): Raw) -> FieldRow {
    FieldRow { criterion, name, version: version.cast_unsigned(), value, account, at: Timestamp::from_micros(at) }
}

impl Link {
    /// Lists what stands in all fields of a unit's record.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn fields_of(&mut self, round: &str, unit: &str) -> Result<Vec<FieldRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select criterion, name, version, value, account, at from field where round = $1 and unit = $2",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists what all units of a round answered to these criteria, with the unit's code before each.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn fields_on(&mut self, round: &str, criteria: &[String]) -> Result<Vec<(String, FieldRow)>, StoreError> {
        type RawOn = (String, String, String, i64, String, String, i64);
        if criteria.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..criteria.len() + 2).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select unit, criterion, name, version, value, account, at from field where round = $1 \
             and criterion in ({}) and name in ('figures', 'not_applicable')",
            places.join(", ")
        );
        let rows: Vec<RawOn> = on!(self.either(), |db| {
            let query = sqlx::query_as(AssertSqlSafe(sql)).bind(round);
            criteria.iter().fold(query, |query, code| query.bind(code)).fetch_all(db).await
        })?;
        let given = |(unit, criterion, name, version, value, account, at): RawOn| {
            (unit, row((criterion, name, version, value, account, at)))
        };
        Ok(rows.into_iter().map(given).collect())
    }

    /// Lists all versions of one field, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn field_history(
        &mut self,
        round: &str,
        unit: &str,
        criterion: &str,
        name: &str,
    ) -> Result<Vec<FieldRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select criterion, name, version, value, account, at from field_past \
                 where round = $1 and unit = $2 and criterion = $3 and name = $4 order by version desc",
            )
            .bind(round)
            .bind(unit)
            .bind(criterion)
            .bind(name)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Counts the evidence of each criterion of a unit's record; criteria without any are left out.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn evidence_counts(&mut self, round: &str, unit: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select evidence_use.criterion, count(*) from evidence_use \
                 join evidence on evidence.id = evidence_use.evidence and evidence.removed_at is null \
                 where evidence_use.round = $1 and evidence_use.unit = $2 group by evidence_use.criterion",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(criterion, count)| (criterion, count.cast_unsigned())).collect())
    }

    /// Lists the criteria of a unit that were given to colleagues.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn assignments_of(&mut self, round: &str, unit: &str) -> Result<Vec<AssignmentRow>, StoreError> {
        let rows: Vec<(String, String, Option<String>)> = on!(self.either(), |db| {
            sqlx::query_as("select criterion, account, due from assignment where round = $1 and unit = $2")
                .bind(round)
                .bind(unit)
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(criterion, account, due)| AssignmentRow { criterion, account, due }).collect())
    }

    /// Lists who may be given criteria of a unit: accounts with a role for it, with their names.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn colleagues_of(&mut self, round: &str, unit: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select distinct account.id, account.name from round_role \
                 join account on account.id = round_role.account and account.disabled_at is null \
                 where round_role.round = $1 and round_role.unit = $2 and round_role.revoked_at is null",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?)
    }

    /// Lists the names of accounts that wrote in a unit's record, by account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn writers_of(&mut self, round: &str, unit: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select id, name from account \
                 where id in (select account from field_past where round = $1 and unit = $2)",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?)
    }
}

impl Work {
    /// Writes a version of a field: it stands in the field and in its history.
    ///
    /// # Errors
    /// If the database does not answer, or if the version is there already.
    pub async fn save_field(&mut self, round: &str, unit: &str, field: &FieldRow) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into field (round, unit, criterion, name, version, value, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (round, unit, criterion, name) do update \
                 set version = excluded.version, value = excluded.value, account = excluded.account, at = excluded.at",
            )
            .bind(round)
            .bind(unit)
            .bind(&field.criterion)
            .bind(&field.name)
            .bind(field.version.cast_signed())
            .bind(&field.value)
            .bind(&field.account)
            .bind(field.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        on!(self.either(), |db| {
            sqlx::query(
                "insert into field_past (round, unit, criterion, name, version, value, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(round)
            .bind(unit)
            .bind(&field.criterion)
            .bind(&field.name)
            .bind(field.version.cast_signed())
            .bind(&field.value)
            .bind(&field.account)
            .bind(field.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Notes in a unit's record what its answers come to, and who touched it last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_summary(
        &mut self,
        round: &str,
        unit: &str,
        summary: &Summary,
        touched: (&str, Timestamp),
    ) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "update assessment set answered = $3, of_criteria = $4, lacking = $5, points = $6, maximum = $7, \
                 touched_by = $8, touched_at = $9 where round = $1 and unit = $2",
            )
            .bind(round)
            .bind(unit)
            .bind(summary.answered.cast_signed())
            .bind(summary.of_criteria.cast_signed())
            .bind(summary.lacking.cast_signed())
            .bind(&summary.points)
            .bind(&summary.maximum)
            .bind(touched.0)
            .bind(touched.1.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Gives a criterion to a colleague, or takes it back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_assignment(
        &mut self,
        round: &str,
        unit: &str,
        criterion: &str,
        to: Option<(&str, Option<&str>)>,
    ) -> Result<(), StoreError> {
        match to {
            Some((account, due)) => on!(self.either(), |db| {
                sqlx::query(
                    "insert into assignment (round, unit, criterion, account, due) values ($1, $2, $3, $4, $5) \
                     on conflict (round, unit, criterion) do update set account = excluded.account, due = excluded.due",
                )
                .bind(round)
                .bind(unit)
                .bind(criterion)
                .bind(account)
                .bind(due)
                .execute(db)
                .await
                .map(|_| ())
            })?,
            None => on!(self.either(), |db| {
                sqlx::query("delete from assignment where round = $1 and unit = $2 and criterion = $3")
                    .bind(round)
                    .bind(unit)
                    .bind(criterion)
                    .execute(db)
                    .await
                    .map(|_| ())
            })?,
        }
        Ok(())
    }
}
