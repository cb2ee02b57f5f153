//! The people of one survey, in a database apart: who is written to, and how far letters are.
//!
//! No time stands in it, and nothing says who has answered. The secret from which links are made lies beside it in a
//! file of its own; neither the database nor a backup of it holds a link.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use thuocdo_base::Random;

use crate::StoreError;
use crate::engine::{Pool, Tx, apart, on};

/// Tables of a roster.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations_roster");

/// Where rosters lie.
#[derive(Clone, Debug)]
pub struct Rosters {
    /// Folder of the databases of surveys: `<folder>/<survey>/roster.db`.
    pub folder: PathBuf,
    /// Folder of secrets, in no backup: `<keys>/<survey>/links.key`.
    pub keys: PathBuf,
    /// Address of the server on which schemas take the place of files.
    pub server: Option<String>,
}

/// Where a person of a roster stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonState {
    /// Asked, or to be asked.
    Listed,
    /// Their address takes no letters; their link is void.
    Bounced,
    /// They want no letters; their link stays good.
    OptedOut,
    /// Taken off the list after the launch; their link is void.
    Withdrawn,
}

impl PersonState {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Listed, Self::Bounced, Self::OptedOut, Self::Withdrawn];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Bounced => "bounced",
            Self::OptedOut => "opted_out",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or(Self::Withdrawn)
    }
}

/// One person of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RespondentRow {
    /// Id: random.
    pub id: String,
    /// E-mail address; empty: reached by a printed letter.
    pub email: String,
    /// Name and postal address as a printed letter writes them.
    pub label: String,
    /// Stratum they belong to.
    pub stratum: String,
    /// Stratum under which they are asked; empty before they are.
    pub asked: String,
    /// Salt of the list's digest, hexadecimal.
    pub salt: String,
    /// Hash of their link, hexadecimal; empty before there is one.
    pub h: String,
    /// Which link of theirs it is.
    pub serial: u64,
    /// Where they stand.
    pub state: PersonState,
}

/// A letter that is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLetter {
    /// Sending it belongs to.
    pub wave: u64,
    /// Whom it is for.
    pub person: RespondentRow,
    /// Whether it may have left before the program was stopped.
    pub in_doubt: bool,
}

/// How a try to send a letter went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has taken it over.
    Sent,
    /// The mail server will never take it: no such mailbox.
    Refused(String),
    /// It may work later.
    Later(String),
    /// It was tried too often.
    GivenUp(String),
}

/// A sending with its letters by state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaveRow {
    /// Number: 0 the invitation.
    pub n: u64,
    /// `invitation` or `reminder`.
    pub kind: String,
    /// Whether it is held.
    pub held: bool,
    /// Letters that wait.
    pub waiting: u64,
    /// Letters on their way.
    pub sending: u64,
    /// Letters that were taken over.
    pub sent: u64,
    /// Letters that no mailbox takes.
    pub refused: u64,
    /// Letters that were given up.
    pub given_up: u64,
    /// Letters that were sent once more after a stop, under the same Message-ID.
    pub again: u64,
}

/// People of a stratum in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleCount {
    /// Stratum they belong to.
    pub stratum: String,
    /// Where they stand.
    pub state: PersonState,
    /// How many.
    pub people: u64,
    /// How many of them have no e-mail address.
    pub on_paper: u64,
}

/// The secret from which the links of a survey are made.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkKey(pub [u8; 32]);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("LinkKey")
    }
}

/// The people of one survey (danh sách người được khảo sát).
#[derive(Clone, Debug)]
pub struct Roster {
    pool: Pool,
    key: PathBuf,
}

type Raw = (String, String, String, String, String, String, String, i64, String);

