//! The people of one survey, in a database apart: who is written to, and how far letters are.
//!
//! No time stands in it, and nothing says who has answered. The secret from which links are made lies beside it in a
//! file of its own; neither the database nor a backup of it holds a link.

mod letters;
mod people;

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use thuocdo_base::Random;

use crate::StoreError;
use crate::engine::{Pool, apart};

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
