//! Questions to units and what they answered: a row each, changed over the version it was read at.

use sqlx::Row;
use thuocdo_assessment::clarification::{Question, Reply, Stance, State};
use thuocdo_base::{Number, Timestamp};

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A question with the draft of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// Id.
    pub id: String,
    /// The question.
    pub question: Question,
    /// Words of the answer that is being written.
    pub draft: String,
    /// What it will say to the intended points.
    pub draft_stance: Option<Stance>,
    /// Counts changes, so that two at once are noticed.
    pub version: u64,
}

const SELECT: &str = "select id, round, unit, criterion, number, text, intended, account, asked_at, state, draft, \
     draft_stance, stance, reply, replied_by, replied_at, version from question";

impl Link {
    /// Lists the questions of a round, of one unit or about one criterion if these are named, in the order asked.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn questions(
        &mut self,
        round: &str,
        unit: Option<&str>,
        criterion: Option<&str>,
    ) -> Result<Vec<QuestionRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sqlx::AssertSqlSafe(format!(
                "{SELECT} where round = $1 and ($2 is null or unit = $2) and ($3 is null or criterion = $3) \
                 order by number"
            )));
            let rows = query.bind(round).bind(unit).bind(criterion).fetch_all(db).await?;
            rows.iter().map(row).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Finds a question.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_question(&mut self, round: &str, id: &str) -> Result<Option<QuestionRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} where round = $1 and id = $2")));
            let found = query.bind(round).bind(id).fetch_optional(db).await?;
            found.iter().map(row).next().transpose()
        })?)
    }

    /// Number that the next question of a round will have.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn next_question(&mut self, round: &str) -> Result<u64, StoreError> {
        let (last,): (Option<i64>,) = on!(self.either(), |db| {
            sqlx::query_as("select max(number) from question where round = $1").bind(round).fetch_one(db).await
        })?;
        Ok(last.unwrap_or_default().cast_unsigned() + 1)
    }
}

impl Work {
    /// Adds a question.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_question(&mut self, id: &str, question: &Question) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into question (id, round, unit, criterion, number, text, intended, account, asked_at, state, \
                 draft, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 1)",
            )
            .bind(id)
            .bind(&question.round)
            .bind(&question.unit)
            .bind(&question.criterion)
            .bind(question.number.cast_signed())
            .bind(&question.text)
            .bind(question.intended.as_ref().map(Number::to_exact))
            .bind(&question.by)
            .bind(question.at.micros())
            .bind(question.state.word())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves where a question stands and the draft of its answer, if nobody changed it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody did.
    pub async fn save_question(&mut self, row: &QuestionRow) -> Result<(), StoreError> {
        let now = self.now().micros();
        let QuestionRow { id, question, draft, draft_stance, version } = row;
        let reply = question.reply.as_ref();
        let settled_at = (question.state == State::Settled).then_some(now);
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "update question set state = $1, draft = $2, draft_stance = $3, stance = $4, reply = $5, \
                 replied_by = $6, replied_at = $7, settled_at = $8, version = version + 1 \
                 where id = $9 and version = $10",
            )
            .bind(question.state.word())
            .bind(draft)
            .bind(draft_stance.map(Stance::word))
            .bind(reply.map(|reply| reply.stance.word()))
            .bind(reply.map(|reply| reply.text.clone()))
            .bind(reply.map(|reply| reply.by.clone()))
            .bind(reply.map(|reply| reply.at.micros()))
            .bind(settled_at)
            .bind(id)
            .bind(version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if saved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Makes silence of the questions that were open when clarification closed for their unit.
    pub(crate) async fn close_questions(&mut self, round: &str) -> Result<(), StoreError> {
        let open = self.questions(round, None, None).await?;
        let open: Vec<QuestionRow> = open.into_iter().filter(|row| row.question.state == State::Open).collect();
        if open.is_empty() {
            return Ok(());
        }
        let records = self.list_records(round).await?;
        let is_closed = |unit: &str| {
            let row = records.iter().find(|row| row.record.unit == unit);
            row.is_some_and(|row| row.record.asked.closed_at.is_some())
        };
        for row in open.into_iter().filter(|row| is_closed(&row.question.unit)) {
            let question = row.question.clone().at_closing();
            self.save_question(&QuestionRow { question, ..row }).await?;
        }
        Ok(())
    }
}

fn row<'row, R: Row>(row: &'row R) -> Result<QuestionRow, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<i64>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    let wrong = |what: &str| sqlx::Error::Protocol(format!("question: {what}"));
    let maybe = |name| row.try_get::<Option<String>, _>(name);
    let stance = |name| Ok::<_, sqlx::Error>(maybe(name)?.as_deref().and_then(Stance::of));
    let at = |micros: i64| Timestamp::from_micros(micros);
    let reply = match (stance("stance")?, maybe("reply")?, maybe("replied_by")?, row.try_get("replied_at")?) {
        (Some(stance), Some(text), Some(by), Some(replied)) => Some(Reply { stance, text, by, at: at(replied) }),
        _ => None,
    };
    let intended = maybe("intended")?.map(|text| Number::parse(&text).map_err(|_| wrong("intended"))).transpose()?;
    let question = Question {
        round: row.try_get("round")?,
        unit: row.try_get("unit")?,
        criterion: row.try_get("criterion")?,
        number: row.try_get::<i64, _>("number")?.cast_unsigned(),
        text: row.try_get("text")?,
        intended,
        by: row.try_get("account")?,
        at: at(row.try_get("asked_at")?),
        state: State::of(&row.try_get::<String, _>("state")?).ok_or_else(|| wrong("state"))?,
        reply,
    };
    Ok(QuestionRow {
        id: row.try_get("id")?,
        question,
        draft: row.try_get("draft")?,
        draft_stance: stance("draft_stance")?,
        version: row.try_get::<i64, _>("version")?.cast_unsigned(),
    })
}
