//! Devices, interviewers and paper: how responses come in without a link of one's own.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A device, or an interviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Id.
    pub id: String,
    /// Survey.
    pub survey: String,
    /// Stratum whose responses it hands in.
    pub stratum: String,
    /// Kind: `kiosk` or `interviewer`.
    pub kind: String,
    /// Where it stands, or what it is called.
    pub label: String,
    /// Hash of its code.
    pub h: String,
    /// Account of the interviewer; empty for a device.
    pub person: String,
    /// Account of who set it up.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A bundle of paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Survey.
    pub survey: String,
    /// Number within the survey, from 1.
    pub number: u32,
    /// Stratum of all its papers.
    pub stratum: String,
    /// How many papers it has.
    pub copies: u32,
    /// State: `keying`, `sending`, `sent` or `dropped`.
    pub state: String,
    /// Account of who began it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// A paper as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyRow {
    /// Number of the paper within its bundle, from 1.
    pub copy: u32,
    /// 1 first, 2 second, 3 settled.
    pub turn: u32,
    /// Account of who typed it.
    pub account: String,
    /// Canonical answers, in hex.
    pub answers: String,
}

/// Who typed how many of a bundle: turn, account, papers.
pub type Keyed = (u32, String, u32);

type DeviceColumns = (String, String, String, String, String, String, String, String, i64, Option<i64>);

fn device(row: DeviceColumns) -> DeviceRow {
    let (id, survey, stratum, kind, label, h, person, account, at, revoked_at) = row;
    let (at, revoked_at) = (Timestamp::from_micros(at), revoked_at.map(Timestamp::from_micros));
    DeviceRow { id, survey, stratum, kind, label, h, person, account, at, revoked_at }
}

fn batch(row: (String, i64, String, i64, String, String, i64)) -> BatchRow {
    let (survey, number, stratum, copies, state, account, at) = row;
    let (number, copies) = (small(number), small(copies));
    BatchRow { survey, number, stratum, copies, state, account, at: Timestamp::from_micros(at) }
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

impl Link {
    /// Finds a device by the hash of its code, whether or not it was taken back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_device(&mut self, h: &str) -> Result<Option<DeviceRow>, StoreError> {
        let row: Option<DeviceColumns> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, survey, stratum, kind, label, h, person, account, at, revoked_at \
                 from survey_device where h = $1",
            )
            .bind(h)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(device))
    }

    /// Lists the devices and interviewers of a survey, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn devices(&mut self, survey: &str) -> Result<Vec<DeviceRow>, StoreError> {
        let rows: Vec<DeviceColumns> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, survey, stratum, kind, label, h, person, account, at, revoked_at \
                 from survey_device where survey = $1 order by at desc, id desc",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(device).collect())
    }

    /// Lists the bundles of a survey, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn batches(&mut self, survey: &str) -> Result<Vec<BatchRow>, StoreError> {
        let rows: Vec<(String, i64, String, i64, String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select survey, number, stratum, copies, state, account, at from paper_batch \
                 where survey = $1 order by number desc",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(batch).collect())
    }

    /// Lists what was typed of a bundle, in order of paper and turn.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn copies(&mut self, survey: &str, number: u32) -> Result<Vec<CopyRow>, StoreError> {
        let rows: Vec<(i64, i64, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select copy, turn, account, answers from paper_copy where survey = $1 and batch = $2 \
                 order by copy, turn",
            )
            .bind(survey)
            .bind(i64::from(number))
            .fetch_all(db)
            .await
        })?;
        let copy = |(copy, turn, account, answers)| CopyRow { copy: small(copy), turn: small(turn), account, answers };
        Ok(rows.into_iter().map(copy).collect())
    }

    /// Lists who typed how many of a bundle that was handed in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keyed(&mut self, survey: &str, number: u32) -> Result<Vec<Keyed>, StoreError> {
        let rows: Vec<(i64, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select turn, account, copies from paper_keyed where survey = $1 and batch = $2 order by turn, account",
            )
            .bind(survey)
            .bind(i64::from(number))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(turn, account, copies)| (small(turn), account, small(copies))).collect())
    }
}

impl Work {
    /// Adds a device or an interviewer.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_device(&mut self, row: &DeviceRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into survey_device (id, survey, stratum, kind, label, h, person, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(&row.id)
            .bind(&row.survey)
            .bind(&row.stratum)
            .bind(&row.kind)
            .bind(&row.label)
            .bind(&row.h)
            .bind(&row.person)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Takes a device or an interviewer back; says whether it was still in use.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_device(&mut self, survey: &str, id: &str) -> Result<bool, StoreError> {
        let now = self.now();
        Ok(on!(self.either(), |db| {
            sqlx::query("update survey_device set revoked_at = $1 where survey = $2 and id = $3 and revoked_at is null")
                .bind(now.micros())
                .bind(survey)
                .bind(id)
                .execute(db)
                .await
                .map(|done| done.rows_affected() == 1)
        })?)
    }

    /// Begins a bundle.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_batch(&mut self, row: &BatchRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into paper_batch (survey, number, stratum, copies, state, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&row.survey)
            .bind(i64::from(row.number))
            .bind(&row.stratum)
            .bind(i64::from(row.copies))
            .bind(&row.state)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps a paper as somebody typed it, over what the same turn had before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_copy(&mut self, survey: &str, number: u32, row: &CopyRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into paper_copy (survey, batch, copy, turn, account, answers) values ($1, $2, $3, $4, $5, $6) \
                 on conflict (survey, batch, copy, turn) do update set account = $5, answers = $6",
            )
            .bind(survey)
            .bind(i64::from(number))
            .bind(i64::from(row.copy))
            .bind(i64::from(row.turn))
            .bind(&row.account)
            .bind(&row.answers)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Throws away what was settled for a paper: one of its typings has changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unsettle(&mut self, survey: &str, number: u32, copy: u32) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from paper_copy where survey = $1 and batch = $2 and copy = $3 and turn = 3")
                .bind(survey)
                .bind(i64::from(number))
                .bind(i64::from(copy))
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Ends a bundle: who typed how many stays, what was typed goes.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_batch(&mut self, survey: &str, number: u32, state: &str) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into paper_keyed (survey, batch, turn, account, copies) \
                 select survey, batch, turn, account, count(*) from paper_copy where survey = $1 and batch = $2 \
                 group by survey, batch, turn, account",
            )
            .bind(survey)
            .bind(i64::from(number))
            .execute(db)
            .await
            .map(|_| ())
        })?;
        on!(self.either(), |db| {
            sqlx::query("delete from paper_copy where survey = $1 and batch = $2")
                .bind(survey)
                .bind(i64::from(number))
                .execute(db)
                .await
                .map(|_| ())
        })?;
        self.set_batch(survey, number, state).await
    }

    /// Moves a bundle on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_batch(&mut self, survey: &str, number: u32, state: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update paper_batch set state = $1 where survey = $2 and number = $3")
                .bind(state)
                .bind(survey)
                .bind(i64::from(number))
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}
