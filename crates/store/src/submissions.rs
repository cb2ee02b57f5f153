//! What was submitted, whole; what the head asked to mend; the signed paper; and what a closing makes of records.

use thuocdo_assessment::{Stage, StageKind};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A submission: the answers and the evidence list as they were signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Number among the submissions of this record, from 1.
    pub number: u64,
    /// Number of its event in the round's log.
    pub seq: u64,
    /// Check code.
    pub code: String,
    /// Answers and evidence list as canonical JSON.
    pub content: String,
    /// SHA-256 of the content.
    pub hash: String,
    /// Account of the head.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// What is asked to be mended in a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkRow {
    /// Id of the row.
    pub id: String,
    /// Code of the criterion.
    pub criterion: String,
    /// What to mend.
    pub text: String,
    /// Account of who asks.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// When it was settled: by a submission, or by later remarks.
    pub settled_at: Option<Timestamp>,
}

/// Number, date and scan of the paper that was signed and sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Number of the submission it belongs to.
    pub number: u64,
    /// Number of the paper as written on it: `87/BC-UBND`.
    pub paper: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Id of the evidence item that is its scan.
    pub file: Option<String>,
    /// Account of who entered it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

type Submitted = (i64, i64, String, String, String, String, i64);

fn submission((number, seq, code, content, hash, account, at): Submitted) -> SubmissionRow {
    let (number, seq) = (number.cast_unsigned(), seq.cast_unsigned());
    SubmissionRow { number, seq, code, content, hash, account, at: Timestamp::from_micros(at) }
}

impl Link {
    /// Lists the submissions of a record, the last first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn submissions_of(&mut self, round: &str, unit: &str) -> Result<Vec<SubmissionRow>, StoreError> {
        let rows: Vec<Submitted> = on!(self.either(), |db| {
            sqlx::query_as(
                "select number, seq, code, content, hash, account, at from submission \
                 where round = $1 and unit = $2 order by number desc",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(submission).collect())
    }

    /// Finds the last submission of a record.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_submission(&mut self, round: &str, unit: &str) -> Result<Option<SubmissionRow>, StoreError> {
        let row: Option<Submitted> = on!(self.either(), |db| {
            sqlx::query_as(
                "select number, seq, code, content, hash, account, at from submission \
                 where round = $1 and unit = $2 order by number desc limit 1",
            )
            .bind(round)
            .bind(unit)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(submission))
    }

    /// Finds the last submission of the same body, under the same code, in a round that opened before this one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn submission_before(&mut self, round: &str, unit: &str) -> Result<Option<SubmissionRow>, StoreError> {
        let row: Option<Submitted> = on!(self.either(), |db| {
            sqlx::query_as(
                "select s.number, s.seq, s.code, s.content, s.hash, s.account, s.at from submission s \
                 join round_unit u on u.round = s.round and u.code = s.unit \
                 join round r on r.code = s.round \
                 join round_unit mine on mine.round = $1 and mine.code = $2 and mine.org_unit = u.org_unit \
                 join round this on this.code = $1 \
                 where s.round <> $1 and r.stage <> 'cancelled' and r.opened_at < this.opened_at \
                 order by r.opened_at desc, s.number desc limit 1",
            )
            .bind(round)
            .bind(unit)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(submission))
    }

    /// Lists the remarks on a record, the newest first; settled ones too.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remarks_of(&mut self, round: &str, unit: &str) -> Result<Vec<RemarkRow>, StoreError> {
        type Row = (String, String, String, String, i64, Option<i64>);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, criterion, text, account, at, settled_at from remark \
                 where round = $1 and unit = $2 order by at desc, id",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        let row = |(id, criterion, text, account, at, settled): Row| RemarkRow {
            id,
            criterion,
            text,
            account,
            at: Timestamp::from_micros(at),
            settled_at: settled.map(Timestamp::from_micros),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Finds the signed paper of a submission.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn signed_paper(&mut self, round: &str, unit: &str, number: u64) -> Result<Option<PaperRow>, StoreError> {
        type Row = (String, String, Option<String>, String, i64);
        let row: Option<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select paper, date, file, account, at from signed_paper where round = $1 and unit = $2 and number = $3",
            )
            .bind(round)
            .bind(unit)
            .bind(number.cast_signed())
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(|(paper, date, file, account, at)| {
            let at = Timestamp::from_micros(at);
            PaperRow { number, paper, date, file, account, at }
        }))
    }
}

impl Link {
    /// Finds the hash of an event in a round's log.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn event_hash(&mut self, round: &str, seq: u64) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select hash from event where round = $1 and seq = $2")
                .bind(round)
                .bind(seq.cast_signed())
                .fetch_optional(db)
                .await
        })?;
        Ok(found.map(|(hash,)| hash))
    }
}

impl Work {
    /// Keeps a submission; it is never changed after.
    ///
    /// # Errors
    /// If the database does not answer, or if the number is taken.
    pub async fn save_submission(&mut self, round: &str, unit: &str, row: &SubmissionRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into submission (round, unit, number, seq, code, content, hash, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(round)
            .bind(unit)
            .bind(row.number.cast_signed())
            .bind(row.seq.cast_signed())
            .bind(&row.code)
            .bind(&row.content)
            .bind(&row.hash)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps a remark.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_remark(&mut self, round: &str, unit: &str, row: &RemarkRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into remark (id, round, unit, criterion, text, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&row.id)
            .bind(round)
            .bind(unit)
            .bind(&row.criterion)
            .bind(&row.text)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Settles the remarks on a record that are open.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn settle_remarks(&mut self, round: &str, unit: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("update remark set settled_at = $3 where round = $1 and unit = $2 and settled_at is null")
                .bind(round)
                .bind(unit)
                .bind(at)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Keeps number, date and scan of the signed paper; entering it again corrects it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_signed_paper(&mut self, round: &str, unit: &str, row: &PaperRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into signed_paper (round, unit, number, paper, date, file, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (round, unit, number) do update set \
                 paper = excluded.paper, date = excluded.date, file = excluded.file, account = excluded.account, \
                 at = excluded.at",
            )
            .bind(round)
            .bind(unit)
            .bind(row.number.cast_signed())
            .bind(&row.paper)
            .bind(&row.date)
            .bind(&row.file)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Moves the records that a closing of self-assessment has just caught: missed, or back to their submission.
    pub(crate) async fn close_records(&mut self, round: &str) -> Result<(), StoreError> {
        for row in self.list_records(round).await? {
            let over = matches!(row.record.stage.kind(), StageKind::Submitted | StageKind::Missed);
            if over || row.record.closed_at.is_none() {
                continue;
            }
            let last = self.last_submission(round, &row.record.unit).await?;
            let earlier =
                last.map(|last| Stage::Submitted { seq: last.seq, code: last.code, by: last.account, at: last.at });
            self.save_record(&row.record.at_closing(earlier)).await?;
        }
        Ok(())
    }
}
