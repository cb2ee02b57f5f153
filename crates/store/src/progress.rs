//! Who has to do with a round: what the dashboard, reminders and tasks look at, in one query each.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError};

/// Somebody who holds a role in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Last time signed in.
    pub seen_at: Option<Timestamp>,
    /// Word of the role.
    pub role: String,
    /// Unit that the role is held for.
    pub unit: Option<String>,
}

type Raw = (String, String, Option<String>, Option<i64>, String, Option<String>);

impl Link {
    /// Lists who holds roles in a round and can sign in, by unit and name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn people_in(&mut self, round: &str) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.either(), |db| {
            sqlx::query_as(
                "select a.id, a.name, a.email, a.seen_at, r.role, r.unit from round_role r \
                 join account a on a.id = r.account and a.disabled_at is null \
                 where r.round = $1 and r.revoked_at is null order by r.unit, a.name, a.id",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        let row = |(account, name, email, seen_at, role, unit): Raw| PersonRow {
            account,
            name,
            email,
            seen_at: seen_at.map(Timestamp::from_micros),
            role,
            unit,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Names of those who last changed a record of a round, by account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn touchers_in(&mut self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select id, name from account where id in (select touched_by from assessment where round = $1)",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }

    /// Addresses of the bodies behind the units of a round, by code of the unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unit_addresses(&mut self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select u.code, o.email from round_unit u join org_unit o on o.id = u.org_unit \
                 where u.round = $1 and o.email is not null",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }

    /// Criteria given to a person in a round: unit, criterion, day by which.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn assigned_to(
        &mut self,
        round: &str,
        account: &str,
    ) -> Result<Vec<(String, String, Option<String>)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, due from assignment where round = $1 and account = $2 order by unit, criterion",
            )
            .bind(round)
            .bind(account)
            .fetch_all(db)
            .await
        })?)
    }

    /// Units of a round whose last submission has no number and date of the signed paper yet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn without_paper(&mut self, round: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select a.unit from assessment a where a.round = $1 and a.stage = 'submitted' and not exists (\
                 select 1 from signed_paper p where p.round = a.round and p.unit = a.unit and p.number = (\
                 select max(s.number) from submission s where s.round = a.round and s.unit = a.unit))",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(unit,)| unit).collect())
    }
}
