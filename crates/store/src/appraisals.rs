//! Appraisal: what was handed over, notes and visits, second opinions, changes of many rows, and who has which ties.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A criterion of a ranking group that was handed over in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneRow {
    /// Layer: `preliminary`, `appraised`.
    pub layer: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Code of the group.
    pub group: String,
    /// Account of who handed it over.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// A question to a unit about a criterion, as far as appraisal looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedRow {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Where the question stands: `open`, `answered`, `silent`, `settled`.
    pub state: String,
}

/// A finding of people, or of a visit to the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationRow {
    /// Id.
    pub id: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Whether somebody went there.
    pub is_visit: bool,
    /// What was found.
    pub text: String,
    /// Day of it, `YYYY-MM-DD`.
    pub date: String,
    /// Account of who wrote it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// An item that was drawn to be appraised twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondRow {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Account of whose opinion it is, once there is one.
    pub account: Option<String>,
    /// The finding, as JSON.
    pub answer: Option<String>,
    /// Its points, exact.
    pub points: Option<String>,
    /// Its reason.
    pub reason: Option<String>,
    /// How a difference was settled.
    pub settled: Option<String>,
    /// Account of who settled it.
    pub settled_by: Option<String>,
}

/// A change of many rows at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// Id.
    pub id: String,
    /// Account of whose change it is.
    pub account: String,
    /// What was done.
    pub kind: String,
    /// What was changed, with what stood before, as JSON.
    pub items: String,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// What keeps an item from being changed, or makes it one of the second appraisal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemState {
    /// Its criterion was handed over for its group.
    pub is_done: bool,
    /// It was drawn and waits for the second opinion.
    pub waits_for_second: bool,
    /// It was asked about, or has a note or visit.
    pub is_second: bool,
    /// A survey that was launched gives its figures.
    pub is_fed: bool,
}

