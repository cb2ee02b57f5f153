//! People: accounts, what proves them, and failed attempts.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

use crate::StoreError;
use crate::engine::on;
use crate::row::Columns;
use crate::work::{Link, Work};

/// One person's account (tài khoản).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Id.
    pub id: String,
    /// Name to sign in with, in lower case.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// The name as search sees it, with login and address.
    pub folded: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Title (chức vụ).
    pub title: Option<String>,
    /// Id of the body the person works in.
    pub org_unit: Option<String>,
    /// Keeps bodies, accounts and roles.
    pub administrator: bool,
    /// Reads everything.
    pub auditor: bool,
    /// Hash of the password; none: nobody has chosen one yet.
    pub password: Option<String>,
    /// When it was chosen.
    pub password_set_at: Option<Timestamp>,
    /// Must be changed at the next signing in.
    pub must_change: bool,
    /// Key of the second factor, in base 32.
    pub totp: Option<String>,
    /// A key that is being set up; it counts once a code of it was seen.
    pub totp_new: Option<String>,
    /// Last step whose code was taken: a code counts once.
    pub totp_step: Option<i64>,
    /// When it was switched off.
    pub disabled_at: Option<Timestamp>,
    /// Why.
    pub disabled_reason: Option<String>,
    /// Last time the person was signed in.
    pub seen_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Goes up with every change.
    pub version: i64,
}

/// Failed attempts for one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRow {
    /// The name as typed, in lower case.
    pub login: String,
    /// How many since the last success.
    pub failures: i64,
    /// The last one.
    pub last_at: Timestamp,
    /// No attempt counts before this moment.
    pub locked_until: Option<Timestamp>,
}

/// Which accounts are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of name, login or address, folded.
    pub folded: String,
    /// Id of a body.
    pub org_unit: Option<String>,
    /// Only administrators or auditors.
    pub overseers: bool,
    /// Only those switched off, or only those that are not.
    pub disabled: Option<bool>,
    /// How many at most.
    pub limit: i64,
    /// How many are left out before.
    pub offset: i64,
}

/// A code that opens an account once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// SHA-256 of the code.
    pub hash: String,
    /// Id of the account.
    pub account: String,
    /// When it stops counting.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

const FILTER: &str = "where ($1 = '' or folded like $1 escape '!')
    and ($2 = '' or org_unit = $2)
    and ($3 = 0 or administrator = 1 or auditor = 1)
    and ($4 = -1 or ($4 = 1 and disabled_at is not null) or ($4 = 0 and disabled_at is null))";

impl Link {
    /// Finds an account by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_account(&mut self, id: &str) -> Result<Option<AccountRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query("select * from account where id = $1").bind(id).fetch_optional(db).await?;
            row.as_ref().map(account).transpose()
        })?)
    }

    /// Finds an account by the name it signs in with.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_login(&mut self, login: &str) -> Result<Option<AccountRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query("select * from account where login = $1").bind(login).fetch_optional(db).await?;
            row.as_ref().map(account).transpose()
        })?)
    }

    /// Lists accounts by folded name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_accounts(&mut self, filter: &AccountFilter) -> Result<Vec<AccountRow>, StoreError> {
        let sql = ["select * from account ", FILTER, " order by folded, id limit $5 offset $6"].concat();
        let (folded, org_unit, overseers, disabled) = filter.binds();
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(folded).bind(org_unit).bind(overseers);
            let rows = query.bind(disabled).bind(filter.limit).bind(filter.offset).fetch_all(db).await?;
            rows.iter().map(account).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Counts accounts.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_accounts(&mut self, filter: &AccountFilter) -> Result<i64, StoreError> {
        let sql = ["select count(*) from account ", FILTER].concat();
        let (folded, org_unit, overseers, disabled) = filter.binds();
        let counted: (i64,) = on!(self.either(), |db| {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(folded).bind(org_unit);
            query.bind(overseers).bind(disabled).fetch_one(db).await
        })?;
        Ok(counted.0)
    }

    /// How many administrators are not switched off.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_administrators(&mut self) -> Result<i64, StoreError> {
        let sql = "select count(*) from account where administrator = 1 and disabled_at is null";
        let counted: (i64,) = on!(self.either(), |db| sqlx::query_as(sql).fetch_one(db).await)?;
        Ok(counted.0)
    }

    /// Names that are locked at a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn locked_logins(&mut self, at: Timestamp) -> Result<Vec<String>, StoreError> {
        let sql = "select login from login_failure where locked_until > $1 order by login";
        let rows: Vec<(String,)> = on!(self.either(), |db| sqlx::query_as(sql).bind(at.micros()).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(login,)| login).collect())
    }

    /// Accounts that are switched on and were last used, or else made, before a moment.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unused_accounts(&mut self, before: Timestamp) -> Result<Vec<AccountRow>, StoreError> {
        let sql = "select * from account where disabled_at is null and coalesce(seen_at, created_at) < $1 order by id";
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(sql).bind(before.micros()).fetch_all(db).await?;
            rows.iter().map(account).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Failed attempts for a name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_failures(&mut self, login: &str) -> Result<Option<FailureRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let sql = "select * from login_failure where login = $1";
            let row = sqlx::query(sql).bind(login).fetch_optional(db).await?;
            row.as_ref().map(failures).transpose()
        })?)
    }

    /// Hashes of an account's last passwords, latest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn past_passwords(&mut self, account: &str, count: i64) -> Result<Vec<String>, StoreError> {
        let sql = "select password from password_past where account = $1 order by at desc limit $2";
        let rows: Vec<(String,)> =
            on!(self.either(), |db| sqlx::query_as(sql).bind(account).bind(count).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(password,)| password).collect())
    }

    /// How many recovery codes an account has left.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_recovery_codes(&mut self, account: &str) -> Result<i64, StoreError> {
        let sql = "select count(*) from recovery_code where account = $1 and used_at is null";
        let counted: (i64,) = on!(self.either(), |db| sqlx::query_as(sql).bind(account).fetch_one(db).await)?;
        Ok(counted.0)
    }

    /// Finds a code by its hash.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_code(&mut self, hash: &str) -> Result<Option<CodeRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query("select * from account_code where hash = $1").bind(hash).fetch_optional(db).await?;
            row.as_ref().map(code).transpose()
        })?)
    }
}

