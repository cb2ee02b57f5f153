//! Archives of rounds (hồ sơ lưu trữ): one zip with everything of a round that is over, and rounds that come out of one.
//!
//! Read in this order: [`mod@make`] (asked for, written by a job), `pen` (into a file, piece by piece), `tables` (what is
//! in it for people), [`mod@examine`] (whether one is true), [`mod@restore`] (a round that is read and never changed).

pub mod examine;
pub mod make;
mod pen;
pub mod restore;
mod tables;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{ArchiveRow, Listing};
use tokio::sync::Notify;

use crate::decision::approval::name_of;
use crate::{ActionError, App, may};

pub use examine::{Examined, examine};
pub use make::{ask, make_due, taken};
pub use restore::{hand_in, restore};
pub use thuocdo_files::pieces;
pub use thuocdo_store::RestoredRound;

/// Where archives lie, and how far those are that are being made.
#[derive(Debug)]
pub struct Room {
    folder: PathBuf,
    progress: Mutex<BTreeMap<String, (u64, u64)>>,
    asked: Notify,
}

impl Room {
    /// A folder for archives, made if need be.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> std::io::Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, progress: Mutex::default(), asked: Notify::new() })
    }

    /// Where an archive lies once it is made.
    pub fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.zip"))
    }

    /// A place for an archive that somebody brings, until it was read.
    pub fn arriving(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.den"))
    }

    /// Waits until an archive is asked for.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    fn unfinished(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.part"))
    }

    fn set_progress(&self, id: &str, now: Option<(u64, u64)>) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match now {
            Some(now) => progress.insert(id.to_owned(), now),
            None => progress.remove(id),
        };
    }

    fn progress(&self, id: &str) -> Option<(u64, u64)> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied()
    }
}

/// An archive as it is shown.
#[derive(Clone, Debug)]
pub struct Archived {
    /// What is known of it.
    pub row: ArchiveRow,
    /// Name of who asked for it.
    pub by: String,
    /// Bytes of evidence written so far, and in all; `None`: it waits for its turn, or is finished.
    pub progress: Option<(u64, u64)>,
    /// Whether the file lies where it should.
    pub is_there: bool,
}

/// The archives of a round.
#[derive(Clone, Debug)]
pub struct Archives {
    /// Title of the round.
    pub title: String,
    /// Why none can be made now.
    pub barred: Option<Message>,
    /// Bytes of the files that will be in it.
    pub bytes: u64,
    /// Those that were asked for, the newest first.
    pub archives: Vec<Archived>,
    /// What was published.
    pub published: Vec<Listing>,
    /// When and by whom the round was restored, if it came out of an archive.
    pub restored: Option<(RestoredRound, String)>,
}

/// Shows the archives of a round to the secretariat and to auditors.
///
/// # Errors
/// If the actor may not read the round's log.
pub async fn look(app: &App, actor: &Actor, round: &str) -> Result<Archives, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, _) = may::round(&mut link, actor, round, Action::ReadLog).await?;
    let title = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?.title;
    let restored = match link.restored_rounds().await?.into_iter().find(|it| it.round == round) {
        Some(it) => Some((it.clone(), name_of(&mut link, &it.account).await?)),
        None => None,
    };
    let mut archives = Vec::new();
    for row in link.archives_of(round).await? {
        let by = name_of(&mut link, &row.account).await?;
        let room = app.archives.as_deref();
        let progress = room.and_then(|room| room.progress(&row.id));
        let is_there = row.state == "made" && room.is_some_and(|room| room.path(&row.id).is_file());
        archives.push(Archived { row, by, progress, is_there });
    }
    let bytes = link.archived_bytes(round).await?;
    let published = app.store.list().await?.into_iter().filter(|it| it.round == round).collect();
    let barred = barred(app, stage, restored.is_some());
    Ok(Archives { title, barred, bytes, archives, published, restored })
}

/// Why no archive can be made: the round is not over, or is one out of an archive.
fn barred(app: &App, stage: RoundStage, restored: bool) -> Option<Message> {
    let over = matches!(stage, RoundStage::Published | RoundStage::Cancelled);
    match (app.archives.is_some(), restored, over) {
        (false, _, _) => Some(Message::new("archive-no-place")),
        (_, true, _) => Some(Message::new("archive-of-restored")),
        (_, _, false) => Some(Message::new("archive-not-over")),
        _ => None,
    }
}

/// Lists the rounds that came out of archives, for administrators and auditors: with title and name of who did it.
///
/// # Errors
/// If the actor is neither.
pub async fn restored(app: &App, actor: &Actor) -> Result<Vec<(RestoredRound, String, String)>, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let mut found = Vec::new();
    for row in link.restored_rounds().await? {
        let title = link.find_round(&row.round).await?.map(|head| head.title).unwrap_or_default();
        let by = name_of(&mut link, &row.account).await?;
        found.push((row, title, by));
    }
    Ok(found)
}

/// The bundle of one published version, for whoever reads the round's log: what a restored round shows of its result.
///
/// # Errors
/// If the actor may not, or there is no such version.
pub async fn bundle(app: &App, actor: &Actor, round: &str, version: u32) -> Result<Vec<u8>, ActionError> {
    may::in_round(app, actor, round, Action::ReadLog).await?;
    let publication = app.store.load(round, version).await?.ok_or(ActionError::NotAllowed)?;
    let packed = tokio::task::spawn_blocking(move || thuocdo_publication::bundle(&publication));
    packed.await.map_err(ActionError::system)
}
