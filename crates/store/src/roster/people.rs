//! Who stands on a list, with their links.

use super::{PeopleCount, PersonState, Raw, RespondentRow, Roster};
use crate::StoreError;
use crate::engine::{Tx, on};

impl Roster {
    /// Notes people who are to come onto the list, all or none: nobody sees or asks them before [`Self::came`].
    ///
    /// # Errors
    /// If one is there already, or the database does not answer.
    pub async fn propose(&self, people: &[RespondentRow]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for person in people {
            on!(tx.either(), |db| {
                sqlx::query(
                    "insert into person (id, email, label, stratum, asked, salt, h, serial, state, change) \
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'coming')",
                )
                .bind(&person.id)
                .bind(&person.email)
                .bind(&person.label)
                .bind(&person.stratum)
                .bind(&person.asked)
                .bind(&person.salt)
                .bind(&person.h)
                .bind(person.serial.cast_signed())
                .bind(person.state.word())
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes onto the list whoever was to come.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn came(&self) -> Result<(), StoreError> {
        self.change("update person set change = '' where change = 'coming'").await
    }

    /// Forgets whoever was to come.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn stayed_away(&self) -> Result<(), StoreError> {
        self.change("delete from person where change = 'coming'").await
    }

    /// Notes people who are to leave the list; they stand on it until they are [removed](Self::remove) or
    /// [withdrawn](Self::withdraw).
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn dismiss(&self, ids: &[String]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for id in ids {
            on!(tx.either(), |db| {
                sqlx::query("update person set change = 'leaving' where id = $1").bind(id).execute(db).await.map(|_| ())
            })?;
        }
        Ok(tx.commit().await?)
    }

    /// Keeps on the list whoever was to leave.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn stayed(&self) -> Result<(), StoreError> {
        self.change("update person set change = '' where change = 'leaving'").await
    }

    /// Takes whoever was to leave off a list that is being prepared.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove(&self) -> Result<(), StoreError> {
        self.change("delete from person where change = 'leaving'").await
    }

    /// Takes whoever was to leave off a list whose links are given out.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn withdraw(&self) -> Result<(), StoreError> {
        self.change("update person set state = 'withdrawn', change = '' where change = 'leaving'").await
    }

    async fn change(&self, sql: &'static str) -> Result<(), StoreError> {
        Ok(on!(self.pool.either(), |db| { sqlx::query(sql).execute(db).await.map(|_| ()) })?)
    }

    /// Lists people who are to come, and those who are to leave.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn changing(&self) -> Result<(Vec<RespondentRow>, Vec<RespondentRow>), StoreError> {
        let of = |change: &'static str| async move {
            let rows: Vec<Raw> = on!(self.pool.either(), |db| {
                sqlx::query_as(
                    "select id, email, label, stratum, asked, salt, h, serial, state from person \
                     where change <> '' and change = $1 order by id",
                )
                .bind(change)
                .fetch_all(db)
                .await
            })?;
            Ok::<_, StoreError>(rows.into_iter().map(person).collect())
        };
        Ok((of("coming").await?, of("leaving").await?))
    }

    /// Lists people who are to be asked and have no link.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unlinked(&self) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select id, email, label, stratum, asked, salt, h, serial, state from person \
                 where h = '' and state = 'listed' and change <> 'coming' order by id",
            )
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(person).collect())
    }

    /// Lists everybody, by id: an order that says nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn everybody(&self) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select id, email, label, stratum, asked, salt, h, serial, state from person \
                 where change <> 'coming' order by id",
            )
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(person).collect())
    }

    /// Lists a page of people of a stratum (empty: of all), by address.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn people(&self, stratum: &str, skip: u64, limit: u64) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select id, email, label, stratum, asked, salt, h, serial, state from person \
                 where ($1 = '' or stratum = $1) and change <> 'coming' order by email, label, id limit $2 offset $3",
            )
            .bind(stratum)
            .bind(limit.cast_signed())
            .bind(skip.cast_signed())
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(person).collect())
    }

    /// Counts people by stratum and state.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn counts(&self) -> Result<Vec<PeopleCount>, StoreError> {
        let rows: Vec<(String, String, i64, i64)> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select stratum, state, count(*), count(case when email = '' then 1 end) from person \
                 where change <> 'coming' group by stratum, state order by stratum, state",
            )
            .fetch_all(db)
            .await
        })?;
        let count = |(stratum, state, people, on_paper): (String, String, i64, i64)| PeopleCount {
            stratum,
            state: PersonState::of(&state),
            people: people.cast_unsigned(),
            on_paper: on_paper.cast_unsigned(),
        };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Counts people by stratum who were handed an invitation: by e-mail, or on paper.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn delivered(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select stratum, count(*) from person join letter on letter.person = person.id \
                 where wave = 0 and letter.state = 'sent' and person.state <> 'bounced' \
                 group by stratum order by stratum",
            )
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(stratum, people)| (stratum, people.cast_unsigned())).collect())
    }

    /// Gives people their links: id, the stratum they are asked under, hash of the link, which link it is. Where
    /// invitations are on their way already, theirs goes with the next batch.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn link(&self, links: &[(String, String, String, u64)]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for (id, asked, h, serial) in links {
            on!(tx.either(), |db| {
                sqlx::query("update person set asked = $1, h = $2, serial = $3 where id = $4")
                    .bind(asked)
                    .bind(h)
                    .bind(serial.cast_signed())
                    .bind(id)
                    .execute(db)
                    .await
                    .map(|_| ())
            })?;
            on!(tx.either(), |db| {
                sqlx::query(
                    "insert into letter (wave, person, state) select n, $1, 'waiting' from wave where n = 0 \
                     on conflict (wave, person) do nothing",
                )
                .bind(id)
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(tx.commit().await?)
    }

    /// Says how people stand now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn stand(&self, ids: &[String], state: PersonState) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for id in ids {
            stand_in(&mut tx, id, state).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Lists people whose address takes no letters.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn bounced(&self, limit: u32) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select id, email, label, stratum, asked, salt, h, serial, state from person \
                 where state = 'bounced' order by stratum, email, id limit $1",
            )
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(person).collect())
    }
}

pub(super) async fn stand_in(tx: &mut Tx, id: &str, state: PersonState) -> Result<(), StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query("update person set state = $1 where id = $2")
            .bind(state.word())
            .bind(id)
            .execute(db)
            .await
            .map(|_| ())
    })?)
}

pub(super) fn person(row: Raw) -> RespondentRow {
    let (id, email, label, stratum, asked, salt, h, serial, state) = row;
    let (serial, state) = (serial.cast_unsigned(), PersonState::of(&state));
    RespondentRow { id, email, label, stratum, asked, salt, h, serial, state }
}
