//! Files on their way: announced, taken in piece by piece, looked into, held by their body.

use std::io;

use futures_util::Stream;
use thuocdo_base::{Actor, Message, Timestamp};
pub use thuocdo_files::Checksum;
use thuocdo_files::kind::safe_name;
use thuocdo_files::{Appended, Kind, Stored, Unfit};
use thuocdo_store::{Holding, Link, StoredFile, Upload};

use super::cite::may_attach;
use super::view::{EvidenceView, twins};
use super::{DAYS_KEPT, MICROS_A_DAY, files, membership, unfit};
use crate::answers::Place;
use crate::{ActionError, App};

/// What a file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A criterion.
    Criterion(Place),
    /// The store of a body, by its code; empty: the first of the person's own.
    Store(String),
}

/// A file that somebody wants to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// What it is for.
    pub target: Target,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// The declaration that it holds no state secret.
    pub declared: bool,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Id.
    pub id: String,
    /// Bytes that have arrived.
    pub received: u64,
    /// Bytes in all.
    pub size: u64,
    /// When what has arrived is thrown away.
    pub until: Timestamp,
    /// What became of it.
    pub outcome: Option<Outcome>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The body holds it; items of its store that have the same file.
    Held(String, Vec<EvidenceView>),
    /// It was refused.
    Refused(Message),
}

/// How a piece ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Put away.
    Taken(Progress),
    /// It begins elsewhere than the file ends, which is here.
    Elsewhere(u64),
    /// It does not have its checksum.
    Altered,
    /// It is longer than was announced.
    TooLong,
    /// Another piece of this file is being written.
    Busy,
    /// What had arrived is gone.
    Gone,
}

/// Greatest size of a file.
pub fn most(app: &App) -> u64 {
    app.files.as_ref().map_or(0, |files| files.limits().file_bytes)
}

/// Announces a file: everything that can be refused before its bytes come is refused here.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not attach there; reasons where kind, size, quota or declaration forbid it.
pub async fn announce(app: &App, actor: &Actor, announced: &Announced) -> Result<Progress, ActionError> {
    let limits = files(app)?.limits();
    let upload = begin(app, actor, announced, limits.file_bytes).await?;
    Ok(Progress { id: upload.id, received: 0, size: upload.size, until: upload.expires_at, outcome: None })
}

async fn begin(app: &App, actor: &Actor, announced: &Announced, most: u64) -> Result<Upload, ActionError> {
    let files = files(app)?.clone();
    let name = safe_name(&announced.name);
    let faults = faults(announced, &name, most);
    let (job_app, actor, announced, id) = (app.clone(), actor.clone(), announced.clone(), app.new_id());
    let room = files.limits().body_bytes;
    let upload = app
        .write(move |work| {
            Box::pin(async move {
                let (body, place) = target(&job_app, work, &actor, &announced.target).await?;
                if !faults.is_empty() {
                    return Err(ActionError::Refused(faults));
                }
                let held = work.bytes_held(&body, &place.round).await?;
                if held.saturating_add(announced.size) > room {
                    let message = Message::new("evidence-quota").count("gigabytes", gigabytes(room));
                    return Err(ActionError::Refused(vec![message]));
                }
                let now = work.now();
                let upload = Upload {
                    id,
                    account: membership::account(&actor)?.to_owned(),
                    org_unit: body,
                    round: place.round,
                    unit: place.unit,
                    criterion: place.criterion,
                    name,
                    size: announced.size,
                    created_at: now,
                    expires_at: Timestamp::from_micros(now.micros() + DAYS_KEPT * MICROS_A_DAY),
                    sha256: None,
                    refused: None,
                };
                work.insert_upload(&upload).await?;
                Ok(upload)
            })
        })
        .await?;
    files.begin(&upload.id).await.map_err(ActionError::system)?;
    Ok(upload)
}

fn gigabytes(bytes: u64) -> usize {
    usize::try_from(bytes / (1024 * 1024 * 1024)).unwrap_or(usize::MAX)
}