impl Link {
    /// Finds what keeps an item from being changed in a layer, in one look.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appraisal_state(
        &mut self,
        round: &str,
        (layer, group): (&str, &str),
        unit: &str,
        criterion: &str,
    ) -> Result<ItemState, StoreError> {
        let (done, waits, asked, noted, fed): (i64, i64, i64, i64, i64) = on!(self.either(), |db| {
            sqlx::query_as(
                "select \
                 (select count(*) from appraisal_done \
                 where round = $1 and layer = $2 and criterion = $5 and in_group = $3), \
                 (select count(*) from second_opinion \
                 where round = $1 and unit = $4 and criterion = $5 and account is null), \
                 (select count(*) from question \
                 where round = $1 and unit = $4 and criterion = $5 and state <> 'withdrawn'), \
                 (select count(*) from verification_note \
                 where round = $1 and unit = $4 and criterion = $5 and removed_at is null), \
                 (select count(*) from survey_feed join survey on survey.id = survey_feed.survey \
                 where survey.round = $1 and survey.state <> 'draft' and survey_feed.criterion = $5 \
                 and (survey_feed.per_body = 1 or exists (select 1 from survey_stratum \
                 where survey_stratum.survey = survey.id and survey_stratum.body = $4))) + \
                 (select count(*) from survey_not_held where round = $1 and unit = $4 and criterion = $5)",
            )
            .bind(round)
            .bind(layer)
            .bind(group)
            .bind(unit)
            .bind(criterion)
            .fetch_one(db)
            .await
        })?;
        Ok(ItemState { is_done: done > 0, waits_for_second: waits > 0, is_second: asked + noted > 0, is_fed: fed > 0 })
    }

    /// Lists what was handed over in a layer.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appraisals_done(&mut self, round: &str, layer: &str) -> Result<Vec<DoneRow>, StoreError> {
        type Row = (String, String, String, i64);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select criterion, in_group, account, at from appraisal_done where round = $1 and layer = $2 \
                 order by criterion, in_group",
            )
            .bind(round)
            .bind(layer)
            .fetch_all(db)
            .await
        })?;
        let row = |(criterion, group, account, at): Row| {
            let (layer, at) = (layer.to_owned(), Timestamp::from_micros(at));
            DoneRow { layer, criterion, group, account, at }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists what units of a round are or were asked about a criterion, or about all; what was withdrawn is left out.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn asked_about(&mut self, round: &str, criterion: Option<&str>) -> Result<Vec<AskedRow>, StoreError> {
        let rows: Vec<(String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, state from question \
                 where round = $1 and ($2 = '' or criterion = $2) and state <> 'withdrawn' order by asked_at",
            )
            .bind(round)
            .bind(criterion.unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(unit, criterion, state)| AskedRow { unit, criterion, state }).collect())
    }

    /// Counts evidence by unit and criterion, of one criterion or of one unit; what has none is left out.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn evidence_counted(
        &mut self,
        round: &str,
        criterion: Option<&str>,
        unit: Option<&str>,
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        let rows: Vec<(String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select evidence_use.unit, evidence_use.criterion, count(*) from evidence_use \
                 join evidence on evidence.id = evidence_use.evidence and evidence.removed_at is null \
                 where evidence_use.round = $1 and ($2 = '' or evidence_use.criterion = $2) \
                 and ($3 = '' or evidence_use.unit = $3) group by evidence_use.unit, evidence_use.criterion",
            )
            .bind(round)
            .bind(criterion.unwrap_or_default())
            .bind(unit.unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(unit, criterion, count)| (unit, criterion, count.cast_unsigned())).collect())
    }

    /// Lists notes and visits of a round, of one criterion or of all, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn verifications(
        &mut self,
        round: &str,
        criterion: Option<&str>,
    ) -> Result<Vec<VerificationRow>, StoreError> {
        type Row = (String, String, String, String, String, String, String, i64);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, unit, criterion, kind, text, date, account, at from verification_note \
                 where round = $1 and ($2 = '' or criterion = $2) and removed_at is null order by at desc, id",
            )
            .bind(round)
            .bind(criterion.unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        let row = |(id, unit, criterion, kind, text, date, account, at): Row| {
            let (is_visit, at) = (kind == "visit", Timestamp::from_micros(at));
            VerificationRow { id, unit, criterion, is_visit, text, date, account, at }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists the items of a round that were drawn to be appraised twice, of one criterion or of all.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn second_opinions(
        &mut self,
        round: &str,
        criterion: Option<&str>,
    ) -> Result<Vec<SecondRow>, StoreError> {
        type Text = Option<String>;
        type Row = (String, String, Text, Text, Text, Text, Text, Text);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, account, answer, points, reason, settled, settled_by from second_opinion \
                 where round = $1 and ($2 = '' or criterion = $2) order by criterion, unit",
            )
            .bind(round)
            .bind(criterion.unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        let row = |(unit, criterion, account, answer, points, reason, settled, settled_by): Row| SecondRow {
            unit,
            criterion,
            account,
            answer,
            points,
            reason,
            settled,
            settled_by,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Finds somebody's last change of many rows in a round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_bulk(&mut self, round: &str, account: &str) -> Result<Option<BulkRow>, StoreError> {
        type Row = (String, String, String, String, i64, Option<i64>);
        let row: Option<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, kind, items, at, undone_at from bulk_change where round = $1 and account = $2 \
                 order by at desc, id desc limit 1",
            )
            .bind(round)
            .bind(account)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(|(id, account, kind, items, at, undone_at)| BulkRow {
            id,
            account,
            kind,
            items,
            at: Timestamp::from_micros(at),
            undone_at: undone_at.map(Timestamp::from_micros),
        }))
    }

    /// Lists files of a round that stand under more than one criterion or unit: hash, unit, criterion.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn repeated_files(&mut self, round: &str) -> Result<Vec<(String, String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select distinct evidence.file, evidence_use.unit, evidence_use.criterion from evidence_use \
                 join evidence on evidence.id = evidence_use.evidence and evidence.removed_at is null \
                 where evidence_use.round = $1 and evidence.file in ( \
                 select inner_evidence.file from evidence_use inner_use \
                 join evidence inner_evidence on inner_evidence.id = inner_use.evidence \
                 and inner_evidence.removed_at is null and inner_evidence.file is not null \
                 where inner_use.round = $1 group by inner_evidence.file \
                 having count(distinct inner_use.unit || ' ' || inner_use.criterion) > 1) \
                 order by evidence.file, evidence_use.unit, evidence_use.criterion",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }

    /// Lists the names of those who appraised, took notes or handed over in a round, by account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appraisers_of(&mut self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select id, name from account where id in ( \
                 select account from points_fact where round = $1 and layer <> 'self' \
                 union select account from verification_note where round = $1 \
                 union select account from appraisal_done where round = $1 \
                 union select account from second_opinion where round = $1 and account is not null)",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }
}

