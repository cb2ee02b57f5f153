//! What closed surveys said: tallies and counts, frozen once; which criteria a survey feeds.

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

impl Link {
    /// Lists the frozen tallies of a survey in order; none before it is closed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_tallies(&mut self, survey: &str) -> Result<Vec<TallyCount>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select stratum, question, about, choice, n from survey_tally where survey = $1 \
                 order by stratum, question, about, choice",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        let row = |(stratum, question, about, choice, n): (_, _, _, _, i64)| {
            let n = n.cast_unsigned();
            TallyCount { stratum, question, about, choice, n }
        };
        Ok(rows.into_iter().map(row).collect())
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

    /// Lists what surveys of a round feed that were launched: unit (empty: every unit) and criterion.
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
                 and survey_stratum.body <> '' order by 1, 2",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }
}

impl Work {
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
