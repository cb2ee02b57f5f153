//! Who may do what in a round, as rows: granted, revoked, never edited.

use thuocdo_assessment::Roles;
use thuocdo_assessment::role::{Grant, Role};

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A role that somebody holds in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// Id of the row.
    pub id: String,
    /// Id of the account.
    pub account: String,
    /// The role.
    pub grant: Grant,
}

type Columns = (String, Option<String>, Option<String>, Option<String>);

impl Link {
    /// All that an account is in a round: its grants in force, and what it is in the whole installation.
    ///
    /// An account that is disabled, or that does not exist, is nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn roles_in(&mut self, round: &str, account: &str) -> Result<Roles, StoreError> {
        let rows: Vec<Columns> = on!(self.either(), |db| {
            sqlx::query_as(
                "select role, unit, criteria, groups from round_role \
                 where round = $1 and account = $2 and revoked_at is null \
                 and exists (select 1 from account where id = $2 and disabled_at is null) \
                 union all select 'administrator', null, null, null from account \
                 where id = $2 and administrator = 1 and disabled_at is null \
                 union all select 'auditor', null, null, null from account \
                 where id = $2 and auditor = 1 and disabled_at is null",
            )
            .bind(round)
            .bind(account)
            .fetch_all(db)
            .await
        })?;
        let grants = rows.into_iter().map(grant).collect::<Result<_, _>>()?;
        Ok(Roles { grants })
    }

    /// All grants in force in a round, by account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn grants_in(&mut self, round: &str) -> Result<Vec<GrantRow>, StoreError> {
        type Row = (String, String, String, Option<String>, Option<String>, Option<String>);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, role, unit, criteria, groups from round_role \
                 where round = $1 and revoked_at is null order by account, id",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        let row = |(id, account, role, unit, criteria, groups)| {
            Ok(GrantRow { id, account, grant: grant((role, unit, criteria, groups))? })
        };
        rows.into_iter().map(row).collect()
    }

    /// Codes and titles of the rounds in which an account holds a role.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rounds_of(&mut self, account: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select distinct r.code, r.title from round_role g join round r on r.code = g.round \
                 where g.account = $1 and g.revoked_at is null order by r.code",
            )
            .bind(account)
            .fetch_all(db)
            .await
        })?)
    }
}

impl Work {
    /// Grants a role in a round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn grant_role(&mut self, id: &str, round: &str, account: &str, grant: &Grant) -> Result<(), StoreError> {
        let at = self.now().micros();
        let list = |codes: &Option<Vec<String>>| codes.as_ref().map(|codes| serde_json::json!(codes).to_string());
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into round_role (id, round, account, role, unit, criteria, groups, granted_at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(id)
            .bind(round)
            .bind(account)
            .bind(grant.role.word())
            .bind(&grant.unit)
            .bind(list(&grant.criteria))
            .bind(list(&grant.groups))
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Revokes a role; what was done with it stays.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_role(&mut self, id: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("update round_role set revoked_at = $1 where id = $2 and revoked_at is null")
                .bind(at)
                .bind(id)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}

fn grant((role, unit, criteria, groups): Columns) -> Result<Grant, StoreError> {
    let role = Role::of(&role).ok_or_else(|| sqlx::Error::Protocol(format!("role {role}")))?;
    Ok(Grant { role, unit, criteria: list(criteria)?, groups: list(groups)? })
}

fn list(text: Option<String>) -> Result<Option<Vec<String>>, StoreError> {
    let read = |text: String| serde_json::from_str(&text).map_err(|fault| sqlx::Error::Decode(fault.into()));
    Ok(text.map(read).transpose()?)
}