impl Work {
    /// Notes that a criterion of a group was handed over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appraisal_done(&mut self, round: &str, row: &DoneRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into appraisal_done (round, layer, criterion, in_group, account, at) \
                 values ($1, $2, $3, $4, $5, $6) on conflict (round, layer, criterion, in_group) do nothing",
            )
            .bind(round)
            .bind(&row.layer)
            .bind(&row.criterion)
            .bind(&row.group)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Takes back that a criterion of a group was handed over; `false` if it was not.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn appraisal_reopened(
        &mut self,
        round: &str,
        layer: &str,
        criterion: &str,
        group: &str,
    ) -> Result<bool, StoreError> {
        let gone = on!(self.either(), |db| {
            sqlx::query(
                "delete from appraisal_done where round = $1 and layer = $2 and criterion = $3 and in_group = $4",
            )
            .bind(round)
            .bind(layer)
            .bind(criterion)
            .bind(group)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(gone > 0)
    }

    /// Keeps a note or visit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_verification(&mut self, round: &str, row: &VerificationRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into verification_note (id, round, unit, criterion, kind, text, date, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(&row.id)
            .bind(round)
            .bind(&row.unit)
            .bind(&row.criterion)
            .bind(if row.is_visit { "visit" } else { "note" })
            .bind(&row.text)
            .bind(&row.date)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Takes somebody's own note or visit off; `false` if there is none of theirs.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove_verification(&mut self, round: &str, id: &str, account: &str) -> Result<bool, StoreError> {
        let at = self.now().micros();
        let gone = on!(self.either(), |db| {
            sqlx::query(
                "update verification_note set removed_at = $4 \
                 where round = $1 and id = $2 and account = $3 and removed_at is null",
            )
            .bind(round)
            .bind(id)
            .bind(account)
            .bind(at)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(gone > 0)
    }

    /// Keeps that an item was drawn to be appraised twice.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn draw_second(&mut self, round: &str, unit: &str, criterion: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into second_opinion (round, unit, criterion) values ($1, $2, $3) \
                 on conflict (round, unit, criterion) do nothing",
            )
            .bind(round)
            .bind(unit)
            .bind(criterion)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps a second opinion, if there is none yet, or how a difference was settled.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if the item was not drawn or somebody was faster.
    pub async fn save_second(&mut self, round: &str, row: &SecondRow) -> Result<(), StoreError> {
        let at = self.now().micros();
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "update second_opinion set account = $4, answer = $5, points = $6, reason = $7, \
                 given_at = coalesce(given_at, $10), settled = $8, settled_by = $9, \
                 settled_at = case when $8 is null then null else $10 end \
                 where round = $1 and unit = $2 and criterion = $3 \
                 and (account is null or account = $4) and settled is null",
            )
            .bind(round)
            .bind(&row.unit)
            .bind(&row.criterion)
            .bind(&row.account)
            .bind(&row.answer)
            .bind(&row.points)
            .bind(&row.reason)
            .bind(&row.settled)
            .bind(&row.settled_by)
            .bind(at)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if saved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Keeps a change of many rows.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_bulk(&mut self, round: &str, row: &BulkRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("insert into bulk_change (id, round, account, kind, items, at) values ($1, $2, $3, $4, $5, $6)")
                .bind(&row.id)
                .bind(round)
                .bind(&row.account)
                .bind(&row.kind)
                .bind(&row.items)
                .bind(row.at.micros())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Notes that a change of many rows was taken back; `false` if it was already.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn undo_bulk(&mut self, id: &str) -> Result<bool, StoreError> {
        let at = self.now().micros();
        let undone = on!(self.either(), |db| {
            sqlx::query("update bulk_change set undone_at = $2 where id = $1 and undone_at is null")
                .bind(id)
                .bind(at)
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(undone > 0)
    }
}
