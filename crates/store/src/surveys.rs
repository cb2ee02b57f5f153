//! Surveys as their makers know them: what is asked of how many, never of whom.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_assessment::survey::{State, Stratum, Survey};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// What an invitation or a reminder says, with gaps to fill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterText {
    /// Subject in Vietnamese.
    pub subject: String,
    /// Text in Vietnamese.
    pub body: String,
    /// Subject in English; empty: none.
    pub subject_en: String,
    /// Text in English; empty: none.
    pub body_en: String,
}

impl Link {
    /// Finds a survey with its strata and how often it was changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_survey(&mut self, id: &str) -> Result<Option<(Survey, u64)>, StoreError> {
        let found = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, round, title, questionnaire, questionnaire_version, questionnaire_hash, \
                 k, sealed, opens_at, closes_at, state, changes from survey where id = $1",
            );
            let row = rows.bind(id).fetch_optional(db).await?;
            row.as_ref().map(survey).transpose()
        })?;
        let Some((mut survey, changes)) = found else { return Ok(None) };
        survey.strata = self.survey_strata(id).await?.into_iter().map(|(stratum, _)| stratum).collect();
        Ok(Some((survey, changes)))
    }

    /// Lists the surveys of a round, the newest first, without their strata.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn surveys(&mut self, round: &str) -> Result<Vec<Survey>, StoreError> {
        let found = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, round, title, questionnaire, questionnaire_version, questionnaire_hash, \
                 k, sealed, opens_at, closes_at, state, changes from survey where round = $1 order by at desc, id desc",
            );
            let rows = rows.bind(round).fetch_all(db).await?;
            rows.iter().map(survey).collect::<Result<Vec<_>, sqlx::Error>>()
        })?;
        Ok(found.into_iter().map(|(survey, _)| survey).collect())
    }

    /// Lists the surveys of all rounds that stand so, without their strata.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn surveys_in(&mut self, state: State) -> Result<Vec<Survey>, StoreError> {
        let found = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select id, round, title, questionnaire, questionnaire_version, questionnaire_hash, \
                 k, sealed, opens_at, closes_at, state, changes from survey where state = $1 order by id",
            );
            let rows = rows.bind(state.word()).fetch_all(db).await?;
            rows.iter().map(survey).collect::<Result<Vec<_>, sqlx::Error>>()
        })?;
        Ok(found.into_iter().map(|(survey, _)| survey).collect())
    }

    /// Lists the strata of a survey, each with the stratum under which its people are asked (empty before the launch).
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_strata(&mut self, survey: &str) -> Result<Vec<(Stratum, String)>, StoreError> {
        let rows: Vec<(String, String, String, i64, i64, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select code, group_code, body, population, target, under from survey_stratum \
                 where survey = $1 order by position",
            )
            .bind(survey)
            .fetch_all(db)
            .await
        })?;
        let stratum = |(code, group, body, population, target, under): (_, _, _, i64, i64, _)| {
            let (population, target) = (population.cast_unsigned(), target.cast_unsigned());
            (Stratum { code, group, body, population, target }, under)
        };
        Ok(rows.into_iter().map(stratum).collect())
    }

    /// Finds what the letters of a survey say, if somebody has written it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_letter(&mut self, survey: &str, kind: &str) -> Result<Option<LetterText>, StoreError> {
        let row: Option<(String, String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select subject, body, subject_en, body_en from survey_letter where survey = $1 and kind = $2",
            )
            .bind(survey)
            .bind(kind)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(|(subject, body, subject_en, body_en)| LetterText { subject, body, subject_en, body_en }))
    }

    /// The digest of a survey's list as the log knows it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn roster_digest(&mut self, survey: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(Option<String>,)> = on!(self.either(), |db| {
            sqlx::query_as("select roster from survey where id = $1").bind(survey).fetch_optional(db).await
        })?;
        Ok(row.and_then(|(digest,)| digest))
    }

    /// How many people were handed an invitation, and how many were on the list, once it is erased.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn survey_delivered(&mut self, survey: &str) -> Result<Option<(u64, u64)>, StoreError> {
        let row: Option<(Option<i64>, Option<i64>)> = on!(self.either(), |db| {
            sqlx::query_as("select delivered, listed from survey where id = $1").bind(survey).fetch_optional(db).await
        })?;
        let counted = row.and_then(|(delivered, listed)| delivered.zip(listed));
        Ok(counted.map(|(delivered, listed)| (delivered.cast_unsigned(), listed.cast_unsigned())))
    }

    /// Lists closed surveys of which something still lies sealed or a list is not erased.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unfinished_surveys(&mut self) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select id from survey where state = 'closed' and finished = 0 order by id")
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The last mix that was noted, and when.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_mix(&mut self, survey: &str) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let row: Option<(i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as("select n, at from survey_mix where survey = $1 order by n desc limit 1")
                .bind(survey)
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map(|(n, at)| (n.cast_unsigned(), Timestamp::from_micros(at))))
    }

    /// Lists the hashes of addresses that want no more letters.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn opted_out(&mut self) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select address from survey_opt_out order by address").fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(hash,)| hash).collect())
    }
}

