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

/// What ties an account to a unit of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieRow {
    /// Id of the account.
    pub account: String,
    /// Code of the unit.
    pub unit: String,
    /// `declared`, `role` or `works`.
    pub kind: String,
    /// What was declared.
    pub ground: String,
}

type Columns = (String, Option<String>, Option<String>, Option<String>);

impl Link {
    /// All that an account is in a round: its grants in force, and what it is in the whole installation.
    ///
    /// An account that is disabled, or that does not exist, is nothing. In a round that came out of an archive there are
    /// auditors of the house and nobody else: it is read, and what people were in it, they were elsewhere.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn roles_in(&mut self, round: &str, account: &str) -> Result<Roles, StoreError> {
        let rows: Vec<Columns> = on!(self.either(), |db| {
            sqlx::query_as(
                "select role, unit, criteria, groups from round_role \
                 where round = $1 and account = $2 and revoked_at is null \
                 and exists (select 1 from account where id = $2 and disabled_at is null) \
                 and not exists (select 1 from restored_round where round = $1) \
                 union all select 'administrator', null, null, null from account \
                 where id = $2 and administrator = 1 and disabled_at is null \
                 and not exists (select 1 from restored_round where round = $1) \
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

    /// Lists what ties people to units of a round, of one account or of all: interests they declared, roles they
    /// hold for a unit, the body they work in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn ties_in(&mut self, round: &str, account: Option<&str>) -> Result<Vec<TieRow>, StoreError> {
        let rows: Vec<(String, String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select conflict_of_interest.account, round_unit.code, 'declared', conflict_of_interest.ground \
                 from conflict_of_interest join round_unit \
                 on round_unit.org_unit = conflict_of_interest.org_unit and round_unit.round = $1 \
                 where $2 = '' or conflict_of_interest.account = $2 \
                 union all select account, unit, 'role', '' from round_role \
                 where round = $1 and unit is not null and revoked_at is null and ($2 = '' or account = $2) \
                 union all select account.id, round_unit.code, 'works', '' from account join round_unit \
                 on round_unit.org_unit = account.org_unit and round_unit.round = $1 \
                 where $2 = '' or account.id = $2",
            )
            .bind(round)
            .bind(account.unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(account, unit, kind, ground)| TieRow { account, unit, kind, ground }).collect())
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
