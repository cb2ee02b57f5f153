//! What is unfinished at a stage of a round, counted.

use crate::engine::on;
use crate::{Link, StoreError};

impl Link {
    async fn counted(&mut self, sql: &'static str, round: &str) -> Result<usize, StoreError> {
        let (count,): (i64,) = on!(self.either(), |db| { sqlx::query_as(sql).bind(round).fetch_one(db).await })?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Counts questions that wait for an answer.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_questions(&mut self, round: &str) -> Result<usize, StoreError> {
        self.counted("select count(*) from question where round = $1 and state = 'open'", round).await
    }

    /// Counts items drawn for a second opinion that nobody gave, or that nobody settled.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_opinions(&mut self, round: &str) -> Result<usize, StoreError> {
        let sql = "select count(*) from second_opinion where round = $1 and settled_at is null";
        self.counted(sql, round).await
    }

    /// Counts sittings that are under way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_sittings(&mut self, round: &str) -> Result<usize, StoreError> {
        self.counted("select count(*) from sitting where round = $1 and state = 'open'", round).await
    }

    /// Counts sittings that are over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn closed_sittings(&mut self, round: &str) -> Result<usize, StoreError> {
        self.counted("select count(*) from sitting where round = $1 and state = 'closed'", round).await
    }
}