impl Work {
    /// Writes an account, new or changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_account(&mut self, row: &AccountRow) -> Result<(), StoreError> {
        const SQL: &str =
            "insert into account (id, login, name, folded, email, title, org_unit, administrator, auditor,
                password, password_set_at, must_change, totp, totp_step, disabled_at, disabled_reason, seen_at,
                created_at, version, totp_new)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            on conflict (id) do update set login = excluded.login, name = excluded.name, folded = excluded.folded,
                email = excluded.email, title = excluded.title, org_unit = excluded.org_unit,
                administrator = excluded.administrator, auditor = excluded.auditor, password = excluded.password,
                password_set_at = excluded.password_set_at, must_change = excluded.must_change,
                totp = excluded.totp, totp_step = excluded.totp_step, disabled_at = excluded.disabled_at,
                disabled_reason = excluded.disabled_reason, seen_at = excluded.seen_at, version = excluded.version,
                totp_new = excluded.totp_new";
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(SQL).bind(&row.id).bind(&row.login).bind(&row.name).bind(&row.folded);
            let query = query.bind(&row.email).bind(&row.title).bind(&row.org_unit);
            let query = query.bind(i64::from(row.administrator)).bind(i64::from(row.auditor)).bind(&row.password);
            let query = query.bind(row.password_set_at.map(Timestamp::micros)).bind(i64::from(row.must_change));
            let query = query.bind(&row.totp).bind(row.totp_step).bind(row.disabled_at.map(Timestamp::micros));
            let query = query.bind(&row.disabled_reason).bind(row.seen_at.map(Timestamp::micros));
            query.bind(row.created_at.micros()).bind(row.version).bind(&row.totp_new).execute(db).await.map(|_| ())
        })?)
    }

    /// Writes how often signing in failed for a name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_failures(&mut self, row: &FailureRow) -> Result<(), StoreError> {
        let sql = "insert into login_failure (login, failures, last_at, locked_until) values ($1, $2, $3, $4)
            on conflict (login) do update set failures = excluded.failures, last_at = excluded.last_at,
            locked_until = excluded.locked_until";
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sql).bind(&row.login).bind(row.failures).bind(row.last_at.micros());
            query.bind(row.locked_until.map(Timestamp::micros)).execute(db).await.map(|_| ())
        })?)
    }

    /// Forgets failed attempts for a name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn clear_failures(&mut self, login: &str) -> Result<(), StoreError> {
        let sql = "delete from login_failure where login = $1";
        Ok(on!(self.either(), |db| sqlx::query(sql).bind(login).execute(db).await.map(|_| ()))?)
    }

    /// Forgets failed attempts whose last one is before a moment and that lock nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sweep_failures(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let sql = "delete from login_failure where last_at < $1 and (locked_until is null or locked_until < $1)";
        Ok(on!(self.either(), |db| sqlx::query(sql).bind(before.micros()).execute(db).await.map(|_| ()))?)
    }

    /// Keeps the hash of a password, so that it is not chosen again.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn keep_password(&mut self, account: &str, at: Timestamp, password: &str) -> Result<(), StoreError> {
        let sql = "insert into password_past (account, at, password) values ($1, $2, $3) on conflict do nothing";
        Ok(on!(self.either(), |db| {
            sqlx::query(sql).bind(account).bind(at.micros()).bind(password).execute(db).await.map(|_| ())
        })?)
    }

    /// Replaces the recovery codes of an account by new ones, given as hashes.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn replace_recovery_codes(&mut self, account: &str, hashes: &[String]) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from recovery_code where account = $1").bind(account).execute(db).await.map(|_| ())
        })?;
        for hash in hashes {
            let sql = "insert into recovery_code (account, hash) values ($1, $2)";
            on!(self.either(), |db| sqlx::query(sql).bind(account).bind(hash).execute(db).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Takes a recovery code, once; says whether it was there.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn take_recovery_code(&mut self, account: &str, hash: &str) -> Result<bool, StoreError> {
        let sql = "update recovery_code set used_at = $1 where account = $2 and hash = $3 and used_at is null";
        let now = self.now().micros();
        let taken = on!(self.either(), |db| {
            sqlx::query(sql).bind(now).bind(account).bind(hash).execute(db).await.map(|done| done.rows_affected())
        })?;
        Ok(taken == 1)
    }

    /// Writes a code that opens an account once; earlier ones stop counting.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_code(&mut self, row: &CodeRow) -> Result<(), StoreError> {
        let sql = "delete from account_code where account = $1 and used_at is null";
        on!(self.either(), |db| sqlx::query(sql).bind(&row.account).execute(db).await.map(|_| ()))?;
        let sql = "insert into account_code (hash, account, expires_at) values ($1, $2, $3)";
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sql).bind(&row.hash).bind(&row.account).bind(row.expires_at.micros());
            query.execute(db).await.map(|_| ())
        })?)
    }

    /// Takes a code, once; says whose account it opens.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn take_code(&mut self, hash: &str) -> Result<Option<String>, StoreError> {
        let now = self.now();
        let found = self.find_code(hash).await?.filter(|row| row.used_at.is_none() && row.expires_at > now);
        let Some(row) = found else { return Ok(None) };
        let sql = "update account_code set used_at = $1 where hash = $2";
        on!(self.either(), |db| sqlx::query(sql).bind(now.micros()).bind(hash).execute(db).await.map(|_| ()))?;
        Ok(Some(row.account))
    }
}