/// What forbids a file before its bytes come.
fn faults(announced: &Announced, name: &str, most: u64) -> Vec<Message> {
    let mut faults = Vec::new();
    if Kind::of_name(name).is_none() {
        faults.push(unfit(Unfit::Forbidden));
    }
    if announced.size == 0 {
        faults.push(unfit(Unfit::Empty));
    }
    if announced.size > most {
        let megabytes = usize::try_from(most / (1024 * 1024)).unwrap_or(usize::MAX);
        faults.push(Message::new("evidence-too-large").count("megabytes", megabytes));
    }
    if !announced.declared {
        faults.push(Message::new("evidence-not-declared"));
    }
    faults
}

/// The body that will hold a file, and the place it is for, which is empty for the body's store.
async fn target(app: &App, link: &mut Link, actor: &Actor, target: &Target) -> Result<(String, Place), ActionError> {
    match target {
        Target::Criterion(place) => Ok((may_attach(app, link, actor, place).await?, place.clone())),
        Target::Store(code) => {
            let account = membership::account(actor)?;
            for id in link.bodies_of(account).await? {
                if code.is_empty() || link.find_unit(&id).await?.is_some_and(|unit| unit.code == *code) {
                    let nowhere = Place { round: String::new(), unit: String::new(), criterion: String::new() };
                    return Ok((id, nowhere));
                }
            }
            Err(ActionError::NotAllowed)
        }
    }
}

/// Says how far a file is.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody but who sends it.
pub async fn progress(app: &App, actor: &Actor, id: &str) -> Result<Option<Progress>, ActionError> {
    let upload = own(app, actor, id).await?;
    let received = match (&upload.sha256, &upload.refused) {
        (None, None) => files(app)?.received(id).await.map_err(ActionError::system)?,
        _ => Some(upload.size),
    };
    let Some(received) = received.filter(|_| upload.expires_at > app.clock.now()) else { return Ok(None) };
    let outcome = outcome(app, &upload).await?;
    Ok(Some(Progress { id: upload.id, received, size: upload.size, until: upload.expires_at, outcome }))
}

async fn own(app: &App, actor: &Actor, id: &str) -> Result<Upload, ActionError> {
    let account = membership::account(actor)?;
    let upload = app.store.look().await?.find_upload(id).await?.ok_or(ActionError::NotAllowed)?;
    if upload.account == account { Ok(upload) } else { Err(ActionError::NotAllowed) }
}

async fn outcome(app: &App, upload: &Upload) -> Result<Option<Outcome>, ActionError> {
    if let Some(word) = &upload.refused {
        return Ok(Some(Outcome::Refused(unfit(Unfit::of(word).unwrap_or(Unfit::Unreadable)))));
    }
    let Some(sha256) = &upload.sha256 else { return Ok(None) };
    let twins = twins(&mut app.store.look().await?, &upload.org_unit, sha256).await?;
    Ok(Some(Outcome::Held(sha256.clone(), twins)))
}

/// Takes a piece in; after the last one the file is looked into and kept.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody but who sends it.
pub async fn append<B, E, S>(
    app: &App,
    actor: &Actor,
    id: &str,
    offset: u64,
    checksum: Option<&Checksum>,
    piece: S,
) -> Result<Piece, ActionError>
where
    B: AsRef<[u8]>,
    S: Stream<Item = Result<B, E>> + Unpin,
{
    let upload = own(app, actor, id).await?;
    if upload.expires_at <= app.clock.now() {
        return Ok(Piece::Gone);
    }
    if upload.sha256.is_some() || upload.refused.is_some() {
        return Ok(Piece::Elsewhere(upload.size));
    }
    let ended = files(app)?.append(id, offset, upload.size, checksum, piece).await.map_err(ActionError::system)?;
    let received = match ended {
        Appended::To(received) | Appended::Cut(received) => received,
        Appended::Elsewhere(present) => return Ok(Piece::Elsewhere(present)),
        Appended::Altered => return Ok(Piece::Altered),
        Appended::TooLong => return Ok(Piece::TooLong),
        Appended::Busy => return Ok(Piece::Busy),
        Appended::Gone => return Ok(Piece::Gone),
    };
    let outcome = if received == upload.size { finish(app, &upload).await? } else { None };
    Ok(Piece::Taken(Progress { id: upload.id, received, size: upload.size, until: upload.expires_at, outcome }))
}

