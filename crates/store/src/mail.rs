//! Letters by e-mail: written in the transaction that causes them, sent afterwards.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// To be sent.
    Waiting,
    /// Taken over by the mail server.
    Sent,
    /// Given up.
    Failed,
}

impl MailState {
    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn of(word: &str) -> Self {
        [Self::Sent, Self::Failed].into_iter().find(|state| state.word() == word).unwrap_or(Self::Waiting)
    }
}

/// One letter (thư).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Id.
    pub id: String,
    /// Round it is about.
    pub round: Option<String>,
    /// Unit it is about.
    pub unit: Option<String>,
    /// Kind: `reminder`.
    pub kind: String,
    /// Address.
    pub address: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Where it stands.
    pub state: MailState,
    /// How often sending was tried.
    pub tries: u32,
    /// Not before this moment.
    pub next_at: Timestamp,
    /// When it was written.
    pub at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Why the last try failed.
    pub error: Option<String>,
}

type Raw = (
    String,
    Option<String>,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<String>,
);

impl Link {
    /// Lists letters whose time has come, the oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn mail_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<MailRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, round, unit, kind, address, subject, body, state, tries, next_at, at, sent_at, error \
                 from mail where state = 'waiting' and next_at <= $1 order by next_at, id limit $2",
            )
            .bind(now.micros())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(mail).collect())
    }

    /// Lists the newest letters, of one round or of all.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_mail(&mut self, round: Option<&str>, limit: u32) -> Result<Vec<MailRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, round, unit, kind, address, subject, body, state, tries, next_at, at, sent_at, error \
                 from mail where ($1 = '' or round = $1) order by at desc, id desc limit $2",
            )
            .bind(round.unwrap_or_default())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(mail).collect())
    }

    /// Says when each unit of a round was last reminded.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_reminders(&mut self, round: &str) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self.either(), |db| {
            sqlx::query_as("select unit, max(at) from reminder where round = $1 group by unit order by unit")
                .bind(round)
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(unit, at)| (unit, Timestamp::from_micros(at))).collect())
    }

    /// Lists reminders of a round, the newest first: unit, account of who sent it, people told, letters, when.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reminders(&mut self, round: &str, limit: u32) -> Result<Vec<ReminderRow>, StoreError> {
        let rows: Vec<(String, String, String, i64, i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, unit, account, told, letters, at from reminder where round = $1 \
                 order by at desc, unit, id limit $2",
            )
            .bind(round)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        let row = |(id, unit, account, told, letters, at): (String, String, String, i64, i64, i64)| ReminderRow {
            id,
            unit,
            account,
            told: told.cast_unsigned(),
            letters: letters.cast_unsigned(),
            at: Timestamp::from_micros(at),
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

/// That a unit was reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderRow {
    /// Id.
    pub id: String,
    /// Code of the unit.
    pub unit: String,
    /// Account of who did.
    pub account: String,
    /// People who were told inside the product.
    pub told: u64,
    /// Letters that were written.
    pub letters: u64,
    /// When.
    pub at: Timestamp,
}

impl Work {
    /// Puts a letter into the box of what is to be sent.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_mail(&mut self, mail: &MailRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into mail (id, round, unit, kind, address, subject, body, state, tries, next_at, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(&mail.id)
            .bind(&mail.round)
            .bind(&mail.unit)
            .bind(&mail.kind)
            .bind(&mail.address)
            .bind(&mail.subject)
            .bind(&mail.body)
            .bind(mail.state.word())
            .bind(i64::from(mail.tries))
            .bind(mail.next_at.micros())
            .bind(mail.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves how a try to send a letter went.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_mail_try(&mut self, mail: &MailRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "update mail set state = $1, tries = $2, next_at = $3, sent_at = $4, error = $5 \
                 where id = $6 and state = 'waiting'",
            )
            .bind(mail.state.word())
            .bind(i64::from(mail.tries))
            .bind(mail.next_at.micros())
            .bind(mail.sent_at.map(Timestamp::micros))
            .bind(&mail.error)
            .bind(&mail.id)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Writes down that a unit was reminded.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_reminder(&mut self, round: &str, reminder: &ReminderRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into reminder (id, round, unit, account, told, letters, at) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&reminder.id)
            .bind(round)
            .bind(&reminder.unit)
            .bind(&reminder.account)
            .bind(reminder.told.cast_signed())
            .bind(reminder.letters.cast_signed())
            .bind(reminder.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

fn mail(row: Raw) -> MailRow {
    let (id, round, unit, kind, address, subject, body, state, tries, next_at, at, sent_at, error) = row;
    MailRow {
        id,
        round,
        unit,
        kind,
        address,
        subject,
        body,
        state: MailState::of(&state),
        tries: u32::try_from(tries).unwrap_or_default(),
        next_at: Timestamp::from_micros(next_at),
        at: Timestamp::from_micros(at),
        sent_at: sent_at.map(Timestamp::from_micros),
        error,
    }
}