impl AccountFilter {
    fn binds(&self) -> (String, String, i64, i64) {
        let escaped = self.folded.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let folded = if escaped.is_empty() { escaped } else { format!("%{escaped}%") };
        let disabled = self.disabled.map_or(-1, i64::from);
        (folded, self.org_unit.clone().unwrap_or_default(), i64::from(self.overseers), disabled)
    }
}

fn account<'row, R: Row>(row: &'row R) -> Result<AccountRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(AccountRow {
        id: row.text("id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        folded: row.text("folded")?,
        email: row.maybe_text("email")?,
        title: row.maybe_text("title")?,
        org_unit: row.maybe_text("org_unit")?,
        administrator: row.flag("administrator")?,
        auditor: row.flag("auditor")?,
        password: row.maybe_text("password")?,
        password_set_at: row.maybe_moment("password_set_at")?,
        must_change: row.flag("must_change")?,
        totp: row.maybe_text("totp")?,
        totp_new: row.maybe_text("totp_new")?,
        totp_step: row.maybe_whole("totp_step")?,
        disabled_at: row.maybe_moment("disabled_at")?,
        disabled_reason: row.maybe_text("disabled_reason")?,
        seen_at: row.maybe_moment("seen_at")?,
        created_at: row.moment("created_at")?,
        version: row.whole("version")?,
    })
}

fn failures<'row, R: Row>(row: &'row R) -> Result<FailureRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(FailureRow {
        login: row.text("login")?,
        failures: row.whole("failures")?,
        last_at: row.moment("last_at")?,
        locked_until: row.maybe_moment("locked_until")?,
    })
}

fn code<'row, R: Row>(row: &'row R) -> Result<CodeRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(CodeRow {
        hash: row.text("hash")?,
        account: row.text("account")?,
        expires_at: row.moment("expires_at")?,
        used_at: row.maybe_moment("used_at")?,
    })
}