/// Looks into a file that is whole and lets its body hold it.
async fn finish(app: &App, upload: &Upload) -> Result<Option<Outcome>, ActionError> {
    let ended = match files(app)?.finish(&upload.id, &upload.name).await {
        Ok(ended) => ended,
        // Somebody else finishes it: the next question tells how it ended.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
        Err(error) => return Err(ActionError::system(error)),
    };
    let before = match &ended {
        Ok(stored) => twins(&mut app.store.look().await?, &upload.org_unit, &stored.sha256).await?,
        Err(_) => Vec::new(),
    };
    let (id, job_upload, job_ended) = (upload.id.clone(), upload.clone(), ended.clone());
    app.write(move |work| {
        Box::pin(async move {
            let stored = match &job_ended {
                Ok(stored) => stored,
                Err(unfit) => return Ok(work.end_upload(&id, Err(unfit.word())).await?),
            };
            work.save_file(&row(stored)).await?;
            work.hold_file(&holding(&job_upload, stored, work.now())).await?;
            Ok(work.end_upload(&id, Ok(&stored.sha256)).await?)
        })
    })
    .await?;
    Ok(Some(match ended {
        Ok(stored) => Outcome::Held(stored.sha256, before),
        Err(why) => Outcome::Refused(unfit(why)),
    }))
}

fn row(stored: &Stored) -> StoredFile {
    StoredFile {
        sha256: stored.sha256.clone(),
        size: stored.size,
        kind: stored.seen.kind.word().to_owned(),
        pages: stored.seen.pages,
        has_text: stored.seen.has_text,
        altered: false,
    }
}

fn holding(upload: &Upload, stored: &Stored, at: Timestamp) -> Holding {
    Holding {
        org_unit: upload.org_unit.clone(),
        sha256: stored.sha256.clone(),
        round: upload.round.clone(),
        criterion: upload.criterion.clone(),
        name: upload.name.clone(),
        declared_by: upload.account.clone(),
        account: upload.account.clone(),
        at,
        size: stored.size,
    }
}

/// Takes in a file that came with a plain form, whose length is known only at its end; gives its hash.
///
/// # Errors
/// As [`announce`], and reasons where the file itself is refused.
pub async fn take<B, E, S>(
    app: &App,
    actor: &Actor,
    target: &Target,
    name: &str,
    declared: bool,
    bytes: S,
) -> Result<String, ActionError>
where
    B: AsRef<[u8]>,
    S: Stream<Item = Result<B, E>> + Unpin,
{
    let most = files(app)?.limits().form_bytes;
    let announced = Announced { target: target.clone(), name: name.to_owned(), size: most, declared };
    let upload = begin(app, actor, &announced, most).await?;
    let ended = files(app)?.append(&upload.id, 0, most, None, bytes).await.map_err(ActionError::system)?;
    let outcome = match ended {
        Appended::To(_) => finish(app, &upload).await?,
        Appended::TooLong => {
            forget(app, &upload.id).await?;
            let megabytes = usize::try_from(most / (1024 * 1024)).unwrap_or(usize::MAX);
            return Err(ActionError::Refused(vec![Message::new("evidence-too-large").count("megabytes", megabytes)]));
        }
        _ => None,
    };
    match outcome {
        Some(Outcome::Held(sha256, _)) => Ok(sha256),
        Some(Outcome::Refused(why)) => Err(ActionError::Refused(vec![why])),
        None => {
            forget(app, &upload.id).await?;
            Err(super::refused("evidence-cut"))
        }
    }
}

/// Throws a file on its way away.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody but who sends it.
pub async fn cancel(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let upload = own(app, actor, id).await?;
    forget(app, &upload.id).await
}

/// Forgets an upload; a file that its body holds already stays held.
pub(super) async fn forget(app: &App, id: &str) -> Result<(), ActionError> {
    files(app)?.discard(id).await.map_err(ActionError::system)?;
    let id = id.to_owned();
    app.write(move |work| Box::pin(async move { Ok(work.forget_upload(&id).await?) })).await
}
