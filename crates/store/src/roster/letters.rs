//! Sendings of letters, and how far each letter is.

use super::people::{person, stand_in};
use super::{DueLetter, Outcome, PersonState, Raw, RespondentRow, Roster, WaveRow};
use crate::StoreError;
use crate::engine::on;

impl Roster {
    /// Begins a sending to these people, who get no other letter of it; a sending that there is gets what it lacks.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn begin_wave(&self, n: u64, kind: &str, people: &[String]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        on!(tx.either(), |db| {
            sqlx::query("insert into wave (n, kind) values ($1, $2) on conflict (n) do nothing")
                .bind(n.cast_signed())
                .bind(kind)
                .execute(db)
                .await
                .map(|_| ())
        })?;
        for person in people {
            on!(tx.either(), |db| {
                sqlx::query(
                    "insert into letter (wave, person, state) values ($1, $2, 'waiting') \
                     on conflict (wave, person) do nothing",
                )
                .bind(n.cast_signed())
                .bind(person)
                .execute(db)
                .await
                .map(|_| ())
            })?;
        }
        Ok(tx.commit().await?)
    }

    /// Holds a sending, or lets it go on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn hold(&self, n: u64, held: bool) -> Result<(), StoreError> {
        Ok(on!(self.pool.either(), |db| {
            sqlx::query("update wave set held = $1 where n = $2")
                .bind(i64::from(held))
                .bind(n.cast_signed())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Takes letters that are to be sent by e-mail now and notes that they are on their way: first those that may
    /// have left before the program was stopped.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn take(&self, limit: u32) -> Result<Vec<DueLetter>, StoreError> {
        let mut tx = self.pool.begin().await?;
        type Due = (i64, String, String, String, String, String, String, String, String, i64, String);
        let rows: Vec<Due> = on!(tx.either(), |db| {
            sqlx::query_as(
                "select wave, letter.state, id, email, label, stratum, asked, salt, h, serial, person.state \
                 from letter join person on person.id = letter.person join wave on wave.n = letter.wave \
                 where letter.state in ('waiting', 'sending') and wave.held = 0 and email <> '' and h <> '' \
                 and person.state = 'listed' order by letter.state, wave, tries, person limit $1",
            )
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        let mut due = Vec::new();
        for (wave, letter, id, email, label, stratum, asked, salt, h, serial, state) in rows {
            let in_doubt = letter == "sending";
            on!(tx.either(), |db| {
                sqlx::query("update letter set state = 'sending', again = again + $1 where wave = $2 and person = $3")
                    .bind(i64::from(in_doubt))
                    .bind(wave)
                    .bind(&id)
                    .execute(db)
                    .await
                    .map(|_| ())
            })?;
            let person = person((id, email, label, stratum, asked, salt, h, serial, state));
            due.push(DueLetter { wave: wave.cast_unsigned(), person, in_doubt });
        }
        tx.commit().await?;
        Ok(due)
    }

    /// Notes how tries went; a mailbox that will never take a letter bounces its person.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn settle(&self, outcomes: &[(u64, String, Outcome)]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for (wave, id, outcome) in outcomes {
            let (state, said) = match outcome {
                Outcome::Sent => ("sent", ""),
                Outcome::Refused(said) => ("refused", said.as_str()),
                Outcome::Later(said) => ("waiting", said.as_str()),
                Outcome::GivenUp(said) => ("given_up", said.as_str()),
            };
            on!(tx.either(), |db| {
                sqlx::query(
                    "update letter set state = $1, said = $2, tries = tries + 1 where wave = $3 and person = $4",
                )
                .bind(state)
                .bind(said)
                .bind(wave.cast_signed())
                .bind(id)
                .execute(db)
                .await
                .map(|_| ())
            })?;
            if matches!(outcome, Outcome::Refused(_)) {
                stand_in(&mut tx, id, PersonState::Bounced).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// How often a letter was tried.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tries(&self, wave: u64, person: &str) -> Result<u64, StoreError> {
        let row: Option<(i64,)> = on!(self.pool.either(), |db| {
            sqlx::query_as("select tries from letter where wave = $1 and person = $2")
                .bind(wave.cast_signed())
                .bind(person)
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map_or(0, |(tries,)| tries.cast_unsigned()))
    }

    /// Lists people whose printed letter was not printed yet, by stratum and label.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unprinted(&self, limit: u32) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select id, email, label, stratum, asked, salt, h, serial, person.state from person \
                 join letter on letter.person = person.id where wave = 0 and letter.state = 'waiting' \
                 and email = '' and h <> '' and person.state = 'listed' order by stratum, label, id limit $1",
            )
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(person).collect())
    }

    /// Lists sendings with their letters by state.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waves(&self) -> Result<Vec<WaveRow>, StoreError> {
        let rows: Vec<(i64, String, i64)> = on!(self.pool.either(), |db| {
            sqlx::query_as("select n, kind, held from wave order by n").fetch_all(db).await
        })?;
        let counts: Vec<(i64, String, i64, i64)> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select wave, state, count(*), count(case when again > 0 then 1 end) from letter \
                 group by wave, state order by wave, state",
            )
            .fetch_all(db)
            .await
        })?;
        let wave = |(n, kind, held): (i64, String, i64)| {
            let mut row = WaveRow { n: n.cast_unsigned(), kind, held: held != 0, ..WaveRow::default() };
            for (_, state, letters, again) in counts.iter().filter(|(of, ..)| *of == n) {
                let letters = letters.cast_unsigned();
                row.again += again.cast_unsigned();
                match state.as_str() {
                    "waiting" => row.waiting = letters,
                    "sending" => row.sending = letters,
                    "sent" => row.sent = letters,
                    "refused" => row.refused = letters,
                    _ => row.given_up = letters,
                }
            }
            row
        };
        Ok(rows.into_iter().map(wave).collect())
    }

    /// Counts why letters did not leave, the most frequent reason first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn failures(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(self.pool.either(), |db| {
            sqlx::query_as(
                "select said, count(*) from letter where said <> '' group by said order by count(*) desc, said limit 20",
            )
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(said, letters)| (said, letters.cast_unsigned())).collect())
    }
}
