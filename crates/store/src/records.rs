//! Records of units in a round: where each stands, with a cache of its figures.

use serde_json::{Value, json};
use sqlx::Row;
use thuocdo_assessment::record::Asked;
use thuocdo_assessment::{Record, RoundStage, Stage, StageKind};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A record with the figures that lists show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The record.
    pub record: Record,
    /// How many criteria are answered.
    pub answered: u64,
    /// How many criteria the unit answers.
    pub of_criteria: u64,
    /// How many criteria lack evidence.
    pub lacking: u64,
    /// Self points so far, as an exact number.
    pub points: Option<String>,
    /// Highest points the unit can reach.
    pub maximum: Option<String>,
    /// When somebody last changed an answer.
    pub touched_at: Option<Timestamp>,
    /// Who did.
    pub touched_by: Option<String>,
}

/// One text for a record alone and for all of a round: `$2` null means all.
const SELECT: &str = "select a.round, a.unit, a.stage, a.stage_data, a.version, a.answered, a.of_criteria, a.lacking, \
     a.points, a.maximum, a.touched_at, a.touched_by, r.stage as round_stage, \
     coalesce(own.due_at, everyone.due_at) as due_at, \
     case when own.round is null then everyone.closed_at else own.closed_at end as closed_at, \
     coalesce(own_asked.due_at, all_asked.due_at) as asked_due_at, \
     case when own_asked.round is null then all_asked.closed_at else own_asked.closed_at end as asked_closed_at \
     from assessment a join round r on r.code = a.round \
     left join round_due own on own.round = a.round and own.stage = 'self_assessment' and own.unit = a.unit \
     left join round_due everyone on everyone.round = a.round and everyone.stage = 'self_assessment' \
     and everyone.unit = '' \
     left join round_due own_asked on own_asked.round = a.round and own_asked.stage = 'clarification' and own_asked.unit = a.unit \
     left join round_due all_asked on all_asked.round = a.round and all_asked.stage = 'clarification' \
     and all_asked.unit = '' \
     where a.round = $1 and ($2 is null or a.unit = $2) order by a.unit";

impl Link {
    /// Finds a unit's record with where its round stands, whether it is closed and what it is asked.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_record(&mut self, round: &str, unit: &str) -> Result<Option<Record>, StoreError> {
        match self.find_record_row(round, unit).await? {
            Some(row) => Ok(Some(self.with_asked(row.record).await?)),
            None => Ok(None),
        }
    }

    /// A record with what its unit is asked.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn with_asked(&mut self, mut record: Record) -> Result<Record, StoreError> {
        // Before it is handed in, nobody asks anything.
        if matches!(record.stage.kind(), StageKind::Submitted | StageKind::Missed) {
            record.asked.criteria = self.asked(&record.round, &record.unit).await?;
        }
        Ok(record)
    }

    /// Lists the criteria of a record with a question that is open, by code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn asked(&mut self, round: &str, unit: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select distinct criterion from question where round = $1 and unit = $2 and state = 'open' \
                 order by criterion",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(code,)| code).collect())
    }

    /// Finds a unit's record with its figures.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_record_row(&mut self, round: &str, unit: &str) -> Result<Option<RecordRow>, StoreError> {
        Ok(self.records(round, Some(unit)).await?.pop())
    }

    /// Lists all records of a round, by unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_records(&mut self, round: &str) -> Result<Vec<RecordRow>, StoreError> {
        self.records(round, None).await
    }

    async fn records(&mut self, round: &str, unit: Option<&str>) -> Result<Vec<RecordRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(SELECT).bind(round).bind(unit).fetch_all(db).await?;
            rows.iter().map(row).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Finds where a round stands.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn round_stage(&mut self, round: &str) -> Result<Option<RoundStage>, StoreError> {
        let found: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select stage from round where code = $1").bind(round).fetch_optional(db).await
        })?;
        Ok(found.map(|(word,)| round_stage(&word)).transpose()?)
    }
}

impl Work {
    /// Adds a unit's record, being filled in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_record(&mut self, round: &str, unit: &str, of_criteria: u64) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into assessment (round, unit, stage, stage_data, version, answered, of_criteria, lacking) \
                 values ($1, $2, 'drafting', '{}', 1, 0, $3, 0)",
            )
            .bind(round)
            .bind(unit)
            .bind(of_criteria.cast_signed())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves where a record stands, if nobody else moved it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody did.
    pub async fn save_record(&mut self, record: &Record) -> Result<(), StoreError> {
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "update assessment set stage = $1, stage_data = $2, version = version + 1 \
                 where round = $3 and unit = $4 and version = $5",
            )
            .bind(record.stage.word())
            .bind(data(&record.stage))
            .bind(&record.round)
            .bind(&record.unit)
            .bind(record.version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if saved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }
}

