//! Messages inside the product: one row for each person told.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// One message to one person (thông báo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Id.
    pub id: String,
    /// Account of who is told.
    pub account: String,
    /// What it is about; names the sentence.
    pub kind: String,
    /// Arguments of the sentence, by name.
    pub args: Vec<(String, String)>,
    /// Path of the page to look at.
    pub link: String,
    /// When.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

type Raw = (String, String, String, String, String, i64, Option<i64>);

impl Link {
    /// Lists the newest messages to a person.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn notices_of(&mut self, account: &str, limit: u32) -> Result<Vec<NoticeRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, kind, args, link, at, read_at from notice where account = $1 \
                 order by at desc, id desc limit $2",
            )
            .bind(account)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(notice).collect())
    }

    /// Counts the messages that a person has not read.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unread_notices(&mut self, account: &str) -> Result<u64, StoreError> {
        let (count,): (i64,) = on!(self.either(), |db| {
            sqlx::query_as("select count(*) from notice where account = $1 and read_at is null")
                .bind(account)
                .fetch_one(db)
                .await
        })?;
        Ok(count.cast_unsigned())
    }
}

impl Work {
    /// Adds a message.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_notice(&mut self, notice: &NoticeRow) -> Result<(), StoreError> {
        let args = serde_json::json!(notice.args).to_string();
        Ok(on!(self.either(), |db| {
            sqlx::query("insert into notice (id, account, kind, args, link, at) values ($1, $2, $3, $4, $5, $6)")
                .bind(&notice.id)
                .bind(&notice.account)
                .bind(&notice.kind)
                .bind(args)
                .bind(&notice.link)
                .bind(notice.at.micros())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Marks messages to a person as read: one, or all.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn read_notices(&mut self, account: &str, id: Option<&str>) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "update notice set read_at = $1 where account = $2 and read_at is null and ($3 = '' or id = $3)",
            )
            .bind(at)
            .bind(account)
            .bind(id.unwrap_or_default())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

fn notice((id, account, kind, args, link, at, read_at): Raw) -> NoticeRow {
    let args = serde_json::from_str(&args).unwrap_or_default();
    let (at, read_at) = (Timestamp::from_micros(at), read_at.map(Timestamp::from_micros));
    NoticeRow { id, account, kind, args, link, at, read_at }
}