impl Work {
    /// Saves a survey that was made just now, with its strata.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_survey(&mut self, survey: &Survey, account: &str) -> Result<(), StoreError> {
        let now = self.now();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into survey (id, round, title, questionnaire, questionnaire_version, questionnaire_hash, \
                 k, sealed, opens_at, closes_at, state, changes, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13)",
            )
            .bind(&survey.id)
            .bind(&survey.round)
            .bind(&survey.title)
            .bind(&survey.questionnaire)
            .bind(&survey.questionnaire_version)
            .bind(&survey.questionnaire_hash)
            .bind(survey.k.cast_signed())
            .bind(i64::from(survey.sealed))
            .bind(survey.opens.map(Timestamp::micros))
            .bind(survey.closes.map(Timestamp::micros))
            .bind(survey.state.word())
            .bind(account)
            .bind(now.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        self.save_strata(survey).await
    }

    /// Saves a survey over the state that was read; its round and questionnaire stay.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody else changed it since, or that the database does not answer.
    pub async fn save_survey(&mut self, survey: &Survey, over: u64) -> Result<(), StoreError> {
        let changed = on!(self.either(), |db| {
            sqlx::query(
                "update survey set title = $1, k = $2, sealed = $3, opens_at = $4, closes_at = $5, state = $6, \
                 changes = changes + 1 where id = $7 and changes = $8",
            )
            .bind(&survey.title)
            .bind(survey.k.cast_signed())
            .bind(i64::from(survey.sealed))
            .bind(survey.opens.map(Timestamp::micros))
            .bind(survey.closes.map(Timestamp::micros))
            .bind(survey.state.word())
            .bind(&survey.id)
            .bind(over.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Saves the strata of a survey that is being prepared, in their order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_strata(&mut self, survey: &Survey) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from survey_stratum where survey = $1").bind(&survey.id).execute(db).await.map(|_| ())
        })?;
        for (position, stratum) in (1_i64..).zip(&survey.strata) {
            on!(self.either(), |db| {
                sqlx::query(
                    "insert into survey_stratum (survey, position, code, group_code, body, parent, population, \
                     target) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                )
                .bind(&survey.id)
                .bind(position)
                .bind(&stratum.code)
                .bind(&stratum.group)
                .bind(&stratum.body)
                .bind(stratum.parent())
                .bind(stratum.population.cast_signed())
                .bind(stratum.target.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Saves under which stratum the people of another are asked.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_under(&mut self, survey: &str, stratum: &str, under: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update survey_stratum set under = $1 where survey = $2 and code = $3")
                .bind(under)
                .bind(survey)
                .bind(stratum)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Saves what the letters of a survey say.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_survey_letter(&mut self, survey: &str, kind: &str, text: &LetterText) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into survey_letter (survey, kind, subject, body, subject_en, body_en) \
                 values ($1, $2, $3, $4, $5, $6) on conflict (survey, kind) do update set \
                 subject = excluded.subject, body = excluded.body, subject_en = excluded.subject_en, \
                 body_en = excluded.body_en",
            )
            .bind(survey)
            .bind(kind)
            .bind(&text.subject)
            .bind(&text.body)
            .bind(&text.subject_en)
            .bind(&text.body_en)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Keeps the digest of a survey's list, in the write of the event that tells it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keep_roster_digest(&mut self, survey: &str, digest: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update survey set roster = $1 where id = $2")
                .bind(digest)
                .bind(survey)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Keeps what is counted of a closed survey's list before it is erased; counted once.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_list(&mut self, survey: &str, delivered: u64, listed: u64) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update survey set delivered = $1, listed = $2 where id = $3 and delivered is null")
                .bind(delivered.cast_signed())
                .bind(listed.cast_signed())
                .bind(survey)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Notes that a closed survey is opened and its list erased; says whether it was not noted before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn finish_survey(&mut self, survey: &str) -> Result<bool, StoreError> {
        let done = on!(self.either(), |db| {
            sqlx::query("update survey set finished = 1 where id = $1 and state = 'closed' and finished = 0")
                .bind(survey)
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(done > 0)
    }

    /// Notes a mix at its moment; says whether it was not noted before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn note_mix(&mut self, survey: &str, n: u64) -> Result<bool, StoreError> {
        let now = self.now();
        let done = on!(self.either(), |db| {
            sqlx::query("insert into survey_mix (survey, n, at) values ($1, $2, $3) on conflict (survey, n) do nothing")
                .bind(survey)
                .bind(n.cast_signed())
                .bind(now.micros())
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(done > 0)
    }

    /// Keeps the hash of an address that wants no more letters; says whether it is new.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn opt_out(&mut self, hash: &str, account: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let done = on!(self.either(), |db| {
            sqlx::query(
                "insert into survey_opt_out (address, account, at) values ($1, $2, $3) \
                 on conflict (address) do nothing",
            )
            .bind(hash)
            .bind(account)
            .bind(now.micros())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(done > 0)
    }

    /// Lets an address have letters again; says whether it had wanted none.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn opt_in(&mut self, hash: &str) -> Result<bool, StoreError> {
        let done = on!(self.either(), |db| {
            sqlx::query("delete from survey_opt_out where address = $1")
                .bind(hash)
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(done > 0)
    }
}

fn survey<'row, R: Row>(row: &'row R) -> Result<(Survey, u64), sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let state = State::of(&row.text("state")?).ok_or_else(|| sqlx::Error::Protocol("state of a survey".to_owned()))?;
    let survey = Survey {
        id: row.text("id")?,
        round: row.text("round")?,
        title: row.text("title")?,
        questionnaire: row.text("questionnaire")?,
        questionnaire_version: row.text("questionnaire_version")?,
        questionnaire_hash: row.text("questionnaire_hash")?,
        k: row.whole("k")?.cast_unsigned(),
        sealed: row.flag("sealed")?,
        opens: row.maybe_moment("opens_at")?,
        closes: row.maybe_moment("closes_at")?,
        state,
        strata: Vec::new(),
    };
    Ok((survey, row.whole("changes")?.cast_unsigned()))
}