impl Rosters {
    /// Opens or creates the roster of a survey.
    ///
    /// # Errors
    /// If the survey's id is none, or files or database do not let us.
    pub async fn open(&self, survey: &str) -> Result<Roster, StoreError> {
        let plain = !survey.is_empty() && survey.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain {
            return Err(StoreError::Address(survey.to_owned()));
        }
        let pool = match &self.server {
            Some(address) => {
                let name = format!("roster_{}", survey.to_ascii_lowercase());
                apart::schema(address, &name, &MIGRATIONS).await?
            }
            None => apart::file(&self.folder.join(survey).join("roster.db"), &MIGRATIONS).await?,
        };
        Ok(Roster { pool, key: self.keys.join(survey).join("links.key") })
    }
}

impl Roster {
    /// Reads the secret of the links, or makes it the first time.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn link_key(&self, random: &dyn Random) -> Result<LinkKey, StoreError> {
        let broken = |source| StoreError::File { path: self.key.clone(), source };
        let mut key = [0; 32];
        match File::open(&self.key) {
            Ok(mut file) => file.read_exact(&mut key).map_err(broken)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                random.fill(&mut key);
                write_secret(&self.key, &key).map_err(broken)?;
            }
            Err(error) => return Err(broken(error)),
        }
        Ok(LinkKey(key))
    }

    /// Destroys the secret of the links: none can be made again.
    ///
    /// # Errors
    /// If the file cannot be overwritten and removed.
    pub fn destroy_link_key(&self) -> Result<(), StoreError> {
        let broken = |source| StoreError::File { path: self.key.clone(), source };
        let mut file = match OpenOptions::new().write(true).open(&self.key) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(broken(error)),
        };
        file.write_all(&[0; 32]).and_then(|()| file.sync_all()).map_err(broken)?;
        std::fs::remove_file(&self.key).map_err(broken)?;
        sync_folder(&self.key).map_err(broken)
    }

    /// Adds people, all or none.
    ///
    /// # Errors
    /// If one is there already, or the database does not answer.
    pub async fn add(&self, people: &[RespondentRow]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for person in people {
            on!(tx.either(), |db| {
                sqlx::query(
                    "insert into person (id, email, label, stratum, asked, salt, h, serial, state) \
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
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

    /// Takes people off a list that is being prepared; gives how many there were.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove(&self, ids: &[String]) -> Result<u64, StoreError> {
        let mut tx = self.pool.begin().await?;
        let mut removed = 0;
        for id in ids {
            removed += on!(tx.either(), |db| {
                sqlx::query("delete from person where id = $1")
                    .bind(id)
                    .execute(db)
                    .await
                    .map(|done| done.rows_affected())
            })?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// Lists everybody, by id: an order that says nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn everybody(&self) -> Result<Vec<RespondentRow>, StoreError> {
        let rows: Vec<Raw> = on!(self.pool.either(), |db| {
            sqlx::query_as("select id, email, label, stratum, asked, salt, h, serial, state from person order by id")
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
                 where ($1 = '' or stratum = $1) order by email, label, id limit $2 offset $3",
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
                 group by stratum, state order by stratum, state",
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

    /// Gives people their links: id, the stratum they are asked under, hash of the link, which link it is.
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

    /// Erases everybody, so that nothing of them stays in the files; gives how many there were.
    ///
    /// # Errors
    /// If the database does not answer, or the secret of the links cannot be destroyed.
    pub async fn erase(&self) -> Result<u64, StoreError> {
        let people = self.counts().await?.iter().map(|count| count.people).sum();
        self.destroy_link_key()?;
        self.pool.shred(&["letter", "wave", "person"]).await?;
        Ok(people)
    }

    /// Closes the connection.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

async fn stand_in(tx: &mut Tx, id: &str, state: PersonState) -> Result<(), StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query("update person set state = $1 where id = $2")
            .bind(state.word())
            .bind(id)
            .execute(db)
            .await
            .map(|_| ())
    })?)
}

fn person(row: Raw) -> RespondentRow {
    let (id, email, label, stratum, asked, salt, h, serial, state) = row;
    let (serial, state) = (serial.cast_unsigned(), PersonState::of(&state));
    RespondentRow { id, email, label, stratum, asked, salt, h, serial, state }
}

fn write_secret(path: &Path, secret: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(secret)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
