//! What surveys said: shown while they are open, frozen once when they close; which criteria they feed.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, TallyCount, Work};

/// Counts of one stratum of a closed survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StratumCount {
    /// Code of the stratum.
    pub stratum: String,
    /// Invitations made.
    pub issued: u64,
    /// Invitations used.
    pub used: u64,
    /// Responses counted under this stratum.
    pub counted: u64,
    /// Responses that were too few to be opened.
    pub withheld: u64,
    /// Responses lost with a machine.
    pub lost: u64,
}

/// A criterion of a unit whose optional survey is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotHeldRow {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Layer in which it was found not applicable.
    pub layer: String,
    /// Why the survey is not held.
    pub reason: String,
    /// Account of who noted it.
    pub account: String,
    /// Number of the event that told it.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
}

/// Stratum, question, what it is about, choice, count.
type Tally = (String, String, String, String, i64);

fn tally((stratum, question, about, choice, n): Tally) -> TallyCount {
    TallyCount { stratum, question, about, choice, n: n.cast_unsigned() }
}

impl Link {
    /// Lists the frozen tallies of a survey in order; none before it is closed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_tallies(&mut self, survey: &str) -> Result<Vec<TallyCount>, StoreError> {
        let rows: Vec<Tally> = on!(self.either(), |db| {
            sqlx::query_as(
                "select stratum, question, about, choice, n from survey_tally where survey = $1 \
                 order by stratum, question, about, choice",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(tally).collect())
    }

    /// Lists what was shown of an open survey's results last, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_shown(&mut self, survey: &str) -> Result<Vec<TallyCount>, StoreError> {
        let rows: Vec<Tally> = on!(self.either(), |db| {
            sqlx::query_as(
                "select stratum, question, about, choice, n from survey_shown where survey = $1 \
                 order by stratum, question, about, choice",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(tally).collect())
    }

    /// Lists the frozen counts of a survey by stratum.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_counts(&mut self, survey: &str) -> Result<Vec<StratumCount>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select stratum, issued, used, counted, withheld, lost from survey_count where survey = $1 \
                 order by stratum",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        let row = |(stratum, issued, used, counted, withheld, lost): (String, i64, i64, i64, i64, i64)| StratumCount {
            stratum,
            issued: issued.cast_unsigned(),
            used: used.cast_unsigned(),
            counted: counted.cast_unsigned(),
            withheld: withheld.cast_unsigned(),
            lost: lost.cast_unsigned(),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists what surveys of a round feed that were launched, and what is decided without one: unit (empty: every
    /// unit) and criterion.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn fed_by_surveys(&mut self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select '' as unit, survey_feed.criterion from survey_feed join survey on survey.id = survey_feed.survey \
                 where survey.round = $1 and survey.state <> 'draft' and survey_feed.per_body = 1 \
                 union select survey_stratum.body, survey_feed.criterion from survey_feed \
                 join survey on survey.id = survey_feed.survey \
                 join survey_stratum on survey_stratum.survey = survey.id \
                 where survey.round = $1 and survey.state <> 'draft' and survey_feed.per_body = 0 \
                 and survey_stratum.body <> '' \
                 union select unit, criterion from survey_not_held where round = $1 order by 1, 2",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }

    /// Lists the criteria of a round whose optional survey is not held, unit by unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn surveys_not_held(&mut self, round: &str) -> Result<Vec<NotHeldRow>, StoreError> {
        let rows: Vec<(String, String, String, String, String, i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, layer, reason, account, seq, at from survey_not_held \
                 where round = $1 order by unit, criterion",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        let row = |(unit, criterion, layer, reason, account, seq, at): (_, _, _, _, _, i64, i64)| NotHeldRow {
            unit,
            criterion,
            layer,
            reason,
            account,
            seq: seq.cast_unsigned(),
            at: Timestamp::from_micros(at),
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

impl Work {
    /// Notes that the survey behind a criterion of a unit is not held.
    ///
    /// # Errors
    /// If the database does not answer, or it was noted before.
    pub async fn add_survey_not_held(&mut self, round: &str, row: &NotHeldRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into survey_not_held (round, unit, criterion, layer, reason, account, seq, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(round)
            .bind(&row.unit)
            .bind(&row.criterion)
            .bind(&row.layer)
            .bind(&row.reason)
            .bind(&row.account)
            .bind(row.seq.cast_signed())
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Takes such a note back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn drop_survey_not_held(&mut self, round: &str, row: &NotHeldRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from survey_not_held where round = $1 and unit = $2 and criterion = $3")
                .bind(round)
                .bind(&row.unit)
                .bind(&row.criterion)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Saves which criteria a survey feeds, each with whether respondents rate many bodies.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_feeds(&mut self, survey: &str, feeds: &[(String, bool)]) -> Result<(), StoreError> {
        for (criterion, per_body) in feeds {
            on!(self.either(), |db| {
                sqlx::query(
                    "insert into survey_feed (survey, criterion, per_body) values ($1, $2, $3) \
                     on conflict (survey, criterion) do nothing",
                )
                .bind(survey)
                .bind(criterion)
                .bind(i64::from(*per_body))
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Shows results of an open survey: these rows are new or have changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn show_tallies(&mut self, survey: &str, rows: &[TallyCount]) -> Result<(), StoreError> {
        for row in rows {
            on!(self.either(), |db| {
                sqlx::query(
                    "insert into survey_shown (survey, stratum, question, about, choice, n) \
                     values ($1, $2, $3, $4, $5, $6) \
                     on conflict (survey, stratum, question, about, choice) do update set n = excluded.n",
                )
                .bind(survey)
                .bind(&row.stratum)
                .bind(&row.question)
                .bind(&row.about)
                .bind(&row.choice)
                .bind(row.n.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Freezes what a survey said; never changed after.
    ///
    /// # Errors
    /// If the database does not answer, or it was frozen before.
    pub async fn freeze_tallies(
        &mut self,
        survey: &str,
        tallies: &[TallyCount],
        counts: &[StratumCount],
    ) -> Result<(), StoreError> {
        for row in tallies {
            on!(self.either(), |db| {
                sqlx::query(
                    "insert into survey_tally (survey, stratum, question, about, choice, n) \
                     values ($1, $2, $3, $4, $5, $6)",
                )
                .bind(survey)
                .bind(&row.stratum)
                .bind(&row.question)
                .bind(&row.about)
                .bind(&row.choice)
                .bind(row.n.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        for row in counts {
            on!(self.either(), |db| {
                sqlx::query(
                    "insert into survey_count (survey, stratum, issued, used, counted, withheld, lost) \
                     values ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(survey)
                .bind(&row.stratum)
                .bind(row.issued.cast_signed())
                .bind(row.used.cast_signed())
                .bind(row.counted.cast_signed())
                .bind(row.withheld.cast_signed())
                .bind(row.lost.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(())
    }
}
