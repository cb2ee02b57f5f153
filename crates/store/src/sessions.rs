//! Login sessions: who is signed in, where, and until when.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

use crate::StoreError;
use crate::engine::on;
use crate::row::Columns;
use crate::work::{Link, Work};

/// What a session is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStage {
    /// The password was right; the second factor is still asked for.
    Code,
    /// Open.
    Open,
    /// Idle for too long; the password opens it again.
    Locked,
}

impl SessionStage {
    /// All stages.
    pub const ALL: [Self; 3] = [Self::Code, Self::Open, Self::Locked];

    /// The word by which rows know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Open => "open",
            Self::Locked => "locked",
        }
    }
}

/// One login session (phiên đăng nhập).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the secret that the browser holds.
    pub id: String,
    /// Id of the account.
    pub account: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends, used or not.
    pub ends_at: Timestamp,
    /// When the person last proved who they are, in microseconds; 0: not since it began.
    pub strong: i64,
    /// Where it was opened from.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
    /// What it is good for.
    pub stage: SessionStage,
    /// When it was ended before its time.
    pub revoked_at: Option<Timestamp>,
}

impl Link {
    /// Finds a session by the hash of its secret.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_session(&mut self, id: &str) -> Result<Option<SessionRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query("select * from login_session where id = $1").bind(id).fetch_optional(db).await?;
            row.as_ref().map(session).transpose()
        })?)
    }

    /// Lists the sessions of an account that last at a moment, latest used first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sessions_of(&mut self, account: &str, at: Timestamp) -> Result<Vec<SessionRow>, StoreError> {
        let sql = "select * from login_session where account = $1 and revoked_at is null and ends_at > $2
            order by seen_at desc, id";
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(sql).bind(account).bind(at.micros()).fetch_all(db).await?;
            rows.iter().map(session).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }
}

impl Work {
    /// Writes a session, new or changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        let sql = "insert into login_session (id, account, created_at, seen_at, ends_at, strong, address, agent, stage,
                revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (id) do update set seen_at = excluded.seen_at, strong = excluded.strong,
                stage = excluded.stage, revoked_at = excluded.revoked_at";
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sql).bind(&row.id).bind(&row.account).bind(row.created_at.micros());
            let query = query.bind(row.seen_at.micros()).bind(row.ends_at.micros()).bind(row.strong);
            let query = query.bind(&row.address).bind(&row.agent).bind(row.stage.word());
            query.bind(row.revoked_at.map(Timestamp::micros)).execute(db).await.map(|_| ())
        })?)
    }

    /// Ends one session; says whether it was of this account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_session(&mut self, account: &str, id: &str) -> Result<bool, StoreError> {
        let sql = "update login_session set revoked_at = $1 where account = $2 and id = $3 and revoked_at is null";
        let now = self.now().micros();
        let ended = on!(self.either(), |db| {
            sqlx::query(sql).bind(now).bind(account).bind(id).execute(db).await.map(|done| done.rows_affected())
        })?;
        Ok(ended == 1)
    }

    /// Ends all sessions of an account, but for one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_sessions(&mut self, account: &str, but: Option<&str>) -> Result<(), StoreError> {
        let sql = "update login_session set revoked_at = $1 where account = $2 and id <> $3 and revoked_at is null";
        let (now, but) = (self.now().micros(), but.unwrap_or_default().to_owned());
        Ok(on!(self.either(), |db| {
            sqlx::query(sql).bind(now).bind(account).bind(&but).execute(db).await.map(|_| ())
        })?)
    }

    /// Forgets sessions that ended before a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sweep_sessions(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let sql = "delete from login_session where ends_at < $1";
        Ok(on!(self.either(), |db| sqlx::query(sql).bind(before.micros()).execute(db).await.map(|_| ()))?)
    }
}

fn session<'row, R: Row>(row: &'row R) -> Result<SessionRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let stage = row.text("stage")?;
    Ok(SessionRow {
        id: row.text("id")?,
        account: row.text("account")?,
        created_at: row.moment("created_at")?,
        seen_at: row.moment("seen_at")?,
        ends_at: row.moment("ends_at")?,
        strong: row.whole("strong")?,
        address: row.text("address")?,
        agent: row.text("agent")?,
        stage: SessionStage::ALL.into_iter().find(|known| known.word() == stage).unwrap_or(SessionStage::Locked),
        revoked_at: row.maybe_moment("revoked_at")?,
    })
}
