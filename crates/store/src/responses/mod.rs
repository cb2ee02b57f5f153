//! The box of one survey (thùng phiếu), in a database apart: invitations by hash, sealed responses, opened ones.
//!
//! Nothing here can open a seal, and nothing here knows a person. All writes pass one writer, which takes what
//! waits, brings it into an order drawn by chance, and commits it at once. Read in this order: this page (opening),
//! `casting` (the writer), `changing` (invitations, epochs, mixes, closing), `looking`.

mod casting;
mod changing;
mod looking;

use std::path::PathBuf;
use std::sync::Arc;

use thuocdo_base::Random;
use thuocdo_responses::{Id, Strata, TokenHash};

use crate::StoreError;
use crate::engine::{self, Lock, Opened, Pool, Tx, on, sealed};
use casting::Counter;

/// Where boxes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoxPlace {
    /// A folder with a folder for each survey.
    Folder(PathBuf),
    /// A database server, with a schema for each survey.
    Server(String),
}

/// How far the box of a survey has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoxState {
    /// It takes responses.
    Open,
    /// It takes none any more; what lies sealed is being opened.
    Closing,
    /// All is opened or withheld; what lasts is being written anew.
    Rewriting,
    /// It is done.
    Closed,
}

/// What a box is made with; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Survey.
    pub survey: String,
    /// How many responses are mixed at least.
    pub k: u32,
    /// Bytes to which every response is padded.
    pub length: usize,
    /// Its strata.
    pub strata: Strata,
}

/// The key to which a stratum's responses are sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochRow {
    /// Stratum.
    pub stratum: String,
    /// Number, from 1.
    pub n: u32,
    /// The key that seals.
    pub public_key: [u8; 32],
}

/// A sealed response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRow {
    /// Name, drawn by chance.
    pub pid: Id,
    /// Stratum.
    pub stratum: String,
    /// Epoch.
    pub epoch: u32,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

/// A response that is handed in.
#[derive(Clone, Debug)]
pub struct CastRow {
    /// Hash of the invitation.
    pub h: TokenHash,
    /// The sealed response.
    pub row: PoolRow,
    /// Hash of the receipt.
    pub receipt: [u8; 32],
}

/// What became of a response that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    /// It lasts.
    Kept,
    /// It lasts already: the same sending came again.
    KeptBefore,
    /// Another response was sent with this invitation.
    Used,
    /// There is no such invitation.
    Unknown,
    /// It is sealed to a key that is no longer in use.
    Stale,
    /// The box takes no responses.
    Shut,
}

/// Where an invitation stands, as its holder may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// There is no such invitation, or it was taken back.
    Unknown,
    /// It can be used.
    Open {
        /// Stratum it belongs to.
        stratum: String,
    },
    /// A response was sent with it.
    Used,
}

/// An opened response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// Name, drawn by chance.
    pub bid: Id,
    /// Stratum under which it was opened.
    pub stratum: String,
    /// Canonical answers.
    pub answers: Vec<u8>,
}

/// One count of the tally of a stratum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TallyCount {
    /// Stratum.
    pub stratum: String,
    /// Code of the question.
    pub question: String,
    /// Body that a per-body question is about; else empty.
    pub about: String,
    /// Code of the choice; empty: skipped.
    pub choice: String,
    /// How many chose it.
    pub n: u64,
}

/// What a mix changes in one stratum; it lasts as a whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mixed {
    /// Stratum.
    pub stratum: String,
    /// Epoch whose rows go.
    pub epoch: u32,
    /// Rows of that epoch that were looked at: exactly these must be there.
    pub rows: u64,
    /// Rows that are sealed anew, here or to the parent.
    pub sealed: Vec<PoolRow>,
    /// Responses that were opened.
    pub opened: Vec<OpenRow>,
    /// What they say.
    pub tallies: Vec<TallyCount>,
    /// Responses that are never opened.
    pub withheld: u64,
    /// Responses whose key is lost.
    pub lost: u64,
}

/// The box of one survey.
#[derive(Clone, Debug)]
pub struct ResponseStore {
    founding: Arc<Founding>,
    place: BoxPlace,
    readers: Pool,
    counter: Counter,
    lock: Lock,
}

impl BoxState {
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Rewriting => "rewriting",
            Self::Closed => "closed",
        }
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        let all = [Self::Open, Self::Closing, Self::Rewriting, Self::Closed];
        all.into_iter().find(|state| state.word() == word).ok_or_else(|| damaged("state"))
    }
}

