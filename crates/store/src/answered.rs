//! Posts with a key: the same key gives the same answer again and does nothing twice.

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// How long an answer is kept: thirty days.
const KEPT_MICROS: i64 = 30 * 86_400 * 1_000_000;

impl Link {
    /// Finds the answer that a post with this key was given. The key names the account and the form too,
    /// so that nobody is given another's answer.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answered(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select answer from answered where post_key = $1").bind(key).fetch_optional(db).await
        })?;
        Ok(found.map(|(answer,)| answer))
    }
}

impl Work {
    /// Keeps an answer for thirty days, in the transaction of what was done, and forgets older ones.
    ///
    /// # Errors
    /// If the key has an answer already, or the database does not answer.
    pub async fn remember(&mut self, key: &str, answer: &str) -> Result<(), StoreError> {
        let now = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from answered where at < $1").bind(now - KEPT_MICROS).execute(&mut *db).await?;
            sqlx::query("insert into answered (post_key, at, answer) values ($1, $2, $3)")
                .bind(key)
                .bind(now)
                .bind(answer)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}