fn row<'row, R: Row>(row: &'row R) -> Result<RecordRow, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<i64>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    let whole = |name| row.try_get::<i64, _>(name).map(i64::cast_unsigned);
    let moment = |name| row.try_get::<Option<i64>, _>(name).map(|at| at.map(Timestamp::from_micros));
    let (word, data): (String, String) = (row.try_get("stage")?, row.try_get("stage_data")?);
    let record = Record {
        round: row.try_get("round")?,
        unit: row.try_get("unit")?,
        stage: stage(&word, &data).ok_or_else(|| sqlx::Error::Protocol(format!("stage {word} {data}")))?,
        round_stage: round_stage(&row.try_get::<String, _>("round_stage")?)?,
        closed_at: moment("closed_at")?,
        due_at: moment("due_at")?,
        version: whole("version")?,
        asked: Asked { criteria: Vec::new(), due_at: moment("asked_due_at")?, closed_at: moment("asked_closed_at")? },
    };
    Ok(RecordRow {
        record,
        answered: whole("answered")?,
        of_criteria: whole("of_criteria")?,
        lacking: whole("lacking")?,
        points: row.try_get("points")?,
        maximum: row.try_get("maximum")?,
        touched_at: moment("touched_at")?,
        touched_by: row.try_get("touched_by")?,
    })
}

fn round_stage(word: &str) -> Result<RoundStage, sqlx::Error> {
    RoundStage::of(word).ok_or_else(|| sqlx::Error::Protocol(format!("stage of a round: {word}")))
}

/// What a stage holds, as JSON.
fn data(stage: &Stage) -> String {
    let value = match stage {
        Stage::Drafting | Stage::Missed => json!({}),
        Stage::WithHead { by, at, opened, reopened } => {
            json!({ "by": by, "at": at.micros(), "opened": opened, "reopened": reopened })
        }
        Stage::Returned { criteria, by, at, reopened } => {
            json!({ "criteria": criteria, "by": by, "at": at.micros(), "reopened": reopened })
        }
        Stage::Submitted { seq, code, by, at } => json!({ "seq": seq, "code": code, "by": by, "at": at.micros() }),
    };
    value.to_string()
}

fn stage(word: &str, data: &str) -> Option<Stage> {
    let data: Value = serde_json::from_str(data).ok()?;
    let text = |name: &str| Some(data.get(name)?.as_str()?.to_owned());
    let at = || Some(Timestamp::from_micros(data.get("at")?.as_i64()?));
    Some(match word {
        "drafting" => Stage::Drafting,
        "missed" => Stage::Missed,
        "with_head" => Stage::WithHead {
            by: text("by")?,
            at: at()?,
            opened: serde_json::from_value(data.get("opened")?.clone()).ok()?,
            reopened: data.get("reopened")?.as_bool()?,
        },
        "returned" => Stage::Returned {
            criteria: serde_json::from_value(data.get("criteria")?.clone()).ok()?,
            by: text("by")?,
            at: at()?,
            reopened: data.get("reopened")?.as_bool()?,
        },
        "submitted" => {
            Stage::Submitted { seq: data.get("seq")?.as_u64()?, code: text("code")?, by: text("by")?, at: at()? }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_reads_back_as_itself() {
        let (by, at) = ("p".to_owned(), Timestamp::from_micros(1_000));
        let returned = Stage::Returned { criteria: vec!["1.1".to_owned()], by: by.clone(), at, reopened: true };
        let submitted = Stage::Submitted { seq: 7, code: "7F3A-91C2".to_owned(), by: by.clone(), at };
        let opened = Some(vec!["2.1".to_owned()]);
        let again = Stage::WithHead { by: by.clone(), at, opened, reopened: true };
        let first = Stage::WithHead { by, at, opened: None, reopened: false };
        for kept in [Stage::Drafting, first, again, returned, submitted, Stage::Missed] {
            assert_eq!(stage(kept.word(), &data(&kept)), Some(kept));
        }
        assert_eq!(stage("elsewhere", "{}"), None);
    }
}