/// The box is not what a box is.
fn damaged(what: &str) -> StoreError {
    StoreError::Database(sqlx::Error::Decode(format!("a box of responses with a damaged {what}").into()))
}

impl BoxPlace {
    /// Boxes beside a main database: on the same server, or in this folder if that is a file.
    pub fn beside(address: &str, folder: impl Into<PathBuf>) -> Self {
        if engine::is_server(address) { Self::Server(address.to_owned()) } else { Self::Folder(folder.into()) }
    }

    /// The file of a survey's box, if boxes lie in a folder.
    pub fn file(&self, survey: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(survey).join("responses.db")),
            Self::Server(_) => None,
        }
    }

    async fn open(&self, survey: &str, create: bool) -> Result<Opened, StoreError> {
        let plain = !survey.is_empty() && survey.len() <= 40 && survey.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain {
            return Err(StoreError::Address(survey.to_owned()));
        }
        match self {
            Self::Folder(folder) => sealed::file(&folder.join(survey).join("responses.db"), create).await,
            Self::Server(address) => {
                sealed::schema(address, &format!("responses_{}", survey.to_ascii_lowercase()), create).await
            }
        }
    }

    async fn is_there(&self, survey: &str) -> Result<bool, StoreError> {
        match (self, self.file(survey)) {
            (Self::Server(address), _) => {
                sealed::is_there(address, &format!("responses_{}", survey.to_ascii_lowercase())).await
            }
            (Self::Folder(_), file) => Ok(file.is_some_and(|file| file.exists())),
        }
    }
}

impl ResponseStore {
    /// Makes the box of a survey with the first epoch of each stratum, or opens it if it was made with the same.
    ///
    /// # Errors
    /// If it was made otherwise, another process holds it, or the database does not answer.
    pub async fn found(
        place: &BoxPlace,
        founding: &Founding,
        epochs: &[EpochRow],
        random: &Arc<dyn Random>,
    ) -> Result<Self, StoreError> {
        let opened = place.open(&founding.survey, true).await?;
        if looking::founding(&opened.writer).await?.is_none() {
            changing::found(&opened.writer, founding, epochs).await?;
        }
        let there = Self::over(place, opened, random).await?;
        if *there.founding == *founding { Ok(there) } else { Err(damaged("founding")) }
    }

    /// Opens the box of a survey; `None`: it was never made.
    ///
    /// # Errors
    /// If another process holds it, or the database does not answer.
    pub async fn open(place: &BoxPlace, survey: &str, random: &Arc<dyn Random>) -> Result<Option<Self>, StoreError> {
        if !place.is_there(survey).await? {
            return Ok(None);
        }
        let opened = place.open(survey, false).await?;
        Self::over(place, opened, random).await.map(Some)
    }

    async fn over(place: &BoxPlace, opened: Opened, random: &Arc<dyn Random>) -> Result<Self, StoreError> {
        let founding = looking::founding(&opened.writer).await?.ok_or_else(|| damaged("founding"))?;
        let counter = Counter::start(opened.writer, Arc::clone(random));
        Ok(Self {
            founding: Arc::new(founding),
            place: place.clone(),
            readers: opened.readers,
            counter,
            lock: opened.lock,
        })
    }

    /// What it was made with.
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// Does what waits, then closes all connections and lets others open the box.
    pub async fn close(self) {
        self.readers.close().await;
        self.counter.close().await;
        drop(self.lock);
    }

    /// Writes what lasts anew, in the order of names drawn by chance, destroys the old file, and opens the box again.
    ///
    /// # Errors
    /// If files or database do not let us.
    pub async fn rewrite(self, random: &Arc<dyn Random>) -> Result<Self, StoreError> {
        let (place, survey) = (self.place.clone(), self.founding.survey.clone());
        let file = place.file(&survey);
        self.counter.rewrite(file.clone()).await?;
        self.close().await;
        if let Some(path) = file {
            let broken = |source| StoreError::File { path: path.clone(), source };
            let path = path.clone();
            tokio::task::spawn_blocking(move || sealed::replace(&path))
                .await
                .map_err(|_| StoreError::Stopped)?
                .map_err(broken)?;
        }
        Self::open(&place, &survey, random).await?.ok_or(StoreError::Stopped)
    }
}

/// Sets a value of the box, in an open write.
async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    Ok(on!(tx.either(), |db| {
        sqlx::query(
            "insert into about (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(db)
        .await
        .map(|_| ())
    })?)
}
